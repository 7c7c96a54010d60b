"""Pickles: those that an earlier release wrote, and those of today's values."""

from __future__ import annotations

import gzip
import json
import pickle
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from mirascope import llm
from mirascope.exceptions import (
    MissingExtraError,
    MissingKeyError,
    ToolNotFoundError,
    TruncatedError,
)
from tests.core.base import pickled
from tests.server import Answer, Call, Server

FILES = Path(__file__).parent / "pickles"


def load(name: str) -> dict[str, Any]:
    return pickle.loads((FILES / f"{name}.pickle").read_bytes())  # noqa: S301


@pytest.mark.parametrize("name", ["openai", "anthropic", "llm"])
def test_what_an_earlier_release_pickled_can_still_be_read(name: str) -> None:
    pytest.importorskip("openai" if name == "llm" else name)
    read = load(name)
    for response in (read["response"], read["streamed"], read["error"].response):
        assert response.content == "Hello wörld"
        assert response.fn_args == {"genre": "fantasy"} or name == "llm"
        assert response.tools is None
        assert response.message_param == read["message"]
        assert response.model_dump()["content"] == "Hello wörld"
        assert pickle.loads(pickle.dumps(response)) == response  # noqa: S301
    assert isinstance(read["error"], TruncatedError)
    assert "".join(chunk.content for chunk in read["chunks"]) == "Hello wörld"
    for tool, called in zip(read.get("tools", []), CALLED, strict=False):
        assert tool.call() == called
        assert tool.tool_call is not None


CALLED = ("found Dune", "shelf of Emma")


def test_the_messages_of_an_earlier_release_can_still_be_read() -> None:
    assert load("messages")["message"] == pickled.MESSAGE


def called(server: Server, **options: Any) -> Any:
    server.will(
        Answer(
            text="",
            calls=(
                Call(name="find_book", arguments='{"title": "Dune"}'),
                Call(name="Shelf", arguments='{"title": "Emma"}', id="call_2"),
            ),
        )
    )
    options.setdefault("tools", [pickled.find_book, pickled.Shelf])
    decorate = llm.call("openai", "gpt-4o-mini", **options)
    return decorate(pickled.recommend_book)()


READ = """
import pickle, sys
response, tools = pickle.loads(sys.stdin.buffer.read())
assert "tests.core.base.pickled" in sys.modules
print([tool.call() for tool in response.tools], [tool.call() for tool in tools])
"""


def test_another_process_finds_the_tools(server: Server) -> None:
    pytest.importorskip("openai")
    response = called(server)
    done = subprocess.run(
        [sys.executable, "-c", READ],
        input=pickle.dumps((response, response.tools)),
        capture_output=True,
        timeout=60,
        check=True,
    )
    assert done.stdout.decode().strip() == f"{[*CALLED]} {[*CALLED]}"


def test_a_tool_that_cannot_be_found_is_named(server: Server) -> None:
    pytest.importorskip("openai")

    def find_book(title: str) -> str:
        """Find a book of this function only."""
        return title

    response = called(server, tools=[find_book])
    assert response.tool.call() == "Dune"
    read = pickle.loads(pickle.dumps(response))  # noqa: S301
    again = pickle.loads(pickle.dumps(read))  # noqa: S301
    for twin in (read, again):
        with pytest.raises(ToolNotFoundError, match="the tool 'find_book'") as caught:
            _ = twin.tools
        assert caught.value.response is twin
        assert twin.message_param == response.message_param
        assert '"name":"find_book"' in twin.model_dump_json()
        assert twin.finish_reasons == ["tool_calls"]
    server.will(Answer(text="no call"))
    quiet = llm.call("openai", "gpt-4o-mini", tools=[find_book])(pickled.recommend_book)
    assert pickle.loads(pickle.dumps(quiet())).tools is None  # noqa: S301


def content_of(dump: str) -> Any:
    """Read a dump but for the SDK's object and nulls: its versions have others."""

    def kept(found: dict[str, Any]) -> dict[str, Any]:
        return {name: value for name, value in found.items() if value is not None}

    found = json.loads(dump, object_hook=kept)
    del found["response"]
    return found


FLAT = sorted((FILES / "flat").glob("*.pickle.gz"))


@pytest.mark.parametrize("file", FLAT, ids=lambda file: file.name.partition(".")[0])
@pytest.mark.parametrize("layer", ["core", "llm"])
def test_what_was_pickled_before_base_had_rooms_can_still_be_read(
    file: Path, layer: str
) -> None:
    read = before_rooms(file)
    if layer not in read:
        pytest.skip("there is only `llm.call`")
    read = read[layer]
    response, stream = read["response"], read["stream"]
    for answer in (response, read["error"].response):
        assert content_of(answer.model_dump_json()) == content_of(read["dump"])
    for answer in (response, stream, read["streamed"]):
        assert answer.content == "Hello wörld"
        assert answer.fn_args == {"genre": "fantasy"} or layer == "llm"
    assert stream.message_param == read["streamed"].message_param
    assert response.message_param == read["message"]
    assert response.usage == read["usage"]
    assert response.cost_metadata == read["cost_metadata"]
    pairs = list(stream)
    assert [c.content for c, _ in pairs] == [c.content for c in read["chunks"]]
    streamed = [tool for _, tool in pairs if tool]
    for tools in (response.tools, read["tools"], streamed):
        assert [tool.call() for tool in tools] == [*CALLED]
    parts = [tool for _, tool in read["partial_stream"] if tool]
    assert parts == read["partial_tools"]
    assert [tool.call() for tool in parts if tool.tool_call][-1:] == [*CALLED[1:]]
    structured = read["structured"]
    assert structured.constructed_response_model.title == "Emma"
    assert list(structured)[-1].title == "Emma"


@pytest.mark.parametrize("file", FLAT, ids=lambda file: file.name.partition(".")[0])
def test_a_missing_key_that_was_pickled_before_is_still_one(file: Path) -> None:
    read = before_rooms(file)
    if "missing_key" not in read:
        pytest.skip("it is the SDK's own error")
    assert isinstance(read["missing_key"], MissingKeyError)


def before_rooms(file: Path) -> dict[str, Any]:
    try:
        return pickle.loads(gzip.decompress(file.read_bytes()))  # noqa: S301
    except MissingExtraError as error:
        pytest.skip(str(error))
    except ModuleNotFoundError as error:
        if str(error.name).startswith("mirascope"):
            raise
        pytest.skip(f"pickled with another version of the SDK: {error}")
    except AttributeError as error:
        if "module 'mirascope" in str(error):
            raise
        pytest.skip(f"pickled with another version of the SDK: {error}")
