"""Whole answers are read from their JSON; nobody may notice but the clock."""

from __future__ import annotations

import asyncio
import functools
from collections.abc import Iterator
from typing import Any

import pytest
from azure.ai import inference
from azure.ai.inference.models import ChatCompletions
from azure.core.credentials import AzureKeyCredential
from azure.core.exceptions import DecodeError, HttpResponseError
from azure.core.pipeline.policies import AzureKeyCredentialPolicy, SansIOHTTPPolicy
from azure.core.pipeline.transport import RequestsTransport

from mirascope.core import azure
from tests.server import Answer, Call, Fault, Server, Usage
from tests.wire import telling

from . import MODEL, ask

ANSWER = Answer(
    text="hello",
    calls=(Call(name="now"),),
    usage=Usage(input=10, output=3, cached=4, reasoning=2),
    finish="tool_calls",
    unknown=True,
)


def make_client(server: Server, kind: Any = None, **options: Any) -> Any:
    kind = kind or inference.ChatCompletionsClient
    url = f"{server.url}/azure/models"
    return kind(url, AzureKeyCredential("k"), **{"retry_total": 0, **options})


@pytest.fixture
def client(server: Server) -> Iterator[Any]:
    server.will(ANSWER)
    with make_client(server) as client:
        yield client


def was_raw(response: Any) -> bool:
    return "response" not in vars(response)


def test_the_answer_is_what_the_sdk_gives(client: Any) -> None:
    response = ask("hi", client=client)
    assert was_raw(response)
    plain = client.complete(model=MODEL, messages=response.messages)
    assert type(response.response) is type(plain) is ChatCompletions
    assert response.response == plain
    assert response.response.as_dict() == plain.as_dict()
    assert response.response.choices[0].message.tool_calls[0].function.name == "now"
    assert response.response is response.response


