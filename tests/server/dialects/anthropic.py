"""Anthropic's messages, directly and through Google Vertex AI and Amazon Bedrock.

https://docs.anthropic.com/en/api/messages
https://docs.anthropic.com/en/docs/build-with-claude/streaming
https://docs.anthropic.com/en/api/claude-on-vertex-ai
https://docs.anthropic.com/en/api/claude-on-amazon-bedrock
"""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from typing_extensions import override

from tests.server._answer import Answer, Call, Usage

if TYPE_CHECKING:
    from tests.server._http import Request

JSON = dict[str, Any]

ERROR_TYPES = {
    400: "invalid_request_error",
    401: "authentication_error",
    403: "permission_error",
    404: "not_found_error",
    429: "rate_limit_error",
    500: "api_error",
    529: "overloaded_error",
}
REASONS = {
    "stop": "end_turn",
    "length": "max_tokens",
    "tool_calls": "tool_use",
    "content_filter": "refusal",
}
CHOICES = {"auto": "auto", "any": "required", "none": "none"}
SIGNATURE = "EqoBCkgIARABGAIiQL8="


@dataclass(frozen=True, kw_only=True)
class Blocks(Answer):
    """An answer of blocks that only Anthropic has."""

    content: tuple[JSON, ...]
    counts: JSON = field(default_factory=dict)
    """More of the usage, or other counts."""


