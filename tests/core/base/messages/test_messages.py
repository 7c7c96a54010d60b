from __future__ import annotations

import io
import wave
from typing import Any

import pytest
from pydantic import BaseModel

from mirascope.core.base.messages.messages import Messages, as_messages
from mirascope.core.base.messages.parts import (
    AudioPart,
    BaseMessageParam,
    CacheControlPart,
    ImageURLPart,
    TextPart,
    ToolCallPart,
    ToolResultPart,
)
from mirascope.exceptions import PromptError

TEXT = TextPart(type="text", text="b")
URL = ImageURLPart(type="image_url", url="https://x/a", detail=None)
MARK = CacheControlPart(type="cache_control", cache_type="ephemeral")


@pytest.mark.parametrize(
    ("make", "role"),
    [
        (Messages.System, "system"),
        (Messages.User, "user"),
        (Messages.Assistant, "assistant"),
    ],
)
def test_each_method_makes_a_message_of_its_role(make: Any, role: str):
    assert make("a") == BaseMessageParam(role=role, content="a")


def test_a_list_becomes_parts():
    message = Messages.User(["a", TEXT, URL, MARK])
    assert message.content == [TextPart(type="text", text="a"), TEXT, URL, MARK]


def test_a_tuple_becomes_parts():
    assert Messages.User(("b",)).content == [TEXT]


def test_a_bare_part_becomes_a_list():
    assert Messages.User(URL).content == [URL]


@pytest.mark.parametrize(
    "content",
    [
        b"ab",
        [b"ab"],
        [3],
        [ToolCallPart(type="tool_call", name="f")],
        ToolResultPart(type="tool_result", content="x"),
        [BaseMessageParam(role="user", content="x")],
        BaseMessageParam(role="user", content="x"),
        {"type": "text"},
        [{"type": "text", "text": "x"}],
        [None],
    ],
)
def test_what_is_no_content_is_refused(content: Any):
    with pytest.raises(ValueError, match="cannot be content") as caught:
        Messages.User(content)
    assert isinstance(caught.value, PromptError)


@pytest.mark.parametrize("content", [None, 3, object()])
def test_what_is_not_iterable_is_a_type_error(content: Any):
    with pytest.raises(TypeError) as caught:
        Messages.User(content)
    assert isinstance(caught.value, PromptError)


def test_an_open_wave_file_becomes_a_wave_file():
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(8_000)
        file.writeframes(bytes(range(16)))
    with wave.open(io.BytesIO(buffer.getvalue())) as file:
        file.readframes(1)
        message = Messages.User(["a", file])
        assert file.tell() == 1
    [_, part] = message.content
    assert part == AudioPart(
        type="audio", media_type="audio/wav", audio=buffer.getvalue()
    )


def test_a_model_may_be_given_as_messages_type_annotation():
    class Holder(BaseModel):
        said: Messages.Type

    assert Holder(said="x").said == "x"


def test_text_is_a_user_message():
    assert as_messages("") == [BaseMessageParam(role="user", content="")]


def test_a_message_is_put_into_a_list():
    message = Messages.System("a")
    assert as_messages(message) == [message]


@pytest.mark.parametrize(
    "messages",
    [
        [],
        [Messages.User("a"), {"role": "user", "content": "b"}],
        [{"role": "user", "content": "b"}],
    ],
)
def test_a_list_of_messages_is_itself(messages: list[Any]):
    assert as_messages(messages) is messages


def test_messages_of_an_sdk_pass_through():
    class Native(BaseModel):
        text: str

    class Plain:
        role = "user"

    messages = [Native(text="a"), Plain()]
    assert as_messages(messages) is messages


@pytest.mark.parametrize("value", [["a", URL], ("a", URL)])
def test_content_is_one_user_message(value: Any):
    assert as_messages(value) == [Messages.User(["a", URL])]


def test_parts_alone_are_one_user_message():
    assert as_messages(URL) == [Messages.User([URL])]
    assert as_messages([URL, TEXT]) == [Messages.User([URL, TEXT])]


@pytest.mark.parametrize(
    "value",
    [
        ["a", Messages.User("b")],
        [URL, Messages.User("b")],
        [URL, {"role": "user"}],
        (Messages.User("b"),),
        [ToolCallPart(type="tool_call", name="f")],
    ],
)
def test_messages_mixed_with_content_are_refused(value: Any):
    with pytest.raises(PromptError, match="cannot be content"):
        as_messages(value)


@pytest.mark.parametrize("value", [None, 3, {"a": 1}, object()])
def test_anything_else_is_no_message(value: object):
    assert as_messages(value) is None
