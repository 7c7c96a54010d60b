"""What is written of a response: everything but credentials, bytes as base64."""

from __future__ import annotations

import base64
import copy
import json
import pickle
from typing import Any

import pytest
from pydantic import BaseModel

from mirascope.core import (
    AudioPart,
    BaseMessageParam,
    DocumentPart,
    ImagePart,
    ImageURLPart,
    Messages,
    TextPart,
)
from mirascope.exceptions import StreamNotFinishedError, ToolNotFoundError
from tests.core.base.pickled import Shelf, find_book
from tests.server import Answer, Call

from .row import SECRET
from .way import Way

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAA"
    "AABJRU5ErkJggg=="
)
IMAGE = ImagePart(type="image", media_type="image/png", image=PNG, detail=None)


def written(value: Any) -> str:
    """Write a value in every way that leaves the program."""
    pickled = pickle.dumps(value)
    return "\n".join(
        [
            repr(value),
            str(value),
            value.model_dump_json(),
            json.dumps(value.model_dump(mode="json")),
            repr(value.model_dump()),
            repr(pickle.loads(pickle.dumps(value)).model_dump()),  # noqa: S301
            pickled.decode("latin-1"),
        ]
    )


def credentials(way: Way) -> dict[str, Any]:
    return {**way.row.sdk.secrets}


def test_credentials_are_in_no_dump_and_no_pickle(way: Way) -> None:
    params = credentials(way)
    response = way.ask(call_params=params)
    stream = way.stream(call_params=params)
    way.collect(stream)
    for answer in (response, stream.construct_call_response()):
        assert SECRET not in written(answer)
        assert "***" in answer.model_dump_json()
        assert answer.call_params == params
        assert copy.deepcopy(answer).call_params == params
        assert copy.copy(answer).call_params == params
        assert SECRET in repr(answer.call_kwargs)


def test_credentials_of_a_dynamic_config_neither(way: Way) -> None:
    config = {
        "messages": [way.native("user", "x")],
        "call_params": credentials(way),
        "metadata": {"tags": {"a"}, "password": SECRET},
        **way.own_client,
    }
    response = way.ask(lambda _: config)
    assert SECRET not in written(response)
    assert response.metadata["password"] == SECRET
    assert response.metadata["tags"] == {"a"}


def test_an_argument_is_left_out_only_by_an_unmistakable_name(way: Way) -> None:
    def ask(password: str, token: str, cookie: str, key: str) -> str:
        return "x"

    async def aask(password: str, token: str, cookie: str, key: str) -> str:
        return "x"

    words = {"token": "the last token", "cookie": "chocolate", "key": "E minor"}
    decorated = way.call()(aask if way.is_async else ask)
    response = way.get(decorated(SECRET, **words))
    assert SECRET not in written(response)
    dumped = json.loads(response.model_dump_json())
    assert dumped["fn_args"] == {"password": "***", **words}
    assert response.fn_args["password"] == SECRET


def test_an_address_is_dumped_without_its_signature(way: Way) -> None:
    if way.row.id not in ("openai", "anthropic"):
        pytest.skip("some services are sent what is at the address")
    url = f"https://example.com/a.png?size=2&sig={SECRET}"
    part = ImageURLPart(type="image_url", url=url, detail=None)
    response = way.ask(lambda _: [Messages.User(["look", part])])
    assert SECRET not in written(response)
    assert "https://example.com/a.png?size=2&sig=***" in response.model_dump_json()
    assert SECRET in repr(response.messages)


def test_an_error_that_carries_a_response_hides_its_credentials(way: Way) -> None:
    from mirascope.exceptions import TruncatedError

    response = way.ask(call_params=credentials(way))
    error = TruncatedError("cut", response)
    pickled = pickle.dumps(error)
    assert SECRET.encode() not in pickled
    assert pickle.loads(pickled).response.content == "Hello wörld"  # noqa: S301


def test_computed_fields_are_in_a_dump(way: Way) -> None:
    config = {
        "messages": [way.native("user", "x")],
        "computed_fields": {"mood": "dark", "api_key": SECRET},
    }
    stream = way.stream(lambda _: config)
    way.collect(stream)
    for response in (way.ask(lambda _: config), stream.construct_call_response()):
        for dumped in (response.model_dump(), json.loads(response.model_dump_json())):
            assert dumped["computed_fields"] == {"mood": "dark", "api_key": "***"}
        assert way.ask().model_dump()["computed_fields"] == {}


def takes_images(way: Way) -> bool:
    return way.row.id not in ("cohere", "local")


