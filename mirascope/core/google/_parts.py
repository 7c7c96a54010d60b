"""One part of a content, from the common form to Google's and back, without loss."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from mimetypes import guess_type
from typing import Any

from typing_extensions import override

from mirascope.core.base._fields import (
    as_dict,
    as_mapping,
    is_dict,
    is_list,
    is_mapping,
)
from mirascope.core.base.messages.encoding import (
    EXTRA_KEYS,
    BlockWriter,
    refuse_part,
    to_base64,
    to_bytes,
    write_output,
)
from mirascope.core.base.messages.json_instruction import json_text
from mirascope.core.base.messages.parts import (
    AudioPart,
    AudioURLPart,
    DocumentPart,
    DocumentURLPart,
    ImagePart,
    ImageURLPart,
    NativePart,
    TextPart,
    ToolCallPart,
    ToolResultPart,
)
from mirascope.core.base.tool.output import Output

PROVIDER = "google"
"""Whose content it is, also where the legacy modules or Vertex AI sent it."""
FILES = "https://generativelanguage.googleapis.com/"
"""Where the addresses of uploaded files begin."""

Block = dict[str, Any]

# https://ai.google.dev/gemini-api/docs/file-input-methods#supported-content-types
_MEDIA = {
    "image": {f"image/{kind}" for kind in ("jpeg", "png", "webp", "heic", "heif")},
    "audio": {
        f"audio/{kind}"
        for kind in ("wav", "x-wav", "mp3", "mpeg", "aiff", "aac", "ogg", "flac")
    },
    "document": {
        *(f"text/{kind}" for kind in ("plain", "html", "css", "csv", "xml", "rtf")),
        *(f"text/{kind}" for kind in ("md", "markdown", "javascript", "x-python")),
        *("application/pdf", "application/x-javascript", "application/x-python"),
    },
}


class PartWriter(BlockWriter):
    """Writes the parts of a message."""

    @override
    def restored(self, content: Any) -> Any:
        return raw_part(content)


def _inline(part: Any) -> Block:
    if part.media_type not in _MEDIA[part.type]:
        refuse_part(PROVIDER, f"{part.type} of type {part.media_type}", _WRITERS)
    data = to_bytes(getattr(part, part.type))
    return {"inline_data": {"data": data, "mime_type": part.media_type}}


def _call(part: ToolCallPart) -> Block:
    call: Block = {"name": part.name, "args": part.args or {}}
    return {"function_call": call if part.id is None else {**call, "id": part.id}}


def result(name: str, content: Output, id: str | None, is_error: bool = False) -> Block:
    """Make the part that brings the output of a tool back."""
    media: list[Block] = []
    if not isinstance(content, str):
        parts = write_output(PROVIDER, name, content, _OUTPUT)
        media = [part for part in parts if "text" not in part]
        content = "".join([part["text"] for part in parts if "text" in part])
    response = {"error" if is_error else "result": content}
    answer: Block = {"name": name, "response": response}
    if media:
        answer["parts"] = media
    return {"function_response": answer if id is None else {**answer, "id": id}}


def _reference(part: Any) -> Block:
    kind = guess_type(part.url)[0]
    file: Block = {"file_uri": part.url}
    return {"file_data": file if kind is None else {**file, "mime_type": kind}}


_WRITERS: dict[str, Callable[[Any], Block]] = {
    "text": lambda part: {"text": part.text},
    **dict.fromkeys(_MEDIA, _inline),
    **dict.fromkeys((f"{kind}_url" for kind in _MEDIA), _reference),
    "tool_call": _call,
    "tool_result": lambda part: result(part.name, part.content, part.id, part.is_error),
}
WRITER = PartWriter(PROVIDER, _WRITERS)
_OUTPUT = {kind: _WRITERS[kind] for kind in ("text", *_MEDIA)}


def read_part(part: Any, role: str) -> list[Any]:
    """Read one part."""
    piece: Block = {"text": part} if isinstance(part, str) else as_dict(part)
    kind = next((kind for kind in _READERS if piece.get(kind)), "")
    common = None
    if kind and not piece.get("thought"):
        if kind == "function_call":
            piece[kind] = {"args": {}, **piece[kind]}
        common = _READERS[kind](piece[kind], role)
    if common is None:
        return [NativePart(provider=PROVIDER, content=jsonable(piece))]
    [written] = WRITER.write([common])
    rest = {name: value for name, value in piece.items() if written.get(name) != value}
    if not any(rest.values()):
        return [common]
    return [common, NativePart(provider=PROVIDER, content={EXTRA_KEYS: jsonable(rest)})]


def _read_inline(blob: Mapping[str, Any], role: str) -> Any:
    kind, data = blob.get("mime_type"), blob.get("data") or b""
    if role == "model" or kind is None:
        return None  # other services take no media of the assistant
    data = to_bytes(data)
    if kind in _MEDIA["image"]:
        return ImagePart(type="image", media_type=kind, image=data, detail=None)
    if kind in _MEDIA["audio"]:
        return AudioPart(type="audio", media_type=kind, audio=data)
    if kind in _MEDIA["document"]:
        return DocumentPart(type="document", media_type=kind, document=data)
    return None


def _read_file(file: Mapping[str, Any], role: str) -> Any:
    url = file.get("file_uri") or ""
    kind = file.get("mime_type") or guess_type(url)[0]
    if role == "model" or url.startswith(FILES):
        return None  # nobody else can read a file that was uploaded to Google
    if kind in _MEDIA["image"]:
        return ImageURLPart(type="image_url", url=url, detail=None)
    if kind in _MEDIA["audio"]:
        return AudioURLPart(type="audio_url", url=url)
    if kind in _MEDIA["document"]:
        return DocumentURLPart(type="document_url", url=url)
    return None


def _read_call(call: Mapping[str, Any], role: str) -> Any:
    return ToolCallPart(
        type="tool_call",
        name=call.get("name") or "",
        args=call.get("args") or {},
        id=call.get("id"),
    )


def _read_result(answer: Mapping[str, Any], role: str) -> Any:
    response: Any = answer.get("response") or {}
    keys = ("result", "output", "content", "error")
    output = next((response[key] for key in keys if key in response), response)
    return ToolResultPart(
        type="tool_result",
        name=answer.get("name") or "",
        content=output if isinstance(output, str) else json_text(jsonable(output)),
        id=answer.get("id"),
        is_error="error" in response,
    )


_READERS: dict[str, Callable[[Any, str], Any]] = {
    "text": lambda text, role: TextPart(type="text", text=text),
    "inline_data": _read_inline,
    "file_data": _read_file,
    "function_call": _read_call,
    "function_response": _read_result,
}


def jsonable(value: Any) -> Any:
    """Put bytes into base64, so that a history can be kept as JSON."""
    if isinstance(value, bytes):
        return to_base64(value)
    if is_list(value):
        return list(map(jsonable, value))
    if is_dict(value):
        return {name: jsonable(item) for name, item in value.items()}
    return value


def raw_part(part: Any) -> Any:
    """Undo `safe` for a part; SDK objects stay as they are."""
    if not is_mapping(part):
        return part
    block = dict(part)
    if isinstance(signature := block.get("thought_signature"), str):
        block["thought_signature"] = to_bytes(signature)
    if blob := as_mapping(block.get("inline_data")):
        block["inline_data"] = {**blob, "data": to_bytes(blob.get("data") or b"")}
    answer = as_mapping(block.get("function_response"))
    if parts := answer.get("parts"):
        block["function_response"] = {**answer, "parts": [raw_part(p) for p in parts]}
    return block
