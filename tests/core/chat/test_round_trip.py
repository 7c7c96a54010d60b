"""Conversations survive the way from common messages to native ones and back."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mirascope.core._chat_completions._codec import ChatCodec
from mirascope.core._chat_completions._dialect import Dialect
from mirascope.core._chat_completions._encode import messages as encode
from mirascope.core.base.messages.parts import (
    AudioPart,
    BaseMessageParam,
    DocumentPart,
    ImagePart,
    ImageURLPart,
    TextPart,
    ToolCallPart,
    ToolResultPart,
)
from tests.internals import json_text

DIALECT = Dialect(
    provider="openai",
    parts=frozenset({"text", "image", "image_url", "audio", "document"}),
)
CODEC = ChatCodec(DIALECT)

text = st.text(max_size=20)
names = st.from_regex(r"[a-z_]{1,10}", fullmatch=True)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=2) | st.dictionaries(names, inner, max_size=2)
    ),
    max_leaves=4,
)
args = st.dictionaries(names, values, max_size=3)
ids = st.from_regex(r"call_[a-z0-9]{1,5}", fullmatch=True)

text_parts = text.map(lambda content: TextPart(type="text", text=content))
user_parts = st.one_of(
    text_parts,
    st.binary(max_size=9).map(
        lambda data: ImagePart(
            type="image", media_type="image/png", image=data, detail="low"
        )
    ),
    st.just(ImageURLPart(type="image_url", url="https://x.test/a.png", detail="high")),
    st.binary(max_size=9).map(
        lambda data: AudioPart(
            type="audio",
            media_type="audio/wav",
            audio=base64.b64encode(data).decode(),
        )
    ),
    st.binary(max_size=9).map(
        lambda data: DocumentPart(
            type="document", media_type="application/pdf", document=data
        )
    ),
)
calls = st.builds(
    ToolCallPart, type=st.just("tool_call"), name=names, args=args, id=ids
)
results = st.builds(
    ToolResultPart, type=st.just("tool_result"), content=text, name=names, id=ids
)


def message(role: str, content: Any) -> BaseMessageParam:
    return BaseMessageParam(role=role, content=content)


common = st.one_of(
    st.builds(message, st.sampled_from(["system", "user", "assistant"]), text),
    st.builds(message, st.just("user"), st.lists(user_parts, min_size=1, max_size=4)),
    st.builds(
        lambda content, made: message("assistant", [*content, *made]),
        st.lists(text_parts.filter(lambda part: bool(part.text)), max_size=2),
        st.lists(calls, min_size=1, max_size=3),
    ),
    st.builds(lambda result: message("tool", [result]), results),
)


def native_call(name: str, arguments: str, id: str) -> dict[str, Any]:
    function = {"name": name, "arguments": arguments}
    return {"id": id, "type": "function", "function": function}


unknown_parts = st.builds(
    lambda kind, value: {"type": f"new_{kind}", "payload": value}, names, values
)
native = st.one_of(
    st.builds(
        lambda role, content: {"role": role, "content": content},
        st.sampled_from(["system", "developer", "user", "assistant"]),
        text,
    ),
    st.builds(
        lambda parts: {"role": "user", "content": parts},
        st.lists(
            unknown_parts | st.builds(lambda t: {"type": "text", "text": t}, text),
            min_size=1,
            max_size=3,
        ),
    ),
    st.builds(
        lambda content, made, extra: {
            "role": "assistant",
            "content": content or None,
            "tool_calls": made,
            **extra,
        },
        text,
        st.lists(
            st.builds(native_call, names, args.map(json_text), ids)
            | st.builds(native_call, names, st.just('{"broken'), ids),
            min_size=1,
            max_size=3,
        ),
        st.sampled_from([{}, {"refusal": "no"}, {"audio": {"id": "a1"}}]),
    ),
    st.builds(
        lambda content, id: {"role": "tool", "tool_call_id": id, "content": content},
        text,
        ids,
    ),
)


@given(st.lists(common, max_size=4))
def test_common_messages_come_back_as_they_were(
    conversation: list[BaseMessageParam],
) -> None:
    sent = encode(DIALECT, conversation)
    back = [read for content in sent for read in CODEC.read(content)]
    assert back == conversation
    assert encode(DIALECT, back) == sent


@given(st.lists(native, max_size=4))
def test_native_messages_come_back_as_they_were(
    conversation: list[dict[str, Any]],
) -> None:
    read = [common for content in conversation for common in CODEC.read(content)]
    assert len(read) == len(conversation)
    sent = encode(DIALECT, read)
    made = [call for content in conversation for call in content.get("tool_calls", ())]
    called = {(call["id"], call["function"]["name"]) for call in made}
    for content in sent:
        if (
            content["role"] == "tool" and "name" in content
        ):  # it is told what its call says
            assert (content["tool_call_id"], content.pop("name")) in called
    assert sent == conversation


def test_a_result_is_given_the_name_of_its_call() -> None:
    call = native_call("find", "{}", "c1")
    conversation = [
        {"role": "assistant", "content": None, "tool_calls": [call]},
        {"role": "tool", "tool_call_id": "c1", "content": "found"},
    ]
    read = [common for content in conversation for common in CODEC.read(content)]
    assert encode(DIALECT, read)[1] == {**conversation[1], "name": "find"}


@pytest.mark.parametrize("provider", ["groq", "xai"])
@given(conversation=st.lists(common, max_size=4))
def test_a_history_of_one_service_can_go_to_another(
    provider: str, conversation: list[BaseMessageParam]
) -> None:
    other = Dialect(provider=provider, parts=DIALECT.parts)
    back = [
        common
        for content in encode(DIALECT, conversation)
        for common in CODEC.read(content)
    ]
    assert encode(other, back) == encode(DIALECT, conversation)
