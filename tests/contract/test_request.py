"""What goes over the wire."""

from __future__ import annotations

import copy
import wave
from io import BytesIO
from typing import Any

import pytest

from mirascope.core import (
    AudioPart,
    BaseMessageParam,
    DocumentPart,
    ImagePart,
    ImageURLPart,
    Messages,
    TextPart,
    ToolCallPart,
    ToolResultPart,
    prompt_template,
)

from .way import Way, make_prompt

PARAMS = {"temperature": 0.5, "max_tokens": 9, "stop": "END", "seed": 1, "top_p": 0.5}
MESSAGES = [{"role": "system", "content": "sys"}, {"role": "user", "content": "hi y"}]
"""As `common` shows them."""
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 8


def say_minimal(_: str) -> list[BaseMessageParam]:
    return [Messages.System("sys"), Messages.User("hi y")]


def test_the_minimal_request_is_exactly_the_documented_one(way: Way) -> None:
    params = way.row.given(PARAMS)
    way.ask(say_minimal, call_params=params)
    request = way.server.last
    assert (request.method, request.path) == ("POST", way.row.wire.path)
    assert request.common == way.sent(messages=MESSAGES, **params)


def test_a_streamed_request_adds_only_what_streaming_needs(way: Way) -> None:
    way.collect(way.stream(say_minimal))
    more: dict[str, Any] = {"stream": True}
    if way.row.wire.stream_options:
        more["stream_options"] = {"include_usage": True}
    assert way.server.last.common == way.sent(messages=MESSAGES, **more)


@pytest.mark.needs("default_client")
def test_the_key_of_the_environment_is_sent(
    way: Way, monkeypatch: pytest.MonkeyPatch
) -> None:
    if way.row.wire.key is not None:
        monkeypatch.setenv(way.row.wire.key, "key-of-this-test")
    way.ask()
    sent = way.row.wire.key_of(way.server.last)
    assert sent == (way.row.wire.placeholder or "key-of-this-test")


def prompts(way: Way) -> dict[str, Any]:
    """The four styles of writing the same prompt."""
    is_async = way.is_async
    styles = {
        "shorthand": make_prompt(lambda genre: f"Recommend a {genre} book", is_async),
        "messages": make_prompt(
            lambda genre: Messages.User(f"Recommend a {genre} book"), is_async
        ),
        "list": make_prompt(
            lambda genre: [Messages.User(f"Recommend a {genre} book")], is_async
        ),
        "base": make_prompt(
            lambda genre: [
                BaseMessageParam(role="user", content=f"Recommend a {genre} book")
            ],
            is_async,
        ),
        "config": make_prompt(
            lambda genre: {"messages": [Messages.User(f"Recommend a {genre} book")]},
            is_async,
        ),
        "native": make_prompt(
            lambda genre: [way.native("user", f"Recommend a {genre} book")],
            is_async,
        ),
    }
    template = prompt_template("Recommend a {genre} book")
    styles["template"] = template(make_prompt(lambda _: None, is_async))
    styles["decorated"] = prompt_template()(styles["shorthand"])
    return styles


def test_every_style_of_prompt_sends_the_same_request(way: Way) -> None:
    decorate = way.call()
    bodies = []
    for prompt in prompts(way).values():
        way.get(decorate(prompt)("fantasy"))
        bodies.append(way.server.last.common)
    user = [{"role": "user", "content": "Recommend a fantasy book"}]
    assert bodies == [way.sent(messages=user)] * len(bodies)


def test_a_template_with_roles_becomes_messages(way: Way) -> None:
    @prompt_template(
        """
        SYSTEM: You are a librarian.
        MESSAGES: {history}
        USER: Recommend a {genre} book
        """
    )
    def body(genre: str, history: list[BaseMessageParam]) -> None: ...

    @prompt_template(
        """
        SYSTEM: You are a librarian.
        MESSAGES: {history}
        USER: Recommend a {genre} book
        """
    )
    async def abody(genre: str, history: list[BaseMessageParam]) -> None: ...

    history = [Messages.User("hi"), Messages.Assistant("hello")]
    way.get(way.call()(abody if way.is_async else body)("fantasy", history))
    assert way.server.last.messages == [
        {"role": "system", "content": "You are a librarian."},
        {"role": "user", "content": "hi"},
        {"role": "assistant", "content": "hello"},
        {"role": "user", "content": "Recommend a fantasy book"},
    ]


@pytest.mark.needs("images")
def test_images_are_sent_as_data_urls(way: Way) -> None:
    way.ask(
        lambda _: [
            "look",
            ImagePart(type="image", media_type="image/png", image=PNG, detail=None),
            ImageURLPart(type="image_url", url="https://x.test/a.png", detail="low"),
        ]
    )
    [message] = way.server.last.messages
    text, image, url = message["content"]
    assert text == {"type": "text", "text": "look"}
    assert image["type"] == url["type"] == "image_url"
    assert image["image_url"]["url"] == "data:image/png;base64,iVBORw0KGgoAAAAAAAAAAA=="
    assert image["image_url"]["detail"] == "auto"
    detail = "auto" if "detail" in way.row.lacks else "low"
    assert url["image_url"] == {"url": "https://x.test/a.png", "detail": detail}


