"""LiteLLM's classes; read by type checkers, never run.

They are OpenAI's by type, so that nothing of LiteLLM has to be installed to read them.
"""

from __future__ import annotations

from typing import assert_type

from openai.types import CompletionUsage
from openai.types.chat import (
    ChatCompletion,
    ChatCompletionChunk,
    ChatCompletionMessageParam,
)

from mirascope.core import litellm


def prompt(genre: str) -> str:
    return genre


async def prompt_async(genre: str) -> str:
    return genre


def configured(genre: str) -> litellm.LiteLLMDynamicConfig:
    params: litellm.LiteLLMCallParams = {"api_base": "https://x.test", "seed": 1}
    return {
        "messages": [{"role": "user", "content": genre}],
        "call_params": params,
    }


async def calls() -> None:
    params: litellm.LiteLLMCallParams = {"num_retries": 2, "temperature": 0.5}
    response = litellm.call("m", call_params=params)(prompt)("a")
    assert_type(response, litellm.LiteLLMCallResponse)
    assert_type(response.response, ChatCompletion)
    assert_type(response.usage, CompletionUsage | None)
    assert_type(response.messages, list[ChatCompletionMessageParam])
    assert_type(response.cost, float | None)
    call = litellm.call("m")
    assert_type(await call(prompt_async)("a"), litellm.LiteLLMCallResponse)
    assert_type(litellm.call("m")(configured)("a"), litellm.LiteLLMCallResponse)


def clients() -> None:
    litellm.call("m", client=object())(prompt)  # pyright: ignore[reportCallIssue]


def streams() -> None:
    stream = litellm.call("m", stream=True)(prompt)("a")
    assert_type(stream, litellm.LiteLLMStream)
    assert_type(stream.construct_call_response(), litellm.LiteLLMCallResponse)
    assert_type(stream.cost, float | None)
    for chunk, _ in stream:
        assert_type(chunk.chunk, ChatCompletionChunk)
