"""What one call costs on top of each of the other SDKs, sync and async."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from importlib import import_module
from typing import Any, NamedTuple

from benchmarks.backend import KEY, host_of
from benchmarks.by_hand import PROMPT
from benchmarks.measure import Pair
from benchmarks.row import MakePair, Row, ratio_row

from . import async_sdks
from .async_sdks import AsyncSdk, AsyncSides
from .bulk import IN_TURN, in_loop, in_turn


class Sides(NamedTuple):
    """The raw side of a pair, and what our decorator takes."""

    raw: Callable[[], str | None]
    options: dict[str, Any]
    """Such as the client, which both sides share."""


def anthropic(url: str) -> Sides:
    """Prepare the raw call of Anthropic's SDK."""
    import anthropic as sdk

    client = sdk.Anthropic(base_url=host_of(url), api_key=KEY)

    def by_hand() -> str:
        answer = client.messages.create(
            model="text",
            max_tokens=1024,
            messages=[{"role": "user", "content": PROMPT}],
        )
        return answer.content[0].text

    return Sides(by_hand, {"client": client})


def google(url: str) -> Sides:
    """Prepare the raw call of google-genai."""
    from google import genai

    client = genai.Client(api_key=KEY, http_options={"base_url": host_of(url)})

    def by_hand() -> str | None:
        answer = client.models.generate_content(
            model="text", contents=[{"role": "user", "parts": [{"text": PROMPT}]}]
        )
        return answer.candidates[0].content.parts[0].text

    return Sides(by_hand, {"client": client})


def mistral(url: str) -> Sides:
    """Prepare the raw call of Mistral's SDK."""
    from mistralai.client import Mistral

    client = Mistral(api_key=KEY, server_url=host_of(url))

    def by_hand() -> str | None:
        answer = client.chat.complete(
            model="text", messages=[{"role": "user", "content": PROMPT}]
        )
        return answer.choices[0].message.content

    return Sides(by_hand, {"client": client})


def cohere(url: str) -> Sides:
    """Prepare the raw call of Cohere's SDK."""
    import cohere as sdk

    client = sdk.ClientV2(api_key=KEY, base_url=host_of(url))

    def by_hand() -> str | None:
        answer = client.chat(
            model="text", messages=[{"role": "user", "content": PROMPT}]
        )
        return answer.message.content[0].text

    return Sides(by_hand, {"client": client})


def azure(url: str) -> Sides:
    """Prepare the raw call of azure-ai-inference."""
    from azure.ai.inference import ChatCompletionsClient
    from azure.core.credentials import AzureKeyCredential

    client = ChatCompletionsClient(url, AzureKeyCredential(KEY))

    def by_hand() -> str | None:
        answer = client.complete(
            model="text", messages=[{"role": "user", "content": PROMPT}]
        )
        return answer.choices[0].message.content

    return Sides(by_hand, {"client": client})


def bedrock(url: str) -> Sides:
    """Prepare the raw call of boto3."""
    import boto3

    client = boto3.client(
        "bedrock-runtime",
        endpoint_url=host_of(url),
        region_name="us-east-1",
        aws_access_key_id=KEY,
        aws_secret_access_key=KEY,
    )

    def by_hand() -> str:
        answer = client.converse(
            modelId="text",
            messages=[{"role": "user", "content": [{"text": PROMPT}]}],
        )
        return answer["output"]["message"]["content"][0]["text"]

    return Sides(by_hand, {"client": client})


def litellm(url: str) -> Sides:
    """Prepare the raw call of LiteLLM, which asks the OpenAI SDK."""
    import litellm as sdk

    params = {"api_base": url, "api_key": KEY}

    def by_hand() -> str | None:
        answer = sdk.completion(
            model="openai/text",
            messages=[{"role": "user", "content": PROMPT}],
            **params,
        )
        return answer.choices[0].message.content

    return Sides(by_hand, {"call_params": params})


def both(provider: str, prepare: Callable[[str], Sides]) -> MakePair:
    """Prepare the call by hand, and with this library's decorator.

    Args:
        provider: The package below `mirascope.core`.
        prepare: Prepares the raw side.

    Returns:
        What prepares both.
    """

    def make(url: str) -> Pair:
        raw, options = prepare(url)
        call = import_module(f"mirascope.core.{provider}").call
        model = "openai/text" if provider == "litellm" else "text"

        @call(model, **options)
        def recommend(genre: str) -> str:
            return f"Recommend a {genre} book"

        return Pair(raw=raw, ours=lambda: recommend("fantasy").content)

    return make


def both_async(
    provider: str, prepare: Callable[[str], Awaitable[AsyncSides]], count: int
) -> MakePair:
    """Prepare async calls one after the other, by hand and with this library.

    Args:
        provider: The package below `mirascope.core`.
        prepare: Prepares the raw side.
        count: How many calls in each run of the event loop.

    Returns:
        What prepares both.
    """

    def make(url: str) -> Pair:
        loop = asyncio.new_event_loop()
        raw, options, close = loop.run_until_complete(_awaited(prepare(url)))
        call = import_module(f"mirascope.core.{provider}").call

        @call("text", **options)
        async def recommend(genre: str) -> str:
            return f"Recommend a {genre} book"

        async def ours() -> str:
            return (await recommend("fantasy")).content

        return in_loop(raw, ours, in_turn(count), units=count, close=close, loop=loop)

    return make


async def _awaited(made: Awaitable[AsyncSides]) -> AsyncSides:
    return await made


class Sdk(NamedTuple):
    """A provider's SDK."""

    module: str
    package: str
    prepare: Callable[[str], Sides]


SDKS = {
    "anthropic": Sdk("anthropic", "anthropic", anthropic),
    "google": Sdk("google.genai", "google-genai", google),
    "mistral": Sdk("mistralai.client", "mistralai", mistral),
    "cohere": Sdk("cohere", "cohere", cohere),
    "azure": Sdk("azure.ai.inference", "azure-ai-inference", azure),
    "bedrock": Sdk("boto3", "boto3", bedrock),
    "litellm": Sdk("litellm", "litellm", litellm),
}


def _row(name: str, sdk: Sdk) -> Row:
    return ratio_row(
        name,
        f"`{name}.call`" + (", over its function" if name == "litellm" else ""),
        both(name, sdk.prepare),
        limit=1.04,
        rounds=1_000,
        packages=(sdk.package,) if name != "litellm" else (sdk.package, "openai"),
        needs=(sdk.module,),
    )


def _async_row(name: str, sdk: AsyncSdk) -> Row:
    return ratio_row(
        f"{name}-async",
        f"`{name}.call`, async",
        both_async(name, sdk.prepare, IN_TURN),
        small=both_async(name, sdk.prepare, 2),
        limit=1.04,
        rounds=50,
        packages=sdk.packages,
        needs=sdk.modules,
    )


ROWS = tuple(_row(name, sdk) for name, sdk in SDKS.items())
ASYNC_ROWS = tuple(_async_row(name, sdk) for name, sdk in async_sdks.SDKS.items())
