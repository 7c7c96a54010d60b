"""Which client and which version of the chat a call goes to."""

from __future__ import annotations

import asyncio
import inspect
import subprocess
import sys
from typing import Any

import cohere
import pytest

from mirascope import close_clients
from mirascope.core import (
    BaseMessageParam,
    ImageURLPart,
    Messages,
)
from mirascope.core import cohere as c
from mirascope.core.base import ToolCallPart
from tests.server import Answer, Call, Server, Usage

MODEL = "command-r-08-2024"
KINDS = {
    "v1": cohere.Client,
    "v2": cohere.ClientV2,
    "async-v1": cohere.AsyncClient,
    "async-v2": cohere.AsyncClientV2,
}
V1_ONLY = {
    "connectors": [{"id": "web-search"}],
    "conversation_id": "c1",
    "max_input_tokens": 99,
    "prompt_truncation": "AUTO",
    "raw_prompting": True,
    "search_queries_only": True,
    "tool_results": [],
}
FIRST = inspect.signature(cohere.Client.chat).parameters
"""What the first version takes; some releases of the SDK miss `raw_prompting`."""


def look_up(word: str) -> str:
    """Look a word up."""
    return word


def ask(client: Any, *messages: Any, **options: Any) -> Any:
    """Call once, with a client of any kind; a stream is read to its end."""
    history = list(messages) or [Messages.User("hi")]
    decorate = c.call(MODEL, client=client, **options)
    if not isinstance(client, cohere.AsyncClient):
        result = decorate(lambda: history)()
        if options.get("stream"):
            list(result)
        return result

    async def prompt() -> Any:
        return history

    async def run() -> Any:
        result = await decorate(prompt)()
        if options.get("stream"):
            [pair async for pair in result]
        await client.__aexit__(None, None, None)
        return result

    return asyncio.run(run())


@pytest.mark.parametrize("kind", KINDS)
def test_every_client_asks_the_second_version(kind: str, server: Server) -> None:
    def client() -> Any:
        return KINDS[kind](api_key="mine", base_url=server.url)

    server.will(Answer(text="", calls=(Call(name="look_up"),)))
    assert ask(client()).content == ""
    answer = ask(client(), tools=[look_up])
    assert answer.response.message.tool_calls[0].id == "call_1"
    assert ask(client(), stream=True).finish_reasons == ["TOOL_CALL"]
    assert {request.path for request in server.requests} == {"/v2/chat"}
    keys = {request.headers["authorization"] for request in server.requests}
    assert keys == {"Bearer mine"}


@pytest.mark.parametrize("name", sorted(FIRST.keys() & V1_ONLY))
@pytest.mark.parametrize("kind", ["v1", "async-v1"])
@pytest.mark.parametrize("stream", [False, True])
def test_parameters_of_the_first_version_go_to_it(
    name: str, kind: str, stream: bool, server: Server
) -> None:
    client = KINDS[kind](api_key="mine", base_url=server.url)
    server.will(Answer(finish="length", usage=Usage(cached=None), unknown=True))
    answer = ask(
        client,
        Messages.System("sys"),
        Messages.User("one"),
        Messages.Assistant("two"),
        Messages.User("three"),
        stream=stream,
        call_params={name: V1_ONLY[name], "temperature": 0.5, "stop": "END"},
    )
    assert server.last.path == "/v1/chat"
    sent = dict(server.last.body)
    assert sent.pop(name) == V1_ONLY[name]
    assert sent == {
        "model": MODEL,
        "preamble": "sys",
        "chat_history": [
            {"role": "USER", "message": "one"},
            {"role": "CHATBOT", "message": "two"},
        ],
        "message": "three",
        "temperature": 0.5,
        "stop_sequences": ["END"],
        "stream": stream,
    }
    response = answer.construct_call_response() if stream else answer
    assert response.content == "Hello wörld"
    assert response.id == "answer-1"
    assert response.finish_reasons == ["MAX_TOKENS"]
    assert (response.input_tokens, response.output_tokens) == (10, 3)
    assert response.usage.tokens.input_tokens == 506
    assert response.message_param == {"role": "assistant", "content": "Hello wörld"}
    assert response.model == MODEL


