"""How chunks become a whole answer."""

from __future__ import annotations

from typing import Any

from mirascope.core.local._whole import Whole


def make_chunk(delta: dict[str, Any], **choice: Any) -> dict[str, Any]:
    """One chunk with one choice."""
    return {"id": "1", "choices": [{"index": 0, "delta": delta, **choice}]}


def fold(*chunks: dict[str, Any]) -> dict[str, Any]:
    """The whole answer."""
    whole = Whole()
    for chunk in chunks:
        whole.add(chunk)
    return whole.dict()


def test_text_is_joined_and_the_last_chunk_brings_the_usage() -> None:
    answer = fold(
        make_chunk({"role": "assistant", "content": None}),
        make_chunk({"content": "a"}),
        make_chunk({"content": "b"}),
        make_chunk({}, finish_reason="stop"),
        {"id": "1", "choices": [], "usage": {"total_tokens": 3}},
    )
    assert answer == {
        "id": "1",
        "object": "chat.completion",
        "usage": {"total_tokens": 3},
        "choices": [
            {
                "index": 0,
                "message": {"role": "assistant", "content": "ab"},
                "finish_reason": "stop",
            }
        ],
    }


def test_interleaved_tool_calls_are_put_together() -> None:
    def part(index: int, text: str, **more: Any) -> dict[str, Any]:
        function: dict[str, Any] = {"arguments": text}
        if "name" in more:
            function["name"] = more.pop("name")
        call = {"index": index, "function": function, **more}
        return make_chunk({"tool_calls": [call]})

    answer = fold(
        part(0, "", id="x", name="f"),
        part(1, "{", id="y", name="g"),
        part(0, "{}"),
        part(1, "}"),
    )
    message = answer["choices"][0]["message"]
    assert message["content"] is None
    assert message["tool_calls"] == [
        {"id": "x", "type": "function", "function": {"name": "f", "arguments": "{}"}},
        {"id": "y", "type": "function", "function": {"name": "g", "arguments": "{}"}},
    ]


def test_reasoning_and_probabilities_are_kept() -> None:
    answer = fold(
        make_chunk({"reasoning_content": "h"}, logprobs={"content": [1]}),
        make_chunk({"reasoning_content": "m"}, logprobs={"content": [2]}),
    )
    choice = answer["choices"][0]
    assert choice["message"]["reasoning_content"] == "hm"
    assert choice["logprobs"] == {"content": [1, 2]}
