"""What is special about Mistral's chat completions."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from typing_extensions import override

from mirascope.core._chat_completions import ChatCodec, _decode
from mirascope.core.base._codec.vocabulary import Call, Delta, Options, Reply
from mirascope.core.base._fields import as_mapping
from mirascope.core.base.messages.parts import BaseMessageParam
from mirascope.core.base.tool.output import Output

from ._blocks import blocks_of, content_of, thinking_of
from ._encode import DIALECT, messages
from ._read import read
from ._sdk import model


class MistralCodec(ChatCodec):
    """Translates between our values and Mistral's SDK."""

    @override
    def encode(self, options: Options) -> tuple[list[Any], dict[str, Any]]:
        native = messages(options.messages)
        last = native[-1] if native else None
        is_ours = not any(last is given for given in options.messages)
        final = as_mapping(last)
        if final.get("role") != "assistant" or not (is_ours or final.get("prefix")):
            return super().encode(options._replace(messages=native))
        # The model goes on from here: no instruction may follow.
        prefix = native.pop()
        if is_ours and not prefix.tool_calls:
            prefix.prefix = True  # refused otherwise
        native, kwargs = super().encode(options._replace(messages=native))
        kwargs["messages"] = [*kwargs["messages"], prefix]
        return [*native, prefix], kwargs

    @override
    @staticmethod
    def user_message(text: str) -> Any:
        return model("UserMessage")(content=text)

    @override
    @staticmethod
    def decode(response: Any) -> Reply:
        reply = _decode.decode(response)
        reply.thinking = thinking_of(blocks_of(_answer(response))) or None
        return reply

    @override
    @staticmethod
    def delta(chunk: Any) -> Delta:
        # The SDK's stream gives events, which hold nothing but the chunk.
        chunk = getattr(chunk, "data", chunk)
        delta = _decode.delta(chunk)
        choices = as_mapping(chunk).get("choices")
        choice: Mapping[str, Any] = as_mapping(choices[0]) if choices else {}
        if not choice.get("index") and (
            blocks := blocks_of(as_mapping(choice.get("delta")))
        ):
            delta.thinking = thinking_of(blocks)
            delta.parts = {"blocks": blocks}
        return delta

    @override
    def read(self, message: Any) -> list[BaseMessageParam]:
        return read(message)

    @override
    def message(self, response: Any, reply: Reply) -> Any:
        answer = _answer(response)
        calls = answer.get("tool_calls")
        return model("AssistantMessage")(
            content=answer.get("content") or "",
            **({"tool_calls": calls} if calls else {}),
        )

    @override
    def rebuild(self, reply: Reply) -> Any:
        data = super().rebuild(reply)
        if "blocks" in reply.parts:
            data["choices"][0]["message"]["content"] = content_of(reply)
        response = model("ChatCompletionResponse")(**{"usage": {}, **data})
        if reply.usage is None:
            del response.usage  # else its counts would be 0
        return response

    @override
    def native_type(
        self, data: Mapping[str, Any], name: str, streams: bool
    ) -> Callable[..., Any]:
        return model("CompletionEvent" if streams else "ChatCompletionResponse")

    @override
    def results(self, outputs: Sequence[tuple[Any, Output]]) -> list[Any]:
        return [model("ToolMessage")(**result) for result in super().results(outputs)]

    @override
    def native_call(self, call: Call) -> Any:
        native = super().native_call(call)
        # The SDK has no class for calls of another type.
        return model("ToolCall")(**native) if "function" in native else native


def _answer(response: Any) -> Mapping[str, Any]:
    choices = as_mapping(response).get("choices")
    return _decode.message_of(as_mapping(choices[0])) if choices else {}


CODEC = MistralCodec(DIALECT)
