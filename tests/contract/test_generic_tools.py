"""Calls that no class was given for can be answered like all others."""

from __future__ import annotations

import json
import pickle
from typing import Any

import pytest
from pydantic import BaseModel

from mirascope import llm
from mirascope.core import (
    AudioPart,
    BaseMessageParam,
    BaseTool,
    ImagePart,
    ImageURLPart,
    Messages,
)
from mirascope.core.base import GenericTool
from mirascope.exceptions import ToolNotCallableError, UnsupportedPartError
from tests.server import Answer, Call

from .way import Way

STREAM = pytest.mark.parametrize("stream", [False, True], ids=["whole", "streamed"])
PNG = b"\x89PNG\r\n\x1a\n" + bytes(8)
IMAGE = ImagePart(type="image", media_type="image/png", image=PNG, detail=None)
TAKE_IMAGES = {"anthropic", "bedrock", "google", "gemini", "vertex", "groq", "mistral"}
"""The providers that take an image as the output of a tool."""


def now() -> str:
    """Tell the time."""
    return "noon"


NOW = Call(name="now", id="call_1")
NOPE = Call(name="nope", arguments='{"x": "ä"}', id="call_2")
THEIRS = Call(name="theirs", arguments='{"command": "ls"}', id="call_3")


def ask(
    way: Way, answer: Answer, stream: bool, **options: Any
) -> tuple[Any, list[Any]]:
    way.server.will(answer)
    response = way.ask(lambda _: [Messages.User("q")], stream=stream, **options)
    if not stream:
        return response, response.tools
    tools = [tool for _, tool in way.collect(response) if tool is not None]
    rebuilt = response.construct_call_response().tools
    assert [(t._name(), t.args, t.id) for t in rebuilt] == [
        (t._name(), t.args, t.id) for t in tools
    ]
    return response, tools


def go_on(way: Way, content: Any, outputs: Any, **options: Any) -> list[dict[str, Any]]:
    results = content.tool_message_params(outputs)
    history = [Messages.User("q"), content.message_param, *results]
    way.server.will(Answer(text="done"))
    assert way.ask(lambda _: history, **options).content == "done"
    return way.server.last.common["messages"]


@STREAM
def test_the_loop_answers_a_call_of_a_tool_that_was_not_offered(
    way: Way, stream: bool
) -> None:
    answer = Answer(text="", calls=(NOPE, NOW))
    content, tools = ask(way, answer, stream, tools=[now])
    nope, time = tools
    assert isinstance(nope, GenericTool)
    assert isinstance(nope, llm.Tool if way.layer == "llm" else BaseTool)
    assert not isinstance(time, GenericTool)
    assert (nope.name, nope._name(), nope.args, nope.id) == (
        *("nope", "nope", {"x": "ä"}, "call_2"),
    )
    assert not nope.is_offered
    assert nope.tool_call is not None
    messages = go_on(way, content, [(t, t.call()) for t in tools], tools=[now])
    called = [call["id"] for m in messages for call in m.get("tool_calls") or ()]
    results = [m for m in messages if m["role"] == "tool"]
    assert [m["tool_call_id"] for m in results] == called
    assert len(called) == 2
    assert "no tool 'nope'" in json.dumps(results[0])
    assert "'now'" in json.dumps(results[0])
    sent = json.dumps(way.server.last.body)
    if way.row.provider == "anthropic":
        assert '"is_error": true' in sent
    elif way.row.provider == "bedrock":
        assert '"status": "error"' in sent
    elif way.row.provider in ("google", "gemini", "vertex"):
        assert '"response": {"error": ' in sent


@STREAM
def test_a_tool_in_the_providers_own_form_is_run_by_the_program(
    way: Way, stream: bool
) -> None:
    options = {"tools": [way.row.sdk.native_tool, now]}
    content, tools = ask(way, Answer(text="", calls=(THEIRS, NOW)), stream, **options)
    theirs, _ = tools
    assert isinstance(theirs, GenericTool)
    assert theirs.is_offered
    assert (theirs.name, theirs.args) == ("theirs", {"command": "ls"})
    assert theirs.input is None
    with pytest.raises(ToolNotCallableError, match="'theirs'"):
        theirs.call()
    outputs = [(theirs, "a.txt"), (tools[1], "noon")]
    messages = go_on(way, content, outputs, **options)
    results = [m for m in messages if m["role"] == "tool"]
    assert [json.dumps(m).count("a.txt") for m in results] == [1, 0]
    again = pickle.loads(pickle.dumps(theirs))  # noqa: S301  it was made here
    assert (again.name, again.args, again.id) == ("theirs", theirs.args, theirs.id)


