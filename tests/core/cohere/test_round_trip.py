"""Conversations and streams of Cohere survive what is done with them."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from mirascope.core import BaseMessageParam
from mirascope.core.base import (
    ImagePart,
    ImageURLPart,
    NativePart,
    TextPart,
    ToolCallPart,
    ToolResultPart,
)
from mirascope.core.cohere._codec import CODEC
from tests.internals import Assembler, Options, json_text

text = st.text(max_size=12)
some = st.text(min_size=1, max_size=12)
names = st.from_regex(r"[a-z_]{1,8}", fullmatch=True)
args = st.dictionaries(names, st.none() | st.integers() | text, max_size=2)


def encode(messages: list[Any]) -> list[Any]:
    return CODEC.encode(Options(model="m", messages=messages, params={}))[0]


def read(messages: list[Any]) -> list[BaseMessageParam]:
    return [common for message in messages for common in CODEC.read(message)]


def message(role: str, content: Any) -> BaseMessageParam:
    return BaseMessageParam(role=role, content=content)


text_parts = st.builds(TextPart, type=st.just("text"), text=some)
images = st.builds(
    ImagePart,
    type=st.just("image"),
    media_type=st.just("image/png"),
    image=st.binary(max_size=6),
    detail=st.just("low"),
) | st.just(ImageURLPart(type="image_url", url="https://x.test/a.png", detail="high"))
thoughts = st.builds(
    lambda content: NativePart(
        provider="cohere", content={"type": "thinking", "thinking": content}
    ),
    some,
)


@st.composite
def turns(draw: st.DrawFn) -> list[BaseMessageParam]:
    """A question, and perhaps calls and their results."""
    content = draw(text | st.lists(text_parts | images, min_size=1, max_size=3))
    asked = [message("user", content)]
    if not draw(st.booleans()):
        found = draw(some | st.lists(thoughts | text_parts, min_size=2, max_size=3))
        return [*asked, message("assistant", found)]
    made: list[Any] = []
    results: list[BaseMessageParam] = []
    for number in range(draw(st.integers(1, 3))):
        name, id = draw(names), f"call_{draw(st.integers(0, 9**9))}_{number}"
        values = draw(args)
        call = ToolCallPart(type="tool_call", name=name, args=values, id=id)
        made.append(call)
        output = draw(text)
        result = ToolResultPart(type="tool_result", name=name, content=output, id=id)
        results.append(message("tool", [result]))
    plan = NativePart(provider="cohere", content={"tool_plan": draw(some)})
    found = draw(st.lists(thoughts | text_parts, max_size=2))
    return [*asked, message("assistant", [*found, *made, plan]), *results]


conversations = st.lists(turns(), min_size=1, max_size=3).map(
    lambda lists: [one for turn in lists for one in turn]
)


@given(conversations)
def test_common_messages_come_back_as_they_were(
    conversation: list[BaseMessageParam],
) -> None:
    sent = encode(conversation)
    back = read(sent)
    for one in back:
        for part in one.content:
            if isinstance(part, ToolResultPart):
                # The service has no names in results: the calls before have them.
                assert part.name == ""
    assert encode(back) == sent
    assert len(back) == len(conversation)
    assert json.loads(json.dumps(sent)) == sent


def native_call(name: str, arguments: str, id: str) -> dict[str, Any]:
    function = {"name": name, "arguments": arguments}
    return {"id": id, "type": "function", "function": function}


blocks = st.one_of(
    st.builds(lambda content: {"type": "text", "text": content}, some),
    st.builds(lambda content: {"type": "thinking", "thinking": content}, some),
    st.builds(lambda kind, value: {"type": f"new_{kind}", "of": value}, names, args),
)
extras = st.fixed_dictionaries(
    {},
    optional={
        "tool_plan": some,
        "citations": st.just([{"start": 0, "end": 1, "text": "a", "sources": []}]),
        "unheard_of": args,
    },
)
natives = st.one_of(
    st.builds(
        lambda role, content: {"role": role, "content": content},
        st.sampled_from(["user", "assistant"]),
        text.filter(bool),  # the service refuses an answer of nothing
    ),
    st.builds(
        lambda content, more: {"role": "assistant", "content": content, **more},
        st.lists(blocks, min_size=1, max_size=4),
        extras,
    ),
    st.builds(
        lambda made, more: {"role": "assistant", "tool_calls": made, **more},
        st.lists(
            st.builds(native_call, names, args.map(json_text), names)
            | st.builds(native_call, names, st.just('{"broken'), names),
            min_size=1,
            max_size=3,
        ),
        extras,
    ),
    st.builds(
        lambda content, id: {"role": "tool", "tool_call_id": id, "content": content},
        text,
        names,
    ),
)


@given(st.lists(natives, min_size=1, max_size=4))
def test_native_messages_come_back_as_they_were(
    conversation: list[dict[str, Any]],
) -> None:
    assert encode(read(conversation)) == conversation


def cut(content: str, places: list[int]) -> list[str]:
    edges = [0, *sorted(place % (len(content) + 1) for place in places), len(content)]
    return [content[a:b] for a, b in pairwise(edges)]


@given(
    st.lists(blocks, max_size=5),
    st.lists(st.builds(native_call, names, args.map(json_text), names), max_size=3),
    st.lists(st.integers(0, 99), max_size=4),
)
def test_any_cut_of_a_stream_gives_the_same_answer(
    content: list[dict[str, Any]], calls: list[dict[str, Any]], places: list[int]
) -> None:
    def event(kind: str, index: int, content: Any) -> dict[str, Any]:
        return {"type": kind, "index": index, "delta": {"message": content}}

    events: list[Any] = [{"type": "message-start", "id": "a1"}]
    for index, block in enumerate(content):
        key = block["type"] if block["type"] in block else None
        start = {**block, key: ""} if key else block
        events.append(event("content-start", index, {"content": start}))
        events += [
            event("content-delta", index, {"content": {key: piece}})
            for piece in (cut(block[key], places) if key else ())
        ]
    for index, call in enumerate(calls):
        function = call["function"]
        start = {**call, "function": {**function, "arguments": ""}}
        events.append(event("tool-call-start", index, {"tool_calls": start}))
        for piece in cut(function["arguments"], places):
            more = {"function": {"arguments": piece}}
            events.append(event("tool-call-delta", index, {"tool_calls": more}))
        events.append({"type": "tool-call-end", "index": index})
    end = {"finish_reason": "COMPLETE", "usage": {"tokens": {"input_tokens": 3}}}
    events.append({"type": "message-end", "delta": end})

    assembler = Assembler()
    for one in events:
        assembler.feed(CODEC.delta(one))
    assembler.end()
    reply = assembler.reply()
    rebuilt = CODEC.rebuild(reply)
    whole = {"id": "a1", "message": {"role": "assistant"}, **end}
    whole["message"] |= {"content": content, "tool_calls": calls}
    texts = [CODEC.decode(one).text for one in (rebuilt, whole)]
    assert texts == [reply.text] * 2
    for name in ("id", "finish", "thinking", "calls"):
        assert getattr(reply, name) == getattr(CODEC.decode(whole), name)
    assert CODEC.message(rebuilt, reply) == CODEC.message(whole, CODEC.decode(whole))
    assert CODEC.tokens(rebuilt) == CODEC.tokens(whole) == reply.usage
