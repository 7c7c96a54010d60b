"""Cohere's chat, second version, as a codec."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from typing_extensions import override

from mirascope.core._chat_completions import ChatCodec, Dialect
from mirascope.core._chat_completions._encode import messages as write_chat
from mirascope.core.base._codec.vocabulary import Call, Options, Reply, Tokens
from mirascope.core.base._fields import as_dict, as_mapping
from mirascope.core.base.messages.history import split_system
from mirascope.core.base.messages.json_instruction import (
    add_instruction,
    json_instruction,
    json_text,
)
from mirascope.core.base.messages.parts import BaseMessageParam
from mirascope.core.base.tool.output import Output
from mirascope.core.base.types import FinishReason

from . import _decode, _v1

# https://docs.cohere.com/v2/reference/chat; the last three are the first version's.
FINISH: dict[str, FinishReason] = {
    "COMPLETE": "stop",
    "STOP_SEQUENCE": "stop",
    "MAX_TOKENS": "length",
    "TOOL_CALL": "tool_calls",
    "ERROR": "error",
    "TIMEOUT": "error",
    "ERROR_TOXIC": "content_filter",
    "ERROR_LIMIT": "length",
    "USER_CANCEL": "stop",
}


class CohereCodec(ChatCodec):
    """Translates for Cohere, whose messages are nearly those of chat completions."""

    decode = staticmethod(_decode.decode)
    delta = staticmethod(_decode.delta)
    text = staticmethod(_decode.text)
    has_answer = staticmethod(_decode.has_answer)
    usage = staticmethod(_decode.usage_of)

    @override
    def tokens(self, response: Any) -> Tokens | None:
        return _decode.tokens_of(_decode.as_v2(response).get("usage"))

    @override
    def encode(self, options: Options) -> tuple[list[Any], dict[str, Any]]:
        kwargs = {k: v for k, v in options.params.items() if v is not None}
        system, history = kwargs.pop("preamble", ""), kwargs.pop("chat_history", ())
        native = _write(options.messages, system, history)
        kwargs |= {"model": options.model, "messages": native}
        if isinstance(stop := kwargs.get("stop_sequences"), str):
            kwargs["stop_sequences"] = [stop]
        if options.forced_tool is not None and "tool_choice" not in options.params:
            kwargs["tool_choice"] = "REQUIRED"
        if options.json_mode:
            _ask_for_json(options, kwargs)
        if not _v1.V1_ONLY.isdisjoint(kwargs):
            return native, _v1.encode(kwargs, options.client)
        if documents := kwargs.get("documents"):
            kwargs["documents"] = [
                {"data": one} if isinstance(one, dict) and "data" not in one else one
                for one in documents
            ]
        return native, kwargs

    @override
    def read(self, message: Any) -> list[BaseMessageParam]:
        if isinstance(message, BaseMessageParam):
            return [message]
        top: dict[str, Any] = as_dict(_v1.read_message(message))
        blocks: Any = top.get("content") or ""
        if top.get("role") == "tool" and not isinstance(blocks, str):
            texts = [one.get("text") or json_text(one["document"]) for one in blocks]
            top["content"] = "".join(texts)
        return super().read(top)

    @override
    def message(self, response: Any, reply: Reply) -> dict[str, Any]:
        message = super().message(response, reply)
        native = as_mapping(_decode.as_v2(response).get("message"))
        blocks: Any = as_dict(native.get("content")) or []
        if [set(block) for block in blocks] not in ([], [{"type", "text"}]):
            message["content"] = blocks
        extra: dict[str, Any] = as_dict(_decode.extra_of(reply))
        return _fit(message | {name: value for name, value in extra.items() if value})

    @override
    def rebuild(self, reply: Reply) -> Any:
        message = super().message(None, reply) | as_dict(_decode.extra_of(reply))
        message["content"] = _decode.blocks_of(reply)
        end: list[Any] = reply.parts.get("end") or [{"finish_reason": None}]
        data = {**as_dict(end[-1]), "id": reply.id, "message": message}
        if logprobs := reply.parts.get("logprobs"):
            data["logprobs"] = logprobs
        return _build("V2ChatResponse", data)

    @override
    def native_type(
        self, data: Mapping[str, Any], name: str, streams: bool
    ) -> Callable[..., Any]:
        import cohere
        from cohere.core.unchecked_base_model import construct_type

        is_first = "event_type" in data if streams else "text" in data
        if is_first:
            kind = "StreamedChatResponse" if streams else "NonStreamedChatResponse"
        else:
            kind = "V2ChatStreamResponse" if streams else "V2ChatResponse"
        type_: Any = getattr(cohere, kind)

        def make(data: Mapping[str, Any]) -> Any:
            return construct_type(type_=type_, object_=data)

        return make

    @override
    def results(self, outputs: Sequence[tuple[Any, Output]]) -> list[Any]:
        return list(map(_fit, super().results(outputs)))

    @override
    def native_call(self, call: Call) -> Any:
        return _build("ToolCallV2", super().native_call(call))


CODEC = CohereCodec(
    Dialect(provider="cohere", finish=FINISH, text_answers=False, empty_answers=False)
)
CODEC.finish_with_calls = {**FINISH, "COMPLETE": "tool_calls"}


def _build(name: str, data: dict[str, Any]) -> Any:
    """Make an object of the SDK, without validation."""
    import cohere

    return getattr(cohere, name).construct(**data)


def _write(given: Sequence[Any], preamble: str, history: Sequence[Any]) -> list[Any]:
    _, rest = split_system(given, "cohere")
    if preamble or history:
        system = [{"role": "system", "content": preamble}] if preamble else []
        given = [*system, *given[: len(given) - len(rest)], *history, *rest]
    messages = [_v1.read_message(message) for message in given]
    as_it_is = {id(one) for one in messages if not isinstance(one, BaseMessageParam)}
    native = write_chat(CODEC.dialect, messages)
    return [one if id(one) in as_it_is else _fit(one) for one in native]


def _fit(message: dict[str, Any]) -> dict[str, Any]:
    """Take off what this service does not know."""
    return {k: v for k, v in message.items() if k != "name" and v is not None}


def _ask_for_json(options: Options, kwargs: dict[str, Any]) -> None:
    form = options.format
    # https://docs.cohere.com/docs/structured-outputs: not with tools or documents.
    if not (kwargs.get("tools") or kwargs.get("documents")):
        wanted: dict[str, Any] = {"type": "json_object"}
        if form is not None:
            wanted["schema"] = form.strict_schema if form.strict else form.schema
        kwargs.setdefault("response_format", wanted)
    text = json_instruction(None if form is None else form.schema)
    kwargs["messages"] = add_instruction(kwargs["messages"], text)
