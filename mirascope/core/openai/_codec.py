"""What is special about OpenAI among the services that speak its format."""

from __future__ import annotations

from mirascope.core._chat import ChatCodec, Dialect


def dialect(provider: str) -> Dialect:
    """Describe a service that does everything as OpenAI does.

    Args:
        provider: Its name.

    Returns:
        The dialect.
    """
    return Dialect(
        provider=provider,
        parts=frozenset({"text", "image", "image_url", "audio", "document"}),
        inline=frozenset({"audio_url"}),
        sdk="openai",
    )


CODEC = ChatCodec(dialect("openai"))
