"""What Cohere is asked, where it is not what chat completions are asked."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from cohere import (
    AssistantChatMessageV2,
    ChatMessage,
    TextContent,
    UserChatMessageV2,
)
from pydantic import BaseModel

from mirascope.core import BaseMessageParam, BaseTool, Messages, ResponseModelConfigDict
from mirascope.core import cohere as c
from mirascope.core.base import (
    CacheControlPart,
    NativePart,
    TextPart,
    ToolCallPart,
    ToolResultPart,
)
from mirascope.core.openai import OpenAIToolConfig
from tests.internals import convert_tools, native_schemas
from tests.server import Answer, Call, Server

MODEL = "command-a-03-2025"
TEXT = '{"title": "Dune"}'


class Book(BaseModel):
    """A book."""

    title: str


def look_up(word: str) -> str:
    """Look a word up.

    Args:
        word: The word.
    """
    return word


def ask(*messages: Any, **options: Any) -> Any:
    @c.call(MODEL, **options)
    def prompt() -> Any:
        return {"messages": list(messages or [Messages.User("hi")])}

    return prompt()


def test_the_documented_body_is_sent(server: Server) -> None:
    params = {
        "temperature": 0.5,
        "max_tokens": 9,
        "stop": "END",
        "seed": 1,
        "top_p": 0.5,
        "k": 3,
        "frequency_penalty": 0.1,
        "presence_penalty": 0.2,
    }
    ask(Messages.System("sys"), Messages.User("hi y"), call_params=params)
    assert server.last.body == {
        "model": MODEL,
        "messages": [
            {"role": "system", "content": "sys"},
            {"role": "user", "content": "hi y"},
        ],
        "temperature": 0.5,
        "max_tokens": 9,
        "stop_sequences": ["END"],
        "seed": 1,
        "p": 0.5,
        "k": 3,
        "frequency_penalty": 0.1,
        "presence_penalty": 0.2,
        "stream": False,
    }


def test_the_services_own_names_work_as_well(server: Server) -> None:
    ask(call_params={"p": 0.4, "stop_sequences": ["a", "b"], "safety_mode": "OFF"})
    sent = server.last.body
    assert (sent["p"], sent["safety_mode"]) == (0.4, "OFF")
    assert sent["stop_sequences"] == ["a", "b"]


def test_a_response_model_requires_a_call(server: Server) -> None:
    server.will(Answer(text="", calls=(Call(name="Book", arguments=TEXT),)))
    assert ask(response_model=Book) == Book(title="Dune")
    assert server.last.body["tool_choice"] == "REQUIRED"
    assert ask(response_model=Book, call_params={"tool_choice": None})
    assert "tool_choice" not in server.last.body, "models before R7B do not know it"


def test_json_mode_sends_the_schema_and_says_it(server: Server) -> None:
    server.will(Answer(text=TEXT))
    assert ask(response_model=Book, json_mode=True) == Book(title="Dune")
    form = server.last.body["response_format"]
    assert form["type"] == "json_object"
    assert form["schema"]["properties"] == {"title": {"type": "string"}}
    assert "title" in server.last.body["messages"][-1]["content"]


def test_a_strict_model_sends_its_strict_schema(server: Server) -> None:
    class Strict(BaseModel):
        """A strict book."""

        model_config = ResponseModelConfigDict(strict=True)
        title: str
        pages: int = 0

    server.will(Answer(text='{"title": "Dune", "pages": 1}'))
    assert ask(response_model=Strict, json_mode=True).pages == 1
    schema = server.last.body["response_format"]["schema"]
    assert schema["required"] == ["title", "pages"]
    assert schema["additionalProperties"] is False


@pytest.mark.parametrize(
    "more", [{"tools": [look_up]}, {"call_params": {"documents": ["a fact"]}}]
)
def test_json_beside_tools_or_documents_is_asked_for_in_words(
    server: Server, more: dict[str, Any]
) -> None:
    server.will(Answer(text=TEXT))
    assert ask(response_model=Book, json_mode=True, **more) == Book(title="Dune")
    assert "response_format" not in server.last.body
    assert "title" in server.last.body["messages"][-1]["content"]


def test_a_response_format_of_the_user_stays(server: Server) -> None:
    server.will(Answer(text=TEXT))
    ask(json_mode=True, call_params={"response_format": {"type": "text"}})
    assert server.last.body["response_format"] == {"type": "text"}


def test_every_tool_has_parameters_and_none_is_strict_by_itself(server: Server) -> None:
    class Ping(BaseTool):
        """Ping."""

        tool_config = OpenAIToolConfig(strict=True)

        def call(self) -> str:
            return "pong"

    with pytest.warns(UserWarning, match="strict"):
        [tool] = native_schemas(convert_tools([Ping], c.CohereTool))
    assert tool["function"] == {
        "name": "Ping",
        "description": "Ping.",
        "parameters": {"type": "object"},
    }
    ask(tools=[tool], call_params={"strict_tools": True})
    assert server.last.body["tools"] == [tool]
    assert server.last.body["strict_tools"] is True


def test_calls_without_content_and_results_without_names_are_sent(
    server: Server,
) -> None:
    ask(
        Messages.User("go"),
        BaseMessageParam(
            role="assistant",
            content=[
                ToolCallPart(type="tool_call", name="f", args={"a": 1}),
                ToolCallPart(type="tool_call", name="g"),
                NativePart(provider="openai", content={"refusal": "no"}),
            ],
        ),
        BaseMessageParam(
            role="tool",
            content=[
                ToolResultPart(type="tool_result", name="g", content="two"),
                ToolResultPart(type="tool_result", name="f", content="one"),
            ],
        ),
    )
    _, assistant, two, one = server.last.body["messages"]
    assert assistant.keys() == {"role", "tool_calls"}
    first, second = assistant["tool_calls"]
    assert json.loads(first["function"]["arguments"]) == {"a": 1}
    assert second["function"] == {"name": "g", "arguments": "{}"}
    assert first["id"] != second["id"]
    assert two == {"role": "tool", "tool_call_id": second["id"], "content": "two"}
    assert one == {"role": "tool", "tool_call_id": first["id"], "content": "one"}


def test_messages_of_both_versions_of_the_sdk_are_taken(server: Server) -> None:
    ask(
        ChatMessage(role="SYSTEM", message="sys"),
        ChatMessage(role="user", message="one"),
        {"role": "CHATBOT", "message": "two"},
        UserChatMessageV2(content=[TextContent(text="three")]),
        AssistantChatMessageV2(content="four"),
        {"role": "user", "content": "five"},
    )
    assert [one["role"] for one in server.last.body["messages"]] == [
        "system",
        "user",
        "assistant",
        "user",
        "assistant",
        "user",
    ]
    assert [one["content"] for one in server.last.body["messages"]] == [
        "sys",
        "one",
        "two",
        [{"type": "text", "text": "three"}],
        "four",
        "five",
    ]


def test_preamble_and_chat_history_become_messages(server: Server) -> None:
    params = {
        "preamble": "Be brief.",
        "chat_history": [
            ChatMessage(role="USER", message="hi"),
            {"role": "CHATBOT", "message": "hello"},
        ],
    }
    before = copy.deepcopy(params)
    ask(Messages.System("sys"), Messages.User("now"), call_params=params)
    assert params == before
    assert server.last.body.keys() == {"model", "messages", "stream"}
    assert server.last.body["messages"] == [
        {"role": "system", "content": "Be brief."},
        {"role": "system", "content": "sys"},
        {"role": "user", "content": "hi"},
        {"role": "assistant", "content": "hello"},
        {"role": "user", "content": "now"},
    ]


def test_documents_of_either_version_are_sent(server: Server) -> None:
    documents = ["text", {"title": "a", "id": "d1"}, {"id": "d2", "data": {"b": "c"}}]
    before = copy.deepcopy(documents)
    ask(call_params={"documents": documents})
    assert documents == before
    assert server.last.body["documents"] == [
        "text",
        {"data": {"title": "a", "id": "d1"}},
        {"id": "d2", "data": {"b": "c"}},
    ]


def test_a_system_message_alone_is_refused(server: Server) -> None:
    with pytest.raises(ValueError, match="only a system message"):
        ask(Messages.System("sys"))
    assert server.requests == []


def test_cache_marks_are_refused(server: Server) -> None:
    mark = CacheControlPart(type="cache_control", cache_type="ephemeral")
    parts = [TextPart(type="text", text="x"), mark]
    with pytest.raises(ValueError, match="'cohere' takes no cache_control part"):
        ask(BaseMessageParam(role="user", content=parts))
    assert server.requests == []


def test_options_of_the_sdk_reach_the_wire(server: Server) -> None:
    more = {
        "additional_headers": {"X-One": "1"},
        "additional_body_parameters": {"o": 2},
    }
    ask(call_params={"request_options": more})
    assert server.last.headers["x-one"] == "1"
    assert server.last.body["o"] == 2
