"""Whole answers are read from their JSON; nobody may notice but the clock."""

from __future__ import annotations

import asyncio
import base64
import copy
import functools
import json
import pickle
import warnings
from collections.abc import Iterator
from typing import Any

import pytest
from google.genai import Client, errors, types
from google.genai.models import AsyncModels, Models
from google.oauth2.credentials import Credentials
from pydantic import BaseModel

from mirascope.core import google
from mirascope.core.base._raw import SWITCH, RawAnswer
from mirascope.core.google._requests import Create
from tests.server import Answer, Call, Fault, Server, Usage
from tests.server.dialects.google import GenerateContent
from tests.wire.recordings import all_recordings

MODEL = "gemini-2.5-flash"
SIGNATURE = base64.b64encode(b"\xff\xfe\xff signature").decode()
USAGE = {"promptTokenCount": 5, "candidatesTokenCount": 7, "totalTokenCount": 12}
CALL = {"functionCall": {"name": "look_up", "args": {"word": "é", "n": [1.0, None]}}}
RECORDED = [
    recording
    for recording in all_recordings()
    if recording.provider in ("google", "vertex")
    and recording.endpoint == "generateContent"
    and not recording.fails
]
SEEN = (
    *("content", "thinking", "id", "model", "finish_reasons", "common_finish_reasons"),
    *("input_tokens", "output_tokens", "cached_tokens", "cost", "cost_metadata"),
    *("message_param", "common_message_param", "images", "call_kwargs", "messages"),
)
"""What is told without the SDK's object."""


class Book(BaseModel):
    """A book."""

    title: str


def look_up(word: str, n: list[Any] | None = None) -> str:
    """Look a word up."""
    return word


