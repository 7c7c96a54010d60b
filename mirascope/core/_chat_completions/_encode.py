"""Writing chat completions: messages, parts and the keywords of the request."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NoReturn

from mirascope.core.base._codec.vocabulary import Options
from mirascope.core.base._fields import as_mapping
from mirascope.core.base.messages.encoding import (
    data_url,
    extra_keys_of,
    refuse_part,
    to_base64,
    write_output,
)
from mirascope.core.base.messages.history import link_calls
from mirascope.core.base.messages.json_instruction import (
    add_instruction,
    append_instruction,
    json_instruction,
    json_text,
)
from mirascope.core.base.messages.parts import (
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
from mirascope.core.base.tool.output import Output

from ._dialect import Dialect
from ._extra_keys import with_extra

_AUDIO = {
    "audio/wav": "wav",
    "audio/x-wav": "wav",
    "audio/mp3": "mp3",
    "audio/mpeg": "mp3",
}


def encode(dialect: Dialect, options: Options) -> tuple[list[Any], dict[str, Any]]:
    """Make the messages and the keywords of one request."""
    native = messages(dialect, options.messages)
    kwargs: dict[str, Any] = {
        **options.params,
        "model": options.model,
        "messages": native,
    }
    if options.forced_tool is not None:
        kwargs.setdefault("tool_choice", dialect.force(options.forced_tool))
    if options.json_mode:
        _ask_for_json(dialect, options, kwargs)
    if options.stream:
        _ask_for_usage(dialect, kwargs)
    return native, kwargs


def _ask_for_usage(dialect: Dialect, kwargs: dict[str, Any]) -> None:
    if not dialect.usage_option:
        return
    if "stream_options" in kwargs and kwargs["stream_options"] is None:
        del kwargs["stream_options"]  # for servers that refuse the option
        return
    kwargs["stream_options"] = {
        "include_usage": True,
        **(kwargs.get("stream_options") or {}),
    }


def _ask_for_json(dialect: Dialect, options: Options, kwargs: dict[str, Any]) -> None:
    form = options.format
    bare = not kwargs.get("tools") or dialect.json_with_tools
    if form is not None and (form.strict or dialect.schema == "always"):
        if bare:
            schema: dict[str, Any] = {
                "name": form.name,
                "description": form.description,
                "schema": form.strict_schema if form.strict else form.schema,
            }
            if form.strict:
                schema["strict"] = True
            kwargs.setdefault(
                "response_format", {"type": "json_schema", "json_schema": schema}
            )
        if form.strict and bare:
            return
    elif bare and dialect.json_object:
        kwargs.setdefault("response_format", {"type": "json_object"})
    text = json_instruction(None if form is None else form.schema)
    add = add_instruction if dialect.instruction == "append" else append_instruction
    kwargs["messages"] = add(kwargs["messages"], text)


def messages(dialect: Dialect, given: Sequence[Any]) -> list[Any]:
    """Put a conversation into the service's form; native messages stay the same."""
    native: list[Any] = []
    for message in link_calls(given):
        if not isinstance(message, BaseMessageParam):
            native.append(message)
        elif isinstance(message.content, str):
            native.append({"role": message.role, "content": message.content})
        else:
            native += _Writer(dialect, message.role).write(message.content)
    if dialect.empty_answers:
        return native
    return [message for message in native if not says_nothing(message)]


def says_nothing(message: Any) -> bool:
    """Tell whether a message is an answer without content, calls or anything else."""
    native = as_mapping(message)
    if native.get("role") != "assistant":
        return False
    return not any(value for key, value in native.items() if key != "role")