@dataclass(frozen=True)
class Anthropic:
    """The format as Anthropic documents it; subclasses are the other platforms."""

    stream_type: str = "text/event-stream; charset=utf-8"

    def matches(self, request: Request) -> bool:
        return request.path == "/v1/messages"

    def model(self, request: Request) -> str:
        return request.body["model"]

    def wants_stream(self, request: Request) -> bool:
        return bool(request.body.get("stream"))

    # -- the request in the words of chat completions ------------------------

    def common(self, request: Request) -> JSON:
        body = request.body
        body.pop("anthropic_version", None)
        messages = [_system(body.pop("system"))] if "system" in body else []
        for message in body.pop("messages"):
            messages += _common_messages(message)
        common: JSON = {"model": self.model(request), "messages": messages, **body}
        if stops := common.pop("stop_sequences", None):
            common["stop"] = stops[0] if len(stops) == 1 else stops
        if "tools" in common:
            common["tools"] = [_common_tool(tool) for tool in common["tools"]]
        if choice := common.get("tool_choice"):
            common["tool_choice"] = CHOICES.get(choice["type"]) or {
                "type": "function",
                "function": {"name": choice["name"]},
            }
        if form := common.pop("output_config", {}).get("format"):
            common["response_format"] = {"type": form["type"], "json_schema": form}
        return common

    # -- a whole answer ------------------------------------------------------

    def error(self, request: Request, status: int) -> tuple[str, bytes]:
        kind = ERROR_TYPES.get(status, "api_error")
        error = {"type": kind, "message": f"the service says {status}"}
        body = {"type": "error", "error": error, "request_id": f"code_{status}"}
        return "application/json", _dump(body)

    def whole(self, request: Request, answer: Answer) -> bytes:
        body = self.head(request, answer) | {"content": self.content(answer)}
        body |= _end(answer)
        if answer.no_choices:
            body |= {"content": [], "stop_reason": None}
        if answer.usage is not None:
            body["usage"] = self.usage(answer.usage) | _counts(answer)
        if answer.unknown:
            body["brand_new"] = "x"
        return _dump(body)

    def content(self, answer: Answer) -> list[JSON]:
        if isinstance(answer, Blocks):
            return list(answer.content)
        content: list[JSON] = []
        if answer.unknown:
            content.append({"type": "novel_block", "deep": [1, None], "text": None})
        if answer.thinking:
            thinking = "".join(answer.thinking)
            block = {"type": "thinking", "thinking": thinking, "signature": SIGNATURE}
            content.append(block)
        if answer.whole_text and answer.refusal is None:
            content.append({"type": "text", "text": answer.whole_text})
        for number, call in enumerate(answer.calls, 1):
            content.append(_tool_use(number, call, _input(call.arguments)))
        return content

    def head(self, request: Request, answer: Answer) -> JSON:
        head: JSON = {} if answer.id is None else {"id": answer.id}
        model = answer.model or self.model(request)
        return head | {"type": "message", "role": "assistant", "model": model}

    def usage(self, usage: Usage) -> JSON:
        counts: JSON = {"output_tokens": usage.output, "service_tier": "standard"}
        if usage.cached is None:
            counts["input_tokens"] = usage.input
        else:
            counts["input_tokens"] = usage.input - usage.cached
            counts["cache_read_input_tokens"] = usage.cached
            counts["cache_creation_input_tokens"] = 0
        if usage.reasoning is not None:
            counts["output_tokens_details"] = {"thinking_tokens": usage.reasoning}
        return counts

    # -- a streamed answer ---------------------------------------------------

    def events(self, request: Request, answer: Answer) -> Iterator[bytes]:
        for event in self.stream(request, answer):
            yield self.frame(event)

    def frame(self, event: JSON) -> bytes:
        return b"event: %b\ndata: %b\n\n" % (event["type"].encode(), _dump(event))

    def stream(self, request: Request, answer: Answer) -> Iterator[JSON]:
        message = self.head(request, answer) | {"content": []}
        message |= {"stop_reason": None, "stop_sequence": None}
        if answer.early_usage is not None:
            counts = self.usage(answer.early_usage) | _counts(answer)
            message["usage"] = counts | {"output_tokens": 1}
        yield {"type": "message_start", "message": message}
        if answer.empty_event:
            yield {"type": "ping"}
        if isinstance(answer, Blocks):
            for index, block in enumerate(answer.content):
                yield from in_pieces(index, block)
        else:
            yield from self.blocks(answer)
        if answer.fault.error_event:
            error = {"type": "overloaded_error", "message": "the service broke down"}
            yield {"type": "error", "error": error}
        elif not answer.no_finish:
            last: JSON = {"type": "message_delta", "delta": _end(answer)}
            if answer.last_usage is not None:
                last["usage"] = self.usage(answer.last_usage) | _counts(answer)
            if answer.usage_thins:
                last["usage"] = {"output_tokens": answer.last_usage.output}
            yield last
            yield {"type": "message_stop"}

    def blocks(self, answer: Answer) -> Iterator[JSON]:
        index = 0
        if answer.unknown:
            yield {"type": "brand_new_event", "deep": [1]}
            yield _start(0, {"type": "novel_block", "deep": [1, None]})
            yield _delta(0, {"type": "novel_delta", "novel": "x"})
            yield _stop(0)
            index += 1
        if answer.thinking:
            empty = {"type": "thinking", "thinking": "", "signature": ""}
            yield _start(index, empty)
            for piece in answer.thinking:
                yield _delta(index, {"type": "thinking_delta", "thinking": piece})
            signature = {"type": "signature_delta", "signature": SIGNATURE}
            yield _delta(index, signature)
            yield _stop(index)
            index += 1
        if answer.whole_text and answer.refusal is None:
            yield _start(index, {"type": "text", "text": ""})
            yield {"type": "ping"}
            for piece in answer.pieces:
                yield _delta(index, {"type": "text_delta", "text": piece})
            yield _stop(index)
            index += 1
        yield from self.calls(answer, index)

    def calls(self, answer: Answer, first: int) -> Iterator[JSON]:
        """Give the blocks of the tool calls, one after the other unless interleaved."""
        blocks: list[list[JSON]] = []
        ends = [_stop(first + number) for number in range(len(answer.calls))]
        for number, call in enumerate(answer.calls):
            in_pieces = answer.layout in ("pieces", "interleaved")
            pieces = ["", *call.pieces] if in_pieces else [call.arguments]
            index = first + number
            deltas = [{"type": "input_json_delta", "partial_json": p} for p in pieces]
            opening = _start(index, _tool_use(number + 1, call, {}))
            blocks.append([opening, *(_delta(index, delta) for delta in deltas)])
        if answer.layout == "interleaved":
            for events in zip_longest(*blocks):
                yield from (event for event in events if event is not None)
            yield from ends
        else:
            for block, end in zip(blocks, ends, strict=True):
                yield from [*block, end]


@dataclass(frozen=True)
class OnVertex(Anthropic):
    """Vertex AI: the model and what to do stand in the path."""

    @override
    def matches(self, request: Request) -> bool:
        return "/publishers/anthropic/models/" in request.path

    @override
    def model(self, request: Request) -> str:
        return request.path.rpartition("/")[2].partition(":")[0]

    @override
    def wants_stream(self, request: Request) -> bool:
        return request.path.endswith(":streamRawPredict")


@dataclass(frozen=True)
class OnBedrock(Anthropic):
    """Bedrock: as on Vertex, and events come in frames of AWS's own."""

    stream_type: str = "application/vnd.amazon.eventstream"

    @override
    def matches(self, request: Request) -> bool:
        return request.path.startswith("/model/") and "/invoke" in request.path

    @override
    def model(self, request: Request) -> str:
        return unquote(request.path.split("/")[2])

    @override
    def wants_stream(self, request: Request) -> bool:
        return request.path.endswith("/invoke-with-response-stream")

    @override
    def frame(self, event: JSON) -> bytes:
        body = _dump({"bytes": base64.b64encode(_dump(event)).decode()})
        headers = b"".join(
            bytes([len(name)]) + name + b"\x07" + len(value).to_bytes(2, "big") + value
            for name, value in (
                (b":event-type", b"chunk"),
                (b":content-type", b"application/json"),
                (b":message-type", b"event"),
            )
        )
        size = 16 + len(headers) + len(body)
        head = size.to_bytes(4, "big") + len(headers).to_bytes(4, "big")
        message = head + zlib.crc32(head).to_bytes(4, "big") + headers + body
        return message + zlib.crc32(message).to_bytes(4, "big")


