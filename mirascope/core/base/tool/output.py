"""What a tool's output looks like to the model: text, or parts if it is media."""

from __future__ import annotations

import base64
import inspect
from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any, TypeAlias

from pydantic import BaseModel
from pydantic_core import PydanticSerializationError, from_json, to_json

from mirascope.core.base._fields import COLLECTIONS, LISTS, is_dict
from mirascope.core.base._models import MessageT, ToolT
from mirascope.core.base._type_variables import T
from mirascope.core.base.messages.json_instruction import json_text
from mirascope.core.base.messages.media import media_type
from mirascope.core.base.messages.messages import content_part
from mirascope.core.base.messages.parts import ImagePart, TextPart
from mirascope.exceptions import PromptError

Output: TypeAlias = "str | Sequence[Any]"
"""Text, or parts."""


class ErrorText(str):
    """A tool's output that says what went wrong."""

    __slots__ = ()


def is_error(output: Output) -> bool:
    """Tell whether a tool's output says what went wrong.

    Args:
        output: What its result holds.

    Returns:
        Whether this is so.
    """
    return isinstance(output, ErrorText)


def to_output(output: Any) -> Output:
    """Make of a tool's output what its result holds.

    Args:
        output: Text, bytes, a pydantic model or anything made of values JSON knows; an
            image, audio or document, as a part, as one of Pillow's, or, of an image, as
            its bytes; or a list with any of these.

    Returns:
        Text; parts, if there is media.

    Raises:
        TypeError: The output is a coroutine, or holds an object that JSON cannot
            express.
    """
    if isinstance(output, str):
        return output
    if not isinstance(output, LISTS):
        part = _media(output)
        return serialize_output(output) if part is None else [part]
    found = [_media(item) for item in output]
    if not any(found):
        return serialize_output(output)
    return [
        part or TextPart(type="text", text=serialize_output(item))
        for part, item in zip(found, output, strict=True)
    ]


def _media(value: object) -> Any:
    """Make the part that an output stands for, if it is no text."""
    if isinstance(value, bytes):
        try:
            kind = media_type(value, "image")
        except PromptError:
            return None
        return ImagePart(type="image", media_type=kind, image=value, detail=None)
    if value is None or isinstance(value, int | float | set):
        return None
    return content_part(value)


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
        return _model_json(output)
    return json_text(_jsonable(output))


def _model_json(output: BaseModel) -> str:
    try:
        return output.model_dump_json()
    except PydanticSerializationError:  # bytes that are no text
        return to_json(_without_bytes(output.model_dump())).decode()


def _without_bytes(value: Any) -> Any:
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if is_dict(value):
        return {key: _without_bytes(one) for key, one in value.items()}
    return list(map(_without_bytes, value)) if isinstance(value, COLLECTIONS) else value


def transform_tool_outputs(
    fn: Callable[[type[T], list[tuple[ToolT, str]]], list[MessageT]],
) -> Callable[[type[T], Sequence[tuple[ToolT, object]]], list[MessageT]]:
    """Decorate `tool_message_params` so that it receives outputs as text.

    Args:
        fn: The class method's function, below `@classmethod`.

    Returns:
        The function that takes outputs of any serializable type.
    """

    @wraps(fn)
    def tool_message_params(
        cls: type[T], tools_and_outputs: Sequence[tuple[ToolT, object]]
    ) -> list[MessageT]:
        texts = [(tool, serialize_output(output)) for tool, output in tools_and_outputs]
        return fn(cls, texts)

    return tool_message_params


def _jsonable(value: Any) -> Any:
    if value is None or isinstance(value, str | int | float):
        return value
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, BaseModel):
        return from_json(_model_json(value))
    if is_dict(value):
        return {key: _jsonable(one) for key, one in value.items()}
    if isinstance(value, COLLECTIONS):
        return list(map(_jsonable, value))
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
