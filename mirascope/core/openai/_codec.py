"""What is special about OpenAI among the services that speak its format."""

from __future__ import annotations

from typing import Any

from mirascope.core._chat import ChatCodec, Dialect

PARTS = frozenset({"text", "image", "image_url", "audio", "document"})


def build(data: dict[str, Any]) -> Any:
    """Make the SDK's response from its fields.

    Args:
        data: The fields, as on the wire.

    Returns:
        A `ChatCompletion`.
    """
    from openai.types.chat import ChatCompletion

    return ChatCompletion.construct(**data)


def build_chunk(data: dict[str, Any]) -> Any:
    """Make the SDK's chunk from its fields.

    Args:
        data: The fields, as on the wire.

    Returns:
        A `ChatCompletionChunk`.
    """
    from openai.types.chat import ChatCompletionChunk

    return ChatCompletionChunk.construct(**data)


def build_call(data: dict[str, Any]) -> Any:
    """Make the SDK's tool call from its fields.

    Args:
        data: The fields, as on the wire.

    Returns:
        A `ChatCompletionMessageToolCall`.
    """
    from openai.types.chat import ChatCompletionMessageToolCall

    return ChatCompletionMessageToolCall.construct(**data)


def dialect(provider: str) -> Dialect:
    """Describe a service that does everything as OpenAI does.

    Args:
        provider: Its name.

    Returns:
        The dialect.
    """
    return Dialect(
        provider=provider,
        parts=PARTS,
        inline=frozenset({"audio_url"}),
        build=build,
        build_chunk=build_chunk,
        build_call=build_call,
    )


CODEC = ChatCodec(dialect("openai"))
