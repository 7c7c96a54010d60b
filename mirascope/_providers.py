"""The one table of our providers; what knows all of them reads it, or is compared."""

from __future__ import annotations

from typing import NamedTuple


class ProviderFacts(NamedTuple):
    """What is known of a provider whose SDK nobody has imported."""

    sdk: str
    """What its SDK is imported as: what cannot be missing where calls are made."""
    prices: str | None = None
    """The name that genai-prices has for it, if it lists its models."""


PROVIDERS = {
    "anthropic": ProviderFacts("anthropic", "anthropic"),
    "azure": ProviderFacts("azure.ai.inference", "azure"),
    "bedrock": ProviderFacts("botocore", "aws"),
    "cohere": ProviderFacts("cohere", "cohere"),
    "gemini": ProviderFacts("google.genai", "google"),
    "google": ProviderFacts("google.genai", "google"),
    "groq": ProviderFacts("groq", "groq"),
    "litellm": ProviderFacts("litellm"),
    "local": ProviderFacts("xllamacpp"),
    "mistral": ProviderFacts("mistralai", "mistral"),
    "openai": ProviderFacts("openai", "openai"),
    "vertex": ProviderFacts("google.genai", "google"),
    "xai": ProviderFacts("openai", "x-ai"),
}
"""By name, which is also that of the package in `mirascope.core` and of the extra."""
