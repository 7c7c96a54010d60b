"""Conversations survive the way from native messages to common ones and back."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mirascope.core.azure._codec import CODEC
from tests.internals import Assembler, Options, Reply, json_text

models = pytest.importorskip("azure.ai.inference.models")

text = st.text(min_size=1, max_size=12)
names = st.from_regex(r"[a-z_]{1,8}", fullmatch=True)
ids = st.from_regex(r"call_[a-z0-9]{1,5}", fullmatch=True)
args = st.dictionaries(names, st.integers() | st.text(max_size=5), max_size=3)
images = st.builds(
    lambda url, detail: models.ImageContentItem(
        image_url=models.ImageUrl(url=url, detail=detail)
    ),
    st.just("https://x.test/a.png")
    | st.binary(max_size=9).map(
        lambda raw: "data:image/png;base64," + base64.b64encode(raw).decode()
    ),
    st.sampled_from(["auto", "low", "high"]),
)
sounds = st.builds(
    lambda raw, form: models.AudioContentItem(
        input_audio=models.InputAudio(data=base64.b64encode(raw).decode(), format=form)
    ),
    st.binary(max_size=9),
    st.sampled_from(["wav", "mp3"]),
)
texts = text.map(lambda content: models.TextContentItem(text=content))
unknown = st.just({"type": "brand_new", "deep": {"at": [1, None]}})
users = st.builds(
    models.UserMessage,
    text | st.lists(texts | images | sounds | unknown, min_size=1, max_size=3),
)
systems = st.builds(models.SystemMessage, text)
developers = st.builds(models.DeveloperMessage, text)
calls = st.builds(
    lambda id, name, given: models.ChatCompletionsToolCall(
        id=id,
        function=models.FunctionCall(name=name, arguments=json_text(given)),
    ),
    ids,
    names,
    args,
)


@st.composite
def turns(draw: st.DrawFn) -> list[Any]:
    """A turn of the assistant, with the results of its calls."""
    made = draw(st.lists(calls, max_size=2, unique_by=lambda call: call.id))
    content = draw(text if not made else st.none() | text)
    message = models.AssistantMessage(content=content)
    if made:
        message = models.AssistantMessage({"role": "assistant", "content": content})
        message["tool_calls"] = made
    results = [models.ToolMessage(draw(text), tool_call_id=call.id) for call in made]
    return [message, *results]


conversations = st.lists(
    st.lists(users | systems | developers, min_size=1, max_size=2) | turns(), max_size=4
).map(lambda groups: [message for group in groups for message in group])


def encode(messages: list[Any]) -> list[Any]:
    return CODEC.encode(Options(model="m", messages=messages, params={}))[0]


@given(conversations)
def test_native_messages_come_back_as_they_were(messages: list[Any]) -> None:
    before = [message.as_dict() for message in messages]
    read = [common for message in messages for common in CODEC.read(message)]
    again = encode(read)
    assert [message.as_dict() for message in again] == before
    assert [type(message) for message in again] == [type(m) for m in messages]
    assert [message.as_dict() for message in messages] == before


@given(conversations)
def test_native_messages_are_handed_on_untouched(messages: list[Any]) -> None:
    sent = encode(messages)
    assert all(a is b for a, b in zip(sent, messages, strict=True))


@given(st.lists(text, max_size=5), st.lists(calls, max_size=2), st.data())
def test_a_stream_however_cut_says_what_the_whole_answer_says(
    pieces: list[str], made: list[Any], draw: st.DataObject
) -> None:
    entries = [
        {"id": f"c{n}", "type": "function", "function": dict(call["function"])}
        for n, call in enumerate(made)
    ]
    content: dict[str, Any] = {"role": "assistant", "content": "".join(pieces)}
    if entries:
        content["tool_calls"] = entries
    usage = {"prompt_tokens": 3, "completion_tokens": 2, "total_tokens": 5}
    head = {"id": "a1", "created": 1, "model": "m"}
    choice = {"index": 0, "finish_reason": "stop", "message": content}
    whole = models.ChatCompletions(head | {"choices": [choice], "usage": usage})
    deltas: list[dict[str, Any]] = [{"content": piece} for piece in pieces]
    for n, entry in enumerate(entries):
        written = entry["function"]["arguments"]
        cut = draw.draw(st.integers(0, len(written)))
        name = entry["function"]["name"]
        first = {"name": name, "arguments": written[:cut]}
        deltas.append({"tool_calls": [entry | {"index": n, "function": first}]})
        rest = {"index": n, "function": {"arguments": written[cut:]}}
        deltas.append({"tool_calls": [rest]})
    chunks = [{"choices": [{"index": 0, "delta": delta}]} for delta in deltas]
    chunks.append({"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]})
    chunks.append({"choices": [], "usage": usage})
    assembler = Assembler()
    for chunk in chunks:
        update = models.StreamingChatCompletionsUpdate(head | chunk)
        assembler.feed(CODEC.delta(update))
    assembler.end()
    streamed = assembler.reply()
    decoded = CODEC.decode(whole)
    rebuilt = CODEC.decode(CODEC.rebuild(streamed))
    for reply in (streamed, rebuilt):
        assert told(reply) == told(decoded)
    assert CODEC.tokens(CODEC.rebuild(streamed)) == CODEC.tokens(whole)
    assert CODEC.message(None, streamed) == CODEC.message(None, decoded)


def told(reply: Reply) -> Any:
    return reply.text, reply.calls, reply.finish, reply.id, reply.model
