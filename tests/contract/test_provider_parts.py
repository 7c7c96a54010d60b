"""A provider that a program builds from the classes and helpers of one of ours."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

import pytest
from pydantic import BaseModel

from mirascope import llm
from mirascope.core.base import call_factory
from mirascope.core.base.stream import stream_factory
from mirascope.core.base.structured_stream import structured_stream_factory
from tests.server import Answer, Call, Server

from .row import Row
from .way import Way, make_prompt, recommend


class Book(BaseModel):
    """A book."""

    title: str


def find_book(title: str) -> str:
    """Find a book."""
    return title


def helpers(row: Row) -> Any:
    return import_module(f"mirascope.core.{row.package}._utils")


def passing(seen: list[str], setup_call: Callable[..., Any]) -> Callable[..., Any]:
    """Wrap a `setup_call`, as programs do that change requests."""

    def setup(**given: Any) -> Any:
        seen.append(given["model"])
        return setup_call(**given)

    return setup


def built(row: Row, setup_call: Callable[..., Any] | None = None) -> Any:
    """Build a call decorator from a provider's parts."""
    wired = helpers(row)
    return call_factory(
        TCallResponse=row.named("CallResponse"),
        TCallResponseChunk=row.named("CallResponseChunk"),
        TToolType=row.named("Tool"),
        TStream=row.named("Stream"),
        default_call_params=row.named("CallParams")(),
        setup_call=setup_call or wired.setup_call,
        get_json_output=wired.get_json_output,
        handle_stream=wired.handle_stream,
        handle_stream_async=wired.handle_stream_async,
    )


@pytest.fixture
def core_way(make_way: Callable[..., Way], row: Row, is_async: bool) -> Way:
    return make_way(row, "core", is_async)


pytestmark = [
    pytest.mark.needs("package"),
    pytest.mark.parametrize("is_wrapped", [False, True], ids=["given", "wrapped"]),
]


@pytest.fixture
def seen() -> list[str]:
    return []


@pytest.fixture
def decorate(
    row: Row, core_way: Way, is_wrapped: bool, seen: list[str]
) -> Callable[..., Any]:
    """Decorate the prompt of the suite with the provider that was built."""
    setup = passing(seen, helpers(row).setup_call) if is_wrapped else None
    call = built(row, setup)
    client = {"client": core_way.client()} if row.sdk.needs_client else {}

    def decorate(**options: Any) -> Any:
        prompt = make_prompt(recommend, core_way.is_async)
        return core_way.get(call(row.model, **client, **options)(prompt)())

    return decorate


def test_a_whole_answer_and_its_tools(
    row: Row,
    core_way: Way,
    decorate: Callable[..., Any],
    server: Server,
    is_wrapped: bool,
    seen: list[str],
) -> None:
    response = decorate()
    assert type(response) is row.named("CallResponse")
    assert response.content == "Hello wörld"
    assert response.provider == row.provider
    assert seen == [row.model] * is_wrapped
    server.will(
        Answer(text="", calls=(Call(name="find_book", arguments='{"title": "Dune"}'),))
    )
    response = decorate(tools=[find_book])
    assert isinstance(response.tool, row.named("Tool"))
    assert response.tool.call() == "Dune"
    assert response.tool_message_params([(response.tool, "found")])


def test_a_stream_and_its_tools(
    row: Row, core_way: Way, decorate: Callable[..., Any], server: Server
) -> None:
    stream = decorate(stream=True)
    pairs = core_way.collect(stream)
    assert "".join(chunk.content for chunk, _ in pairs) == "Hello wörld"
    assert type(pairs[0][0]) is row.named("CallResponseChunk")
    assert type(stream) is row.named("Stream")
    assert stream.construct_call_response().content == "Hello wörld"
    server.will(
        Answer(text="", calls=(Call(name="find_book", arguments='{"title": "Dune"}'),))
    )
    pairs = core_way.collect(decorate(stream=True, tools=[find_book]))
    [tool] = [tool for _, tool in pairs if tool is not None]
    assert tool.call() == "Dune"


def test_a_response_model_whole_and_streamed(
    row: Row, core_way: Way, decorate: Callable[..., Any], server: Server
) -> None:
    for options in ({}, {"json_mode": True}):
        answer = Answer(
            text="", calls=(Call(name="Book", arguments='{"title": "Dune"}'),)
        )
        if options or row.package == "local":
            answer = Answer(text='{"title": "Dune"}')
        server.will(answer, answer)
        assert decorate(response_model=Book, **options) == Book(title="Dune")
        stream = decorate(response_model=Book, stream=True, **options)
        assert core_way.collect(stream)[-1] == Book(title="Dune")


def test_it_can_be_registered(
    row: Row, core_way: Way, is_wrapped: bool, seen: list[str]
) -> None:
    setup = passing(seen, helpers(row).setup_call) if is_wrapped else None
    llm.register_provider("built", built(row, setup))
    client = {"client": core_way.client()} if row.sdk.needs_client else {}
    prompt = make_prompt(recommend, core_way.is_async)
    response = core_way.get(llm.call("built", row.model, **client)(prompt)())
    assert response.content == "Hello wörld"
    assert response.message_param.role == "assistant"


def test_streams_alone(
    row: Row, core_way: Way, is_wrapped: bool, seen: list[str]
) -> None:
    wired = helpers(row)
    setup = passing(seen, wired.setup_call) if is_wrapped else wired.setup_call
    client = core_way.client() if row.sdk.needs_client else None
    prompt = make_prompt(recommend, core_way.is_async)
    stream = stream_factory(
        TCallResponse=row.named("CallResponse"),
        TStream=row.named("Stream"),
        setup_call=setup,
        handle_stream=wired.handle_stream,
        handle_stream_async=wired.handle_stream_async,
    )(prompt, row.model, None, False, client, row.named("CallParams")())
    pairs = core_way.collect(core_way.get(stream()))
    assert "".join(chunk.content for chunk, _ in pairs) == "Hello wörld"


def test_structured_streams_alone(
    row: Row, core_way: Way, server: Server, is_wrapped: bool, seen: list[str]
) -> None:
    wired = helpers(row)
    setup = passing(seen, wired.setup_call) if is_wrapped else wired.setup_call
    client = core_way.client() if row.sdk.needs_client else None
    server.will(
        Answer(text="", calls=(Call(name="Book", arguments='{"title": "Dune"}'),))
    )
    stream = structured_stream_factory(
        TCallResponse=row.named("CallResponse"),
        TCallResponseChunk=row.named("CallResponseChunk"),
        TStream=row.named("Stream"),
        TToolType=row.named("Tool"),
        setup_call=setup,
        get_json_output=wired.get_json_output,
    )(make_prompt(recommend, core_way.is_async), row.model, Book, client=client)
    assert core_way.collect(core_way.get(stream()))[-1] == Book(title="Dune")
