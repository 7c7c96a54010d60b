"""What a stream is rebuilt into equals the whole answer, field by field."""

from __future__ import annotations

import copy
import itertools
from collections.abc import Iterator
from typing import Any

import pytest

from mirascope.core._chat_completions import ChatCodec, Dialect
from mirascope.core._chat_completions._decode import text_delta
from tests.internals import Assembler, as_dict
from tests.wire.recordings import Recording, all_recordings, events

CODEC = ChatCodec(Dialect(provider="any"))
RECORDED = [
    one
    for one in all_recordings()
    if one.endpoint == "chat.completions" and not one.fails
]
WHOLE = [
    one
    for one in RECORDED
    if len(one.whole.get("choices") or ()) == 1
    and "message" in one.whole["choices"][0]
    and isinstance(one.whole["choices"][0]["message"].get("content"), str | None)
    and not one.whole["choices"][0]["message"].get("function_call")
]
STREAMED = [one for one in RECORDED if one.streams]
NOT_REBUILT = frozenset({"delta", "index", "usage_breakdown"})
"""What says where something stands, and what services say only of whole answers."""


def cut(text: str, size: int = 4) -> Iterator[str]:
    yield from (text[at : at + size] for at in range(0, len(text), size))


def chunks_of(body: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Cut a whole answer into the chunks of a stream, as services do."""
    [choice] = body["choices"]
    head = {**body, "object": "chat.completion.chunk"}
    usage = head.pop("usage", None)
    about = {k: v for k, v in choice.items() if k not in ("message", "logprobs")}
    message = dict(choice["message"])
    logprobs = choice.get("logprobs") or {}

    def chunk(delta: dict[str, Any], **more: Any) -> dict[str, Any]:
        return {**head, "choices": [{"index": 0, "delta": delta, **more}]}

    text, calls = message.pop("content", None), message.pop("tool_calls", None)
    thinking = message.pop("reasoning_content", None)
    yield chunk({"role": message.pop("role", "assistant"), "content": ""})
    for piece in cut(thinking or ""):
        yield chunk({"reasoning_content": piece})
    for piece in cut(text or ""):
        yield chunk({"content": piece})
    for kind, tokens in logprobs.items():
        for token in tokens or ():
            yield chunk({"content": ""}, logprobs={kind: [token]})
    for index, call in enumerate(calls or ()):
        function = call["function"]
        first = {**call, "index": index, "function": {**function, "arguments": ""}}
        yield chunk({"tool_calls": [first]})
        for piece in cut(function["arguments"]):
            rest = {"index": index, "function": {"arguments": piece}}
            yield chunk({"tool_calls": [rest]})
    if message := {k: v for k, v in message.items() if v is not None}:
        yield chunk(message)
    yield {**head, "choices": [{**about, "delta": {}}]}
    yield {**head, "choices": [], "usage": usage}


def rebuilt(chunks: Iterator[dict[str, Any]], fast: bool) -> dict[str, Any]:
    assembler = Assembler()
    for chunk in chunks:
        read = text_delta(chunk, assembler.id, assembler.model) if fast else None
        if read is not None:
            assembler.add_text(read.text)
        else:
            assembler.feed(CODEC.delta(chunk))
    assembler.end()
    return as_dict(CODEC.rebuild(assembler.reply()))


def content_of(value: Any) -> Any:
    """Leave out what says nothing."""
    if isinstance(value, dict):
        read = {k: content_of(v) for k, v in value.items() if k not in NOT_REBUILT}
        return {k: v for k, v in read.items() if v not in (None, [], {}, "")}
    return [content_of(one) for one in value] if isinstance(value, list) else value


@pytest.mark.parametrize("fast", [False, True], ids=["each", "fast"])
@pytest.mark.parametrize("recording", WHOLE, ids=lambda one: one.id)
def test_a_whole_answer_that_is_cut_into_a_stream_is_rebuilt(
    recording: Recording, fast: bool
) -> None:
    body = copy.deepcopy(recording.whole)
    for call in body["choices"][0]["message"].get("tool_calls") or ():
        call.setdefault("type", "function")  # which Mistral leaves out
    assert content_of(rebuilt(chunks_of(body), fast)) == content_of(
        {**body, "object": "chat.completion"}
    )


def as_second(choice: dict[str, Any]) -> dict[str, Any]:
    return {**choice, "index": 1}


def beside(body: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Cut a whole answer into chunks that bring it twice, as two choices."""
    for chunk in chunks_of(body):
        yield {
            **chunk,
            "choices": [*chunk["choices"], *map(as_second, chunk["choices"])],
        }


def after(body: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The same, each choice in chunks of its own."""
    for chunk in chunks_of(body):
        yield chunk
        if chunk["choices"]:
            yield {**chunk, "choices": list(map(as_second, chunk["choices"]))}


@pytest.mark.parametrize("fast", [False, True], ids=["each", "fast"])
@pytest.mark.parametrize("cut_up", [beside, after], ids=["together", "apart"])
@pytest.mark.parametrize("recording", WHOLE, ids=lambda one: one.id)
def test_each_choice_of_a_stream_is_rebuilt(
    recording: Recording, cut_up: Any, fast: bool
) -> None:
    body = copy.deepcopy(recording.whole)
    for call in body["choices"][0]["message"].get("tool_calls") or ():
        call.setdefault("type", "function")
    alone = rebuilt(chunks_of(body), fast)
    both = rebuilt(cut_up(body), fast)
    first, second = both.pop("choices")
    assert [first] == alone.pop("choices")
    assert both == alone
    assert second == as_second(first)


@pytest.mark.parametrize("recording", STREAMED, ids=lambda one: one.id)
def test_nothing_that_a_stream_says_around_its_message_is_lost(
    recording: Recording,
) -> None:
    chunks = [one for one in events(recording.raw) if "error" not in one]
    whole = rebuilt(iter(chunks), fast=True)
    skipped = {"object", "choices", "obfuscation", "p", "x_groq", "usage"}
    for name in set(itertools.chain(*chunks)) - skipped:
        values = [one[name] for one in chunks if one.get(name) not in (None, "", [])]
        assert not values or whole[name] in values
    counted = [one["usage"] for one in chunks if one.get("usage")]
    counted += [
        one["x_groq"]["usage"]
        for one in chunks
        if (one.get("x_groq") or {}).get("usage")
    ]
    assert content_of(whole.get("usage")) == (
        content_of(counted[-1]) if counted else None
    )
    tokens = [
        token
        for one in chunks
        for choice in (one.get("choices") or ())[:1]
        for token in (choice.get("logprobs") or {}).get("content") or ()
    ]
    logprobs = whole["choices"][0].get("logprobs") or {}
    assert logprobs.get("content", []) == tokens