def test_a_response_to_bytes_can_be_dumped(way: Way) -> None:
    if not takes_images(way):
        pytest.skip("the service takes no images")
    encoded = base64.b64encode(PNG).decode()
    stream = way.stream(lambda _: [Messages.User(["look", IMAGE])])
    way.collect(stream)
    response = way.ask(lambda _: [Messages.User(["look", IMAGE])])
    for answer in (response, stream.construct_call_response()):
        assert encoded in answer.model_dump_json()
        assert answer.model_dump()["content"] == "Hello wörld"


def test_a_history_with_bytes_is_kept_as_json(way: Way) -> None:
    if way.layer == "core" or not takes_images(way):
        pytest.skip("messages of the neutral layer, where images are taken")
    first = way.ask(lambda _: [Messages.User(["look", IMAGE])])
    history = [*first.messages, first.message_param]
    dumped = json.dumps([message.model_dump(mode="json") for message in history])
    read = [BaseMessageParam(**message) for message in json.loads(dumped)]
    assert read == history
    way.ask(lambda _: [*history, Messages.User("and now?")])
    way.ask(lambda _: [*read, Messages.User("and now?")])
    [sent, again] = way.server.requests[-2:]
    assert again.raw == sent.raw


def test_a_change_of_one_response_shows_in_no_other(way: Way) -> None:
    params = {**way.row.given({"temperature": 0.25}), **way.row.sdk.own}
    shelf = {"tags": {"a"}, "shelves": [{"name": "first"}]}
    native = way.native("user", "Hello")
    config = {"messages": [native], "call_params": params, "metadata": shelf}

    def look(title: str) -> str:
        """Look for a book."""
        return title

    def ask(**options: Any) -> Any:
        return way.decorate(lambda _: config, call_params=params, **options)

    for decorated in (ask(), ask(tools=[look])):
        first = way.get(decorated())
        sent = way.server.last.raw
        first.call_params["temperature"] = 0.75
        for field in ("metadata", "call_kwargs", "call_params", "dynamic_config"):
            spoil(getattr(first, field))
        spoil(first.messages)
        spoil(first.tool_types)
        second = way.get(decorated())
        assert way.server.last.raw == sent
        assert "spoilt" not in repr(second.model_dump())
    assert "spoilt" not in repr((config, shelf, params, native))


def test_a_change_of_one_stream_shows_in_no_other(way: Way) -> None:
    params = {**way.row.given({"temperature": 0.25}), **way.row.sdk.own}
    decorated = way.decorate(call_params=params, stream=True)
    first = way.get(decorated())
    for field in ("metadata", "call_kwargs", "call_params"):
        spoil(getattr(first, field))
    second = way.get(decorated())
    assert "spoilt" not in repr((second.call_params, second.metadata))
    way.collect(second)
    assert "spoilt" not in str(way.server.last.raw)


def spoil(value: Any) -> None:
    """Change whatever can be changed in a value."""
    if isinstance(value, dict):
        for item in list(value.values()):
            spoil(item)
        value["spoilt"] = "spoilt"
    elif isinstance(value, list):
        for item in value:
            spoil(item)
        value.append("spoilt")
    elif isinstance(value, set):
        value.add("spoilt")


def test_parts_with_bytes_are_base64_in_json() -> None:
    message = BaseMessageParam(
        role="user",
        content=[
            TextPart(type="text", text="wörld"),
            IMAGE,
            AudioPart(type="audio", media_type="audio/wav", audio=b"\x00\xff"),
            AudioPart(type="audio", media_type="audio/wav", audio="AP8="),
            DocumentPart(
                type="document", media_type="application/pdf", document=b"%\xfe"
            ),
        ],
    )
    dumped = json.loads(message.model_dump_json())
    assert dumped["content"][1]["image"] == base64.b64encode(PNG).decode()
    assert dumped["content"][2]["audio"] == dumped["content"][3]["audio"] == "AP8="
    assert BaseMessageParam.model_validate_json(message.model_dump_json()) == message
    assert BaseMessageParam.model_validate(dumped) == message
    assert BaseMessageParam(**dumped) == message
    assert BaseMessageParam(**message.model_dump()) == message
    assert BaseMessageParam.model_validate(dumped).content[1].image == PNG


def test_text_that_is_no_base64_is_no_image() -> None:
    part = {"type": "image", "media_type": "image/png", "image": "?", "detail": None}
    with pytest.raises(ValueError, match="the text is not base64"):
        ImagePart(**part)


