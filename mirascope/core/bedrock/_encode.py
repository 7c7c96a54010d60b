"""Writing requests of the Converse API: messages, blocks and the keywords."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import count
from typing import Any

from mirascope.core.base._codec.vocabulary import Options
from mirascope.core.base.messages.encoding import (
    BlockWriter,
    refuse_part,
    to_bytes,
    write_output,
)
from mirascope.core.base.messages.history import link_calls, split_system
from mirascope.core.base.messages.json_instruction import (
    add_instruction,
    json_instruction,
    json_text,
)
from mirascope.core.base.messages.parts import BaseMessageParam
from mirascope.core.base.tool.output import Output

PROVIDER = "bedrock"
IMAGES = {f"image/{form}": form for form in ("gif", "jpeg", "png", "webp")}
_OFFICE = "application/vnd.openxmlformats-officedocument"
DOCUMENTS = {
    "application/msword": "doc",
    "application/pdf": "pdf",
    "application/vnd.ms-excel": "xls",
    f"{_OFFICE}.spreadsheetml.sheet": "xlsx",
    f"{_OFFICE}.wordprocessingml.document": "docx",
    "text/csv": "csv",
    "text/html": "html",
    "text/markdown": "md",
    "text/md": "md",
    "text/plain": "txt",
}
# Models behind Bedrock take fewer characters than its own description says.
_IDS = re.compile("[a-zA-Z0-9_-]{1,64}")


def encode(options: Options) -> tuple[list[Any], dict[str, Any]]:
    """Make the messages, without instructions of ours, and a request's keywords."""
    system, rest = split_system(options.messages, PROVIDER)
    native = messages(rest)
    kwargs = {name: v for name, v in options.params.items() if v is not None}
    if system:
        kwargs["system"] = [*kwargs.get("system", ()), *_SYSTEM.write(system)]
    inference = kwargs.get("inferenceConfig", {})
    if isinstance(stop := inference.get("stopSequences"), str):
        kwargs["inferenceConfig"] = {**inference, "stopSequences": [stop]}
    uses = _uses(native) if len(native) > 1 else []
    if uses or "tools" in kwargs or "toolConfig" in kwargs:
        _offer(kwargs, options.forced_tool, uses)
    kwargs |= {"modelId": options.model, "messages": _alternating(native)}
    if options.json_mode:
        _ask_for_json(options, kwargs)
    return native, kwargs


def _offer(kwargs: dict[str, Any], forced_tool: str | None, uses: list[Any]) -> None:
    given = kwargs.pop("toolConfig", {})
    tools = [*kwargs.pop("tools", ()), *given.get("tools", ())]
    if not tools:
        # The service refuses a history with calls of tools that it is not told of.
        schema = {"json": {"type": "object"}}
        names = dict.fromkeys(use["name"] for use in uses)
        tools = [{"toolSpec": {"name": n, "inputSchema": schema}} for n in names]
    if forced_tool is not None:
        given = {"toolChoice": {"tool": {"name": forced_tool}}, **given}
    if tools:
        kwargs["toolConfig"] = {**given, "tools": tools}


def _ask_for_json(options: Options, kwargs: dict[str, Any]) -> None:
    form = options.format
    if form is not None and form.strict:
        schema = {"name": form.name, "schema": json_text(form.strict_schema)}
        if form.description:
            schema["description"] = form.description
        text = {"type": "json_schema", "structure": {"jsonSchema": schema}}
        kwargs["outputConfig"] = {"textFormat": text, **kwargs.get("outputConfig", {})}
        return
    # Models without native schemas refuse them, so others are asked for in words.
    text = json_instruction(None if form is None else form.schema)
    instructed = add_instruction(kwargs["messages"], text, lambda text: {"text": text})
    kwargs["messages"] = instructed