def answer(*parts: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Make an answer as the service sends it."""
    content = {"role": "model", "parts": list(parts)}
    candidate = {"content": content, "finishReason": "STOP", "index": 0}
    return {
        "candidates": [{**candidate, **more}],
        "usageMetadata": USAGE,
        "modelVersion": MODEL,
        "responseId": "r-1",
    }


TEXT = answer({"text": "hello"})
PLAIN = {
    "text": TEXT,
    "thoughts": answer(
        {"text": "hm", "thought": True},
        {"text": "a", "thought": False},
        {"text": "b", "thoughtSignature": SIGNATURE},
    ),
    "calls": answer(
        {"text": ""},
        {**CALL, "thoughtSignature": SIGNATURE.replace("/", "_").rstrip("=")},
        {"functionCall": {"name": "look_up", "args": {"word": "b"}, "id": "c2"}},
        {"functionCall": {"name": "other"}},
    ),
    "json": answer({"text": '{"title": "x"}'}),
    "rated": answer(
        {"text": "x"},
        finishReason="MAX_TOKENS",
        avgLogprobs=-0.5,
        safetyRatings=[{"category": "HARM_CATEGORY_HARASSMENT", "blocked": False}],
        citationMetadata={"citationSources": [{"uri": "u", "startIndex": 1}]},
        finishMessage="too long",
    ),
    "two": {**TEXT, "candidates": TEXT["candidates"] * 2},
    "counted": {
        **TEXT,
        "usageMetadata": {
            **USAGE,
            "cachedContentTokenCount": 3,
            "thoughtsTokenCount": 2,
            "trafficType": "ON_DEMAND",
            "promptTokensDetails": [{"modality": "TEXT", "tokenCount": 5}],
        },
    },
    "nothing said": answer()
    | {"createTime": "2026-01-01T00:00:00.5Z", "modelVersion": ""},
}
OTHERS = {
    "image": answer({"inlineData": {"mimeType": "image/png", "data": SIGNATURE}}),
    "code": answer({"executableCode": {"code": "1", "language": "PYTHON"}}),
    "unknown part": answer({"text": "x"}, {"unheardOf": {"deep": 1}}),
    "unknown field": answer({"text": "x", "brandNew": 1}),
    "null": answer({"text": "x", "thought": None}),
    "unknown word": answer({"text": "x"}, finishReason="BRAND_NEW"),
    "small word": answer({"text": "x"}, finishReason="stop"),
    "filtered": answer(finishReason="SAFETY"),
    "no content": answer(content={"role": "model"}),
    "not finished": answer({"text": "x"}, finishReason=None),
    "grounded": answer({"text": "x"}, groundingMetadata={"webSearchQueries": ["a"]}),
    "fewer pieces": answer({"functionCall": {"name": "f", "id": None}}),
    "blocked": {"promptFeedback": {"blockReason": "SAFETY"}, "usageMetadata": USAGE},
    "uncounted": {"candidates": TEXT["candidates"]},
    "counted in text": {**TEXT, "usageMetadata": {"promptTokenCount": "5"}},
    "no candidates": {"usageMetadata": USAGE, "candidates": []},
    "blocked, with no candidates": {
        "promptFeedback": {"blockReason": "OTHER"},
        **{"usageMetadata": USAGE, "candidates": []},
    },
    "nothing at all": {},
    "a list": [1],
}
REFUSED = {
    "not json": b"{nonsense",
    "text for parts": json.dumps(answer(content={"parts": "x"})).encode(),
    "number for text": json.dumps(answer({"text": 5})).encode(),
    "no base64": json.dumps(answer({"text": "x", "thoughtSignature": "!"})).encode(),
    "number for a name": json.dumps({**TEXT, "modelVersion": 5}).encode(),
}


@pytest.fixture(scope="module")
def close(runner: asyncio.Runner) -> Any:
    """Close both sides of a client, where the SDK is new enough to tell how."""

    async def close_async(client: Any) -> None:
        if hasattr(client.aio, "aclose"):
            await client.aio.aclose()

    def close(client: Any) -> None:
        runner.run(close_async(client))
        if hasattr(client, "close"):
            client.close()

    return close


def make(url: str, kind: type[Client] = Client) -> Any:
    """Make a client of the Gemini API."""
    return kind(api_key="k", http_options=types.HttpOptions(base_url=url))


@pytest.fixture(scope="module")
def client(the_server: Server, close: Any) -> Iterator[Any]:
    client = make(the_server.url)
    yield client
    close(client)


@pytest.fixture(scope="module")
def vertex(the_server: Server, close: Any) -> Iterator[Any]:
    where: Any = {"project": "p", "location": "us-central1"}
    options = types.HttpOptions(base_url=the_server.url)
    given = Credentials(token="t")
    client = Client(vertexai=True, credentials=given, http_options=options, **where)
    yield client
    close(client)


@pytest.fixture(params=["client", "vertex"])
def either(request: pytest.FixtureRequest) -> Any:
    """A client of the Gemini API, and one of Vertex AI."""
    return request.getfixturevalue(request.param)


@pytest.fixture
def fresh(the_server: Server, close: Any) -> Iterator[Any]:
    """A client that a test may change."""
    client = make(the_server.url)
    yield client
    close(client)


@pytest.fixture
def body(monkeypatch: pytest.MonkeyPatch, server: Server) -> Any:
    """Say what the service answers."""

    def say(said: Any) -> None:
        raw = said if isinstance(said, bytes) else json.dumps(said).encode()
        monkeypatch.setattr(GenerateContent, "whole", lambda *_: raw)

    return say


@pytest.fixture(params=[False, True], ids=["sync", "async"])
def ask(request: pytest.FixtureRequest, runner: asyncio.Runner) -> Any:
    """Call, on either side."""

    def ask(client: Any, **options: Any) -> Any:
        decorator = google.call(MODEL, client=client, **options)
        if not request.param:
            return decorator(lambda: "hi")()

        async def prompt() -> Any:
            return "hi"

        return runner.run(decorator(prompt)())

    return ask


def is_raw(response: Any) -> bool:
    return "_raw" in vars(response)


def check_both(
    ask: Any, monkeypatch: pytest.MonkeyPatch, client: Any, **options: Any
) -> bool:
    """Compare both ways of reading; tell whether they were two."""
    monkeypatch.delenv(SWITCH, raising=False)
    raw = ask(client, **options)
    monkeypatch.setenv(SWITCH, "0")
    plain = ask(client, **options)
    assert not is_raw(plain)
    for name in SEEN:
        assert getattr(raw, name) == getattr(plain, name), name
    assert "should_return_http_response" not in str(raw.call_kwargs)
    if raw.finish_reasons == ["STOP"]:
        calls = [[tool.args for tool in one.tools or ()] for one in (raw, plain)]
        assert calls[0] == calls[1]
    assert ("response" in vars(raw)) != is_raw(raw)
    for one in (raw, plain):  # they may have come in two seconds
        headers = one.response.sdk_http_response.headers
        assert [headers.pop(name) for name in list(headers) if name.lower() == "date"]
    assert raw.response == plain.response
    assert raw.response.sdk_http_response.headers
    assert raw.response is raw.response
    assert type(raw.response) is types.GenerateContentResponse
    assert raw.usage == plain.usage
    for one in (raw, plain):
        one.start_time = one.end_time = 0
    assert raw == plain
    assert copy.deepcopy(raw) == plain
    assert raw.model_dump() == plain.model_dump()
    assert json.loads(raw.model_dump_json()) == json.loads(plain.model_dump_json())
    loads: Any = pickle.loads
    assert loads(pickle.dumps(raw)) == loads(pickle.dumps(plain))
    return is_raw(raw)


@pytest.mark.parametrize("said", PLAIN.values(), ids=PLAIN)
def test_a_plain_answer_is_read_raw_and_equal(
    said: Any, body: Any, ask: Any, either: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    body(said)
    assert check_both(ask, monkeypatch, either, tools=[look_up])


@pytest.mark.parametrize("said", OTHERS.values(), ids=OTHERS)
@pytest.mark.filterwarnings("ignore:.* is not a valid:UserWarning")
def test_any_other_answer_is_the_sdks(
    said: Any, body: Any, ask: Any, either: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    body(said)
    assert not check_both(ask, monkeypatch, either)


@pytest.mark.parametrize("recording", RECORDED, ids=lambda recording: recording.id)
@pytest.mark.filterwarnings("ignore:.* is not a valid:UserWarning")
def test_recorded_answers_are_equal(
    recording: Any,
    body: Any,
    ask: Any,
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
) -> None:
    body(recording.whole)
    kind = "vertex" if recording.provider == "vertex" else "client"
    check_both(ask, monkeypatch, request.getfixturevalue(kind))


@pytest.mark.parametrize(
    "config",
    [
        {"response_schema": Book, "response_mime_type": "application/json"},
        {"response_json_schema": Book.model_json_schema(), "temperature": 0.5},
        {"tools": [types.Tool(google_search=types.GoogleSearch())]},
        {"automatic_function_calling": {"disable": True}},
        {"system_instruction": "be kind", "http_options": {"headers": {"X-One": "1"}}},
        types.GenerateContentConfig(response_schema=Book, stop_sequences=["x"]),
    ],
    ids=["schema", "json schema", "search", "no functions", "headers", "object"],
)
def test_the_config_has_its_say(
    config: Any,
    body: Any,
    ask: Any,
    client: Any,
    monkeypatch: pytest.MonkeyPatch,
    server: Server,
) -> None:
    body(PLAIN["json"])
    before = copy.deepcopy(config)
    assert check_both(ask, monkeypatch, client, call_params={"config": config})
    assert config == before
    raw, plain = server.requests
    assert (raw.body, raw.headers) == (plain.body, plain.headers)


def test_what_the_sdk_parsed_is_there(body: Any, ask: Any, client: Any) -> None:
    body(PLAIN["json"])
    response = ask(client, call_params={"config": {"response_schema": Book}})
    assert is_raw(response)
    assert response.response.parsed == Book(title="x")


def test_functions_that_the_sdk_calls_are_left_to_it(
    body: Any, client: Any, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    turns = [answer({"functionCall": {"name": "add", "args": {"a": 1}}}), TEXT]
    monkeypatch.setattr(
        GenerateContent, "whole", lambda *_: json.dumps(turns.pop(0)).encode()
    )

    def add(a: int) -> int:
        """Add one."""
        return a + 1

    create = Create(client, False)
    got = create(model=MODEL, contents="hi", config={"tools": [add]})
    assert got.text == "hello"
    assert len(got.automatic_function_calling_history) == 3
    assert len(server.requests) == 2


@pytest.mark.skipif(not hasattr(types, "McpServer"), reason="an older SDK")
def test_sessions_of_tools_are_left_to_the_sdk(body: Any, client: Any) -> None:
    body(TEXT)
    server = {"name": "n", "streamable_http_transport": {"url": "http://x"}}
    for tool in (
        {"mcp_servers": [server]},
        {"mcpServers": [server]},
        types.Tool.model_validate({"mcp_servers": [server]}),
    ):
        got = Create(client, False)(model=MODEL, contents="x", config={"tools": [tool]})
        assert type(got) is types.GenerateContentResponse


@pytest.mark.skipif(
    "continuation_token" not in types.Candidate.model_fields, reason="an older SDK"
)
def test_the_sdk_goes_on_where_the_service_stopped(
    ask: Any, client: Any, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = answer(
        {"text": "hel"}, finishReason="CONTINUATION", continuationToken=SIGNATURE
    )
    turns = [first, answer({"text": "lo"})]
    monkeypatch.setattr(
        GenerateContent, "whole", lambda *_: json.dumps(turns.pop(0)).encode()
    )
    response = ask(client)
    assert response.content == "hello"
    assert len(server.requests) == 2


@pytest.mark.skipif(
    "should_return_http_response" not in types.GenerateContentConfig.model_fields,
    reason="an older SDK",
)
@pytest.mark.parametrize(
    "name", ["should_return_http_response", "shouldReturnHttpResponse"]
)
def test_who_wants_the_bytes_gets_them(
    name: str, body: Any, ask: Any, client: Any
) -> None:
    body(TEXT)
    response = ask(client, call_params={"config": {name: True}})
    assert response.content == ""
    assert json.loads(response.response.sdk_http_response.body) == TEXT


def outcome(ask: Any, client: Any) -> tuple[Any, str]:
    """Tell which error there was, and in which words; or what was said."""
    try:
        return None, ask(client).content
    except Exception as error:
        return type(error), str(error)


@pytest.mark.parametrize("said", REFUSED.values(), ids=REFUSED)
def test_the_sdk_judges_what_is_no_answer(
    said: bytes, body: Any, ask: Any, client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    body(said)
    raw = outcome(ask, client)
    monkeypatch.setenv(SWITCH, "0")
    assert raw == outcome(ask, client)
    assert raw[0] is not None or not raw[1]


@pytest.mark.parametrize("status", [400, 429, 503])
def test_the_sdk_judges_errors(
    status: int, ask: Any, client: Any, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.will(Answer(fault=Fault(status=status)))
    raw = outcome(ask, client)
    asked = len(server.requests)
    monkeypatch.setenv(SWITCH, "0")
    assert issubclass(raw[0], errors.APIError)
    assert raw == outcome(ask, client)
    assert len(server.requests) == 2 * asked


def test_the_sdk_checks_keywords(client: Any, server: Server) -> None:
    with pytest.raises(TypeError, match="unheard_of"):
        Create(client, False)(model=MODEL, contents="hi", unheard_of=1)
    assert not server.requests


def test_the_servers_answers_are_equal(
    ask: Any, client: Any, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = Usage(input=10, output=8, cached=4, reasoning=5)
    calls = (Call(name="look_up", arguments='{"word": "a"}'),)
    server.will(Answer(text="hello", calls=calls, usage=usage, thinking=("hm",)))
    assert check_both(ask, monkeypatch, client, tools=[look_up])
    server.will(Answer(text="hello", unknown=True))
    assert not check_both(ask, monkeypatch, client)


class Heir(Client):
    """A client of somebody's own."""


def test_a_subclassed_client_is_asked_itself(
    body: Any, ask: Any, server: Server, close: Any
) -> None:
    body(TEXT)
    client = make(server.url, Heir)
    response = ask(client)
    close(client)
    assert not is_raw(response)
    assert response.content == "hello"


def test_a_patched_instance_is_asked_itself(body: Any, fresh: Any, ask: Any) -> None:
    body(TEXT)
    seen: list[str] = []
    for models in (fresh.models, fresh.aio.models):

        def spy(own: Any = models.generate_content, **kwargs: Any) -> Any:
            seen.append(kwargs["model"])
            return own(**kwargs)

        models.generate_content = spy
    response = ask(fresh)
    assert not is_raw(response)
    assert response.content == "hello"
    assert seen == [MODEL]


def test_a_patched_class_is_asked_itself(
    body: Any, client: Any, ask: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    body(TEXT)
    seen: list[str] = []
    for kind in (Models, AsyncModels):

        @functools.wraps(kind.generate_content)
        def spy(self: Any, own: Any = kind.generate_content, **kwargs: Any) -> Any:
            seen.append(kwargs["model"])
            return own(self, **kwargs)

        monkeypatch.setattr(kind, "generate_content", spy)
    response = ask(client)
    assert not is_raw(response)
    assert response.content == "hello"
    assert seen == [MODEL]


def test_something_that_only_looks_like_a_client_is_asked_itself(
    body: Any, client: Any, ask: Any
) -> None:
    class Proxy:
        def __getattr__(self, name: str) -> Any:
            return getattr(client, name)

    body(TEXT)
    response = ask(Proxy())
    assert not is_raw(response)
    assert response.content == "hello"


def test_a_client_without_its_connection_is_asked_itself(body: Any, fresh: Any) -> None:
    body(TEXT)
    assert type(Create(fresh, False)(model=MODEL, contents="hi")) is RawAnswer
    inner = fresh.models._api_client

    class Other:
        def __getattr__(self, name: str) -> Any:
            return getattr(inner, name)

    fresh.models._api_client = Other()
    got = Create(fresh, False)(model=MODEL, contents="hi")
    assert type(got) is types.GenerateContentResponse


def test_the_object_can_be_made_after_the_client_is_closed(
    body: Any, ask: Any, server: Server, close: Any
) -> None:
    body(TEXT)
    client = make(server.url)
    response = ask(client)
    close(client)
    del client
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert response.response.text == "hello"
    assert len(server.requests) == 1
