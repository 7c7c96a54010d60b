"""`mirascope.llm` shows nothing of the provider that it was not asked for."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

import pytest
from pydantic import BaseModel

from mirascope import llm
from mirascope.core import BaseMessageParam, BaseTool, Messages
from mirascope.core.base import Usage
from tests.server import Answer, Call, Server

from .rows import ROWS
from .way import Way

TEXT = '{"title": "Dune"}'


class Book(BaseModel):
    """A book."""

    title: str


class FormatBook(BaseTool):
    """Format a book."""

    title: str

    def call(self) -> str:
        return self.title.upper()


def test_messages_of_a_response_are_common(agnostic: Way) -> None:
    response = agnostic.ask(lambda _: [Messages.System("s"), Messages.User("u")])
    system = BaseMessageParam(role="system", content="s")
    user = BaseMessageParam(role="user", content="u")
    apart = "system" in agnostic.row.lacks  # it is sent beside the messages
    assert response.messages == ([user] if apart else [system, user])
    assert all(type(message) is BaseMessageParam for message in response.messages)
    assert type(response.message_param) is BaseMessageParam
    assert type(response.user_message_param) is BaseMessageParam
    assert response.message_param is response.message_param


def test_messages_of_a_stream_are_common(agnostic: Way) -> None:
    agnostic.server.will(Answer(finish="length"))
    stream = agnostic.stream()
    assert all(type(message) is BaseMessageParam for message in stream.messages)
    assert type(stream.user_message_param) is BaseMessageParam
    agnostic.collect(stream)
    assert type(stream.message_param) is BaseMessageParam
    assert stream.finish_reasons == ["length"]


@pytest.mark.needs("chat")
def test_native_messages_that_were_sent_are_read_back(agnostic: Way) -> None:
    calls = [
        {"id": "c1", "type": "function", "function": {"name": "f", "arguments": "{}"}}
    ]
    response = agnostic.ask(
        lambda _: [
            {"role": "user", "content": [{"type": "text", "text": "a"}]},
            {"role": "assistant", "content": "b", "tool_calls": calls},
            {"role": "tool", "tool_call_id": "c1", "content": "c"},
            {"role": "user", "content": "d"},
        ]
    )
    user, assistant, tool, last = response.messages
    assert user.role == last.role == "user"
    assert last.content == "d"
    assert [part.type for part in assistant.content] == ["text", "tool_call"]
    assert assistant.content[1].id == "c1"
    assert tool.role == "tool"
    assert (tool.content[0].type, tool.content[0].id) == ("tool_result", "c1")
    agnostic.ask(lambda _: [*response.messages, Messages.User("again")])
    sent = agnostic.server.last.messages
    assert [message["role"] for message in sent] == [
        "user",
        "assistant",
        "tool",
        "user",
        "user",
    ]
    assert sent[2]["tool_call_id"] == "c1"


@pytest.mark.needs("chat")
def test_content_of_an_unknown_kind_loses_no_response(agnostic: Way) -> None:
    odd = {"type": "file", "file": {"file_id": "f1"}}
    response = agnostic.ask(lambda _: [{"role": "user", "content": [odd]}])
    assert response.content == "Hello wörld"
    assert len(response.messages) == 1
    agnostic.ask(lambda _: list(response.messages))
    assert agnostic.server.last.messages == [{"role": "user", "content": [odd]}]


def test_an_output_parser_gets_the_neutral_response(agnostic: Way) -> None:
    assert agnostic.ask(output_parser=type) is llm.CallResponse
    response = agnostic.ask(output_parser=lambda response: response)
    assert type(response.messages[0]) is BaseMessageParam


def test_the_response_behind_a_model_is_neutral(agnostic: Way) -> None:
    call = Call(name="Book", arguments=TEXT)
    agnostic.server.will(Answer(text="", calls=(call,)))
    book = agnostic.ask(response_model=Book)
    assert book == Book(title="Dune")
    assert type(book._response) is llm.CallResponse
    assert book._response.usage.input_tokens == 10


def test_the_stream_behind_partial_models_is_neutral(agnostic: Way) -> None:
    call = Call(name="Book", arguments=TEXT)
    agnostic.server.will(Answer(text="", calls=(call,)))
    stream = agnostic.stream(response_model=Book)
    last = agnostic.collect(stream)[-1]
    assert type(stream.stream) is llm.Stream
    assert type(last._response) is llm.CallResponse
    assert last.title == "Dune"


def test_tools_are_the_users_own_class(agnostic: Way) -> None:
    call = Call(name="FormatBook", arguments=TEXT, id="call_7")
    agnostic.server.will(Answer(text="", calls=(call,)))
    response = agnostic.ask(tools=[FormatBook])
    stream = agnostic.stream(tools=[FormatBook])
    streamed = [tool for _, tool in agnostic.collect(stream) if tool]
    for tool in (response.tool, *response.tools, *streamed):
        assert isinstance(tool, FormatBook)
        assert isinstance(tool, llm.Tool)
        assert isinstance(tool, BaseTool)
        assert tool.title == "Dune"
        assert tool.args == {"title": "Dune"}
        assert tool.call() == "DUNE"
        assert tool.id == "call_7"
        assert tool.delta is None
    assert response.tool is response.tools[0]
    [result] = response.tool_message_params([(response.tool, "DUNE")])
    assert type(result) is BaseMessageParam
    assert result.role == "tool"
    [part] = result.content
    assert (part.type, part.name, part.content) == ("tool_result", "FormatBook", "DUNE")
    assert part.id == "call_7"


def test_chunks_are_neutral(agnostic: Way) -> None:
    pairs = agnostic.collect(agnostic.stream())
    assert {type(chunk) for chunk, _ in pairs} == {llm.CallResponseChunk}
    usages = [chunk.usage for chunk, _ in pairs if chunk.usage]
    assert usages
    assert all(type(usage) is Usage for usage in usages)


def test_what_only_the_provider_has_falls_through(agnostic: Way) -> None:
    response = agnostic.ask()
    assert response._response.response is response.response
    with pytest.raises(AttributeError, match="unheard_of"):
        _ = response.unheard_of
    stream = agnostic.stream()
    agnostic.collect(stream)
    with pytest.raises(AttributeError, match="unheard_of"):
        _ = stream.unheard_of


def test_what_a_stream_says_of_its_request_can_be_set(agnostic: Way) -> None:
    stream = agnostic.stream()
    stream.metadata = {"tags": {"mine"}}
    stream.fn_args = {"genre": "other"}
    agnostic.collect(stream)
    response = stream.construct_call_response()
    for answer in (stream, response):
        assert answer.metadata == {"tags": {"mine"}}
        assert answer.fn_args == {"genre": "other"}


def test_an_async_call_is_a_coroutine_function(agnostic: Way) -> None:
    decorated = agnostic.decorate()
    assert inspect.iscoroutinefunction(decorated) == agnostic.is_async


def test_mistakes_are_found_when_decorating(agnostic: Way) -> None:
    with pytest.raises(ValueError, match="output_parser"):
        agnostic.decorate(stream=True, output_parser=str)
    with pytest.warns(UserWarning, match="'nowhere'"):
        llm.call("nowhere", "m")(lambda: "x")


@pytest.mark.parametrize("id", ["ollama", "vllm"])
def test_local_services_report_their_own_name(
    id: str, make_way: Callable[..., Way]
) -> None:
    way = make_way(next(row for row in ROWS if row.id == id))
    assert way.ask(model="gpt-4o-mini").provider == id


def test_a_conversation_moves_from_provider_to_provider(
    server: Server, make_way: Callable[..., Way]
) -> None:
    history: list[Any] = []
    for row in ROWS:
        way = make_way(row)
        call = Call(name="FormatBook", arguments=TEXT, id=f"call_{row.id}")
        server.will(Answer(text="Well,", calls=(call,)))
        messages = [*history, Messages.User(row.id)]
        response = way.ask(lambda _, content=messages: content, tools=[FormatBook])
        history += [response.user_message_param, response.message_param]
        history += response.tool_message_params([(response.tool, "done")])
    sent = server.last.messages
    assert len(sent) == 3 * len(ROWS) - 2
    ids = [message["tool_call_id"] for message in sent if message["role"] == "tool"]
    # Some services take only ids of a form of their own.
    assert len(set(ids)) == len(ROWS) - 1
    asked = [call["id"] for message in sent for call in message.get("tool_calls") or ()]
    assert asked == ids
