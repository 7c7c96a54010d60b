"""Anthropic's classes; read by type checkers, never run."""

from __future__ import annotations

from typing import assert_type

from anthropic import Anthropic, AsyncAnthropic
from anthropic.lib.bedrock import AnthropicBedrock, AsyncAnthropicBedrock
from anthropic.lib.vertex import AnthropicVertex, AsyncAnthropicVertex
from anthropic.types import (
    Message,
    MessageParam,
    RawMessageStreamEvent,
    ToolUseBlock,
    Usage,
)
from pydantic import BaseModel
from typing_extensions import override

from mirascope.core import BaseMessageParam, BaseTool, Messages, anthropic


class Book(BaseModel):
    title: str


class Borrow(BaseTool):
    tool_config = anthropic.AnthropicToolConfig(cache_control={"type": "ephemeral"})
    title: str

    @override
    def call(self) -> str:
        return self.title


def prompt(genre: str) -> str:
    return genre


async def prompt_async(genre: str) -> str:
    return genre


def dynamic(genre: str) -> anthropic.AnthropicDynamicConfig:
    native: MessageParam = {"role": "user", "content": genre}
    messages: list[anthropic.AnthropicMessageParam] = [Messages.System("s"), native]
    params: anthropic.AnthropicCallParams = {"thinking": {"type": "adaptive"}}
    return {"messages": messages, "call_params": params, "client": AnthropicVertex()}


async def dynamic_async(genre: str) -> anthropic.AsyncAnthropicDynamicConfig:
    messages = [BaseMessageParam(role="user", content=genre)]
    return {"messages": messages, "client": AsyncAnthropicBedrock()}


def calls() -> None:
    params: anthropic.AnthropicCallParams = {
        "max_tokens": 5,
        "temperature": 0.5,
        "thinking": {"type": "enabled", "budget_tokens": 1024},
        "cache_control": {"type": "ephemeral", "ttl": "1h"},
    }
    response = anthropic.call("m", client=Anthropic(), call_params=params)(prompt)("a")
    assert_type(response, anthropic.AnthropicCallResponse)
    assert_type(response.response, Message)
    assert_type(response.usage, Usage | None)
    assert_type(response.thinking, str | None)
    assert_type(response.signature, str | None)
    assert_type(response.message_param, MessageParam)
    assert_type(response.tools, list[anthropic.AnthropicTool] | None)
    for client in (AnthropicBedrock(), AnthropicVertex()):
        other = anthropic.anthropic_call("m", client=client)(prompt)("a")
        assert_type(other, anthropic.AnthropicCallResponse)
    assert_type(anthropic.call("m")(dynamic)("a"), anthropic.AnthropicCallResponse)
    assert_type(anthropic.call("m", response_model=Book)(prompt)("a"), Book)


def streams() -> None:
    stream = anthropic.call("m", stream=True, tools=[Borrow])(prompt)("a")
    assert_type(stream, anthropic.AnthropicStream)
    for chunk, tool in stream:
        assert_type(chunk, anthropic.AnthropicCallResponseChunk)
        assert_type(chunk.chunk, RawMessageStreamEvent)
        assert_type(chunk.thinking, str)
        assert_type(chunk.signature, str)
        assert_type(tool, anthropic.AnthropicTool | None)
        if tool is not None:
            assert_type(tool.tool_call, ToolUseBlock | None)
    assert_type(stream.signature, str | None)
    assert_type(stream.construct_call_response(), anthropic.AnthropicCallResponse)


async def async_calls() -> None:
    call = anthropic.call("m", client=AsyncAnthropic())
    assert_type(await call(prompt_async)("a"), anthropic.AnthropicCallResponse)
    for client in (AsyncAnthropicBedrock(), AsyncAnthropicVertex()):
        response = await anthropic.call("m", client=client)(prompt_async)("a")
        assert_type(response, anthropic.AnthropicCallResponse)
    response = await anthropic.call("m")(dynamic_async)("a")
    assert_type(response, anthropic.AnthropicCallResponse)