def messages(given: Sequence[Any]) -> list[Any]:
    """Put each message into the service's form; native ones stay the same objects."""
    numbers = count(1)
    native: list[Any] = []
    if len(given) > 1:
        given = link_calls(given, _IDS, {use["toolUseId"] for use in _uses(given)})
    for message in given:
        is_common = isinstance(message, BaseMessageParam)
        turn = _turn(message, numbers) if is_common else message
        says_nothing = not turn.get("content") and bool(
            turn.get("role") == "assistant" or (is_common and message.content)
        )
        if not says_nothing:  # which the service would refuse
            native.append(turn)
    return native


def _alternating(native: list[Any]) -> list[Any]:
    """Make one turn of those of one role that stand together: roles must alternate."""
    if len(native) == 1:  # the same list, which makes later requests cheap
        return native
    turns: list[Any] = []
    for turn in native:
        if turns and turns[-1].get("role") == turn.get("role"):
            content = [*turns[-1]["content"], *turn["content"]]
            turns[-1] = {**turn, "content": content}
        else:
            turns.append(turn)
    return turns


def _uses(native: Sequence[Any]) -> list[Any]:
    """Find the tool calls in native messages."""
    return [
        block["toolUse"]
        for message in native
        if not isinstance(message, BaseMessageParam)
        for block in message.get("content") or ()
        if "toolUse" in block
    ]


def _turn(message: BaseMessageParam, numbers: Iterator[int]) -> dict[str, Any]:
    role = "user" if message.role == "tool" else message.role
    content = message.content
    if isinstance(content, str):
        return text_turn(content, role)
    blocks = _WRITER.write([p for p in content if p.type != "text" or p.text.strip()])
    for block in blocks:
        # Each document needs a name that no other one of the request has.
        if "document" in block and "name" not in block["document"]:
            block["document"]["name"] = f"document-{next(numbers)}"
    return {"role": role, "content": blocks}


def text_turn(text: str, role: str = "user") -> dict[str, Any]:
    """Write a message of plain text; the service refuses it where it is blank."""
    return {"role": role, "content": [{"text": text}] if text.strip() else []}


def _media(part: Any) -> dict[str, Any]:
    """Write an image or document: its bytes, or where they are in S3."""
    kind = part.type.removesuffix("_url")
    forms = IMAGES if kind == "image" else DOCUMENTS
    if kind == part.type:
        form = forms.get(part.media_type)
        source = {"bytes": to_bytes(getattr(part, kind))}
    else:
        form = part.url.rpartition(".")[2].lower().replace("jpg", "jpeg")
        source = {"s3Location": {"uri": part.url}}
    if form not in forms.values():
        refuse_part(PROVIDER, f"{part.type} {getattr(part, 'media_type', form)}", forms)
    return {kind: {"format": form, "source": source}}


def tool_use(id: str | None, name: str, given: Any) -> dict[str, Any]:
    """Write a tool call."""
    return {"toolUse": {"toolUseId": id, "name": name, "input": given}}


def tool_result(
    id: str | None, name: str, output: Output, is_error: bool = False
) -> dict[str, Any]:
    """Write what a tool call gave."""
    if isinstance(output, str):
        content = [{"text": output}] if output else []
    else:
        content = write_output(PROVIDER, name, output, _OUTPUT)
        for number, block in enumerate(content):
            if "document" in block:  # each needs a name that no other one has
                block["document"]["name"] = f"output-{number}-of-{id}".replace("_", "-")
    result = {"toolUseId": id, "content": content}
    return {"toolResult": {**result, "status": "error"} if is_error else result}


_SYSTEM = BlockWriter(
    PROVIDER,
    {
        "text": lambda part: {"text": part.text},
        "cache_control": lambda _: {"cachePoint": {"type": "default"}},
    },
)
_WRITER = BlockWriter(
    PROVIDER,
    {
        **_SYSTEM.table,
        **dict.fromkeys(("document", "document_url", "image", "image_url"), _media),
        "tool_call": lambda part: tool_use(part.id, part.name, part.args or {}),
        "tool_result": lambda part: tool_result(
            part.id, part.name, part.content, part.is_error
        ),
    },
)
_OUTPUT = {kind: _WRITER.table[kind] for kind in ("text", "image", "document")}