@pytest.mark.parametrize("name", V1_ONLY)
def test_the_second_versions_clients_refuse_them(name: str, server: Server) -> None:
    for client in (None, cohere.ClientV2(api_key="mine", base_url=server.url)):
        with pytest.raises(ValueError, match=rf"{name}.*cohere\.Client\(\)"):
            ask(client, call_params={name: V1_ONLY[name]})
    assert server.requests == []
    ask(None, call_params={name: None})
    assert name not in server.last.body


@pytest.mark.parametrize(
    "message",
    [
        BaseMessageParam(
            role="user",
            content=[ImageURLPart(type="image_url", url="https://x.test", detail=None)],
        ),
        BaseMessageParam(
            role="assistant",
            content=[ToolCallPart(type="tool_call", name="f", id="1")],
        ),
        {"role": "tool", "tool_call_id": "1", "content": "x"},
    ],
)
def test_what_the_first_version_cannot_say_is_refused(
    message: Any, server: Server
) -> None:
    client = cohere.Client(api_key="mine", base_url=server.url)
    with pytest.raises(ValueError, match="takes only text"):
        ask(client, message, Messages.User("x"), call_params={"raw_prompting": True})
    with pytest.raises(ValueError, match="takes only text"):
        ask(client, tools=[look_up], call_params={"raw_prompting": True})
    assert server.requests == []


def test_a_client_in_the_config_wins(server: Server) -> None:
    client = cohere.Client(api_key="mine", base_url=server.url)

    @c.call(MODEL)
    def prompt() -> c.CohereDynamicConfig:
        return {"messages": [Messages.User("hi")], "client": client}

    assert prompt().content == "Hello wörld"
    assert server.last.headers["authorization"] == "Bearer mine"


@pytest.mark.parametrize("kind", KINDS)
def test_the_wrong_kind_of_client_names_the_right_one(kind: str) -> None:
    client = KINDS[kind](api_key="mine")
    is_async = kind.startswith("async")
    name = type(client).__name__
    twin = name.removeprefix("Async") if is_async else f"Async{name}"

    def prompt() -> str:
        return "hi"

    async def aprompt() -> str:
        return "hi"

    with pytest.raises(TypeError, match=rf"`cohere\.{twin}`"):
        c.call(MODEL, client=client)(prompt if is_async else aprompt)


def test_the_address_is_read_when_the_default_client_is_made(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(None)
    assert len(server.requests) == 1
    monkeypatch.setenv("CO_API_URL", "http://127.0.0.1:9")
    with pytest.raises(Exception, match="refused"):
        ask(None, call_params={"request_options": {"max_retries": 0}})
    monkeypatch.setenv("CO_API_URL", server.url)
    ask(None)
    assert len(server.requests) == 2


def test_the_undocumented_name_of_the_key_works_too(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CO_API_KEY")
    for key in ("one", "two"):
        monkeypatch.setenv("COHERE_API_KEY", key)
        ask(None)
        assert server.last.headers["authorization"] == f"Bearer {key}"


def test_the_default_client_does_not_warn_of_schemas(
    server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    ask(None, json_mode=True, call_params={"response_format": {"schema": {}}})
    assert caplog.records == []


def test_closed_clients_leave_no_connection(server: Server) -> None:
    ask(None)
    ask(None)
    assert len(server.ports) == 1
    close_clients()
    ask(None)
    assert len(server.ports) == 2


def test_the_parameters_are_those_of_the_sdk() -> None:
    known = set(inspect.signature(cohere.ClientV2.chat).parameters)
    known -= {"self", "model", "messages", "tools", "return_prompt"}
    own = set(c.CohereCallParams.__annotations__)
    assert known <= own
    not_always = {"thinking", "priority", "raw_prompting"}
    assert own - known - not_always <= FIRST.keys()


def test_importing_the_package_imports_no_sdk() -> None:
    code = """
import sys
from mirascope.core import cohere
cohere.call("m")(lambda: "hi")
print(sorted(name for name in sys.modules if name.partition(".")[0] == "cohere"))
"""
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
