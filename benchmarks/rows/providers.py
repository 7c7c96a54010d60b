"""What one call costs on top of each of the other SDKs."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from typing import Any, NamedTuple

from benchmarks.backend import KEY, host_of
from benchmarks.measure import Pair
from benchmarks.row import MakePair, Row, ratio_row

PROMPT = "Recommend a fantasy book"


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


def _is_there(sdk: str) -> bool:
    top = sdk.partition(".")[0]
    return find_spec(top) is not None and find_spec(sdk) is not None


SDKS: dict[str, tuple[str, Callable[[str], Sides]]] = {
    "anthropic": ("anthropic", anthropic),
    "google": ("google.genai", google),
    "mistral": ("mistralai.client", mistral),
    "cohere": ("cohere", cohere),
    "azure": ("azure.ai", azure),
    "bedrock": ("boto3", bedrock),
    "litellm": ("litellm", litellm),
}

ROWS: tuple[Row, ...] = tuple(
    ratio_row(
        name,
        f"`{name}.call` with {'its SDK' if name == 'litellm' else 'a client'}",
        both(name, prepare),
        limit=1.04,
        rounds=1_500,
    )
    for name, (sdk, prepare) in SDKS.items()
    if _is_there(sdk)
)
"""Those whose SDK is installed."""
