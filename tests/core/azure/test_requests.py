"""What goes over the wire, and what native messages become."""

from __future__ import annotations

import base64
from typing import Any, ClassVar

import pytest
from pydantic import BaseModel
from typing_extensions import override

from mirascope.core import AudioPart, BaseMessageParam, BaseTool, Messages
from mirascope.core.base import ResponseModelConfigDict
from mirascope.exceptions import UnsupportedPartError
from tests.server import Answer, Call, Server

from . import ask, collected

models = pytest.importorskip("azure.ai.inference.models")


class Book(BaseModel):
    """A book."""

    model_config = ResponseModelConfigDict(strict=True)
    title: str
    year: int = 2000


class Loose(BaseModel):
    """A book."""

    title: str


class Reserve(BaseTool):
    """Reserve a table."""

    tool_config: ClassVar[Any] = {"strict": True}
    place: str

    @override
    def call(self) -> str:
        return f"reserved at {self.place}"


# -- roles and native messages -------------------------------------------------


def test_every_role_stays_what_it_is(server: Server) -> None:
    response = ask(
        Messages.System("sys"),
        Messages.User("a"),
        Messages.Assistant("b"),
        BaseMessageParam(role="developer", content="dev"),
        Messages.User("c"),
    )
    roles = ["system", "user", "assistant", "developer", "user"]
    assert [message["role"] for message in server.last.body["messages"]] == roles
    assert [type(message) for message in response.messages] == [
        models.SystemMessage,
        models.UserMessage,
        models.AssistantMessage,
        models.DeveloperMessage,
        models.UserMessage,
    ]
    assert response.messages[0].content == "sys"
    assert response.user_message_param is response.messages[-1]


def test_a_role_that_the_sdk_does_not_know_is_sent(server: Server) -> None:
    ask(BaseMessageParam(role="critic", content="no"), Messages.User("a"))
    assert server.last.body["messages"][0] == {"role": "critic", "content": "no"}


def test_native_messages_are_sent_as_they_are_and_read_back(server: Server) -> None:
    call = models.ChatCompletionsToolCall(
        id="c1", function=models.FunctionCall(name="f", arguments='{"a": 1}')
    )
    image = models.ImageContentItem(
        image_url=models.ImageUrl(url="https://x.test/a.png", detail="low")
    )
    sound = models.AudioContentItem(
        input_audio=models.InputAudio(data="UklG", format="wav")
    )
    native = [
        models.SystemMessage("sys"),
        models.UserMessage([models.TextContentItem(text="look"), image, sound]),
        models.AssistantMessage("well", tool_calls=[call]),
        models.ToolMessage("one", tool_call_id="c1"),
        models.UserMessage("and?"),
    ]
    response = ask(*native)
    assert response.messages == native
    assert all(a is b for a, b in zip(response.messages, native, strict=True))
    sent = server.last.body["messages"]
    assert sent == [message.as_dict() for message in native]
    system, user, assistant, tool, last = response.common_messages
    assert (system.role, system.content) == ("system", "sys")
    assert [part.type for part in user.content] == ["text", "image_url", "audio"]
    assert [part.type for part in assistant.content] == ["text", "tool_call"]
    assert assistant.content[1].args == {"a": 1}
    assert (tool.role, tool.content[0].id, tool.content[0].content) == (
        "tool",
        "c1",
        "one",
    )
    assert last.content == "and?"
    ask(*response.common_messages)
    again = server.last.body["messages"]
    assert [message["role"] for message in again] == [m["role"] for m in sent]
    assert again[1] == sent[1]


def test_plain_dicts_are_messages_too(server: Server) -> None:
    given = {"role": "user", "content": "hi", "name": "bob"}
    response = ask({"messages": [given]})
    assert server.last.body["messages"] == [given]
    assert response.messages[0] == given


def test_the_turns_of_a_tool_are_native_and_keep_its_name(server: Server) -> None:
    server.will(
        Answer(
            text="", calls=(Call(name="Reserve", arguments='{"place": "A"}', id="c1"),)
        )
    )
    response = ask("hi", tools=[Reserve])
    assert type(response.message_param) is models.AssistantMessage
    assert response.message_param.tool_calls[0].function.name == "Reserve"
    assert type(response.tool.tool_call) is models.ChatCompletionsToolCall
    [result] = response.tool_message_params([(response.tool, response.tool.call())])
    assert type(result) is models.ToolMessage
    assert (result.content, result.tool_call_id) == ("reserved at A", "c1")
    ask(*response.messages, response.message_param, result)
    assert server.last.body["messages"][2] == {
        "role": "tool",
        "content": "reserved at A",
        "tool_call_id": "c1",
    }
    again = ask(*response.messages, response.message_param, result)
    assert again.common_messages[2].content[0].name == "Reserve"


# -- tools and forms -------------------------------------------------------------


def test_a_strict_tool_is_sent_as_one(server: Server) -> None:
    response = ask("hi", tools=[Reserve])
    [tool] = server.last.body["tools"]
    assert tool == {
        "type": "function",
        "function": {
            "name": "Reserve",
            "description": "Reserve a table.",
            "strict": True,
            "parameters": {
                "type": "object",
                "properties": {"place": {"type": "string"}},
                "required": ["place"],
                "additionalProperties": False,
            },
        },
    }
    [offered] = response.call_kwargs["tools"]
    assert type(offered) is models.ChatCompletionsToolDefinition
    assert offered.function.name == "Reserve"


