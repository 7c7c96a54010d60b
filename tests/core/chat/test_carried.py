"""Pieces of what a service says beyond the format are joined as they were cut."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mirascope.core._chat_completions._extra_keys import join_pieces

THOUGHTS = [
    {"type": "thinking", "thinking": "Let me think.", "signature": "sig-1"},
    {"type": "redacted_thinking", "data": "xyz"},
    {"type": "thinking", "thinking": "Again.", "signature": "sig-2"},
]


def cut(block: dict[str, Any], size: int, repeats: bool) -> list[dict[str, Any]]:
    """Cut a block of reasoning as versions of LiteLLM stream it."""
    if block["type"] != "thinking":
        return [block]
    content = block["thinking"]
    pieces = [content[n : n + size] for n in range(0, len(content), size)]
    deltas = [{"type": "thinking", "thinking": p, "signature": ""} for p in pieces]
    end = block if repeats else block | {"thinking": ""}
    return [*deltas, end]


@pytest.mark.parametrize("repeats", [False, True])
@pytest.mark.parametrize("size", [1, 4, 100])
def test_entries_without_an_index_end_with_their_signature(
    size: int, repeats: bool
) -> None:
    pieces = [
        {"blocks": [piece]} for block in THOUGHTS for piece in cut(block, size, repeats)
    ]
    before = [{"blocks": [dict(p) for p in one["blocks"]]} for one in pieces]
    assert join_pieces(pieces) == {"blocks": THOUGHTS}
    assert join_pieces([{"blocks": THOUGHTS}]) == {"blocks": THOUGHTS}
    assert pieces == before


def test_one_piece_is_as_it_is() -> None:
    two = {"details": [{"type": "a", "text": "x"}, {"type": "a", "text": "y"}]}
    assert join_pieces([two]) == two
    assert join_pieces([]) == {}
    assert join_pieces([{"a": None}]) == {}


words = st.text("abc ", min_size=1, max_size=6)
entries = st.one_of(
    st.builds(lambda t: {"type": "text", "text": t}, words),
    st.builds(lambda t, s: {"type": "text", "text": t, "signature": s}, words, words),
    st.builds(lambda d, i: {"type": "sealed", "data": d, "id": i}, words, words),
)
messages = st.fixed_dictionaries(
    {},
    optional={
        "reasoning": words,
        "state": st.fixed_dictionaries({"deep": st.fixed_dictionaries({"x": words})}),
        "details": st.lists(entries, min_size=1, max_size=4).map(
            lambda made: [{**one, "index": n} for n, one in enumerate(made)]
        ),
    },
)


@given(messages, st.data())
def test_what_was_cut_anywhere_is_whole_again(
    message: dict[str, Any], data: st.DataObject
) -> None:
    pieces: list[dict[str, Any]] = []
    for key, value in message.items():
        if isinstance(value, str):
            pieces += [{key: piece} for piece in halves(value, data)]
        elif isinstance(value, dict):
            for piece in halves(value["deep"]["x"], data):
                pieces.append({key: {"deep": {"x": piece}}})
        else:
            for entry in value:
                pieces += [{key: [piece]} for piece in cut_entry(entry, data)]
    assert join_pieces(pieces) == message


def halves(text: str, data: st.DataObject) -> list[str]:
    at = data.draw(st.integers(0, len(text)))
    return [text[:at], text[at:]]


def cut_entry(entry: dict[str, Any], data: st.DataObject) -> list[dict[str, Any]]:
    """Cut an entry as OpenRouter streams it: each piece repeats its index and type."""
    head = {"type": entry["type"], "index": entry["index"]}
    if "data" in entry:
        return [entry]
    pieces = [{**head, "text": piece} for piece in halves(entry["text"], data)]
    if "signature" in entry:
        pieces.append({**head, "signature": entry["signature"]})
    return pieces
