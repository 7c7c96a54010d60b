"""Azure AI's classes; read by type checkers, never run."""

from __future__ import annotations

from typing import assert_type

from azure.ai.inference import ChatCompletionsClient
from azure.ai.inference.aio import ChatCompletionsClient as AsyncChatCompletionsClient
from azure.ai.inference.models import (
    ChatCompletions,
    ChatCompletionsToolCall,
    ChatCompletionsToolDefinition,
    ChatRequestMessage,
    CompletionsUsage,
    StreamingChatCompletionsUpdate,
    UserMessage,
)
from azure.core.credentials import AzureKeyCredential

from mirascope.core import azure

KEY = AzureKeyCredential("k")


def prompt(genre: str) -> str:
    return genre


async def prompt_async(genre: str) -> str:
    return genre


def configured(genre: str) -> azure.AzureDynamicConfig:
    client = ChatCompletionsClient("https://x.test", KEY)
    params: azure.AzureCallParams = {"max_tokens": 5, "model_extras": {"k": 1}}
    return {
        "messages": [UserMessage(genre)],
        "client": client,
        "call_params": params,
    }


async def configured_async(genre: str) -> azure.AsyncAzureDynamicConfig:
    client = AsyncChatCompletionsClient("https://x.test", KEY)
    return {"messages": [UserMessage(genre)], "client": client}


async def calls() -> None:
    response = azure.call("m", client=ChatCompletionsClient("u", KEY))(prompt)("a")
    assert_type(response, azure.AzureCallResponse)
    assert_type(response.response, ChatCompletions)
    assert_type(response.usage, CompletionsUsage | None)
    assert_type(response.message_param, ChatRequestMessage)
    assert_type(response.messages, list[ChatRequestMessage])
    assert_type(response.tools, list[azure.AzureTool] | None)
    call = azure.call("m", client=AsyncChatCompletionsClient("u", KEY))
    assert_type(await call(prompt_async)("a"), azure.AzureCallResponse)
    assert_type(azure.call("m")(configured)("a"), azure.AzureCallResponse)
    assert_type(await azure.call("m")(configured_async)("a"), azure.AzureCallResponse)


def wrong_clients() -> None:
    wrong = ChatCompletionsClient("u", KEY)
    azure.call("m", client=wrong)(prompt_async)  # pyright: ignore[reportArgumentType]


def streams() -> None:
    stream = azure.call("m", stream=True)(prompt)("a")
    assert_type(stream, azure.AzureStream)
    assert_type(stream.construct_call_response(), azure.AzureCallResponse)
    for chunk, tool in stream:
        assert_type(chunk, azure.AzureCallResponseChunk)
        assert_type(chunk.chunk, StreamingChatCompletionsUpdate)
        assert_type(chunk.usage, CompletionsUsage | None)
        assert_type(tool, azure.AzureTool | None)
        if tool is not None:
            assert_type(tool.tool_call, ChatCompletionsToolCall | None)
            assert_type(tool.tool_schema(), ChatCompletionsToolDefinition)
