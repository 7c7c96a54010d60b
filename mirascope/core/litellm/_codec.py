"""What is special about LiteLLM among those that speak chat completions."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib import import_module
from typing import Any

from typing_extensions import override

from mirascope.core._chat import ChatCodec, Dialect
from mirascope.core.base._addresses import COMMON
from mirascope.core.base._fields import fields, plain
from mirascope.core.base._vocabulary import Delta, Reply, Tokens
from mirascope.core.openai._codec import dialect

_CLASSES = {
    "ChatCompletion": "ModelResponse",
    "ChatCompletionMessageToolCall": "ChatCompletionMessageToolCall",
}
"""LiteLLM's classes by OpenAI's names for them."""

THINKING = "thinking_blocks"
"""Where a message has its reasoning with the signatures of the service."""


class LiteLLMDialect(Dialect):
    """LiteLLM, which has classes of its own."""

    @override
    def build(self, name: str, data: dict[str, Any]) -> Any:
        kind: Callable[..., Any] = getattr(
            import_module("litellm.types.utils"), _CLASSES[name]
        )
        return kind(**data)


class LiteLLMCodec(ChatCodec):
    """Translates for `litellm.completion`."""

    schemes = COMMON | {"gs", "s3"}

    @override
    @staticmethod
    def decode(response: Any) -> Reply:
        """Read a whole answer.

        Args:
            response: The `ModelResponse`.

        Returns:
            The reply.
        """
        reply = ChatCodec.decode(response)
        if choices := fields(response).get("choices"):
            message = fields(fields(choices[0]).get("message"))
            others = fields(message.get("provider_specific_fields"))
            reply.refusal = reply.refusal or others.get("refusal")
            if blocks := message.get(THINKING):
                reply.parts[THINKING] = [blocks]
        return reply

    @override
    @staticmethod
    def usage(native: Any) -> Any:
        """Find the usage object of an answer or chunk.

        Args:
            native: The `ModelResponse` or `ModelResponseStream`.

        Returns:
            The object, or `None`; LiteLLM makes up zeros where the service gave none.
        """
        usage = ChatCodec.usage(native)
        return usage if fields(usage).get("total_tokens") else None

    @override
    def tokens(self, response: Any) -> Tokens | None:
        """Read only the token counts of a whole answer.

        Args:
            response: The `ModelResponse`.

        Returns:
            The counts, if there are any.
        """
        return None if self.usage(response) is None else super().tokens(response)

    @override
    @staticmethod
    def delta(chunk: Any) -> Delta:
        """Read one chunk of a stream.

        Args:
            chunk: The `ModelResponseStream`.

        Returns:
            What it adds; the cost of the call is among the parts of the last one.
        """
        delta = ChatCodec.delta(chunk)
        if delta.usage is not None:
            cost = fields(ChatCodec.usage(chunk)).get("cost")
            if cost is not None:
                delta.parts = {**(delta.parts or {}), "cost": cost}
        elif not delta.text and (choices := fields(chunk).get("choices")):
            said = fields(fields(choices[0]).get("delta"))
            if blocks := said.get(THINKING):
                delta.parts = {**(delta.parts or {}), THINKING: blocks}
        return delta

    @override
    def message(self, response: Any, reply: Reply) -> dict[str, Any]:
        """Make the assistant's message that a history needs.

        Args:
            response: The response, which is not looked at.
            reply: What it says.

        Returns:
            The message, with reasoning that the service wants to see again.
        """
        message = super().message(response, reply)
        if blocks := join_blocks(reply.parts.get(THINKING, ())):
            message[THINKING] = blocks
        return message

    @override
    def rebuild(self, reply: Reply) -> Any:
        """Make LiteLLM's response from what a stream brought.

        Args:
            reply: The reply.

        Returns:
            The `ModelResponse`.
        """
        response = super().rebuild(reply)
        if reply.finish is None:
            response.choices[0].finish_reason = None  # LiteLLM makes one up
        if blocks := join_blocks(reply.parts.get(THINKING, ())):
            response.choices[0].message.thinking_blocks = blocks
        return response


def join_blocks(pieces: Sequence[Sequence[Any]]) -> list[dict[str, Any]]:
    """Join blocks of reasoning that came in pieces.

    Args:
        pieces: The blocks of each chunk, or those of a whole answer.

    Returns:
        The blocks; a signature ends one.
    """
    joined: list[dict[str, Any]] = []
    for piece in _blocks(pieces):
        last = joined[-1] if joined else {}
        ended = bool(last.get("signature"))
        if ended or not piece.get("type") == last.get("type") == "thinking":
            joined.append(dict(piece))
            continue
        text, more = last.get("thinking") or "", piece.get("thinking") or ""
        # Some versions repeat the whole text beside the signature.
        repeats = text and piece.get("signature") and more.startswith(text)
        joined[-1] = {**last, **piece, "thinking": more if repeats else text + more}
    return joined


def _blocks(pieces: Sequence[Sequence[Any]]) -> Iterator[Mapping[str, Any]]:
    for blocks in pieces:
        for block in blocks:
            yield plain(block)


_OPENAI = dialect("litellm")
CODEC = LiteLLMCodec(
    LiteLLMDialect(provider="litellm", parts=_OPENAI.parts, inline=_OPENAI.inline)
)