@pytest.mark.needs("custom_tools")
@STREAM
def test_a_custom_tool_has_its_input(way: Way, stream: bool) -> None:
    custom = Call(name="sql", arguments="select 1", id="call_2", custom=True)
    native = {"type": "custom", "custom": {"name": "sql"}}
    content, [sql, time] = ask(
        way, Answer(text="", calls=(custom, NOW)), stream, tools=[native, now]
    )
    assert (sql.name, sql.input, sql.args) == ("sql", "select 1", {})
    assert (sql.id, sql.is_offered) == ("call_2", True)
    assert (time._name(), time.id) == ("now", "call_1")
    messages = go_on(way, content, [(sql, "1"), (time, "noon")], tools=[native, now])
    assert messages[1]["tool_calls"][0]["custom"]["input"] == "select 1"
    assert [m["tool_call_id"] for m in messages[2:]] == ["call_2", "call_1"]


def test_a_name_with_a_native_tool_beside_it_may_still_be_unknown(way: Way) -> None:
    options = {"tools": [way.row.sdk.native_tool, now]}
    _, [nope] = ask(way, Answer(text="", calls=(NOPE,)), False, **options)
    assert not nope.is_offered
    assert "'theirs', 'now'" in nope.call()


@pytest.mark.parametrize(
    "output", [IMAGE, PNG, ["see:", IMAGE]], ids=["part", "bytes", "list"]
)
def test_an_image_is_sent_where_the_service_takes_it(
    sync_way: Way, output: Any
) -> None:
    way = sync_way
    content, [time] = ask(way, Answer(text="", calls=(NOW,)), False, tools=[now])
    if way.row.provider not in TAKE_IMAGES:
        with pytest.raises(TypeError, match=rf"'{way.row.provider}'.*'now'"):
            go_on(way, content, [(time, output)], tools=[now])
        with pytest.raises(UnsupportedPartError):
            go_on(way, content, [(time, output)], tools=[now])
        return
    go_on(way, content, [(time, output)], tools=[now])
    sent = json.dumps(way.server.last.body)
    assert "iVBORw0KGgo" in sent
    assert ("see:" in sent) == isinstance(output, list)


def test_an_image_goes_through_a_kept_history(neutral: Way) -> None:
    way = neutral
    if way.row.provider not in TAKE_IMAGES:
        pytest.skip("the service takes no image as the output of a tool")
    content, [time] = ask(way, Answer(text="", calls=(NOW,)), False, tools=[now])
    [result] = content.tool_message_params([(time, IMAGE)])
    again = BaseMessageParam.model_validate(result.model_dump())
    assert again == result
    assert again.content[0].content == [IMAGE]


def test_media_that_no_service_takes_is_a_type_error(sync_way: Way) -> None:
    way = sync_way
    content, [time] = ask(way, Answer(text="", calls=(NOW,)), False, tools=[now])
    located = ImageURLPart(type="image_url", url="https://x.test/a.png", detail=None)
    with pytest.raises((TypeError, ValueError), match=r"image_url|text"):
        go_on(way, content, [(time, located)], tools=[now])
    sound = AudioPart(type="audio", media_type="audio/wav", audio=b"RIFF")
    if way.row.provider not in ("google", "gemini", "vertex"):
        with pytest.raises(TypeError, match="audio"):
            go_on(way, content, [(time, sound)], tools=[now])


class Blob(BaseModel):
    """A model with bytes that are no text."""

    name: str
    data: bytes


def test_text_in_any_language_and_bytes_in_models_are_sent_readably(
    sync_way: Way,
) -> None:
    way = sync_way
    content, [time] = ask(way, Answer(text="", calls=(NOW,)), False, tools=[now])
    for output in ({"stadt": "Zürich", "名": "東"}, Blob(name="Zürich", data=b"\xff")):
        go_on(way, content, [(time, output)], tools=[now])
        sent = json.loads(json.dumps(way.server.last.body))
        assert "Zürich" in json.dumps(sent, ensure_ascii=False)
        assert "\\\\u" not in json.dumps(sent, ensure_ascii=False)
    assert "/w==" in json.dumps(sent)
