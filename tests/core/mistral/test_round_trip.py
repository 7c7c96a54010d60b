"""Conversations survive the way from common messages to Mistral's and back."""

from __future__ import annotations

import base64
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from mirascope.core.base.messages.parts import (
    AudioPart,
    BaseMessageParam,
    DocumentPart,
    DocumentURLPart,
    ImagePart,
    ImageURLPart,
    TextPart,
    ToolCallPart,
    ToolResultPart,
)
from mirascope.core.mistral._encode import messages as encode
from mirascope.core.mistral._read import read
from mirascope.core.mistral._sdk import sdk
from tests.internals import json_text

models = sdk().models

WAV = base64.b64encode(b"RIFF\x24\x00\x00\x00WAVEfmt ").decode()

text = st.text(max_size=20)
names = st.from_regex(r"[a-z_]{1,10}", fullmatch=True)
ids = st.from_regex(r"[a-zA-Z0-9]{9}", fullmatch=True)
args = st.dictionaries(names, st.none() | st.integers() | text, max_size=3)

text_parts = text.map(lambda content: TextPart(type="text", text=content))
user_parts = st.one_of(
    text_parts,
    st.binary(max_size=9).map(
        lambda data: ImagePart(
            type="image", media_type="image/png", image=data, detail="low"
        )
    ),
    st.just(ImageURLPart(type="image_url", url="https://x.test/a.png", detail="high")),
    st.just(AudioPart(type="audio", media_type="audio/wav", audio=WAV)),
    st.binary(max_size=9).map(
        lambda data: DocumentPart(
            type="document", media_type="application/pdf", document=data
        )
    ),
    st.just(DocumentURLPart(type="document_url", url="https://x.test/a.pdf")),
)
calls = st.builds(
    ToolCallPart, type=st.just("tool_call"), name=names, args=args, id=ids
)
results = st.builds(
    ToolResultPart, type=st.just("tool_result"), content=text, name=names, id=ids
)


def message(role: str, content: Any) -> BaseMessageParam:
    return BaseMessageParam(role=role, content=content)


def says_something(content: BaseMessageParam) -> bool:
    """Whether it is sent at all: the service refuses an answer of nothing."""
    return content.role != "assistant" or bool(content.content)


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

blocks = st.one_of(
    text.map(lambda content: {"type": "text", "text": content}),
    text.map(
        lambda content: {
            "type": "thinking",
            "thinking": [{"type": "text", "text": content}],
            "closed": True,
        }
    ),
    st.just({"type": "reference", "reference_ids": [1]}),
    st.just({"type": "file", "file_id": "f1"}),
    st.just({"type": "input_audio", "input_audio": WAV}),
    st.just({"type": "input_audio", "input_audio": "not audio"}),
    st.just({"type": "document_url", "document_url": "https://x.test/a.pdf"}),
    st.just(
        {
            "type": "document_url",
            "document_url": "https://x.test/a.pdf",
            "document_name": "a",
        }
    ),
    st.just(
        {"type": "image_url", "image_url": {"url": "https://a.test", "detail": "low"}}
    ),
)
native_calls = st.builds(
    lambda name, arguments, id: models.ToolCall(
        id=id,
        type="function",
        function=models.FunctionCall(name=name, arguments=arguments),
    ),
    names,
    args.map(json_text) | st.just('{"broken'),
    ids,
)
native = st.one_of(
    text.map(lambda content: models.SystemMessage(content=content)),
    st.builds(
        lambda content: models.UserMessage(content=content),
        text | st.lists(blocks, min_size=1, max_size=3),
    ),
    st.builds(
        lambda content, made: models.AssistantMessage(content=content, tool_calls=made),
        st.none() | st.lists(blocks, min_size=2, max_size=3),
        st.lists(native_calls, min_size=1, max_size=2),
    ),
    st.builds(
        lambda content, id, name: models.ToolMessage(
            content=content, tool_call_id=id, name=name
        ),
        text,
        ids,
        names,
    ),
)


def sent(messages: list[Any]) -> list[Any]:
    return [one.model_dump(exclude={"prefix"}) for one in messages]


@given(st.lists(common.filter(says_something), max_size=4))
def test_common_messages_come_back_as_they_were(
    conversation: list[BaseMessageParam],
) -> None:
    native = encode(conversation)
    back = [one for content in native for one in read(content)]
    assert back == conversation
    assert encode(back) == native


@given(st.lists(native, max_size=4))
def test_native_messages_come_back_as_they_were(conversation: list[Any]) -> None:
    read_back = [one for content in conversation for one in read(content)]
    assert len(read_back) == len(conversation)
    assert sent(encode(read_back)) == sent(conversation)
    as_dicts = [one.model_dump(by_alias=True) for one in conversation]
    assert [one for content in as_dicts for one in read(content)] == read_back
