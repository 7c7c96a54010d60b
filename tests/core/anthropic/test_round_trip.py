"""Conversations survive the way to common messages and back, streamed or not."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mirascope.core.anthropic._codec import CODEC
from mirascope.core.base.messages.parts import (
    BaseMessageParam,
    NativePart,
    TextPart,
    ToolCallPart,
    ToolResultPart,
)
from tests.internals import Assembler, Options
from tests.server.dialects.anthropic import in_pieces

from .test_answers import CITED, MIXED, SEARCH, THOUGHTS, UNKNOWN

text = st.text(min_size=1, max_size=12)
names = st.from_regex(r"[a-z_]{1,8}", fullmatch=True)
ids = st.from_regex(r"toolu_[a-zA-Z0-9]{1,5}", fullmatch=True)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=2) | st.dictionaries(names, inner, max_size=2)
    ),
    max_leaves=4,
)
args = st.dictionaries(names, values, max_size=3)
data = st.binary(min_size=1, max_size=9).map(lambda raw: base64.b64encode(raw).decode())


def block(kind: str, **fields: Any) -> Any:
    return st.fixed_dictionaries({"type": st.just(kind), **fields})


marks = st.sampled_from(
    [
        {},
        {"cache_control": {"type": "ephemeral"}},
        {"cache_control": {"type": "ephemeral", "ttl": "1h"}},
    ]
)


def marked(blocks: Any) -> Any:
    return st.builds(lambda one, mark: {**one, **mark}, blocks, marks)


texts = block("text", text=text.filter(str.strip))
thinking = block("thinking", thinking=st.text(max_size=9), signature=text)
calls = block("tool_use", id=ids, name=names, input=args)
opaque = st.sampled_from([CITED, *SEARCH, *THOUGHTS, UNKNOWN])
images = block(
    "image",
    source=st.one_of(
        block("base64", media_type=st.just("image/png"), data=data),
        block("url", url=st.just("https://x.test/a.png")),
        block("file", file_id=text),
    ),
)
documents = block(
    "document",
    source=st.one_of(
        block("base64", media_type=st.just("application/pdf"), data=data),
        block("text", media_type=st.just("text/plain"), data=text),
        block("url", url=st.just("https://x.test/a.pdf")),
        block("content", content=st.just("parts")),
    ),
)
titled = st.builds(
    lambda one: {**one, "title": "t", "citations": {"enabled": True}}, documents
)
results = block(
    "tool_result",
    tool_use_id=ids,
    content=text,
    is_error=st.booleans(),
)
answers = st.lists(
    st.one_of(texts, thinking, calls, opaque), min_size=1, max_size=6
).filter(lambda blocks: len(set(map(id_of, blocks))) == len(blocks))


def id_of(one: dict[str, Any]) -> Any:
    """Tell calls apart, whose ids are never the same in one answer."""
    return one["id"] if one["type"] == "tool_use" else object()


def there_and_back(messages: list[Any]) -> list[Any]:
    common = [read for message in messages for read in CODEC.read(message)]
    return CODEC.encode(Options(model="m", messages=common, params={}))[0]


@given(answers)
def test_an_answer_comes_back_as_it_was(blocks: list[dict[str, Any]]) -> None:
    message = {"role": "assistant", "content": blocks}
    [back] = there_and_back([message])
    if [one["type"] for one in blocks] == ["text"] and "citations" not in blocks[0]:
        blocks = blocks[0]["text"]
    assert back == {"role": "assistant", "content": blocks}


@given(st.lists(marked(st.one_of(texts, images, documents, titled)), min_size=1))
def test_what_the_user_said_comes_back_as_it_was(blocks: list[dict[str, Any]]) -> None:
    message = {"role": "user", "content": blocks}
    assert there_and_back([message]) == [message]


@given(st.lists(marked(results), min_size=1, max_size=3), st.lists(texts, max_size=2))
def test_results_come_back_before_what_else_the_user_said(
    found: list[dict[str, Any]], content: list[dict[str, Any]]
) -> None:
    back = there_and_back([{"role": "user", "content": [*found, *content]}])
    assert [one for message in back for one in message["content"]] == [*found, *content]
    assert {message["role"] for message in back} == {"user"}


def streamed(blocks: list[dict[str, Any]]) -> Any:
    """Read the blocks as they come in a stream."""
    assembler = Assembler()
    for index, one in enumerate(blocks):
        for event in in_pieces(index, one):
            assembler.feed(CODEC.delta(event))
    assembler.end()
    return assembler.reply()


@given(answers)
def test_a_streamed_answer_is_the_whole_one(blocks: list[dict[str, Any]]) -> None:
    reply = streamed(blocks)
    whole = CODEC.decode({"content": blocks})
    assert (reply.text, reply.thinking) == (whole.text, whole.thinking)
    assert [(c.id, c.name, json.loads(c.arguments or "{}")) for c in reply.calls] == [
        (c.id, c.name, json.loads(c.arguments or "{}")) for c in whole.calls
    ]
    rebuilt = CODEC.message(CODEC.rebuild(reply), reply)
    signed = [
        one for one in blocks if one["type"] != "thinking" or one.get("signature")
    ]
    assert rebuilt == {"role": "assistant", "content": signed}


def test_the_sdks_objects_are_read_like_dicts() -> None:
    sdk = pytest.importorskip("anthropic")
    message = sdk.types.Message.construct(role="assistant", content=list(MIXED))
    wanted = CODEC.read({"role": "assistant", "content": list(MIXED)})
    assert CODEC.read(message) == wanted
    assert CODEC.read({"role": "assistant", "content": message.content}) == wanted


def test_an_answer_is_one_message_with_all_it_says() -> None:
    [message] = CODEC.read({"role": "assistant", "content": list(MIXED)})
    assert message.role == "assistant"
    assert [part.type for part in message.content] == [
        *["native"] * 3,
        "text",
        *["native"] * 2,
        *["text", "native"],
        "native",
        *["tool_call"] * 2,
    ]


def test_text_with_citations_is_text_to_others() -> None:
    [message] = CODEC.read({"role": "assistant", "content": [CITED]})
    content, citations = message.content
    assert content == TextPart(type="text", text="The sky is blue.")
    assert citations == NativePart(
        provider="anthropic", content={"citations": CITED["citations"]}
    )


def test_a_direct_call_says_nothing_about_its_caller() -> None:
    call = {"type": "tool_use", "id": "t", "name": "f", "input": {}}
    for caller, count in (({"type": "direct"}, 1), ({"type": "code", "id": "x"}, 2)):
        native = {"role": "assistant", "content": [{**call, "caller": caller}]}
        [message] = CODEC.read(native)
        assert len(message.content) == count
        [back] = there_and_back([native])
        assert back["content"][0].get("caller", {"type": "direct"}) == caller


def test_results_are_a_message_of_the_role_tool() -> None:
    content = [
        {
            "type": "tool_result",
            "tool_use_id": "t",
            "content": [
                {"type": "text", "text": "a"},
                {"type": "text", "text": "b"},
            ],
        },
        {"type": "text", "text": "and now?"},
    ]
    tool, user = CODEC.read({"role": "user", "content": content})
    assert tool == BaseMessageParam(
        role="tool",
        content=[ToolResultPart(type="tool_result", content="ab", id="t")],
    )
    assert user.role == "user"


def test_a_result_with_an_image_is_kept_whole() -> None:
    image = {"type": "image", "source": {"type": "url", "url": "https://x.test/a.png"}}
    text = {"type": "text", "text": "Look:"}
    result = {"type": "tool_result", "tool_use_id": "t", "content": [text, image]}
    native = {"role": "user", "content": [result | {"is_error": False}]}
    assert there_and_back([native]) == [native]
    [message] = CODEC.read(native)
    assert message.content[0].content == "Look:"


@pytest.mark.parametrize(
    "odd",
    [
        {"type": "image", "source": {"type": "base64", "media_type": "image/png"}},
        {"type": "image", "source": {"type": "base64", "media_type": "x", "data": "?"}},
        {"type": "image", "source": "?"},
        {"type": "text"},
        {"type": "tool_use", "name": "f", "input": "text"},
        {"type": "tool_result", "content": "no id"},
        {"type": "tool_result", "tool_use_id": "t", "content": ["text"]},
        {"no": "type"},
        {},
    ],
    ids=str,
)
def test_what_is_not_as_documented_is_kept_and_raises_nothing(odd: Any) -> None:
    native = {"role": "user", "content": [odd]}
    [message] = CODEC.read(native)
    assert message.content[0].type == "native"
    if "type" in odd:
        assert there_and_back([native]) == [native]


def test_what_only_another_service_understands_is_left_out() -> None:
    parts = [
        NativePart(provider="google", content={"thought": True}),
        TextPart(type="text", text="a"),
        NativePart(provider="openai", content={"audio": {"id": "x"}}),
        ToolCallPart(type="tool_call", name="f", args={}, id="t"),
    ]
    message = BaseMessageParam(role="assistant", content=parts)
    [native] = there_and_back([message])
    assert [one["type"] for one in native["content"]] == ["text", "tool_use"]
    alone = BaseMessageParam(role="assistant", content=parts[:1])
    assert there_and_back([alone]) == []
