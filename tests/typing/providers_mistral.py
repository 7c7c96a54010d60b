"""The classes of Mistral; read by type checkers, never run."""

from __future__ import annotations

from typing import assert_type

from mistralai.client import Mistral, models

from mirascope.core import mistral


def prompt(genre: str) -> str:
    return genre


async def prompt_async(genre: str) -> str:
    return genre


def with_messages(genre: str) -> mistral.MistralDynamicConfig:
    return {"messages": [models.UserMessage(content=genre)]}


def with_dicts(genre: str) -> mistral.MistralDynamicConfig:
    return {
        "messages": [{"role": "user", "content": genre}],
        "call_params": {"random_seed": 1, "reasoning_effort": "high"},
        "client": Mistral(),
    }


async def mistral_calls() -> None:
    response = mistral.call("m", client=Mistral())(prompt)("a")
    assert_type(response, mistral.MistralCallResponse)
    assert_type(response.response, models.ChatCompletionResponse)
    assert_type(response.usage, models.UsageInfo | None)
    assert_type(response.tools, list[mistral.MistralTool] | None)
    call = mistral.call("m", client=Mistral(), call_params={"safe_prompt": True})
    assert_type(await call(prompt_async)("a"), mistral.MistralCallResponse)
    assert_type(call(with_messages)("a"), mistral.MistralCallResponse)
    assert_type(call(with_dicts)("a"), mistral.MistralCallResponse)
    stream = mistral.call("m", stream=True)(prompt)("a")
    assert_type(stream, mistral.MistralStream)
    assert_type(stream.construct_call_response(), mistral.MistralCallResponse)
    for chunk, tool in stream:
        assert_type(chunk, mistral.MistralCallResponseChunk)
        assert_type(chunk.chunk, models.CompletionChunk)
        assert_type(tool, mistral.MistralTool | None)
        if tool is not None:
            assert_type(tool.tool_call, models.ToolCall | None)
