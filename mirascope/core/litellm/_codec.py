"""What is special about LiteLLM among those that speak chat completions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from importlib import import_module
from typing import Any

from pydantic import BaseModel
from typing_extensions import override

from mirascope.core._chat_completions import ChatCodec, Dialect
from mirascope.core.base._codec.vocabulary import Delta, Reply
from mirascope.core.base._fields import as_mapping
from mirascope.core.base.messages.addresses import COMMON_SCHEMES
from mirascope.core.openai._codec import dialect

_CLASSES = {
    "ChatCompletion": "ModelResponse",
    "ChatCompletionChunk": "ModelResponseStream",
    "ChatCompletionMessageToolCall": "ChatCompletionMessageToolCall",
}
"""LiteLLM's classes by OpenAI's names for them."""

SPECIFIC_FIELDS = "provider_specific_fields"
"""Where a message has what LiteLLM has no key for."""


class LiteLLMDialect(Dialect):
    """LiteLLM, which has classes of its own."""

    @override
    def build(self, name: str, data: dict[str, Any]) -> Any:
        return self.class_of(name)(**data)

    @override
    def class_of(self, name: str) -> Any:
        return getattr(import_module("litellm.types.utils"), _CLASSES[name])


class LiteLLMCodec(ChatCodec):
    """Translates for `litellm.completion`."""

    schemes = COMMON_SCHEMES | {"gs", "s3"}

    @override
    @staticmethod
    def decode(response: Any) -> Reply:
        """Read a whole answer."""
        reply = ChatCodec.decode(response)
        if choices := as_mapping(response).get("choices"):
            message = as_mapping(as_mapping(choices[0]).get("message"))
            others = as_mapping(message.get(SPECIFIC_FIELDS))
            reply.refusal = reply.refusal or others.get("refusal")
        return reply

    @override
    @staticmethod
    def usage(native: Any) -> Any:
        """Find the usage object; LiteLLM makes up zeros where the service gave none."""
        usage = ChatCodec.usage(native)
        return usage if as_mapping(usage).get("total_tokens") else None

    @override
    @staticmethod
    def has_answer(response: Any) -> bool:
        """Tell whether there is an answer: usage of nothing is made up."""
        choices = as_mapping(response).get("choices")
        counted = LiteLLMCodec.usage(response) is not None
        return ChatCodec.has_answer(response) and bool(choices or counted)

    @override
    @staticmethod
    def delta(chunk: Any) -> Delta:
        """Read one chunk; the cost of the call is among the parts of the last one."""
        delta = ChatCodec.delta(chunk)
        if delta.usage is not None:
            cost = as_mapping(ChatCodec.usage(chunk)).get("cost")
            if cost is not None:
                delta.parts = {**(delta.parts or {}), "cost": cost}
        return delta

    @override
    def message(self, response: Any, reply: Reply) -> dict[str, Any]:
        """Make the assistant's message that a history needs."""
        message = super().message(response, reply)
        if own := message.pop(SPECIFIC_FIELDS, None):
            own = {name: value for name, value in own.items() if value is not None}
            message |= {SPECIFIC_FIELDS: own} if own else {}
        return message

    @override
    def native_json(self, native: Any) -> Any:
        # LiteLLM's own way leaves out what is `None`.
        kept = BaseModel.model_dump(
            native, mode="json", exclude_unset=True, warnings=False
        )
        for choice, raw in zip(native.choices, kept["choices"], strict=True):
            for call, one in zip(
                as_mapping(as_mapping(choice).get("message")).get("tool_calls") or (),
                raw.get("message", {}).get("tool_calls") or (),
                strict=True,
            ):
                one["id"] = call.id  # not set, where LiteLLM made it up
        return kept

    @override
    def native_type(
        self, data: Mapping[str, Any], name: str, streams: bool
    ) -> Callable[..., Any]:
        kind: Any = super().native_type(data, name, streams)
        return partial(_make, kind)  # `construct` is not LiteLLM's own

    @override
    def rebuild(self, reply: Reply) -> Any:
        """Make LiteLLM's response from what a stream brought."""
        response = super().rebuild(reply)
        if costs := reply.parts.get("cost"):
            response.usage.cost = costs[-1]
        if reply.finish is None:
            response.choices[0].finish_reason = None  # LiteLLM makes one up
        return response


def _make(kind: Callable[..., Any], data: Mapping[str, Any]) -> Any:
    made = kind(**data)
    for choice, raw in zip(made.choices, data.get("choices", ()), strict=False):
        if raw.get("logprobs", choice) is None:  # which LiteLLM's class takes away
            choice.logprobs = None
    return made


_OPENAI = dialect("litellm")
CODEC = LiteLLMCodec(
    LiteLLMDialect(
        provider="litellm", parts=_OPENAI.parts, load_types=_OPENAI.load_types
    )
)
