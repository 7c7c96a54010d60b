"""The classes of each provider; read by type checkers, never run."""

from __future__ import annotations

from typing import assert_type

from groq import AsyncGroq, Groq
from groq.types.chat import ChatCompletion as GroqCompletion
from groq.types.chat import ChatCompletionChunk as GroqChunk
from openai import AsyncOpenAI, OpenAI
from openai.types.chat import ChatCompletion, ChatCompletionChunk

from mirascope.core import groq, local, xai


def prompt(genre: str) -> str:
    return genre


async def prompt_async(genre: str) -> str:
    return genre


async def groq_calls() -> None:
    response = groq.call("m", client=Groq())(prompt)("a")
    assert_type(response, groq.GroqCallResponse)
    assert_type(response.response, GroqCompletion)
    assert_type(response.tools, list[groq.GroqTool] | None)
    call = groq.call("m", client=AsyncGroq())
    assert_type(await call(prompt_async)("a"), groq.GroqCallResponse)
    for chunk, tool in groq.call("m", stream=True)(prompt)("a"):
        assert_type(chunk, groq.GroqCallResponseChunk)
        assert_type(chunk.chunk, GroqChunk)
        assert_type(tool, groq.GroqTool | None)


async def xai_calls() -> None:
    response = xai.call("m", client=OpenAI())(prompt)("a")
    assert_type(response, xai.XAICallResponse)
    assert_type(response.response, ChatCompletion)
    call = xai.call("m", client=AsyncOpenAI())
    assert_type(await call(prompt_async)("a"), xai.XAICallResponse)
    stream = xai.call("m", stream=True)(prompt)("a")
    assert_type(stream, xai.XAIStream)
    assert_type(stream.construct_call_response(), xai.XAICallResponse)
    for chunk, _ in stream:
        assert_type(chunk.chunk, ChatCompletionChunk)


async def local_calls() -> None:
    assert_type(local.call("smollm2-135m")(prompt)("a"), local.LocalCallResponse)
    call = local.call("smollm2-135m", stream=True)
    assert_type(await call(prompt_async)("a"), local.LocalStream)
