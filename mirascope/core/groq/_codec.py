"""What is special about Groq among those that speak chat completions."""

from __future__ import annotations

from mirascope.core._chat_completions import ChatCodec, Dialect
from mirascope.core._chat_completions._dialect import by_name

CODEC = ChatCodec(
    Dialect(
        provider="groq",
        output_parts=frozenset({"text", "image"}),
        force=by_name,
        # The method has no `stream_options`; usage comes in `x_groq`.
        usage_option=False,
        instruction="append",
        json_with_tools=False,
        sdk="groq",
    )
)