def test_both_paths_say_the_same(client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    raw = ask("hi", client=client)
    assert was_raw(raw)
    monkeypatch.setenv("MIRASCOPE_RAW_RESPONSES", "0")
    plain = ask("hi", client=client)
    assert not was_raw(plain)
    assert telling.differences(*map(telling.response_says, (raw, plain))) == []


def test_async_answers_are_read_so_too(server: Server) -> None:
    pytest.importorskip("aiohttp")
    from azure.ai.inference import aio

    server.will(ANSWER)

    async def prompt() -> str:
        return "hi"

    async def main() -> tuple[Any, Any]:
        async with make_client(server, aio.ChatCompletionsClient) as client:
            response = await azure.call(MODEL, client=client)(prompt)()
            raw = was_raw(response)
            messages = response.messages
            plain = await client.complete(model=MODEL, messages=messages)
            assert response.response == plain
            return raw, response.content

    assert asyncio.run(main()) == (True, "hello")


def test_a_patched_instance_is_asked_itself(client: Any) -> None:
    seen: list[Any] = []
    complete = client.complete

    def spy(**kwargs: Any) -> Any:
        completion = complete(**kwargs)
        seen.append(completion.choices[0].message.content)
        return completion

    client.complete = spy
    assert ask("hi", client=client).content == "hello"
    assert seen == ["hello"]


def test_a_patched_class_is_asked_itself(
    client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[Any] = []
    kind = type(client)
    complete = kind.complete

    @functools.wraps(complete)
    def spy(self: Any, **kwargs: Any) -> Any:
        completion = complete(self, **kwargs)
        seen.append(completion.choices[0].message.content)
        return completion

    monkeypatch.setattr(kind, "complete", spy)
    response = ask("hi", client=client)
    assert seen == [response.content] == ["hello"]
    assert not was_raw(response)


def test_the_sdks_own_instrumentation_sees_the_whole_answer(client: Any) -> None:
    pytest.importorskip("opentelemetry.trace")
    from azure.ai.inference.tracing import AIInferenceInstrumentor

    instrumentor = AIInferenceInstrumentor()
    instrumentor.instrument()
    try:
        response = ask("hi", client=client)
        assert response.content == "hello"
        assert not was_raw(response)
    finally:
        instrumentor.uninstrument()
    assert was_raw(ask("hi", client=client))


def test_a_subclass_is_asked_the_ordinary_way(server: Server) -> None:
    class Mine(inference.ChatCompletionsClient):
        pass

    server.will(ANSWER)
    with make_client(server, Mine) as client:
        response = ask("hi", client=client)
        assert response.content == "hello"
        assert not was_raw(response)


def test_hooks_of_the_user_see_every_answer(server: Server) -> None:
    server.will(ANSWER)
    seen: list[int] = []

    def hook(response: Any) -> None:
        seen.append(response.http_response.status_code)

    with make_client(server) as client:
        params: Any = {"raw_response_hook": hook}
        assert ask("hi", client=client, call_params=params).content == "hello"
    with make_client(server, raw_response_hook=hook) as client:
        response = ask("hi", client=client)
        assert response.content == response.response.choices[0].message.content
    assert seen == [200, 200]


def test_a_hook_is_no_part_of_the_keywords(client: Any) -> None:
    response = ask("hi", client=client)
    assert set(response.call_kwargs) == {"model", "messages"}


def test_errors_are_the_sdks_own_with_what_the_service_said(
    client: Any, server: Server
) -> None:
    server.will(Answer(fault=Fault(status=400)))
    with pytest.raises(HttpResponseError) as caught:
        ask("hi", client=client)
    assert caught.value.status_code == 400
    assert caught.value.error.code == "code_400"
    assert caught.value.response.json()["error"]["code"] == "code_400"
    server.will(Answer(fault=Fault(malformed=True)))
    with pytest.raises(DecodeError):
        ask("hi", client=client)


class Replaced(RequestsTransport):
    """Puts another body into every answer."""

    def __init__(self, body: bytes, content_type: str = "application/json") -> None:
        super().__init__()
        self.body = body
        self.content_type = content_type

    def send(self, *args: Any, **options: Any) -> Any:
        response = super().send(*args, **options)
        response.headers["content-type"] = self.content_type
        response._content = self.body
        return response


@pytest.mark.parametrize(("body", "native"), [(b"[1]", [1]), (b"null", None)])
def test_json_that_is_no_object_is_left_to_the_sdk(
    server: Server, body: bytes, native: Any
) -> None:
    with make_client(server, transport=Replaced(body)) as client:
        response = ask("hi", client=client)
    assert not was_raw(response)
    assert response.response == native


def test_text_in_another_encoding_is_read_by_what_the_headers_say(
    server: Server,
) -> None:
    body = '{"choices": [{"message": {"content": "wörld"}}]}'.encode("latin-1")
    transport = Replaced(body, "application/json; charset=latin-1")
    with make_client(server, transport=transport) as client:
        response = ask("hi", client=client)
    assert was_raw(response)
    assert response.content == "wörld"
    assert response.response.choices[0].message.content == "wörld"


class Seen(SansIOHTTPPolicy[Any, Any]):
    """A policy of the user's, which looks at the JSON of answers."""

    def __init__(self) -> None:
        self.contents: list[str] = []

    def on_response(self, request: Any, response: Any) -> None:
        body = response.http_response.json()
        self.contents.append(body["choices"][0]["message"]["content"])


@pytest.mark.parametrize(
    "name", ["per_call_policies", "per_retry_policies", "custom_hook_policy"]
)
def test_policies_of_the_user_see_the_json(server: Server, name: str) -> None:
    seen = Seen()
    policy: Any = seen if name.endswith("policy") else [seen]
    with make_client(server, **{name: policy}) as client:
        assert ask("hi", client=client).content == "Hello wörld"
    assert seen.contents == ["Hello wörld"]


def test_a_client_whose_policies_ask_no_hooks_works(server: Server) -> None:
    key = AzureKeyCredentialPolicy(AzureKeyCredential("k"), "api-key")
    with make_client(server, policies=[key]) as client:
        response = ask("hi", client=client)
    assert response.content == "Hello wörld"
    assert not was_raw(response)


def test_a_retried_answer_is_the_last_one(server: Server) -> None:
    at_once = {"retry-after": "0"}
    server.will(Answer(fault=Fault(status=429, headers=at_once)), ANSWER)
    with make_client(server, retry_total=1) as client:
        response = ask("hi", client=client)
    assert response.content == "hello"
    assert was_raw(response)
    assert len(server.requests) == 2
