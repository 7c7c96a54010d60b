"""Services that enforce a schema are sent that of a response model."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import BaseModel

from mirascope import llm
from mirascope.core import ResponseModelConfigDict
from mirascope.core.compatible import Endpoint, compatible_call
from mirascope.exceptions import InvalidCallError
from tests.server import Answer, Call, Server

pytest.importorskip("openai")

DUNE = '{"title": "Dune", "year": 1965}'


class Book(BaseModel):
    """A book."""

    title: str
    year: int


class Exact(Book):
    """A book, exactly."""

    model_config = ResponseModelConfigDict(strict=True)


def look_up(word: str) -> str:
    """Look a word up."""
    return word


@pytest.fixture(params=["ollama", "vllm", "registered", "core"])
def call(request: pytest.FixtureRequest, server: Server) -> Iterator[Any]:
    """The decorator of a service that enforces schemas: `call(**options)`."""
    base_url = server.url + "/v1"
    if request.param == "core":
        endpoint = Endpoint(
            name="mine", base_url=base_url, api_key="k", json_schema=True
        )
        core = compatible_call(endpoint)
        yield lambda **options: core("m", **options)
        return
    name = request.param
    if name == "registered":
        name = "enforcing"
        llm.register_provider(name, base_url=base_url, json_schema=True)
    yield lambda **options: llm.call(name, "m", **options)


def extract(call: Any, is_async: bool, runner: Any, **options: Any) -> Any:
    """Make a call, and give what it made: of a stream the last step."""
    stream = options.get("stream")
    if not is_async:
        made = call(**options)(lambda: "Which book?")()
        return list(made)[-1] if stream else made

    @call(**options)
    async def prompt() -> str:
        return "Which book?"

    async def main() -> Any:
        made = await prompt()
        return [one async for one in made][-1] if stream else made

    return runner.run(main())


@pytest.mark.parametrize("is_async", [False, True], ids=["sync", "async"])
@pytest.mark.parametrize("stream", [False, True], ids=["whole", "streamed"])
@pytest.mark.parametrize("json_mode", [False, True], ids=["plain", "json"])
def test_the_schema_is_sent(
    call: Any,
    json_mode: bool,
    stream: bool,
    is_async: bool,
    server: Server,
    runner: Any,
) -> None:
    server.will(Answer(text=(DUNE[:9], DUNE[9:])))
    options: Any = {"response_model": Book, "json_mode": json_mode, "stream": stream}
    found = extract(call, is_async, runner, **options)
    assert (found.title, found.year) == ("Dune", 1965)
    body = server.last.body
    assert "tools" not in body
    assert "tool_choice" not in body
    form = body["response_format"]
    assert (form["type"], form["json_schema"]["name"]) == ("json_schema", "Book")
    assert form["json_schema"]["schema"]["required"] == ["title", "year"]
    assert "title" in body["messages"][-1]["content"]  # a model writes what it is told


def test_a_builtin_type_has_a_schema_too(call: Any, server: Server) -> None:
    server.will(Answer(text='{"value": ["a", "b"]}'))
    assert call(response_model=list[str])(lambda: "hi")() == ["a", "b"]
    schema = server.last.body["response_format"]["json_schema"]["schema"]
    assert schema["properties"]["value"]["type"] == "array"


def test_a_strict_model_is_asked_for_strictly_and_without_words(
    call: Any, server: Server, recwarn: pytest.WarningsRecorder
) -> None:
    server.will(Answer(text=DUNE))
    assert call(response_model=Exact)(lambda: "hi")().title == "Dune"
    assert server.last.body["response_format"]["json_schema"]["strict"] is True
    assert server.last.body["messages"] == [{"role": "user", "content": "hi"}]
    assert not recwarn.list


def test_a_form_of_ones_own_is_kept(call: Any, server: Server) -> None:
    server.will(Answer(text=DUNE))
    own = {"response_format": {"type": "json_object"}}
    call(response_model=Book, call_params=own)(lambda: "hi")()
    assert server.last.body["response_format"] == {"type": "json_object"}


def test_a_model_stays_free_to_call_a_tool(call: Any, server: Server) -> None:
    asked = call(response_model=Book, tools=[look_up])(lambda: "hi")
    server.will(
        Answer(text="", calls=(Call(name="look_up", arguments='{"word": "x"}'),)),
        Answer(text=DUNE),
    )
    assert asked().tool.args == {"word": "x"}
    assert "response_format" not in server.last.body
    assert asked().title == "Dune"


def test_others_are_asked_by_a_tool(server: Server) -> None:
    llm.register_provider("by-tool", base_url=server.url + "/v1")
    arguments = Call(name="Book", arguments=DUNE)
    server.will(Answer(text="", calls=(arguments,)))
    found = llm.call("by-tool", "m", response_model=Book)(lambda: "hi")()
    assert found.title == "Dune"
    assert "response_format" not in server.last.body


def test_a_provider_that_is_registered_anew_is_asked_anew(server: Server) -> None:
    for enforces in (True, False, True):
        llm.register_provider("x", base_url=server.url + "/v1", json_schema=enforces)
        server.will(Answer(text=DUNE))
        llm.call("x", "m", response_model=Book)(lambda: "hi")()
        assert ("response_format" in server.last.body) is enforces


@pytest.mark.parametrize("given", ["strict", None, 1, {"strict": True}])
def test_an_option_that_is_no_bool_is_refused(given: Any) -> None:
    with pytest.raises(InvalidCallError, match="give True or False"):
        llm.register_provider("y", base_url="http://x.test/v1", json_schema=given)
    assert "y" not in llm.providers()


def test_a_call_decorator_of_ones_own_takes_no_such_option() -> None:
    from mirascope.core import openai

    with pytest.raises(InvalidCallError, match="only with `base_url`"):
        llm.register_provider("y", openai.call, json_schema=True)
    assert "y" not in llm.providers()
