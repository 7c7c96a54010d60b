"""Anthropic's messages as a codec."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from importlib import import_module
from typing import Any

from pydantic import ValidationError
from typing_extensions import override

from mirascope.core.base._codec.codec import BaseCodec
from mirascope.core.base._codec.vocabulary import Call, Reply, Tokens
from mirascope.core.base._fields import as_mapping, is_dict
from mirascope.core.base.messages.history import without_results
from mirascope.core.base.tool.output import Output
from mirascope.core.base.types import FinishReason

from . import _decode, _encode, _read

FINISH: dict[str, FinishReason] = {
    "end_turn": "stop",
    "stop_sequence": "stop",
    "pause_turn": "stop",
    "compaction": "stop",
    "max_tokens": "length",
    "model_context_window_exceeded": "length",
    "tool_use": "tool_calls",
    "refusal": "content_filter",
}


class AnthropicCodec(BaseCodec):
    """Translates for Anthropic, whichever platform its models run on."""

    encode = staticmethod(_encode.encode)
    decode = staticmethod(_decode.decode)
    text = staticmethod(_decode.text)
    delta = staticmethod(_decode.delta)
    has_answer = staticmethod(_decode.has_answer)
    read = staticmethod(_read.read)

    def tokens(self, response: Any) -> Tokens | None:
        """Read only the token counts of a whole message."""
        return _decode.tokens(as_mapping(response).get("usage"))

    def usage(self, native: Any) -> Any:
        """Find the usage object in a message, or in an event of a stream."""
        top = as_mapping(native)
        return top.get("usage") or as_mapping(top.get("message")).get("usage")

    def message(self, response: Any, reply: Reply) -> dict[str, Any]:
        """Make the assistant's message that a history needs.

        It has all blocks, as those that only the service understands must come back as
        they were; but not what was cut off and would be refused.
        """
        content: list[dict[str, Any]] = []
        for native in as_mapping(response).get("content") or ():
            block = _read.block_to_send(native)
            kind = block.get("type")
            if kind == "tool_use" and not isinstance(block.get("input"), dict):
                block["input"] = {}
            cut = kind == "thinking" and not block.get("signature") and not reply.finish
            if not (cut or _encode.is_blank(block)):
                content.append(block)
        return {"role": "assistant", "content": content}

    @override
    def user_part(self, message: Any) -> Any:
        return without_results(message, lambda b: b.get("type") == "tool_result")

    def rebuild(self, reply: Reply) -> Any:
        """Make the SDK's `Message` from what a stream brought."""
        from anthropic.types import Message

        return Message.construct(**_decode.message_of(reply))

    def rebuild_beta(self, reply: Reply) -> Any:
        """Make the `BetaMessage` from what a stream of the beta API brought."""
        from anthropic.types.beta import BetaMessage

        return BetaMessage.construct(**_decode.message_of(reply))

    @override
    def native_type(
        self, data: Mapping[str, Any], name: str, streams: bool
    ) -> Callable[..., Any]:
        is_beta = ":Beta" in name
        kind = "Message"
        if streams:  # such as `content_block_delta`
            kind = f"Raw{data['type'].title().replace('_', '')}Event"
        types = import_module(f"anthropic.types{'.beta' if is_beta else ''}")
        found: Any = getattr(types, f"Beta{kind}" if is_beta else kind)
        return partial(_event, found) if streams else found

    def results(self, outputs: Sequence[tuple[Any, Output]]) -> list[Any]:
        """Make the message that brings outputs back: one, as the service wants it."""
        content = [
            _encode.result(tool._id, tool._name(), output) for tool, output in outputs
        ]
        return [{"role": "user", "content": content}] if content else []

    def native_call(self, call: Call) -> Any:
        """Make the SDK's `ToolUseBlock`; of arguments that are cut it has none."""
        from anthropic.types import ToolUseBlock

        given = _decode.parse_input(call.arguments)
        return ToolUseBlock.construct(
            id=call.id,
            type="tool_use",
            name=call.name,
            input=given if is_dict(given) else {},
        )


def _event(kind: Any, data: Mapping[str, Any]) -> Any:
    """Make an event as the SDK does: validated, where it is as documented."""
    try:
        return kind.model_validate(data)
    except ValidationError:
        return kind.construct(**data)


CODEC = AnthropicCodec("anthropic", FINISH, done="end_turn")