@pytest.mark.needs("input_audio")
def test_audio_is_sent_as_base64(way: Way) -> None:
    buffer = BytesIO()
    with wave.open(buffer, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        sound.writeframes(b"\0\0")
    data = buffer.getvalue()
    way.ask(
        lambda _: ["hear", AudioPart(type="audio", media_type="audio/wav", audio=data)]
    )
    [_, audio] = way.server.last.messages[0]["content"]
    assert audio["type"] == "input_audio"
    assert audio["input_audio"]["format"] == "wav"
    assert audio["input_audio"]["data"].startswith("UklGR")


def test_a_tool_turn_is_one_assistant_message_and_its_results(way: Way) -> None:
    calls = [
        ToolCallPart(type="tool_call", name="f", args={"a": 1}, id="c1"),
        ToolCallPart(type="tool_call", name="g", args=None, id="c2"),
    ]
    results = [
        ToolResultPart(type="tool_result", name="f", content="one", id="c1"),
        ToolResultPart(type="tool_result", name="g", content="two", id="c2"),
    ]
    way.ask(
        lambda _: [
            Messages.User("go"),
            BaseMessageParam(
                role="assistant", content=[TextPart(type="text", text="well"), *calls]
            ),
            BaseMessageParam(role="tool", content=results),
        ]
    )
    user, assistant, first, second = way.server.last.messages
    ids = way.row.wire.ids(["c1", "c2"])
    assert user == {"role": "user", "content": "go"}
    assert assistant["role"] == "assistant"
    assert _text(assistant["content"]) == "well"
    assert [
        (call["id"], call["type"], call["function"]["name"])
        for call in assistant["tool_calls"]
    ] == [(ids[0], "function", "f"), (ids[1], "function", "g")]
    arguments = [call["function"]["arguments"] for call in assistant["tool_calls"]]
    assert [text.replace(" ", "") for text in arguments] == ['{"a":1}', "{}"]
    for message, id, content in ((first, ids[0], "one"), (second, ids[1], "two")):
        assert message["role"] == "tool"
        assert message["tool_call_id"] == id
        assert _text(message["content"]) == content


def _text(content: Any) -> str:
    if isinstance(content, str):
        return content
    return "".join(part["text"] for part in content)


def test_common_and_native_messages_can_be_mixed(way: Way) -> None:
    way.ask(lambda _: [Messages.System("sys"), way.native("user", "hi y")])
    assert way.server.last.messages == MESSAGES


@pytest.mark.needs("chat")
def test_native_messages_pass_unchanged(way: Way) -> None:
    native = {"role": "user", "content": [{"type": "text", "text": "a"}], "name": "bob"}
    before = copy.deepcopy(native)
    way.ask(lambda _: [native])
    assert way.server.last.messages == [before]
    assert native == before


@pytest.mark.parametrize(
    "part",
    [
        DocumentPart(type="document", media_type="application/zip", document=b"x"),
        ImagePart(type="image", media_type="image/tiff", image=b"x", detail=None),
        AudioPart(type="audio", media_type="audio/midi", audio=b"x"),
    ],
    ids=lambda part: part.type,
)
def test_a_part_that_the_provider_lacks_is_refused_before_any_request(
    way: Way, part: Any
) -> None:
    with pytest.raises(ValueError, match=part.type):
        way.ask(lambda _: ["look", part])
    assert way.server.requests == []


def test_provider_parameters_pass_unchanged(way: Way) -> None:
    params = way.row.given({"temperature": 0.1, **way.row.sdk.own})
    before = copy.deepcopy(params)
    way.ask(call_params=params)
    assert way.row.wire.own_common.items() <= way.server.last.common.items()
    assert params == before


@pytest.mark.needs("extra_headers")
def test_extra_headers_and_body_reach_the_wire(way: Way) -> None:
    way.ask(call_params={"extra_headers": {"X-One": "1"}, "extra_body": {"own": 2}})
    assert way.server.last.headers["x-one"] == "1"
    assert way.server.last.common["own"] == 2


def test_parameters_that_are_none_are_not_sent(way: Way) -> None:
    way.ask(call_params={"temperature": None, "seed": None, "max_tokens": 5})
    assert "temperature" not in way.server.last.common
    assert "seed" not in way.server.last.common
    assert way.server.last.common["max_tokens"] == 5


def test_call_parameters_are_never_written_to(way: Way) -> None:
    params = way.row.given({"temperature": 0.1, "stop": ["a"], **way.row.sdk.own})
    if way.row.wire.stream_options:
        params["stream_options"] = {"include_obfuscation": False}
    before = copy.deepcopy(params)
    streaming = way.decorate(call_params=params, stream=True)
    for _ in range(2):
        way.collect(way.get(streaming()))
        assert params == before
    if way.row.wire.stream_options:
        assert way.server.last.common["stream_options"] == {
            "include_obfuscation": False,
            "include_usage": True,
        }


@pytest.mark.needs("stream_options")
def test_stream_options_can_refuse_usage(way: Way) -> None:
    options = {"stream_options": {"include_usage": False}}
    way.collect(way.stream(call_params=options))
    assert way.server.last.common["stream_options"] == {"include_usage": False}


@pytest.mark.needs("stream_options")
def test_stream_options_can_be_left_out_for_servers_that_refuse_them(way: Way) -> None:
    way.collect(way.stream(call_params={"stream_options": None}))
    assert "stream_options" not in way.server.last.common


def test_model_and_messages_among_the_parameters_do_not_win(way: Way) -> None:
    own = {way.row.sdk.model_key: "other", way.row.sdk.messages_key: []}
    way.ask(call_params=own)
    assert way.server.last.common["messages"]
    assert way.server.last.common["model"] == way.row.model
