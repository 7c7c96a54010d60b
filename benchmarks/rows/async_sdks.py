"""The raw side of async calls, on each of the other SDKs."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple

from benchmarks.backend import KEY, host_of
from benchmarks.by_hand import MESSAGES, PROMPT


class AsyncSides(NamedTuple):
    """The raw side of a pair, and what our decorator takes."""

    raw: Callable[[], Awaitable[str | None]]
    options: dict[str, Any]
    """Such as the client, which both sides share."""
    close: Callable[[], Awaitable[object]]


async def anthropic(url: str) -> AsyncSides:
    """Prepare the async raw call of Anthropic's SDK."""
    import anthropic as sdk

    client = sdk.AsyncAnthropic(base_url=host_of(url), api_key=KEY)

    async def by_hand() -> str:
        answer = await client.messages.create(
            model="text", max_tokens=1024, messages=MESSAGES
        )
        return answer.content[0].text

    return AsyncSides(by_hand, {"client": client}, client.close)


async def google(url: str) -> AsyncSides:
    """Prepare the async raw call of google-genai."""
    from google import genai

    client = genai.Client(api_key=KEY, http_options={"base_url": host_of(url)})

    async def by_hand() -> str | None:
        answer = await client.aio.models.generate_content(
            model="text", contents=[{"role": "user", "parts": [{"text": PROMPT}]}]
        )
        return answer.candidates[0].content.parts[0].text

    return AsyncSides(by_hand, {"client": client}, client.aio.aclose)


async def mistral(url: str) -> AsyncSides:
    """Prepare the async raw call of Mistral's SDK."""
    from mistralai.client import Mistral

    client = Mistral(api_key=KEY, server_url=host_of(url))

    async def by_hand() -> str | None:
        answer = await client.chat.complete_async(model="text", messages=MESSAGES)
        return answer.choices[0].message.content

    async def close() -> None:
        await client.__aexit__(None, None, None)

    return AsyncSides(by_hand, {"client": client}, close)


async def cohere(url: str) -> AsyncSides:
    """Prepare the async raw call of Cohere's SDK."""
    import cohere as sdk

    client = sdk.AsyncClientV2(api_key=KEY, base_url=host_of(url))

    async def by_hand() -> str | None:
        answer = await client.chat(model="text", messages=MESSAGES)
        return answer.message.content[0].text

    async def close() -> None:
        await client.__aexit__(None, None, None)

    return AsyncSides(by_hand, {"client": client}, close)


async def azure(url: str) -> AsyncSides:
    """Prepare the async raw call of azure-ai-inference, which asks aiohttp."""
    from azure.ai.inference.aio import ChatCompletionsClient
    from azure.core.credentials import AzureKeyCredential

    client = ChatCompletionsClient(url, AzureKeyCredential(KEY))

    async def by_hand() -> str | None:
        answer = await client.complete(model="text", messages=MESSAGES)
        return answer.choices[0].message.content

    return AsyncSides(by_hand, {"client": client}, client.close)


async def bedrock(url: str) -> AsyncSides:
    """Prepare the async raw call of aiobotocore."""
    from aiobotocore.session import get_session

    opened = get_session().create_client(
        "bedrock-runtime",
        endpoint_url=host_of(url),
        region_name="us-east-1",
        aws_access_key_id=KEY,
        aws_secret_access_key=KEY,
    )
    client: Any = await opened.__aenter__()

    async def by_hand() -> str:
        answer = await client.converse(
            modelId="text",
            messages=[{"role": "user", "content": [{"text": PROMPT}]}],
        )
        return answer["output"]["message"]["content"][0]["text"]

    async def close() -> None:
        await opened.__aexit__(None, None, None)

    return AsyncSides(by_hand, {"client": client}, close)


class AsyncSdk(NamedTuple):
    """A provider's SDK, with what its async calls need."""

    modules: tuple[str, ...]
    packages: tuple[str, ...]
    prepare: Callable[[str], Awaitable[AsyncSides]]


SDKS = {
    "anthropic": AsyncSdk(("anthropic",), ("anthropic",), anthropic),
    "google": AsyncSdk(("google.genai",), ("google-genai",), google),
    "mistral": AsyncSdk(("mistralai.client",), ("mistralai",), mistral),
    "cohere": AsyncSdk(("cohere",), ("cohere",), cohere),
    "azure": AsyncSdk(
        ("azure.ai.inference", "aiohttp"), ("azure-ai-inference", "aiohttp"), azure
    ),
    "bedrock": AsyncSdk(("aiobotocore",), ("aiobotocore",), bedrock),
}
