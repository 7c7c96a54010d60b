"""Deltas in any order become the calls and the reply that were meant."""

from __future__ import annotations

import itertools
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.internals import Assembler, Call, CallDelta, Delta, Tokens

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3)
    ),
    max_leaves=5,
)
objects = st.dictionaries(st.text(), values, max_size=4)


def delta(*calls: CallDelta, **facts: Any) -> Delta:
    made = Delta()
    made.__dict__.update(calls=calls, **facts)
    return made


@st.composite
def calls(draw: st.DrawFn) -> list[tuple[Call, list[str]]]:
    """Draw calls, each with its arguments in pieces."""
    drawn: list[tuple[Call, list[str]]] = []
    for number in range(draw(st.integers(1, 4))):
        text = json.dumps(draw(objects), ensure_ascii=draw(st.booleans()))
        cuts = sorted(draw(st.sets(st.integers(0, len(text)), max_size=6)))
        edges = [0, *cuts, len(text)]
        pieces = [text[a:b] for a, b in itertools.pairwise(edges)]
        drawn.append((Call(f"call_{number}", f"tool_{number % 2}", text), pieces))
    return drawn


def run(deltas: list[Delta], watch: bool = False) -> tuple[list[Call], Assembler]:
    """Feed all, and give the calls in the order in which they were completed."""
    assembler = Assembler(watch)
    closed: list[Call] = []
    for one in deltas:
        closed += assembler.feed(one)
    return closed + assembler.end(), assembler


@given(calls(), st.booleans(), st.data())
def test_interleaved_calls_are_kept_apart_by_their_slot(
    drawn: list[tuple[Call, list[str]]], together: bool, data: st.DataObject
) -> None:
    waiting = [
        [
            CallDelta(slot, call.id, call.name),
            *(CallDelta(slot, None, None, piece) for piece in pieces if piece),
        ]
        for slot, (call, pieces) in enumerate(drawn)
    ]
    order: list[CallDelta] = []
    while slots := [slot for slot, pieces in enumerate(waiting) if pieces]:
        order.append(waiting[data.draw(st.sampled_from(slots))].pop(0))
    deltas = [delta(*order)] if together else [delta(one) for one in order]
    deltas.append(delta(finish="tool_calls"))
    closed, assembler = run(deltas)
    meant = [call for call, _ in drawn]
    assert sorted(closed) == sorted(assembler.reply().calls) == sorted(meant)


@given(calls(), st.sampled_from(["index", "id", "none", "same"]), st.booleans())
def test_calls_one_after_another_need_no_slot(
    drawn: list[tuple[Call, list[str]]], key: str, ids: bool
) -> None:
    deltas: list[Delta] = []
    for number, (call, pieces) in enumerate(drawn):
        id = call.id if ids or key == "id" else None
        slot = {"index": number, "id": id, "none": None, "same": 0}[key]
        deltas.append(delta(CallDelta(slot, id, call.name)))
        # Only the first piece has an id, so what follows it has no slot made of one.
        later = None if key == "id" else slot
        deltas += [delta(CallDelta(later, None, None, piece)) for piece in pieces]
    closed, assembler = run([*deltas, delta(finish="tool_calls")])
    meant = [
        call if ids or key == "id" else call._replace(id=None) for call, _ in drawn
    ]
    assert closed == assembler.reply().calls == meant


@given(calls(), st.booleans(), st.booleans())
def test_whole_calls_are_closed_at_once(
    drawn: list[tuple[Call, list[str]]], marked: bool, together: bool
) -> None:
    whole = [
        CallDelta(0, call.id, call.name, call.arguments, marked) for call, _ in drawn
    ]
    deltas = [delta(*whole)] if together else [delta(one) for one in whole]
    assembler = Assembler()
    closed = [assembler.feed(one) for one in deltas]
    if marked:
        assert assembler.end() == []
    closed.append(assembler.end())
    assert [*itertools.chain(*closed)] == [call for call, _ in drawn]


@given(calls())
def test_what_is_watched_adds_up_to_the_arguments(
    drawn: list[tuple[Call, list[str]]],
) -> None:
    assembler = Assembler(watch=True)
    grown: dict[str | None, str] = {}
    for slot, (call, pieces) in enumerate(drawn):
        assembler.feed(delta(CallDelta(slot, call.id, call.name)))
        assert assembler.grown == []
        for piece in pieces:
            assembler.feed(delta(CallDelta(slot, None, None, piece)))
            for slot_of, text in assembler.grown:
                seen = slot_of.call(slot_of.text.size)
                grown[seen.id] = grown.get(seen.id, "") + text
                assert seen.arguments == grown[seen.id]
            assert len(assembler.grown) == bool(piece)
    assert grown == {call.id: call.arguments for call, _ in drawn}