def told(stream: Any) -> list[Any]:
    """Say all that a stream knows once it has ended."""
    names = ("content", "finish_reasons", "model", "id", "thinking", "provider")
    names += ("input_tokens", "cached_tokens", "output_tokens", "cost", "message_param")
    names += ("messages", "user_message_param", "fn_args", "metadata")
    names += ("start_time", "end_time", "prompt_template")
    facts = [getattr(stream, name) for name in names]
    return [*facts, stream.construct_call_response().model_dump_json()]


@pytest.mark.parametrize("partial", [False, True], ids=["whole", "partial"])
def test_a_stream_that_has_ended_can_be_pickled_and_copied(
    way: Way, partial: bool
) -> None:
    way.server.will(
        Answer(
            text="Hello wörld",
            calls=(
                Call(name="find_book", arguments='{"title": "Dune"}'),
                Call(name="Shelf", arguments='{"title": "Emma"}', id="call_2"),
            ),
        )
    )
    tools = [find_book, Shelf]
    stream = way.stream(tools=tools, stream={"partial_tools": partial})
    first = way.collect(stream)
    pickled = pickle.loads(pickle.dumps(stream))  # noqa: S301
    again = pickle.loads(pickle.dumps(pickled))  # noqa: S301
    for twin in (pickled, again, copy.deepcopy(stream), copy.copy(stream)):
        assert type(twin) is type(stream)
        pairs = way.collect(twin)
        assert [tool for _, tool in pairs] == [tool for _, tool in first]
        assert [c.content for c, _ in pairs] == [c.content for c, _ in first]
        assert [c.chunk for c, _ in pairs] == [c.chunk for c, _ in first]
        assert told(twin) == told(stream)
    assert len(way.server.requests) == 1


def test_a_stream_is_pickled_without_credentials(way: Way) -> None:
    params = credentials(way)
    stream = way.stream(call_params=params)
    way.collect(stream)
    assert SECRET.encode() not in pickle.dumps(stream)
    assert copy.deepcopy(stream).call_params == params
    assert copy.copy(stream).call_params == params


def test_a_stream_that_has_not_ended_says_so(way: Way) -> None:
    stream = way.stream()
    for write in (pickle.dumps, copy.deepcopy):
        with pytest.raises(StreamNotFinishedError, match="iterate it first"):
            write(stream)


def test_the_tool_of_an_unpickled_stream_may_be_missing(way: Way) -> None:
    def find_book(title: str) -> str:
        """Find a book of this function only."""
        return title

    way.server.will(Answer(text="", calls=(Call(name="find_book", arguments=DUNE),)))
    stream = way.stream(tools=[find_book])
    way.collect(stream)
    twin = pickle.loads(pickle.dumps(stream))  # noqa: S301
    assert twin.message_param == stream.message_param
    with pytest.raises(ToolNotFoundError, match="'find_book'"):
        way.collect(twin)


DUNE = '{"title": "Dune"}'


class Book(BaseModel):
    title: str
    year: int


BOOK = '{"title": "Dune", "year": 1965}'


@pytest.mark.parametrize("json_mode", [False, True])
def test_a_structured_stream_that_has_ended_can_be_pickled_and_copied(
    way: Way, json_mode: bool
) -> None:
    call = Call(name="Book", arguments=BOOK)
    way.server.will(Answer(text=BOOK) if json_mode else Answer(text="", calls=(call,)))
    stream = way.stream(
        response_model=Book, json_mode=json_mode, call_params=credentials(way)
    )
    with pytest.raises(StreamNotFinishedError):
        pickle.dumps(stream)
    values = way.collect(stream)
    assert values[-1] == Book(title="Dune", year=1965)
    pickled = pickle.dumps(stream)
    assert SECRET.encode() not in pickled
    for twin in (
        pickle.loads(pickled),  # noqa: S301
        copy.deepcopy(stream),
        copy.copy(stream),
    ):
        assert [v.model_dump() for v in way.collect(twin)] == [
            v.model_dump() for v in values
        ]
        assert twin.constructed_response_model == values[-1]
        assert twin.stream.content == stream.stream.content
    assert len(way.server.requests) == 1


def test_a_value_that_was_extracted_can_be_pickled(way: Way) -> None:
    way.server.will(Answer(text=BOOK))
    book = way.ask(response_model=Book, json_mode=True, call_params=credentials(way))
    pickled = pickle.dumps(book)
    assert SECRET.encode() not in pickled
    twin = pickle.loads(pickled)  # noqa: S301
    assert twin == book
    assert twin._response.content == book._response.content
