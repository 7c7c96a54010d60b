"""Bedrock's Converse and ConverseStream.

https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html
https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ConverseStream.html
https://docs.aws.amazon.com/transcribe/latest/dg/event-stream.html
"""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from tests.server._answer import Answer, Call, Usage

if TYPE_CHECKING:
    from tests.server._http import Request

JSON = dict[str, Any]

REASONS = {
    "stop": "end_turn",
    "length": "max_tokens",
    "tool_calls": "tool_use",
    "content_filter": "guardrail_intervened",
}
PARAMS = {
    "maxTokens": "max_tokens",
    "temperature": "temperature",
    "topP": "top_p",
    "stopSequences": "stop",
}
CHOICES = {"auto": "auto", "any": "required"}
SIGNATURE = "EqoBCkgIARABGAIiQL8="


@dataclass(frozen=True, kw_only=True)
class Native(Answer):
    """An answer in the service's own words."""

    body: Any = None
    """The body of the whole answer."""
    frames: tuple[tuple[str, JSON], ...] = ()
    """The names and payloads of the events of the stream."""


class Converse:
    """The format as AWS documents it."""

    stream_type = "application/vnd.amazon.eventstream"

    def matches(self, request: Request) -> bool:
        return request.path.endswith(("/converse", "/converse-stream"))

    def wants_stream(self, request: Request) -> bool:
        return request.path.endswith("-stream")

    def headers(self, request: Request, answer: Answer) -> dict[str, str]:
        return {} if answer.id is None else {"x-amzn-requestid": answer.id}

    # -- the request in the words of chat completions ------------------------

    def common(self, request: Request) -> JSON:
        body = request.body
        messages: list[JSON] = []
        if "system" in body:
            system = _plain(body.pop("system"))
            messages.append({"role": "system", "content": system})
        for message in body.pop("messages"):
            messages += _common_messages(message)
        common: JSON = {"model": unquote(request.path.split("/")[2])}
        common["messages"] = messages
        for name, value in body.pop("inferenceConfig", {}).items():
            common[PARAMS[name]] = value
        if len(stops := common.get("stop", ())) == 1:
            common["stop"] = stops[0]
        if offered := body.pop("toolConfig", None):
            common["tools"] = [_common_tool(tool) for tool in offered["tools"]]
            for kind, choice in offered.get("toolChoice", {}).items():
                function = {"type": "function", "function": choice}
                common["tool_choice"] = CHOICES.get(kind) or function
        if form := body.pop("outputConfig", {}).get("textFormat"):
            schema = form["structure"]["jsonSchema"]
            schema = {**schema, "schema": json.loads(schema["schema"]), "strict": True}
            common["response_format"] = {"type": form["type"], "json_schema": schema}
        if self.wants_stream(request):
            common["stream"] = True
        return common | body

    # -- a whole answer ------------------------------------------------------

    def error(self, request: Request, status: int) -> tuple[str, bytes]:
        body = {"message": f"the service says {status}", "__type": f"code_{status}"}
        return "application/json", _dump(body)

    def whole(self, request: Request, answer: Answer) -> bytes:
        if isinstance(answer, Native):
            return _dump(answer.body)
        content: list[JSON] = []
        if answer.unknown:
            content.append({"unheardOf": {"deep": [1, None]}})
        if answer.thinking:
            text = {"text": "".join(answer.thinking), "signature": SIGNATURE}
            content.append({"reasoningContent": {"reasoningText": text}})
        if answer.whole_text:
            content.append({"text": answer.whole_text})
        for number, call in enumerate(answer.calls, 1):
            use = {**_tool_use(number, call), "input": _input(call.arguments)}
            content.append({"toolUse": use})
        body: JSON = {
            "metrics": {"latencyMs": 12},
            "output": {"message": {"role": "assistant", "content": content}},
            "stopReason": _reason(answer),
        }
        if answer.usage is not None:
            body["usage"] = _usage(answer.usage)
        if answer.unknown:
            body["brandNew"] = "x"
        return _dump(body)

    # -- a streamed answer ---------------------------------------------------

    def events(self, request: Request, answer: Answer) -> Iterator[bytes]:
        if isinstance(answer, Native):
            yield from (frame(name, payload) for name, payload in answer.frames)
            return
        yield frame("messageStart", {"role": "assistant", "p": "abcdef"})
        if answer.empty_event:
            yield frame("messageStart", {"role": "assistant"})
        yield from self.blocks(answer)
        if answer.fault.error_event:
            payload = {"message": "the service broke down"}
            yield frame("modelStreamErrorException", payload, "exception")
            return
        if not answer.no_finish:
            yield frame("messageStop", {"stopReason": _reason(answer)})
        metadata: JSON = {"metrics": {"latencyMs": 12}}
        if answer.usage is not None:
            metadata["usage"] = _usage(answer.usage)
        yield frame("metadata", metadata)

    def blocks(self, answer: Answer) -> Iterator[bytes]:
        index = 0
        if answer.unknown:
            yield frame("brandNewEvent", {"deep": [1]})
            yield _start(index, {"unheardOf": {"deep": [1]}})
            yield _delta(index, {"unheardOf": {"more": 1}})
            yield _stop(index)
            index += 1
        if answer.thinking:
            for piece in answer.thinking:
                yield _delta(index, {"reasoningContent": {"text": piece}})
            yield _delta(index, {"reasoningContent": {"signature": SIGNATURE}})
            yield _stop(index)
            index += 1
        if answer.whole_text:
            for piece in answer.pieces:
                yield _delta(index, {"text": piece})
            yield _stop(index)
            index += 1
        yield from self.calls(answer, index)

    def calls(self, answer: Answer, first: int) -> Iterator[bytes]:
        """Give the blocks of the tool calls, one after the other unless interleaved."""
        blocks: list[list[bytes]] = []
        for number, call in enumerate(answer.calls):
            index = first + number
            in_pieces = answer.layout in ("pieces", "interleaved")
            pieces = call.pieces if in_pieces else [call.arguments]
            block = [_start(index, {"toolUse": _tool_use(number + 1, call)})]
            block += [_delta(index, {"toolUse": {"input": one}}) for one in pieces]
            blocks.append(block)
        ends = [_stop(first + number) for number in range(len(blocks))]
        if answer.layout == "interleaved":
            for events in zip_longest(*blocks):
                yield from (event for event in events if event is not None)
            yield from ends
        else:
            for block, end in zip(blocks, ends, strict=True):
                yield from [*block, end]


