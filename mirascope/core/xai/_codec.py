"""What is special about xAI among those that speak chat completions."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from typing_extensions import override

from mirascope.core._chat_completions import ChatCodec, _decode
from mirascope.core.base._codec.no_answer import read_tokens
from mirascope.core.base._codec.vocabulary import Delta, Tokens
from mirascope.core.base._fields import as_mapping
from mirascope.core.openai._codec import dialect


class XAICodec(ChatCodec):
    """Translates for xAI, which counts reasoning apart from the answer."""

    @override
    def tokens(self, response: Any) -> Tokens | None:
        return _tokens(_decode.usage_of(response))

    @override
    @staticmethod
    def delta(chunk: Any) -> Delta:
        delta = _decode.delta(chunk)
        if delta.usage is not None:
            delta.usage = read_tokens(_tokens, _decode.usage_of(chunk))
        return delta


def _tokens(usage: Any) -> Tokens | None:
    """Read the token counts, and add the reasoning unless it is counted already.

    https://docs.x.ai/docs/guides/reasoning
    """
    tokens = _decode.tokens(usage)
    counts = as_mapping(usage)
    details = as_mapping(counts.get("completion_tokens_details"))
    reasoning = details.get("reasoning_tokens")
    if tokens is None or tokens.output is None or not reasoning:
        return tokens
    if counts.get("total_tokens") == (tokens.input or 0) + tokens.output:
        return tokens
    return tokens._replace(output=tokens.output + reasoning)


CODEC = XAICodec(replace(dialect("xai"), empty_answers=False))
