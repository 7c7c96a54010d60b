"""Mistral's chat completions.

https://docs.mistral.ai/api/#tag/chat
https://docs.mistral.ai/capabilities/reasoning
https://docs.mistral.ai/capabilities/function_calling
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from typing_extensions import override

from .chat_completions import ChatCompletions

if TYPE_CHECKING:
    from tests.server._answer import Answer, Call
    from tests.server._http import Request

JSON = dict[str, Any]


@dataclass(frozen=True)
class Mistral(ChatCompletions):
    """Content may be blocks, usage rides on the last chunk, errors are flat."""

    path: str = "/mistral/v1/chat/completions"

    @override
    def common(self, request: Request) -> JSON:
        body = dict(request.body)
        if "random_seed" in body:
            body["seed"] = body.pop("random_seed")
        if body.get("stream") is False:
            del body["stream"]
        if tools := body.get("tools"):
            body["tools"] = [common_tool(tool) for tool in tools]
        body["messages"] = [common_message(one) for one in body["messages"]]
        return body

    @override
    def error(self, request: Request, status: int) -> tuple[str, bytes]:
        body = {
            "object": "error",
            "message": f"the service says {status}",
            "type": "invalid_request_error",
            "param": None,
            "code": f"code_{status}",
        }
        return "application/json", json.dumps(body).encode()

    @override
    def message_extras(self) -> JSON:
        return {"tool_calls": None}

    @override
    def whole(self, request: Request, answer: Answer) -> bytes:
        body = json.loads(super().whole(request, answer))
        for choice in body["choices"][:1]:
            message = choice["message"]
            message["content"] = message["content"] or ""
            if thinking := message.pop(self.thinking_key, None):
                text = {"type": "text", "text": message["content"]}
                message["content"] = [thinking_block(thinking), text]
            for number, call in enumerate(message["tool_calls"] or ()):
                call["index"] = number
        return json.dumps(body, ensure_ascii=False).encode()

    @override
    def head(self, request: Request, answer: Answer, kind: str) -> JSON:
        head = super().head(request, answer, kind)
        del head["system_fingerprint"]
        return head

    @override
    def chunks(self, request: Request, answer: Answer) -> Iterator[JSON]:
        for number, chunk in enumerate(super().chunks(request, answer)):
            yield chunk | {"p": "abcdefghijklmnopqrstuvwxyz"[: number % 26]}

    @override
    def ended(self, chunk: JSON, answer: Answer, request: Request) -> JSON:
        if answer.last_usage is None:
            return chunk
        return chunk | {"usage": self.usage(answer.last_usage)}

    @override
    def usage_chunk(
        self, head: JSON, request: Request, answer: Answer
    ) -> Iterator[JSON]:
        return iter(())

    @override
    def deltas(self, answer: Answer) -> Iterator[JSON]:
        for delta in super().deltas(answer):
            piece = delta.get(self.thinking_key)
            yield {"content": [thinking_block(piece)]} if piece else delta

    @override
    def pieces(self, answer: Answer, number: int, call: Call) -> Iterator[JSON]:
        for entry in super().pieces(answer, number, call):
            # Later pieces have an empty name: the SDK insists on one.
            entry["function"] = {"name": "", **entry["function"]}
            yield entry


def thinking_block(text: str) -> JSON:
    thinking = [{"type": "text", "text": text}]
    return {"type": "thinking", "thinking": thinking, "closed": True}


def common_tool(tool: JSON) -> JSON:
    """Leave out the parameters of a tool without any, which the service insists on."""
    function = dict(tool.get("function") or {})
    if function.get("parameters") != {"type": "object"}:
        return tool
    del function["parameters"]
    return tool | {"function": function}


def common_message(message: JSON) -> JSON:
    message = dict(message)
    if message.get("prefix") is False:
        del message["prefix"]
    if message["role"] == "assistant" and "content" not in message:
        message["content"] = None
    if calls := message.get("tool_calls"):
        message["tool_calls"] = [common_call(call) for call in calls]
    if isinstance(content := message["content"], list):
        message["content"] = [common_part(part) for part in content]
    return message


def common_call(call: JSON) -> JSON:
    function = dict(call["function"])
    if isinstance(function["arguments"], dict):
        function["arguments"] = json.dumps(function["arguments"])
    return {"id": call["id"], "type": "function", "function": function}


def common_part(part: JSON) -> JSON:
    kind = part["type"]
    if kind == "image_url" and isinstance(part[kind], str):
        return {"type": kind, kind: {"url": part[kind]}}
    if kind == "input_audio":
        form = "wav" if part[kind].startswith("UklGR") else "mp3"
        return {"type": kind, kind: {"data": part[kind], "format": form}}
    return part


DIALECTS = (Mistral(),)
