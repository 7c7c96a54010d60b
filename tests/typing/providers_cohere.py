"""The classes of Cohere; read by type checkers, never run."""

from __future__ import annotations

from typing import assert_type

from cohere import (
    AsyncClient,
    AsyncClientV2,
    ChatMessage,
    Citation,
    Client,
    ClientV2,
    ToolCallV2,
    Usage,
    V2ChatResponse,
    V2ChatStreamResponse,
)

from mirascope.core import Messages, cohere


def prompt(genre: str) -> str:
    return genre


async def prompt_async(genre: str) -> str:
    return genre


def first_version(genre: str) -> cohere.CohereDynamicConfig:
    message = ChatMessage(message=genre)
    return {"messages": [message, Messages.User(genre)], "client": Client()}


async def second_version(genre: str) -> cohere.AsyncCohereDynamicConfig:
    return {"messages": [Messages.User(genre)], "client": AsyncClientV2()}


async def calls() -> None:
    for client in (Client(), ClientV2()):
        response = cohere.call("m", client=client)(prompt)("a")
        assert_type(response, cohere.CohereCallResponse)
        assert_type(response.response, V2ChatResponse)
        assert_type(response.usage, Usage | None)
        assert_type(response.citations, list[Citation] | None)
        assert_type(response.tool_plan, str | None)
        assert_type(response.tools, list[cohere.CohereTool] | None)
        if response.tool is not None:
            assert_type(response.tool.tool_call, ToolCallV2 | None)
    for async_client in (AsyncClient(), AsyncClientV2()):
        call = cohere.call("m", client=async_client)
        assert_type(await call(prompt_async)("a"), cohere.CohereCallResponse)
    assert_type(cohere.call("m")(first_version)("a"), cohere.CohereCallResponse)
    assert_type(await cohere.call("m")(second_version)("a"), cohere.CohereCallResponse)
    stream = cohere.call("m", stream=True, call_params={"k": 3})(prompt)("a")
    assert_type(stream, cohere.CohereStream)
    assert_type(stream.citations, list[Citation] | None)
    assert_type(stream.construct_call_response(), cohere.CohereCallResponse)
    for chunk, tool in stream:
        assert_type(chunk, cohere.CohereCallResponseChunk)
        assert_type(chunk.chunk, V2ChatStreamResponse)
        assert_type(tool, cohere.CohereTool | None)