DIALECTS = (Anthropic(), OnVertex(), OnBedrock())


def in_pieces(index: int, block: JSON) -> Iterator[JSON]:
    """Give the events that bring one block."""
    begun = dict(block)
    deltas: list[JSON] = []
    if block["type"] == "text":
        begun["text"] = ""
        pieces = _halves(block["text"])
        deltas += [{"type": "text_delta", "text": piece} for piece in pieces]
        if "citations" in block:
            begun["citations"] = []
            deltas += [
                {"type": "citations_delta", "citation": one}
                for one in block["citations"]
            ]
    elif block["type"] == "thinking":
        begun |= {"thinking": "", "signature": ""}
        pieces = _halves(block["thinking"])
        deltas += [{"type": "thinking_delta", "thinking": piece} for piece in pieces]
        deltas.append({"type": "signature_delta", "signature": block["signature"]})
    elif "input" in block:
        begun["input"] = {}
        text = json.dumps(block["input"]) if block["input"] else ""
        pieces = ["", *_halves(text)]
        deltas += [{"type": "input_json_delta", "partial_json": p} for p in pieces]
    yield _start(index, begun)
    for delta in deltas:
        yield _delta(index, delta)
    yield _stop(index)


def _halves(text: str) -> list[str]:
    middle = len(text) // 2
    return [piece for piece in (text[:middle], text[middle:]) if piece]


def _counts(answer: Answer) -> JSON:
    return answer.counts if isinstance(answer, Blocks) else {}


def _end(answer: Answer) -> JSON:
    if answer.refusal is None:
        reason = REASONS.get(answer.reason, answer.reason)
        return {"stop_reason": reason, "stop_sequence": None}
    why = {"type": "refusal", "category": None, "explanation": answer.refusal}
    return {"stop_reason": "refusal", "stop_sequence": None, "stop_details": why}


def _tool_use(number: int, call: Call, given: Any) -> JSON:
    id = call.id or f"toolu_{number}"
    return {"type": "tool_use", "id": id, "name": call.name, "input": given}


def _input(arguments: str) -> Any:
    try:
        return json.loads(arguments or "{}")
    except ValueError:
        return arguments


def _start(index: int, block: JSON) -> JSON:
    return {"type": "content_block_start", "index": index, "content_block": block}


def _delta(index: int, delta: JSON) -> JSON:
    return {"type": "content_block_delta", "index": index, "delta": delta}


def _stop(index: int) -> JSON:
    return {"type": "content_block_stop", "index": index}


def _system(system: Any) -> JSON:
    return {"role": "system", "content": system}


def _common_tool(tool: JSON) -> JSON:
    if "input_schema" not in tool:
        return tool
    function = {key: one for key, one in tool.items() if key != "input_schema"}
    if tool["input_schema"].get("properties"):
        function["parameters"] = tool["input_schema"]
    return {"type": "function", "function": function}


def _common_messages(message: JSON) -> list[JSON]:
    if isinstance(message["content"], str):
        return [message]
    messages: list[JSON] = []
    content: list[JSON] = []
    calls: list[JSON] = []
    for block in message["content"]:
        if block["type"] == "tool_result":
            text = block["content"]
            if not isinstance(text, str):
                text = "".join(one.get("text", "") for one in text)
            id = block["tool_use_id"]
            messages.append({"role": "tool", "tool_call_id": id, "content": text})
        elif block["type"] == "tool_use":
            arguments = json.dumps(block["input"])
            function = {"name": block["name"], "arguments": arguments}
            calls.append({"id": block["id"], "type": "function", "function": function})
        else:
            content.append(_common_block(block))
    only = [set(block) == {"type", "text"} for block in content] == [True]
    text = content[0]["text"] if only and message["role"] == "assistant" else content
    if calls:
        messages.append({**message, "content": text, "tool_calls": calls})
    elif content or not messages:
        messages.append({**message, "content": text})
    return messages


def _common_block(block: JSON) -> JSON:
    if block["type"] != "image":
        return block
    source = block["source"]
    url = source.get("url") or f"data:{source['media_type']};base64,{source['data']}"
    return {"type": "image_url", "image_url": {"url": url, "detail": "auto"}}


def _dump(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()
