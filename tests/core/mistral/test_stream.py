"""What Mistral answers, in a stream."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from mirascope.core import mistral
from mirascope.core.mistral._codec import CODEC
from mirascope.core.mistral._sdk import sdk
from mirascope.exceptions import MirascopeError
from tests.contract.rows.mistral import KNOWS_OTHERS
from tests.internals import Assembler

from .conftest import needs_others

models = sdk().models

USAGE = {
    "prompt_tokens": 9,
    "completion_tokens": 2,
    "total_tokens": 11,
    "prompt_tokens_details": {"cached_tokens": 5},
}


def thinking(text: str, **more: Any) -> dict[str, Any]:
    block = {"type": "thinking", "thinking": [{"type": "text", "text": text}]}
    return {**block, "closed": True, **more}


def text(content: str) -> dict[str, Any]:
    return {"type": "text", "text": content}


def call(name: str, arguments: Any, **more: Any) -> dict[str, Any]:
    return {"function": {"name": name, "arguments": arguments}, **more}


def now(zone: str = "utc") -> str:
    """Tell the time."""
    return zone


def test_a_chunk_holds_the_data_of_the_event(ask: Any, wire: Any) -> None:
    wire.stream({"role": "assistant", "content": ""}, {"content": "Hello"})
    stream = ask(stream=True)
    pairs = list(stream)
    assert [type(chunk) for chunk, _ in pairs] == [mistral.MistralCallResponseChunk] * 2
    assert all(type(chunk.chunk) is models.CompletionChunk for chunk, _ in pairs)
    assert [chunk.content for chunk, _ in pairs] == ["", "Hello"]
    again = list(stream)
    assert [chunk.content for chunk, _ in again] == ["", "Hello"]
    assert all(type(chunk.chunk) is models.CompletionChunk for chunk, _ in again)


def test_thinking_in_pieces_is_one_block_before_the_text(ask: Any, wire: Any) -> None:
    wire.stream(
        {"role": "assistant", "content": ""},
        {"content": [thinking("Two ")]},
        {"content": [thinking("and two")]},
        {"content": [thinking(".", signature="s"), text("Fo")]},
        {"content": "ur"},
    )
    stream = ask(stream=True)
    chunks = [chunk for chunk, _ in stream]
    assert [c.thinking for c in chunks] == ["", "Two ", "and two", ".", ""]
    assert [c.content for c in chunks] == ["", "", "", "Fo", "ur"]
    assert (stream.content, stream.thinking) == ("Four", "Two and two.")
    response = stream.construct_call_response()
    assert (response.content, response.thinking) == ("Four", "Two and two.")
    [thought, content] = response.message_param.content
    assert [piece.text for piece in thought.thinking] == ["Two and two."]
    assert thought.closed is True
    assert content.text == "Four"
    if "signature" in models.ThinkChunk.model_fields:
        assert thought.signature == "s"
    assert stream.message_param == response.message_param


def test_references_stay_where_they_were(ask: Any, wire: Any) -> None:
    reference = {"type": "reference", "reference_ids": [1]}
    wire.stream(
        {"content": "It is "},
        {"content": [text("noon"), reference, text(".")]},
        {"content": " Bye"},
    )
    stream = ask(stream=True)
    assert "".join(chunk.content for chunk, _ in stream) == "It is noon. Bye"
    content = stream.message_param.content
    assert [getattr(block, "text", block.type) for block in content] == [
        "It is noon",
        "reference",
        ". Bye",
    ]


@needs_others
def test_unknown_blocks_stay_where_they_were(ask: Any, wire: Any) -> None:
    unknown = {"type": "brand_new", "deep": [1]}
    wire.stream({"content": "noon"}, {"content": [unknown]}, {"content": " Bye"})
    stream = ask(stream=True)
    assert "".join(chunk.content for chunk, _ in stream) == "noon Bye"
    before, kept, after = stream.message_param.content
    assert (before.text, kept.raw, after.text) == ("noon", unknown, " Bye")


@pytest.mark.parametrize("with_index", [True, False])
def test_all_whole_calls_of_one_delta_are_kept(
    ask: Any, wire: Any, with_index: bool
) -> None:
    calls = [
        call("now", '{"zone": "cet"}', id="QAw0JBXkB"),
        call("now", {}, id="HlyhI5zAI"),
        call("now", '{"zone": "est"}', id="n9P3tR143"),
        call("now", '{"zone": "pst"}', id="null"),
    ]
    if with_index:
        calls = [{**one, "index": n} for n, one in enumerate(calls)]
    wire.stream({"content": ""}, {"tool_calls": calls})
    stream = ask(stream=True, tools=[now])
    tools = [tool for _, tool in stream if tool is not None]
    zones = ["cet", "utc", "est", "pst"]
    assert [tool.call() for tool in tools] == zones
    assert [tool.id for tool in tools] == ["QAw0JBXkB", "HlyhI5zAI", "n9P3tR143", None]
    response = stream.construct_call_response()
    assert [tool.call() for tool in response.tools] == zones
    assert len(response.message_param.tool_calls) == 4


def test_pieces_of_a_call_have_an_empty_name(ask: Any, wire: Any) -> None:
    id = "chatcmpl-tool-9f149c74c42f265b"
    wire.stream(
        {"tool_calls": [call("now", "", id=id, index=0)], "content": ""},
        {"tool_calls": [call("", '{"zone"', index=0)], "content": ""},
        {"tool_calls": [call("", ': "cet"}', index=0)], "content": ""},
        {"content": ""},
    )
    stream = ask(stream={"partial_tools": True}, tools=[now])
    tools = [tool for _, tool in stream if tool is not None]
    assert [tool.delta for tool in tools] == ['{"zone"', ': "cet"}', None]
    assert tools[-1].args == {"zone": "cet"}
    assert tools[-1].id == id
    again = [chunk.chunk for chunk, _ in stream]
    assert all(type(chunk) is models.CompletionChunk for chunk in again)
    assert again[1].choices[0].delta.tool_calls[0].function.name == ""


def test_usage_comes_on_a_last_chunk_of_its_own(ask: Any, wire: Any) -> None:
    wire.stream({"content": "Hello"}, ends={"usage": USAGE})
    stream = ask(stream=True, tools=[now])
    pairs = list(stream)
    assert [chunk.usage is None for chunk, _ in pairs] == [True, False]
    response = stream.construct_call_response()
    for content in (stream, response):
        tokens = (content.input_tokens, content.cached_tokens, content.output_tokens)
        assert tokens == (9, 5, 2)
    assert response.finish_reasons == stream.finish_reasons == ["stop"]


def test_a_stream_without_usage_leaves_it_unknown(ask: Any, wire: Any) -> None:
    wire.stream({"content": "Hello"})
    stream = ask(stream=True)
    list(stream)
    response = stream.construct_call_response()
    assert (response.input_tokens, response.output_tokens) == (None, None)
    assert response.usage is None
    assert response.model_dump_json()
    assert response.cost is None


class Book(BaseModel):
    """A book."""

    title: str
    pages: int


@pytest.mark.parametrize("json_mode", [False, True])
def test_a_structured_stream_grows_to_the_whole(
    ask: Any, wire: Any, json_mode: bool
) -> None:
    pieces = ['{"title": "Du', 'ne", "pages"', ": 412}"]
    if json_mode:
        wire.stream(*({"content": piece} for piece in pieces))
    else:
        calls = [call("", piece, index=0) for piece in pieces]
        calls[0] = call("Book", pieces[0], index=0, id="abc")
        wire.stream(*({"tool_calls": [one]} for one in calls))
    books = list(ask(stream=True, response_model=Book, json_mode=json_mode))
    assert books[-1] == Book(title="Dune", pages=412)
    assert books[0].title == "Du"


def test_a_structured_stream_takes_a_whole_call(ask: Any, wire: Any) -> None:
    arguments = {"title": "Dune", "pages": 412}
    wire.stream({"content": ""}, {"tool_calls": [call("Book", arguments, id="abc")]})
    books = list(ask(stream=True, response_model=Book))
    assert books[-1] == Book(title="Dune", pages=412)


def test_an_error_event_is_the_sdks_own_error(ask: Any, wire: Any) -> None:
    wire.events({"object": "error", "message": "the service broke down"})
    stream = ask(stream=True)
    with pytest.raises(Exception, match="broke down") as caught:
        list(stream)
    assert not isinstance(caught.value, MirascopeError)


def test_a_stream_that_is_left_early_is_closed(wire: Any) -> None:
    wire.stream(*({"content": str(number)} for number in range(50)))
    closed: list[bool] = []

    async def prompt() -> str:
        return "hi"

    async def run() -> None:
        client = sdk().Mistral(api_key="k", server_url=wire.url)
        real = client.chat.stream_async

        async def stream_async(**kwargs: Any) -> Any:
            events = await real(**kwargs)
            close = events.response.aclose

            async def aclose() -> None:
                closed.append(True)
                await close()

            events.response.aclose = aclose
            return events

        client.chat.stream_async = stream_async
        async with client:
            stream = await mistral.call("m", client=client, stream=True)(prompt)()
            async for _ in stream:
                break
            await stream.aclose()
            assert closed

    asyncio.run(run())


words = st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=4)
blocks = st.one_of(
    words.map(text),
    words.map(thinking),
    st.just({"type": "reference", "reference_ids": [1]}),
    *([st.just({"type": "brand_new", "a": [1]})] if KNOWS_OTHERS else []),
)


def joined(blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Say slowly what the content of a whole answer would be."""
    found: list[dict[str, Any]] = []
    for block in blocks:
        kind = block["type"]
        if found and found[-1]["type"] == kind == "text":
            found[-1] = text(found[-1]["text"] + block["text"])
        elif found and found[-1]["type"] == kind == "thinking":
            before = found[-1]["thinking"][0]["text"]
            found[-1] = thinking(before + block["thinking"][0]["text"])
        else:
            found.append(block)
    return found


@given(st.lists(blocks, min_size=1, max_size=8), st.data())
def test_however_a_stream_is_cut_its_content_is_the_same(
    text: list[dict[str, Any]], data: st.DataObject
) -> None:
    assembler = Assembler()
    rest = list(text)
    while rest:
        size = data.draw(st.integers(1, len(rest)))
        piece, rest = rest[:size], rest[size:]
        content: Any = piece
        if [block["type"] for block in piece] == ["text"] and data.draw(st.booleans()):
            content = piece[0]["text"]
        choice = {"index": 0, "delta": {"content": content}, "finish_reason": None}
        chunk = models.CompletionChunk(id="a", model="m", choices=[choice])
        assembler.feed(CODEC.delta(models.CompletionEvent(data=chunk)))
    reply = assembler.reply()
    message = CODEC.message(CODEC.rebuild(reply), reply)
    wanted = joined(text)
    if [block["type"] for block in wanted] == ["text"]:
        [only] = (
            [message.content]
            if isinstance(message.content, str)
            else [message.content[0].text]
        )
        assert only == wanted[0]["text"]
        return
    assert message == models.AssistantMessage(content=wanted)
