"""Writing requests: messages, the blocks in them, and the other keywords."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from importlib import import_module
from typing import Any

from mirascope.core.base._codec.vocabulary import AnswerFormat, Options
from mirascope.core.base._fields import as_mapping
from mirascope.core.base.messages.encoding import (
    BlockWriter,
    read_data_url,
    refuse_part,
    to_base64,
    to_bytes,
    write_output,
)
from mirascope.core.base.messages.history import (
    join_text,
    join_turns,
    link_calls,
    split_system,
)
from mirascope.core.base.messages.json_instruction import (
    add_instruction,
    json_instruction,
)
from mirascope.core.base.messages.parts import BaseMessageParam
from mirascope.core.base.tool.output import Output, is_error
from mirascope.exceptions import InvalidCallError, UnsupportedPartError

from ._schema_limits import enforceable, is_closed

PROVIDER = "anthropic"
MEDIA = {
    "image": ("image/jpeg", "image/png", "image/gif", "image/webp"),
    "document": ("application/pdf", "text/plain"),
}
"""The media types that the service takes, by the type of the block."""

_IDS = re.compile("[a-zA-Z0-9_-]+")
_SAMPLING = ("temperature", "top_p", "top_k")
_BODY = (
    *(*_SAMPLING, "cache_control", "container", "diagnostics", "inference_geo"),
    *("output_config", "service_tier", "speed"),
)
"""What the service takes, but not the method of every version of the SDK."""
BETA = frozenset(
    {
        *("betas", "billing_policy", "compaction", "context_management"),
        *("fallback_credit_token", "fallbacks", "mcp_servers", "output_format"),
        "thread",
    }
)
"""What only the method of the SDK's beta API takes, in some version of it."""
_OLD = "2023-06-01"
"""The newest version of the API that takes sampling parameters."""
_OLD_ELSEWHERE = {
    "BaseBedrockClient": "bedrock-2023-05-31",
    "BaseVertexClient": "vertex-2023-10-16",
}
"""The same where the version stands in the body, by the client's base class."""


def encode(options: Options) -> tuple[list[Any], dict[str, Any]]:
    """Make the messages and the keywords of one request.

    The messages are without the system's words and any instruction of ours.
    """
    system, rest = split_system(options.messages, PROVIDER)
    native = _messages(join_turns(link_calls(rest, _IDS)))
    given = options.params.items()
    kwargs = {k: one for k, one in given if one is not None or k == "timeout"}
    kwargs |= {"model": options.model, "messages": native}
    if system and (joined := _joined(kwargs.get("system"), system)):
        kwargs["system"] = joined
    if isinstance(stop := kwargs.get("stop_sequences"), str):
        kwargs["stop_sequences"] = [stop]
    if options.forced_tool is not None and "tool_choice" not in kwargs:
        _force(options.forced_tool, options.format, kwargs)
    elif options.json_mode:
        _ask_for_json(options.format, kwargs)
    if is_beta := needs_beta(kwargs):
        _check_betas(kwargs.get("betas", []))
    if is_beta or not kwargs.keys().isdisjoint(_BODY):
        _fit(kwargs, options.client, is_beta)
    return native, kwargs


def needs_beta(kwargs: Mapping[str, Any]) -> bool:
    """Tell whether a request is for the SDK's beta API."""
    return not kwargs.keys().isdisjoint(BETA)


def _check_betas(betas: object) -> None:
    if isinstance(betas, str | bytes | Mapping) or not isinstance(betas, Iterable):
        raise InvalidCallError(
            f"`betas` is {betas!r}, which is no list: write `betas=[{betas!r}]`"
        )


def _force(name: str, form: AnswerFormat | None, kwargs: dict[str, Any]) -> None:
    """Demand a tool, or the same answer as text: a model that thinks is not forced.

    https://docs.anthropic.com/en/docs/build-with-claude/extended-thinking
    """
    if as_mapping(kwargs.get("thinking")).get("type", "disabled") == "disabled":
        kwargs["tool_choice"] = {"type": "tool", "name": name}
        return
    others = [tool for tool in kwargs.pop("tools") if tool.get("name") != name]
    if others:
        kwargs["tools"] = others
    _ask_for_json(form, kwargs, enforced=True)


def _ask_for_json(
    form: AnswerFormat | None, kwargs: dict[str, Any], enforced: bool = False
) -> None:
    if form is not None and (enforced or form.strict):
        schema = form.strict_schema if form.strict else form.schema
        if is_closed(schema):
            output = {"type": "json_schema", "schema": enforceable(schema)}
            own: Mapping[str, Any] = kwargs.get("output_config") or {}
            kwargs["output_config"] = {"format": output, **own}
            return
    text = json_instruction(None if form is None else form.schema)
    kwargs["messages"] = add_instruction(kwargs["messages"], text, prefill=True)