DIALECTS = (Converse(),)


def frame(name: str, payload: JSON, kind: str = "event") -> bytes:
    """Put an event, or an exception, into a frame."""
    headers = b"".join(
        bytes([len(key)]) + key + b"\x07" + len(value).to_bytes(2, "big") + value
        for key, value in (
            (f":{kind}-type".encode(), name.encode()),
            (b":content-type", b"application/json"),
            (b":message-type", kind.encode()),
        )
    )
    body = _dump(payload)
    size = 16 + len(headers) + len(body)
    head = size.to_bytes(4, "big") + len(headers).to_bytes(4, "big")
    message = head + zlib.crc32(head).to_bytes(4, "big") + headers + body
    return message + zlib.crc32(message).to_bytes(4, "big")


def _start(index: int, start: JSON) -> bytes:
    event = {"contentBlockIndex": index, "start": start, "p": "abc"}
    return frame("contentBlockStart", event)


def _delta(index: int, delta: JSON) -> bytes:
    event = {"contentBlockIndex": index, "delta": delta, "p": "abcdefgh"}
    return frame("contentBlockDelta", event)


def _stop(index: int) -> bytes:
    return frame("contentBlockStop", {"contentBlockIndex": index, "p": "ab"})


def _reason(answer: Answer) -> str:
    return REASONS.get(answer.reason, answer.reason)


def _tool_use(number: int, call: Call) -> JSON:
    id = call.id or f"tooluse_{number}"
    return {"toolUseId": id, "name": call.name, "type": "tool_use"}


def _input(arguments: str) -> Any:
    try:
        return json.loads(arguments or "{}")
    except ValueError:
        return arguments


def _usage(usage: Usage) -> JSON:
    total = usage.input + usage.output
    counts: JSON = {"outputTokens": usage.output, "totalTokens": total}
    if usage.cached is None:
        return {**counts, "inputTokens": usage.input}
    counts["inputTokens"] = usage.input - usage.cached
    return {**counts, "cacheReadInputTokens": usage.cached, "cacheWriteInputTokens": 0}


def _plain(blocks: list[JSON]) -> Any:
    """Show text alone as a string."""
    texts = [block["text"] for block in blocks if set(block) == {"text"}]
    return "\n\n".join(texts) if texts and len(texts) == len(blocks) else blocks


def _common_messages(message: JSON) -> list[JSON]:
    messages: list[JSON] = []
    others: list[JSON] = []
    calls: list[JSON] = []
    for block in message["content"]:
        if "toolResult" in block:
            result = block["toolResult"]
            text = "".join(piece.get("text", "") for piece in result["content"])
            id = result["toolUseId"]
            messages.append({"role": "tool", "tool_call_id": id, "content": text})
        elif "toolUse" in block:
            use = block["toolUse"]
            function = {"name": use["name"], "arguments": json.dumps(use["input"])}
            call = {"id": use["toolUseId"], "type": "function", "function": function}
            calls.append(call)
        else:
            others.append(block)
    content = _plain(others)
    if isinstance(content, list):
        content = [_common_block(block) for block in content]
    if calls:
        messages.append({**message, "content": content, "tool_calls": calls})
    elif others or not messages:
        messages.append({**message, "content": content})
    return messages


def _common_block(block: JSON) -> JSON:
    if "text" in block:
        return {"type": "text", **block}
    if "image" not in block:
        return block
    image = block["image"]
    data = image["source"]["bytes"]
    assert base64.b64decode(data)
    url = f"data:image/{image['format']};base64,{data}"
    return {"type": "image_url", "image_url": {"url": url, "detail": "auto"}}


def _common_tool(tool: JSON) -> JSON:
    if "description" not in tool.get("toolSpec", {}):
        return tool  # none of ours
    spec = dict(tool["toolSpec"])
    schema = spec.pop("inputSchema")["json"]
    if schema.get("properties"):
        spec["parameters"] = schema
    return {"type": "function", "function": spec}


def _dump(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()
