"""Reading Mistral's messages back into common ones, without loss."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic_core import to_jsonable_python

from mirascope.core._chat_completions._read import read as read_chat
from mirascope.core.base.messages.encoding import read_data_url, to_bytes
from mirascope.core.base.messages.media import media_type
from mirascope.core.base.messages.parts import (
    BaseMessageParam,
    DocumentURLPart,
    NativePart,
)

from ._blocks import blocks_of
from ._encode import PROVIDER


def read(message: Any) -> list[BaseMessageParam]:
    """Read a native message; content without a common form becomes `NativePart`s."""
    if isinstance(message, BaseMessageParam):
        return [message]
    top: dict[str, Any] = to_jsonable_python(message, exclude_none=True)
    if not top.get("prefix"):
        top.pop("prefix", None)
    blocks = blocks_of(top)
    if not blocks or top.get("role") == "tool":
        return read_chat(PROVIDER, top)
    [rest] = read_chat(PROVIDER, {**top, "content": None})
    content = [_part(block) for block in blocks]
    content += list[Any](rest.content)
    return [BaseMessageParam(role=rest.role, content=content)]


def _part(block: Mapping[str, Any]) -> Any:
    """Read a block by its twin in chat completions, if it has one."""
    match block:
        case {"type": "document_url", "document_url": str(url), **more} if not more:
            if read_data_url(url) is None:
                return DocumentURLPart(type="document_url", url=url)
            chat_block: Any = {"type": "file", "file": {"file_data": url}}
        case {"type": "input_audio", "input_audio": str(audio)}:
            chat_block = _audio(audio)
        case {"type": "image_url", "image_url": str(url)}:
            chat_block = {"type": "image_url", "image_url": {"url": url}}
        case {"type": "text" | "image_url"}:
            chat_block = block
        case _:
            chat_block = None
    if chat_block is None:
        return NativePart(provider=PROVIDER, content=block)
    [message] = read_chat(PROVIDER, {"role": "user", "content": [chat_block]})
    return message.content[0]


def _audio(audio: str) -> dict[str, Any] | None:
    media = read_data_url(audio)
    data = audio if media is None else media.data
    try:
        form = media_type(to_bytes(data), "audio").removeprefix("audio/")
    except ValueError:
        return None
    return {"type": "input_audio", "input_audio": {"data": data, "format": form}}
