from __future__ import annotations

import asyncio
import base64
import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from tests.internals import serialize_output, transform_tool_outputs


class Book(BaseModel):
    title: str
    day: date = date(2020, 1, 2)


@pytest.mark.parametrize(
    ("output", "text"),
    [
        ("plain", "plain"),
        ("", ""),
        (b"\x00\xff", base64.b64encode(b"\x00\xff").decode()),
        (None, "null"),
        (True, "true"),
        (1.5, "1.5"),
        ((1, 2), "[1, 2]"),
        ({3}, "[3]"),
        (frozenset({"a"}), '["a"]'),
        ([b"a", {"k": (None,)}], '["YQ==", {"k": [null]}]'),
        (Book(title="Emma"), '{"title":"Emma","day":"2020-01-02"}'),
        ([Book(title="Emma")], '[{"title": "Emma", "day": "2020-01-02"}]'),
    ],
)
def test_outputs_become_text(output: object, text: str) -> None:
    assert serialize_output(output) == text


@pytest.mark.parametrize(
    "output", [object(), [object()], ValueError("no"), date.today()]
)
def test_other_objects_are_refused(output: object) -> None:
    with pytest.raises(TypeError, match="output"):
        serialize_output(output)


def test_a_coroutine_is_refused_and_closed() -> None:
    async def tool() -> str:
        return "x"

    with pytest.raises(TypeError, match="await"):
        serialize_output(tool())
    with pytest.raises(TypeError, match="await"):
        serialize_output([tool()])


def test_anything_else_to_await_is_refused() -> None:
    async def gather() -> None:
        with pytest.raises(TypeError, match="await"):
            serialize_output(asyncio.get_running_loop().create_future())

    asyncio.run(gather())


VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(VALUES)
def test_json_values_survive(value: Any) -> None:
    text = serialize_output(value)
    assert text == value if isinstance(value, str) else json.loads(text) == value


def test_the_decorated_class_method_receives_text_in_order() -> None:
    class Response:
        prefix = "tool"

        @classmethod
        @transform_tool_outputs
        def tool_message_params(
            cls, tools_and_outputs: list[tuple[int, str]]
        ) -> list[str]:
            """Make messages."""
            return [f"{cls.prefix} {tool} {text}" for tool, text in tools_and_outputs]

    made = Response.tool_message_params([(2, {"a": 1}), (1, "x"), (2, None)])
    assert made == ['tool 2 {"a": 1}', "tool 1 x", "tool 2 null"]
    assert Response.tool_message_params.__doc__ == "Make messages."
    assert Response.tool_message_params(((1, b"a"),)) == ["tool 1 YQ=="]