def test_an_open_call_is_not_in_the_reply() -> None:
    assembler = Assembler()
    assembler.feed(delta(CallDelta(0, "a", "look_up", '{"word": "x')))
    assert assembler.reply().calls == []
    [call] = assembler.end()
    assert call == Call("a", "look_up", '{"word": "x')
    assert assembler.reply().calls == [call]


def test_an_id_and_a_name_may_come_late() -> None:
    closed, _ = run(
        [
            delta(CallDelta(0, None, None, '{"a"')),
            delta(CallDelta(0, "id", None, ": 1")),
            delta(CallDelta(0, None, "look_up", "}")),
        ]
    )
    assert closed == [Call("id", "look_up", '{"a": 1}')]


def test_a_call_that_is_whole_closes_when_the_next_one_begins() -> None:
    assembler = Assembler()
    assembler.feed(delta(CallDelta(0, "a", "one", "{}")))
    assert assembler.feed(delta(CallDelta(1, "b", "two"))) == [Call("a", "one", "{}")]
    assert assembler.feed(delta(CallDelta(2, "c", "three", "{}"))) == []
    assert assembler.feed(delta(finish="tool_calls")) == [
        Call("b", "two", ""),
        Call("c", "three", "{}"),
    ]


@pytest.mark.parametrize("arguments", ["1", "[]", '"x"', "", '{"a": '])
def test_only_a_whole_object_closes_early(arguments: str) -> None:
    assembler = Assembler()
    assembler.feed(delta(CallDelta(0, "a", "one", arguments)))
    assert assembler.feed(delta(CallDelta(1, "b", "two"))) == []


def test_what_a_chunk_does_not_say_takes_nothing_back() -> None:
    _, assembler = run(
        [
            delta(id="a", model="m", usage=Tokens(1, 2, 3, 4), finish="stop", text="x"),
            delta(usage=Tokens(5, None, None, None)),
            delta(id=None, model="", finish=None, usage=None),
        ]
    )
    reply = assembler.reply()
    assert (reply.id, reply.model, reply.finish) == ("a", "m", ["stop"])
    assert reply.usage == Tokens(5, 2, 3, 4)


@given(st.lists(st.text() | st.integers(0, 9)))
def test_parts_know_how_much_text_came_before_them(things: list[str | int]) -> None:
    deltas = [
        delta(text=one) if isinstance(one, str) else delta(parts={"image": one})
        for one in things
    ]
    _, assembler = run(deltas)
    reply = assembler.reply()
    before, offsets, images = 0, [], []
    for one in things:
        if isinstance(one, str):
            before += len(one)
        else:
            offsets.append(before)
            images.append(one)
    assert reply.text == "".join(one for one in things if isinstance(one, str))
    assert reply.parts.get("image", []) == images
    assert reply.offsets.get("image", []) == offsets


def test_text_that_is_added_alone_counts_too() -> None:
    assembler = Assembler()
    assembler.feed(delta(text="a", thinking="hm", parts={"refusal": "no"}))
    assembler.add_text("bc")
    assembler.feed(delta(parts={"x": 1}, thinking="!"))
    reply = assembler.reply()
    assert (reply.text, reply.thinking, reply.refusal) == ("abc", "hm!", "no")
    assert reply.offsets == {"refusal": [0], "x": [3]}


def test_it_has_begun_once_anything_came_or_it_ended() -> None:
    assembler = Assembler()
    assert not assembler.has_begun
    assembler.feed(delta())
    assert assembler.has_begun
    empty = Assembler()
    empty.end()
    assert empty.has_begun
    assert empty.ended


def test_an_empty_piece_of_a_closed_call_opens_no_other() -> None:
    assembler = Assembler()
    closed = assembler.feed(delta(CallDelta(0, "a", "one", "{}")))
    closed += assembler.feed(delta(CallDelta(1, "b", "two")))
    closed += assembler.feed(delta(CallDelta(0)))
    closed += assembler.feed(delta(CallDelta(1, None, None, "{}")))
    closed += assembler.end()
    assert [(call.id, call.name) for call in closed] == [("a", "one"), ("b", "two")]
