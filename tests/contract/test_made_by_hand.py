"""Responses and streams that a program or a test makes itself."""

from __future__ import annotations

import pickle
from typing import Any

import pytest

from mirascope import llm
from tests.core.base.pickled import Shelf, find_book
from tests.server import Answer, Audio, Call

from .way import Way

pytestmark = pytest.mark.needs("package")
CALLS = Answer(
    text="Hello wörld", calls=(Call(name="find_book", arguments='{"title": "Dune"}'),)
)
SPOKEN = Answer(text="", audio=Audio())
PRIVATE = {"model_extra", "model_fields_set"}


def facts(value: Any) -> dict[str, Any]:
    """Ask for every public property."""
    kind = type(value)
    names = [n for n in dir(kind) if isinstance(getattr(kind, n, None), property)]
    return {n: getattr(value, n) for n in names if n[0] != "_" and n not in PRIVATE}


def fields_of(answer: Any, tools: Any) -> dict[str, Any]:
    return {
        "metadata": answer.metadata,
        "tool_types": tools,
        "prompt_template": None,
        "fn_args": answer.fn_args,
        "dynamic_config": None,
        "messages": answer.messages,
        "call_params": None,
        "call_kwargs": answer.call_kwargs,
    }


def answers(way: Way) -> list[Answer]:
    return [CALLS, *([SPOKEN] if "audio" in way.row.has else [])]


def core(answer: Any) -> Any:
    return getattr(answer, "_response", None) or answer


def test_a_response_made_by_hand_answers_as_that_of_a_call(way: Way) -> None:
    for answer in answers(way):
        way.server.will(answer)
        response = way.ask(tools=[find_book, Shelf])
        native = core(response)
        for tools in (native.tool_types, [find_book, Shelf]):
            made = type(native)(
                **fields_of(native, tools),
                response=native.response,
                user_message_param=native.user_message_param,
                start_time=0,
                end_time=0,
            )
            if way.layer == "llm":
                made = llm.CallResponse(response=made)
            assert facts(made).keys() == facts(response).keys()
            for name, value in facts(made).items():
                if name in ("tool", "tools", "common_tools"):
                    assert repr(value) == repr(facts(response)[name])
                else:
                    assert value == facts(response)[name], name
            assert made.model_dump_json()
            assert repr(pickle.loads(pickle.dumps(made)).tools) == repr(made.tools)  # noqa: S301


def test_a_stream_made_by_hand_answers_as_that_of_a_call(way: Way) -> None:
    for answer in answers(way):
        way.server.will(answer)
        stream = way.stream(tools=[find_book, Shelf])
        pairs = [(core(chunk), tool) for chunk, tool in way.collect(stream)]
        native = core(stream)

        def say(pairs: Any = pairs) -> Any:
            for chunk, tool in pairs:
                yield type(chunk)(chunk=chunk.chunk), tool

        async def asay(pairs: Any = pairs) -> Any:
            for pair in say(pairs):
                yield pair

        made = type(native)(
            stream=asay() if way.is_async else say(),
            **fields_of(native, native.tool_types),
            call_response_type=native.call_response_type,
            model=way.row.model,
        )
        if way.layer == "llm":
            made = llm.Stream(made)
        way.collect(made)
        assert facts(made) == facts(stream)
        whole, other = (s.construct_call_response() for s in (made, stream))
        assert facts(whole) == facts(other)
        assert getattr(made, "audio_id", None) == getattr(stream, "audio_id", None)


def test_a_neutral_response_has_neutral_messages(neutral: Way) -> None:
    response = neutral.ask()._response
    native = response.message_param
    assert neutral.text(native)
    made = llm.CallResponse(response=response)
    assert made.message_param == response.common_message_param
    assert made.messages == response.common_messages