def _fit(kwargs: dict[str, Any], client: Any, is_beta: bool) -> None:
    """Move what the SDK's method has no keyword for into the body."""
    known = _keywords(is_beta)
    names = kwargs.keys() & {*_BODY, *BETA}
    body = {name: kwargs.pop(name) for name in sorted(names - known)}
    if not body:
        return
    if not body.keys().isdisjoint(_SAMPLING):
        bases = [base.__name__ for base in type(client).__mro__]
        old = next((_OLD_ELSEWHERE[n] for n in bases if n in _OLD_ELSEWHERE), None)
        if old is not None:
            body["anthropic_version"] = old
        else:
            own: Mapping[str, str] = kwargs.get("extra_headers") or {}
            if "anthropic-version" not in map(str.lower, own):
                kwargs["extra_headers"] = {**own, "anthropic-version": _OLD}
    kwargs["extra_body"] = {**body, **(kwargs.get("extra_body") or {})}


@cache
def _keywords(is_beta: bool) -> frozenset[str]:
    where = "anthropic.resources.beta.messages" if is_beta else "anthropic.resources"
    create = import_module(where).Messages.create
    return frozenset(inspect.signature(create).parameters)


def _joined(given: Any, parts: Sequence[Any]) -> Any:
    """Put the system messages after what is given as the parameter `system`."""
    text = join_text(parts)
    if text is not None and (given is None or isinstance(given, str)):
        if not text.strip():
            return given
        return f"{given}\n\n{text}" if given else text
    if isinstance(given, str):
        given = [{"type": "text", "text": given}]
    return [*(given or ()), *_write(parts, _SYSTEM)]


def _messages(given: Sequence[Any]) -> list[Any]:
    native: list[Any] = []
    for message in given:
        if not isinstance(message, BaseMessageParam):
            top = as_mapping(message)
            if top.get("content") or top.get("role") == "user":
                native.append(message)
            continue
        role = "user" if message.role == "tool" else message.role
        content: Any = message.content
        if not isinstance(content, str):
            content = _write(content, _SYSTEM if role == "system" else _WRITER)
            says_nothing = bool(message.content) and not content
        else:
            says_nothing = role != "user" and not content.strip()
        if not says_nothing:  # which the service would refuse
            native.append({"role": role, "content": content})
    return native


def _write(parts: Sequence[Any], writer: BlockWriter) -> list[Any]:
    """Write parts as blocks.

    What has no `type` are keys of the block before it: a cache mark, or what reading
    found besides a part's own fields.
    """
    blocks: list[Any] = []
    for block in writer.write(parts):
        if "type" in block:
            if not is_blank(block):
                blocks.append(block)
        elif blocks:
            blocks[-1] = {**blocks[-1], **block}
        elif "cache_control" in block:
            raise UnsupportedPartError(
                "a cache_control part marks the part before it: put one before it"
            )
    return blocks


def _text(text: str) -> dict[str, Any]:
    return {"type": "text", "text": text}


def is_blank(block: Mapping[str, Any]) -> bool:
    """Tell whether a block is text of nothing but blanks, which the service refuses."""
    text = block.get("text") if block["type"] == "text" else None
    return isinstance(text, str) and not text.strip()


def _media(kind: str, media_type: str, data: bytes | str) -> dict[str, Any]:
    if media_type not in MEDIA[kind]:
        refuse_part(PROVIDER, f"{kind} of type {media_type}", _TABLE)
    if media_type == "text/plain":
        source = {"type": "text", "data": to_bytes(data).decode()}
    else:
        source = {"type": "base64", "data": to_base64(data)}
    return {"type": kind, "source": {**source, "media_type": media_type}}


def _located(part: Any) -> dict[str, Any]:
    kind = part.type.removesuffix("_url")
    media = read_data_url(part.url)
    if media is not None:
        return _media(kind, media.media_type, media.data)
    return {"type": kind, "source": {"type": "url", "url": part.url}}


def _tool_use(part: Any) -> dict[str, Any]:
    call = {"type": "tool_use", "id": part.id, "name": part.name}
    return {**call, "input": part.args or {}}


def result(id: str | None, name: str, output: Output) -> dict[str, Any]:
    """Make the block that brings the output of a tool back."""
    if isinstance(output, str):
        content = [_text(output)] if output else []
    else:
        content = write_output(PROVIDER, name, output, _OUTPUT)
    block = {"type": "tool_result", "tool_use_id": id, "content": content}
    return {**block, "is_error": True} if is_error(output) else block


def _tool_result(part: Any) -> dict[str, Any]:
    content = part.content
    if not isinstance(content, str):
        content = write_output(PROVIDER, part.name, content, _OUTPUT)
    result = {"content": content, "is_error": part.is_error}
    return {"type": "tool_result", "tool_use_id": part.id, **result}


_TABLE: Mapping[str, Callable[[Any], Any]] = {
    "text": lambda part: _text(part.text),
    "image": lambda part: _media("image", part.media_type, part.image),
    "image_url": _located,
    "document": lambda part: _media("document", part.media_type, part.document),
    "document_url": _located,
    "cache_control": lambda part: {"cache_control": {"type": part.cache_type}},
    "tool_call": _tool_use,
    "tool_result": _tool_result,
}
_WRITER = BlockWriter(PROVIDER, _TABLE)
_OUTPUT = {kind: _TABLE[kind] for kind in ("text", "image", "document")}
_SYSTEM = BlockWriter(PROVIDER, {k: _TABLE[k] for k in ("text", "cache_control")})
