"""What a tool's output looks like to the model: always text."""

from __future__ import annotations

import base64
import inspect
import json
from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any, TypeVar, cast

from pydantic import BaseModel

ClassT = TypeVar("ClassT")
ToolT = TypeVar("ToolT")
MessageT = TypeVar("MessageT")


def serialize_output(output: object) -> str:
    """Write a tool's output as text.

    Args:
        output: Text, bytes, a pydantic model or anything made of values JSON knows.

    Returns:
        Text as it is, bytes in base64, anything else as JSON.

    Raises:
        TypeError: The output is a coroutine, or holds an object that JSON cannot
            express.
    """
    if isinstance(output, str):
        return output
    if isinstance(output, bytes):
        return base64.b64encode(output).decode()
    if isinstance(output, BaseModel):
        return output.model_dump_json()
    return json.dumps(_jsonable(output))


def transform_tool_outputs(
    fn: Callable[[type[ClassT], list[tuple[ToolT, str]]], list[MessageT]],
) -> Callable[[type[ClassT], Sequence[tuple[ToolT, object]]], list[MessageT]]:
    """Decorate `tool_message_params` so that it receives outputs as text.

    Args:
        fn: The class method's function, below `@classmethod`.

    Returns:
        The function that takes outputs of any serializable type.
    """

    @wraps(fn)
    def tool_message_params(
        cls: type[ClassT], tools_and_outputs: Sequence[tuple[ToolT, object]]
    ) -> list[MessageT]:
        texts = [(tool, serialize_output(output)) for tool, output in tools_and_outputs]
        return fn(cls, texts)

    return tool_message_params


def _jsonable(value: object) -> Any:
    if value is None or isinstance(value, str | int | float):
        return value
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json")
    if isinstance(value, dict):
        items = cast(dict[Any, object], value).items()
        return {key: _jsonable(one) for key, one in items}
    if isinstance(value, list | tuple | set | frozenset):
        return [_jsonable(one) for one in cast(list[object], value)]
    if inspect.isawaitable(value):
        if inspect.iscoroutine(value):
            value.close()
        raise TypeError(
            f"the output of a tool is {value!r}, which nobody awaited: the tool is "
            "async, use `await tool.call()`"
        )
    raise TypeError(
        f"a {type(value).__name__!r} cannot be the output of a tool, or part of it: "
        f"{value!r}; turn it into text, a dict, a list or a pydantic model"
    )
