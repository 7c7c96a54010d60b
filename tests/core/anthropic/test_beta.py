"""Parameters that only the SDK's beta methods take."""

from __future__ import annotations

import asyncio
import inspect
from typing import Any

import pytest

from mirascope import llm
from mirascope.core import anthropic
from mirascope.core.anthropic._encode import _BODY, BETA
from mirascope.exceptions import InvalidCallError
from tests.server import Answer, Call, Server
from tests.server.dialects.anthropic import Blocks

from . import MODEL, ask, collected
from .test_platforms import PLATFORMS, look_up

sdk = pytest.importorskip("anthropic")

MCP = {"type": "url", "url": "https://mcp.test/sse", "name": "docs"}
EDITS = {"edits": [{"type": "clear_tool_uses_20250919"}]}
FORMAT = {"type": "json_schema", "schema": {"type": "object", "properties": {}}}
PARAMS: Any = {
    "betas": ["mcp-client-2025-11-20", "context-management-2025-06-27"],
    "context_management": EDITS,
    "mcp_servers": [MCP],
    "output_format": FORMAT,
}
USED = {
    "type": "mcp_tool_use",
    "id": "mcptoolu_1",
    "name": "search",
    "server_name": "docs",
    "input": {"words": "dune"},
}
GIVEN = {
    "type": "mcp_tool_result",
    "tool_use_id": "mcptoolu_1",
    "is_error": False,
    "content": [{"type": "text", "text": "found"}],
}
SAID = {"type": "text", "text": "It is Dune."}


def call_of(layer: str, **options: Any) -> Any:
    if layer == "core":
        return anthropic.call(MODEL, **options)
    return llm.call("anthropic", MODEL, **options)


def make(layer: str, is_async: bool, **options: Any) -> Any:
    if not is_async:
        return call_of(layer, **options)(lambda: "hi")()

    async def prompt() -> str:
        return "hi"

    async def main() -> Any:
        made = await call_of(layer, **options)(prompt)()
        if options.get("stream"):
            async for _ in made:
                pass
        return made

    return asyncio.run(main())


@pytest.mark.parametrize("is_async", [False, True], ids=["sync", "async"])
@pytest.mark.parametrize("stream", [False, True], ids=["whole", "streamed"])
@pytest.mark.parametrize("layer", ["core", "llm"])
def test_they_reach_the_service_and_answers_are_beta_objects(
    layer: str, stream: bool, is_async: bool, server: Server
) -> None:
    server.will(Blocks(content=(USED, GIVEN, SAID)))
    made = make(layer, is_async, stream=stream, call_params=PARAMS)
    if stream:
        list(made) if not is_async else None
        chunks = {type(chunk.chunk).__name__ for chunk, _ in ([] if is_async else made)}
        assert all(name.startswith("Beta") for name in chunks)
        made = made.construct_call_response()
    body, headers = server.last.body, server.last.headers
    assert headers["anthropic-beta"] == ",".join(PARAMS["betas"])
    assert "betas" not in body
    for name in ("context_management", "mcp_servers", "output_format"):
        assert body[name] == PARAMS[name]
    assert made.content == "It is Dune."
    response = made.response
    assert type(response) is sdk.types.beta.BetaMessage
    kinds = [type(block).__name__ for block in response.content]
    assert kinds == ["BetaMCPToolUseBlock", "BetaMCPToolResultBlock", "BetaTextBlock"]
    assert not made.tools
    core = made if layer == "core" else made._response
    assert core.message_param["content"] == [
        {key: block[key] for key in ("type", *sorted({*block} - {"type"}))}
        for block in (USED, GIVEN, SAID)
    ]


def test_any_of_them_is_enough(server: Server) -> None:
    for name in ("context_management", "mcp_servers", "output_format"):
        ask("hi", call_params={name: PARAMS[name]})
        assert server.last.body[name] == PARAMS[name]
        assert "anthropic-beta" not in server.last.headers
    assert type(ask("hi").response) is sdk.types.Message


def test_they_go_beside_what_the_method_does_not_take(server: Server) -> None:
    params: Any = {
        "temperature": 0.5,
        "betas": ["x"],
        "output_config": {"effort": "low"},
    }
    response = ask("hi", call_params=params, tools=[look_up])
    assert type(response.response) is sdk.types.beta.BetaMessage
    assert server.last.body["temperature"] == 0.5
    assert server.last.body["output_config"] == {"effort": "low"}
    assert server.last.headers["anthropic-version"] == "2023-06-01"
    assert server.last.headers["anthropic-beta"] == "x"


def test_a_config_of_the_function_gives_them_too(server: Server) -> None:
    response = ask(
        {"messages": [{"role": "user", "content": "hi"}], "call_params": PARAMS}
    )
    assert type(response.response) is sdk.types.beta.BetaMessage
    assert server.last.body["mcp_servers"] == [MCP]


def test_tools_of_our_own_are_called_and_answered(server: Server) -> None:
    calls = (Call(name="look_up", arguments='{"word": "x"}', id="t1"),)
    server.will(Answer(text="", calls=calls))
    options: Any = {"call_params": PARAMS, "tools": [look_up]}
    for response in (ask("hi", **options), collected("hi", **options)):
        if isinstance(response, anthropic.AnthropicStream):
            response = response.construct_call_response()
        assert response.tool.call() == "X"
        results = response.tool_message_params([(response.tool, "X")])
        ask(*response.messages, response.message_param, *results, **options)
        roles = [one["role"] for one in server.last.body["messages"]]
        assert roles == ["user", "assistant", "user"]


@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize("stream", [False, True], ids=["whole", "streamed"])
def test_other_platforms_take_them(platform: str, stream: bool, server: Server) -> None:
    name, options, model, _ = PLATFORMS[platform]
    params: Any = {"betas": ["a", "b"], "context_management": EDITS}
    with getattr(sdk, name)(max_retries=0, **options(server)) as client:
        made = (collected if stream else ask)(
            "hi", model=model, client=client, call_params=params
        )
    if stream:
        made = made.construct_call_response()
    assert type(made.response) is sdk.types.beta.BetaMessage
    assert made.content == "Hello wörld"
    assert server.last.body["context_management"] == EDITS
    betas = server.last.headers.get("anthropic-beta")
    assert betas == "a,b" or server.last.body["anthropic_beta"] == ["a", "b"]


@pytest.mark.parametrize("betas", ["x", b"x", 1, {"x": 1}])
def test_betas_that_are_no_list_are_refused_before_the_request(
    betas: Any, server: Server
) -> None:
    for options in ({}, {"stream": True}):
        with pytest.raises(InvalidCallError, match=r"`betas=\["):
            list(ask("hi", call_params={"betas": betas}, **options))
    assert server.requests == []


def test_every_parameter_of_the_beta_method_is_known() -> None:
    from anthropic.resources.beta.messages import Messages as Beta
    from anthropic.resources.messages import Messages

    taken = {*inspect.signature(Beta.create).parameters}
    plain = {*inspect.signature(Messages.create).parameters}
    assert taken - plain <= {*BETA, *_BODY}
