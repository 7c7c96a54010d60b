"""What is special about OpenAI among the services that speak its format."""

from __future__ import annotations

from typing_extensions import override

from mirascope.core._chat_completions import ChatCodec, Dialect


def dialect(provider: str) -> Dialect:
    """Describe a service that does everything as OpenAI does."""
    return Dialect(
        provider=provider,
        parts=frozenset({"text", "image", "image_url", "audio", "document"}),
        load_types=frozenset({"audio_url"}),
        sdk="openai",
    )


class OpenAICodec(ChatCodec):
    """Translates for OpenAI itself."""

    @override
    def hint(self, error: Exception) -> str | None:
        if "v1/responses" not in str(error) or not _is_refusal(error):
            return None
        return (
            "mirascope asks by chat completions, which this model does not serve: take "
            "a model that does, or ask it with `client.responses.create`"
        )


def _is_refusal(error: Exception) -> bool:
    return getattr(error, "status_code", None) in (400, 404)


CODEC = OpenAICodec(dialect("openai"))
