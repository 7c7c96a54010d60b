"""Writing the requests of `generate_content`: the contents and the config."""

from __future__ import annotations

import re
from typing import Any

from mirascope.core.base._codec.vocabulary import Options
from mirascope.core.base._fields import as_dict, as_mapping, is_list
from mirascope.core.base.messages.history import join_turns, link_calls, split_system
from mirascope.core.base.messages.json_instruction import (
    add_instruction,
    json_instruction,
)
from mirascope.core.base.messages.parts import BaseMessageParam
from mirascope.exceptions import InvalidCallError

from ._parts import PROVIDER, WRITER, Block

_VERSION = re.compile(r"(?:^|/)gemini-(\d+)")


def encode(options: Options) -> tuple[list[Any], dict[str, Any]]:
    """Make the contents and the keywords of one request."""
    system, messages = split_system(options.messages, PROVIDER)
    if len(messages) > 1:
        messages = join_turns(link_calls(messages))
    native = [_content(message) for message in messages]
    if len(native) > 1:
        native = [content for content in native if not _says_nothing(content)]
    kwargs: dict[str, Any] = {
        **options.params,
        "model": options.model,
        "contents": native,
    }
    config: Block = dict(kwargs.pop("config", None) or {})
    if system:
        given = system_parts(config.get("system_instruction"))
        config["system_instruction"] = {"parts": [*given, *WRITER.write(system)]}
    if tools := kwargs.pop("tools", None):
        config["tools"] = [*tools, *(config.get("tools") or ())]
    if isinstance(stop := config.get("stop_sequences"), str):
        config["stop_sequences"] = [stop]
    if options.forced_tool is not None or config.get("tool_config"):
        config["tool_config"] = _tool_config(config, options.forced_tool)
    if options.json_mode:
        _ask_for_json(options, config, kwargs)
    if config:
        kwargs["config"] = config
    return native, kwargs


def _says_nothing(content: Any) -> bool:
    """Tell whether a content has no parts, or is an answer of empty text."""
    top = as_mapping(content)
    parts = top.get("parts")
    if parts is None or (parts and top.get("role") != "model"):
        return False
    return all(as_dict(part) == {"text": ""} for part in parts)


def _content(message: Any) -> Any:
    if not isinstance(message, BaseMessageParam):
        if type(message).__name__ == "FunctionResponse":
            return {"role": "user", "parts": [{"function_response": message}]}
        return message
    role = "model" if message.role == "assistant" else "user"
    if isinstance(message.content, str):
        return {"role": role, "parts": [{"text": message.content}]}
    return {"role": role, "parts": WRITER.write(message.content)}


def system_parts(given: Any) -> list[Any]:
    """See what a user gave as the system instruction as parts."""
    if given is None:
        return []
    if isinstance(given, str):
        return [{"text": given}]
    if is_list(given):
        return [part for one in given for part in system_parts(one)]
    parts = as_mapping(given).get("parts")
    return [given] if parts is None else list(parts)


def _tool_config(config: Block, forced_tool: str | None) -> Block:
    chosen = as_mapping(config.get("tool_config"))
    calling = as_mapping(chosen.get("function_calling_config"))
    if calling.get("stream_function_call_arguments"):
        raise InvalidCallError(
            "`stream_function_call_arguments` is True, and arguments in that form are "
            "not read: leave it out, and they come whole"
        )
    if forced_tool is None or calling:
        return config["tool_config"]
    called = {"mode": "ANY", "allowed_function_names": [forced_tool]}
    return {**chosen, "function_calling_config": called}


def _takes_both(model: str) -> bool:
    """Tell whether a model takes a schema together with tools, as from Gemini 3 on.

    https://ai.google.dev/gemini-api/docs/structured-output
    """
    found = _VERSION.search(model)
    return found is not None and int(found[1]) >= 3


def _ask_for_json(options: Options, config: Block, kwargs: dict[str, Any]) -> None:
    form = options.format
    native = not config.get("tools") or _takes_both(options.model)
    if native:
        config.setdefault("response_mime_type", "application/json")
        if form is not None and config.get("response_schema") is None:
            schema = form.strict_schema if form.strict else form.schema
            config.setdefault("response_json_schema", schema)
    if form is not None and form.strict and native:
        return
    text = json_instruction(None if form is None else form.schema)
    kwargs["contents"] = add_instruction(
        kwargs["contents"], text, lambda text: {"text": text}, "parts"
    )
