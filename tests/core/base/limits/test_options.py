"""What `limit` takes."""

from __future__ import annotations

from mirascope import llm


def test_a_limit_is_taken_by_calls_and_contexts() -> None:
    limit = llm.Limit()
    llm.call("openai/gpt-4o-mini", limit=limit)
    llm.context(limit=limit)
