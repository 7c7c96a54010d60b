"""Bedrock's classes; read by type checkers, never run."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from typing import Literal, assert_type

from aiobotocore.client import AioBaseClient  # type: ignore[import-untyped]
from aiobotocore.session import AioSession  # type: ignore[import-untyped]
from pydantic import BaseModel
from typing_extensions import override

from mirascope.core import BaseTool, Messages, bedrock

MODEL = "amazon.nova-lite-v1:0"


class Client:
    """A client of one's own."""

    def converse(self, **kwargs: object) -> object: ...

    def converse_stream(self, **kwargs: object) -> object: ...


class Book(BaseModel):
    title: str


class Borrow(BaseTool):
    title: str

    @override
    def call(self) -> str:
        return self.title


def prompt(genre: str) -> str:
    return genre


async def prompt_async(genre: str) -> str:
    return genre


def dynamic(genre: str) -> bedrock.BedrockDynamicConfig:
    return {
        "messages": [{"role": "user", "content": [{"text": genre}]}],
        "call_params": {"inferenceConfig": {"maxTokens": 5}},
        "client": Client(),
    }


async def dynamic_async(genre: str) -> bedrock.AsyncBedrockDynamicConfig:
    return {"messages": [Messages.User(genre)], "client": AioSession()}


async def get_client() -> object:
    return Client()


def open_client() -> AbstractAsyncContextManager[object]:
    raise NotImplementedError


def calls() -> None:
    params: bedrock.BedrockCallParams = {
        "inferenceConfig": {"maxTokens": 5, "stopSequences": ["x"]},
        "guardrailConfig": {"guardrailIdentifier": "g", "guardrailVersion": "1"},
        "additionalModelRequestFields": {"thinking": {"type": "enabled"}},
        "toolConfig": {"toolChoice": {"any": {}}},
    }
    response = bedrock.call(MODEL, client=Client(), call_params=params)(prompt)("a")
    assert_type(response, bedrock.BedrockCallResponse)
    assert_type(response.response["output"]["message"]["role"], Literal["assistant"])
    assert_type(response.response["stopReason"], str)
    assert_type(response.tools, list[bedrock.BedrockTool] | None)
    assert_type(response.message, bedrock.AssistantMessageTypeDef | None)
    assert_type(
        response.message_param,
        bedrock.UserMessageTypeDef | bedrock.AssistantMessageTypeDef,
    )
    assert_type(response.model, str | None)
    assert_type(bedrock.call(MODEL)(dynamic)("a"), bedrock.BedrockCallResponse)
    assert_type(bedrock.call(MODEL, response_model=Book)(prompt)("a"), Book)
    stream = bedrock.call(MODEL, stream=True, tools=[Borrow])(prompt)("a")
    assert_type(stream, bedrock.BedrockStream)
    assert_type(stream.construct_call_response(), bedrock.BedrockCallResponse)
    for chunk, tool in stream:
        assert_type(chunk, bedrock.BedrockCallResponseChunk)
        assert_type(chunk.chunk, Mapping[str, object])
        assert_type(tool, bedrock.BedrockTool | None)
    assert bedrock.call is bedrock.bedrock_call


async def async_calls(client: AioBaseClient) -> None:
    session = bedrock.call(MODEL, client=AioSession())
    assert_type(await session(prompt_async)("a"), bedrock.BedrockCallResponse)
    call = bedrock.call(MODEL, client=client)
    assert_type(await call(prompt_async)("a"), bedrock.BedrockCallResponse)
    await bedrock.call(MODEL, client=get_client)(prompt_async)("a")
    await bedrock.call(MODEL, client=open_client)(prompt_async)("a")
    await bedrock.call(MODEL)(dynamic_async)("a")
    stream = await bedrock.call(MODEL, stream=True)(prompt_async)("a")
    async for chunk, _ in stream:
        assert_type(chunk, bedrock.BedrockCallResponseChunk)


def refused() -> None:
    # A sync client under an async function.
    bedrock.call(MODEL, client=Client())(prompt_async)  # pyright: ignore[reportArgumentType]