class _Writer:
    """Writes the parts of one common message as one or more native ones."""

    def __init__(self, dialect: Dialect, role: str) -> None:
        self.dialect = dialect
        self.role = role
        self.content: list[dict[str, Any]] = []
        self.calls: list[dict[str, Any]] = []
        self.extra: dict[str, Any] = {}
        self.done: list[dict[str, Any]] = []

    def write(self, parts: Sequence[Any]) -> list[dict[str, Any]]:
        for part in parts:
            if isinstance(part, ToolCallPart):
                self.calls.append(_tool_call(part))
            elif isinstance(part, ToolResultPart):
                self._flush()
                self.done.append(_tool_result(self.dialect, part))
            elif isinstance(part, NativePart):
                self._native(part)
            else:
                self.content.append(self.part(part))
        self._flush()
        return self.done

    def _flush(self) -> None:
        """Finish the current message, unless it is empty."""
        if not (self.content or self.calls or self.extra):
            return
        message: dict[str, Any] = {"role": self.role}
        if self.calls:
            message["role"] = "assistant"
            message["content"] = self._as_text()
            message["tool_calls"] = self.calls
        elif self.extra and self.role == "assistant" and self.dialect.text_answers:
            message["content"] = self._as_text() or ""
        elif self.content:
            message["content"] = self.content
        self.done.append(message | self.extra)
        self.content, self.calls, self.extra = [], [], {}

    def _as_text(self) -> Any:
        """Give the content as an answer has it: text alone is no list."""
        if not self.content:
            return None
        if len(self.content) == 1 and self.content[0]["type"] == "text":
            return self.content[0]["text"]
        return self.content

    def _native(self, part: NativePart) -> None:
        """Put back what this service once sent; what others sent is left out."""
        if part.provider != self.dialect.provider:
            return
        content: dict[str, Any] = part.content
        if (extra_keys := extra_keys_of(content)) is not None:
            made = self.calls or self.done
            is_whole = "type" in extra_keys  # a call that is no function
            made[-1] = extra_keys if is_whole else with_extra(made[-1], extra_keys)
        elif "type" not in content:
            self.extra |= content
        elif "id" in content or content["type"] in ("function", "custom"):
            self.calls.append(content)
        else:
            self.content.append(content)

    def part(self, part: Any) -> dict[str, Any]:
        if part.type not in self.dialect.parts:
            self._refuse(part.type)
        if isinstance(part, TextPart):
            return {"type": "text", "text": part.text}
        if isinstance(part, ImagePart):
            if part.media_type not in self.dialect.images:
                self._refuse(f"{part.type} of type {part.media_type}")
            url = data_url(part.media_type, part.image)
            return _image(url, part.detail)
        if isinstance(part, ImageURLPart):
            return _image(part.url, part.detail)
        if isinstance(part, AudioPart):
            return self._audio(part)
        if isinstance(part, DocumentPart):
            return self._document(part)
        self._refuse(part.type)

    def _audio(self, part: AudioPart) -> dict[str, Any]:
        form = _AUDIO.get(part.media_type)
        if form is None:
            self._refuse(f"{part.type} of type {part.media_type}")
        audio = {"format": form, "data": to_base64(part.audio)}
        return {"type": "input_audio", "input_audio": audio}

    def _document(self, part: DocumentPart) -> dict[str, Any]:
        if part.media_type != "application/pdf":
            self._refuse(f"{part.type} of type {part.media_type}")
        data = data_url(part.media_type, part.document)
        return {
            "type": "file",
            "file": {"filename": "document.pdf", "file_data": data},
        }

    def _refuse(self, what: str) -> NoReturn:
        refuse_part(self.dialect.provider, what, self.dialect.parts)


def _image(url: str, detail: str | None) -> dict[str, Any]:
    return {"type": "image_url", "image_url": {"url": url, "detail": detail or "auto"}}


def _tool_call(part: ToolCallPart) -> dict[str, Any]:
    return {
        "id": part.id,
        "type": "function",
        "function": {"name": part.name, "arguments": json_text(part.args or {})},
    }


def tool_content(dialect: Dialect, name: str, output: Output) -> Any:
    """Write what a tool gave, as the content of its message."""
    if isinstance(output, str):
        return output
    writer = _Writer(dialect, "tool")
    blocks = write_output(
        dialect.provider, name, output, dict.fromkeys(dialect.output_parts, writer.part)
    )
    if all(block["type"] == "text" for block in blocks):
        return "".join([block["text"] for block in blocks])
    return blocks


def _tool_result(dialect: Dialect, part: ToolResultPart) -> dict[str, Any]:
    content = tool_content(dialect, part.name, part.content)
    result = {"role": "tool", "tool_call_id": part.id, "content": content}
    return {**result, "name": part.name} if part.name else result
