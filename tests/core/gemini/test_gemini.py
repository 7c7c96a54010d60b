"""The legacy module `gemini`: on google-genai, and with a `GenerativeModel`."""

from __future__ import annotations

import subprocess
import sys
import warnings
from importlib.util import find_spec
from typing import Any

import pytest
from pydantic import BaseModel

from mirascope.core import Messages
from mirascope.core.google._schema import openapi
from mirascope.exceptions import InvalidCallError, ToolDefinitionError
from tests.server import Answer, Call, Server
from tests.server.dialects.google import _camel as camel

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from mirascope.core import gemini

    gemini.call  # noqa: B018  it warns once

    HAS_OLD = find_spec("google.generativeai") is not None
    if HAS_OLD:
        import google.generativeai as old

needs_old = pytest.mark.skipif(not HAS_OLD, reason="google-generativeai is missing")
pytestmark = pytest.mark.filterwarnings("ignore::FutureWarning")


class Book(BaseModel):
    """A book."""

    title: str
    pages: int | None = None


def look_up(word: str) -> str:
    """Look a word up."""
    return word


WARNED = """
import warnings
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    from mirascope.core import gemini
    assert not [w for w in caught if "mirascope" in str(w.message)]
    gemini.call
    gemini.call("m")
[warning] = [w for w in caught if "mirascope" in str(w.message)]
assert warning.category is DeprecationWarning
assert "mirascope.core.google" in str(warning.message)
assert warning.filename == "<string>", warning.filename
"""


def test_the_first_use_warns_and_names_the_successor() -> None:
    subprocess.run([sys.executable, "-c", WARNED], check=True, timeout=60)


def test_a_call_has_the_old_names(server: Server) -> None:
    server.will(Answer(calls=(Call(name="look_up", arguments='{"word": "a"}'),)))

    @gemini.call("gemini-2.5-flash", tools=[look_up])
    def ask() -> str:
        return "hi"

    response = ask()
    assert type(response) is gemini.GeminiCallResponse
    assert isinstance(response.tool, gemini.GeminiTool)
    assert response.provider == "gemini"
    assert response.cost is not None


def test_a_stream_has_the_old_names(server: Server) -> None:
    @gemini.call("gemini-2.5-flash", stream=True)
    def ask() -> str:
        return "hi"

    stream = ask()
    assert type(stream) is gemini.GeminiStream
    assert {type(chunk) for chunk, _ in stream} == {gemini.GeminiCallResponseChunk}
    assert type(stream.construct_call_response()) is gemini.GeminiCallResponse


def test_the_old_parameters_become_the_config(server: Server) -> None:
    params: Any = {
        "temperature": 0.5,
        "generation_config": {"max_output_tokens": 9, "top_k": 3},
        "safety_settings": {"HARM_CATEGORY_HARASSMENT": "BLOCK_NONE"},
        "tool_config": {"function_calling_config": {"mode": "NONE"}},
        "request_options": {"timeout": 5},
    }

    @gemini.call("gemini-2.5-flash", call_params=params)
    def ask() -> str:
        return "hi"

    ask()
    sent = camel(server.last.body)
    assert sent["generationConfig"] == {
        "temperature": 0.5,
        "maxOutputTokens": 9,
        "topK": 3,
    }
    assert sent["safetySettings"] == [
        {"category": "HARM_CATEGORY_HARASSMENT", "threshold": "BLOCK_NONE"}
    ]
    assert sent["toolConfig"]["functionCallingConfig"]["mode"] == "NONE"


def test_a_model_without_a_name_needs_a_client(server: Server) -> None:
    @gemini.call("")
    def ask() -> str:
        return "hi"

    with pytest.raises(InvalidCallError, match="model"):
        ask()
    assert server.requests == []


def test_schemas_lose_what_the_old_form_lacks() -> None:
    class Shelf(BaseModel):
        books: list[Book]
        kind: str | int = "x"

    assert openapi(Shelf.model_json_schema()) == {
        "type": "OBJECT",
        "properties": {
            "books": {
                "type": "ARRAY",
                "items": {
                    "type": "OBJECT",
                    "description": "A book.",
                    "properties": {
                        "title": {"type": "STRING"},
                        "pages": {"type": "INTEGER", "nullable": True},
                    },
                    "required": ["title"],
                },
            },
            "kind": {"type": "STRING"},
        },
        "required": ["books"],
    }


def test_a_recursive_schema_is_refused() -> None:
    schema = {
        "$ref": "#/$defs/Tree",
        "$defs": {
            "Tree": {
                "type": "object",
                "properties": {"leaf": {"$ref": "#/$defs/Tree"}},
            }
        },
    }
    with pytest.raises(ToolDefinitionError, match="Tree"):
        openapi(schema)


@pytest.fixture
def model(server: Server) -> Any:
    """A `GenerativeModel` that points at the server."""
    old.configure(
        api_key="k", transport="rest", client_options={"api_endpoint": server.url}
    )
    return old.GenerativeModel("gemini-1.5-flash", system_instruction="Be nice.")


@needs_old
def test_a_generative_model_sends_and_stays_as_it_is(
    server: Server, model: Any
) -> None:
    before = str(model)

    @gemini.call("", client=model)
    def ask() -> Any:
        return [Messages.System("Be brief."), Messages.User("hi")]

    for _ in range(2):
        response = ask()
        sent = camel(server.last.body)
        assert sent["systemInstruction"]["parts"] == [{"text": "Be nice."}]
        first, agreed, last = [one["parts"][0]["text"] for one in sent["contents"]]
        assert (first, last) == ("Be brief.", "hi")
        assert agreed == "Ok! I will adhere to this system message."
    assert str(model) == before
    assert response.content == "Hello wörld"
    assert type(response.response).__module__.startswith("google.generativeai")
    assert (response.input_tokens, response.output_tokens) == (10, 3)
    assert response.common_finish_reasons == ["stop"]
    assert response.model == "gemini-2.5-flash" or response.model


@needs_old
def test_a_generative_model_of_a_config_calls_tools(server: Server, model: Any) -> None:
    call = Call(name="look_up", arguments='{"word": "a"}')
    server.will(Answer(text="", calls=(call,)))

    @gemini.call("", tools=[look_up])
    def ask(history: list[Any]) -> gemini.GeminiDynamicConfig:
        return {"messages": [Messages.User("hi"), *history], "client": model}

    response = ask([])
    assert response.tool.call() == "a"
    results = response.tool_message_params([(response.tool, "a")])
    server.will(Answer(text="done"))
    assert ask([response.message_param, *results]).content == "done"
    [result] = server.last.body["contents"][2]["parts"]
    assert result["functionResponse"]["response"] == {"result": "a"}


@needs_old
def test_a_generative_model_gives_response_models(server: Server, model: Any) -> None:
    call = Call(name="Book", arguments='{"title": "Dune", "pages": 3}')
    server.will(Answer(text="", calls=(call,)))

    @gemini.call("", client=model, response_model=Book)
    def ask() -> str:
        return "hi"

    assert ask() == Book(title="Dune", pages=3)
    server.will(Answer(text='{"title": "Dune"}'))

    @gemini.call("", client=model, response_model=Book, json_mode=True)
    def ask_json() -> str:
        return "hi"

    assert ask_json() == Book(title="Dune")
    assert "responseSchema" in camel(server.last.body)["generationConfig"]
