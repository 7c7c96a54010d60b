"""What is special about the engine among those that speak chat completions."""

from __future__ import annotations

from mirascope.core._chat_completions import ChatCodec, Dialect

CODEC = ChatCodec(
    Dialect(
        provider="local",
        parts=frozenset({"text"}),
        instruction="append",
        # The engine builds a grammar from the schema, so the model cannot leave it.
        schema="always",
    )
)
