"""Reading native chat messages back into common ones, without loss."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, cast

from mirascope.core.base._blocks import read_data_url
from mirascope.core.base._fields import fields, plain
from mirascope.core.base.message_param import (
    AudioPart,
    BaseMessageParam,
    DocumentPart,
    ImagePart,
    ImageURLPart,
    NativePart,
    TextPart,
    ToolCallPart,
    ToolResultPart,
)

from ._carried import BESIDE, more_of_call
from ._decode import id_of

_KNOWN = frozenset({"role", "content", "tool_calls"})


def read(provider: str, message: Any) -> list[BaseMessageParam]:
    """Read one message.

    Args:
        provider: The service whose message it is.
        message: A dict, an SDK object or a common message.

    Returns:
        One common message; content without a common form is kept as `NativePart`.
    """
    if isinstance(message, BaseMessageParam):
        return [message]
    top = fields(message)
    role = str(top.get("role") or "user")
    content = top.get("content")
    if role == "tool":
        return [BaseMessageParam(role="tool", content=[_result(provider, top)])]
    calls = top.get("tool_calls") or ()
    extra = {
        name: value
        for name, value in top.items()
        if name not in _KNOWN and value is not None
    }
    if not calls and not extra and (content is None or isinstance(content, str)):
        return [BaseMessageParam(role=role, content=content or "")]
    parts: list[Any] = []
    if isinstance(content, str):
        parts += [TextPart(type="text", text=content)] if content else []
    else:
        parts += [_part(provider, fields(part)) for part in content or ()]
    for call in calls:
        parts += _call(provider, fields(call))
    if extra:
        parts.append(NativePart(provider=provider, content=plain(extra)))
    return [BaseMessageParam(role=role, content=parts)]


def _result(provider: str, top: Mapping[str, Any]) -> ToolResultPart:
    content = top.get("content")
    if not isinstance(content, str):
        content = "".join(
            fields(part).get("text") or "" for part in cast("list[Any]", content or [])
        )
    return ToolResultPart(
        type="tool_result",
        name=top.get("name") or "",
        content=content,
        id=top.get("tool_call_id"),
    )


def _call(provider: str, call: Mapping[str, Any]) -> list[ToolCallPart | NativePart]:
    function = fields(call.get("function"))
    args: Any = function.get("arguments")
    if not isinstance(args, Mapping):
        try:
            args = json.loads(args or "{}") or {}
        except ValueError:
            args = None
    if not function.get("name") or not isinstance(args, dict):
        return [NativePart(provider=provider, content=plain(call))]
    part = ToolCallPart(
        type="tool_call",
        name=function["name"],
        args=cast("dict[str, Any]", args),
        id=id_of(call.get("id")),
    )
    beside = [
        NativePart(provider=provider, content={BESIDE: plain(more)})
        for more in more_of_call(call)
    ]
    return [part, *beside]


def _part(provider: str, part: Mapping[str, Any]) -> Any:
    kind = part.get("type")
    if kind == "text" and set(part) == {"type", "text"}:
        return TextPart(type="text", text=part["text"])
    if kind == "image_url":
        return _image(fields(part["image_url"]))
    if kind == "input_audio":
        audio = fields(part["input_audio"])
        return AudioPart(
            type="audio", media_type=f"audio/{audio['format']}", audio=audio["data"]
        )
    if kind == "file":
        data = read_data_url(fields(part.get("file")).get("file_data") or "")
        if data is not None:
            return DocumentPart(
                type="document",
                media_type=data.media_type,
                document=data.bytes,
            )
    return NativePart(provider=provider, content=plain(part))


def _image(image: Mapping[str, Any]) -> ImagePart | ImageURLPart:
    url, detail = image["url"], image.get("detail")
    data = read_data_url(url)
    if data is None:
        return ImageURLPart(type="image_url", url=url, detail=detail)
    return ImagePart(
        type="image",
        media_type=data.media_type,
        image=data.bytes,
        detail=detail,
    )