def test_native_tools_and_choices_are_taken(server: Server) -> None:
    tool = models.ChatCompletionsToolDefinition(
        function=models.FunctionDefinition(name="theirs", parameters={})
    )
    choice = models.ChatCompletionsNamedToolChoice(
        function=models.ChatCompletionsNamedToolChoiceFunction(name="theirs")
    )
    ask("hi", call_params={"tools": [tool], "tool_choice": choice})
    assert server.last.body["tools"] == [tool.as_dict()]
    assert server.last.body["tool_choice"] == choice.as_dict()
    preset = models.ChatCompletionsToolChoicePreset.NONE
    ask("hi", call_params={"tools": [tool], "tool_choice": preset})
    assert server.last.body["tool_choice"] == "none"


def test_a_strict_model_is_asked_for_by_its_schema(server: Server) -> None:
    server.will(Answer(text='{"title": "Dune", "year": 1965}'))
    book = ask("hi", response_model=Book, json_mode=True)
    assert (book.title, book.year) == ("Dune", 1965)
    form = server.last.body["response_format"]
    assert form["type"] == "json_schema"
    assert form["json_schema"]["name"] == "Book"
    assert form["json_schema"]["strict"] is True
    schema = form["json_schema"]["schema"]
    assert schema["additionalProperties"] is False
    assert schema["required"] == ["title", "year"]
    kwargs = book._response.call_kwargs
    assert type(kwargs["response_format"]) is models.JsonSchemaFormat
    assert len(server.last.body["messages"]) == 1


def test_another_model_is_asked_for_in_a_message_of_its_own(server: Server) -> None:
    server.will(Answer(text='{"title": "Dune"}'))
    book = ask("hi", response_model=Loose, json_mode=True)
    assert server.last.body["response_format"] == {"type": "json_object"}
    kwargs = book._response.call_kwargs
    assert kwargs["response_format"] == "json_object"
    _, instruction = kwargs["messages"]
    assert type(instruction) is models.UserMessage
    assert "JSON" in instruction.content
    assert len(book._response.messages) == 1


@pytest.mark.parametrize(
    "form", ["text", "json_object", {"type": "text"}, {"type": "json_object"}], ids=str
)
def test_a_response_format_may_be_written_as_at_openai(
    form: Any, server: Server
) -> None:
    ask("hi", call_params={"response_format": form})
    wanted = {"type": form} if isinstance(form, str) else form
    assert server.last.body["response_format"] == wanted


def test_a_schema_may_be_given_in_both_forms(server: Server) -> None:
    schema = {"name": "n", "schema": {"type": "object"}, "strict": True}
    own = models.JsonSchemaFormat(**schema)
    theirs = {"type": "json_schema", "json_schema": schema}
    for form in (own, theirs):
        ask("hi", json_mode=True, call_params={"response_format": form})
        assert server.last.body["response_format"] == theirs
    assert theirs["json_schema"] is schema


# -- parameters ------------------------------------------------------------------


def test_extras_go_to_the_model_and_say_so(server: Server) -> None:
    ask("hi", call_params={"model_extras": {"safe_prompt": True, "k": {"a": [1]}}})
    assert server.last.body["safe_prompt"] is True
    assert server.last.body["k"] == {"a": [1]}
    assert server.last.headers["extra-parameters"] == "pass-through"
    ask("hi")
    assert "extra-parameters" not in server.last.headers


def test_extras_of_a_stream_are_kept_beside_the_wish_for_usage(server: Server) -> None:
    extras = {"safe_prompt": True}
    collected("hi", call_params={"model_extras": extras})
    assert server.last.body["safe_prompt"] is True
    assert server.last.body["stream_options"] == {"include_usage": True}
    assert extras == {"safe_prompt": True}
    own = {"model_extras": {"stream_options": {"include_usage": False}}}
    collected("hi", call_params=own)
    assert server.last.body["stream_options"] == {"include_usage": False}


@pytest.mark.parametrize(
    "params",
    [{"stream_options": None}, {"model_extras": {"stream_options": None}}],
    ids=str,
)
def test_models_that_refuse_stream_options_are_not_sent_them(
    params: dict[str, Any], server: Server
) -> None:
    stream = collected("hi", call_params=params)
    assert "stream_options" not in server.last.body
    assert stream.content == "Hello wörld"
    assert stream.input_tokens is None


def test_headers_are_sent(server: Server) -> None:
    headers = {"x-one": "1"}
    ask("hi", call_params={"headers": headers})
    assert server.last.headers["x-one"] == "1"
    assert headers == {"x-one": "1"}


@pytest.mark.parametrize("stop", ["END", ["END"], ["a", "b"]], ids=str)
def test_the_sdk_gets_a_list_of_stop_texts(stop: Any, server: Server) -> None:
    response = ask("hi", call_params={"stop": stop})
    wanted = [stop] if isinstance(stop, str) else stop
    assert response.call_kwargs["stop"] == server.last.body["stop"] == wanted


# -- parts -----------------------------------------------------------------------


def test_audio_is_a_part_of_a_users_message(server: Server) -> None:
    sound = AudioPart(type="audio", media_type="audio/mp3", audio=b"ID3")
    response = ask(BaseMessageParam(role="user", content=[sound]))
    data = {"data": base64.b64encode(b"ID3").decode(), "format": "mp3"}
    [part] = server.last.body["messages"][0]["content"]
    assert part == {"type": "input_audio", "input_audio": data}
    assert type(response.messages[0].content[0]) is models.AudioContentItem


@pytest.mark.parametrize("kind", ["document", "cache_control"])
def test_parts_that_the_service_lacks_are_refused(kind: str, server: Server) -> None:
    from mirascope.core import CacheControlPart, DocumentPart

    part = (
        DocumentPart(type="document", media_type="application/pdf", document=b"%PDF-")
        if kind == "document"
        else CacheControlPart(type="cache_control", cache_type="ephemeral")
    )
    with pytest.raises(UnsupportedPartError, match=f"'azure' takes no {kind}"):
        ask(BaseMessageParam(role="user", content=[part]))
    assert server.requests == []
