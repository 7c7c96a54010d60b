"""Cohere's chat, both versions.

https://docs.cohere.com/v2/reference/chat
https://docs.cohere.com/v2/reference/chat-stream
https://docs.cohere.com/v1/reference/chat
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, zip_longest
from typing import TYPE_CHECKING, Any

from typing_extensions import override

if TYPE_CHECKING:
    from tests.server._answer import Answer, Call, Usage
    from tests.server._http import Request

JSON = dict[str, Any]

WORDS = {
    "stop": "COMPLETE",
    "length": "MAX_TOKENS",
    "tool_calls": "TOOL_CALL",
    "content_filter": "ERROR_TOXIC",
}
"""The finish reasons of chat completions to the service's."""

_NAMES = {"p": "top_p", "stop_sequences": "stop"}


@dataclass(frozen=True)
class CohereV2:
    """The second version."""

    path: str = "/v2/chat"
    stream_type: str = "text/event-stream"

    def matches(self, request: Request) -> bool:
        return request.path == self.path

    def wants_stream(self, request: Request) -> bool:
        return bool(request.body.get("stream"))

    def common(self, request: Request) -> JSON:
        body = {_NAMES.get(name, name): value for name, value in request.body.items()}
        if body.get("stream") is False:
            del body["stream"]
        if len(stop := body.get("stop") or ()) == 1:
            body["stop"] = stop[0]
        if choice := body.get("tool_choice"):
            body["tool_choice"] = choice.lower()
        if tools := body.get("tools"):
            body["tools"] = [common_tool(tool) for tool in tools]
        form = body.get("response_format") or {}
        if "schema" in form:
            schema = {"schema": form["schema"]}
            body["response_format"] = {"type": "json_schema", "json_schema": schema}
        return body

    def error(self, request: Request, status: int) -> tuple[str, bytes]:
        body = {"id": "error-1", "message": f"code_{status}: the service says {status}"}
        return "application/json", _dump(body)

    def whole(self, request: Request, answer: Answer) -> bytes:
        content: list[JSON] = []
        if answer.thinking:
            content.append({"type": "thinking", "thinking": "".join(answer.thinking)})
        if answer.unknown:
            content.append({"type": "hologram", "shape": "cube"})
        if answer.whole_text:
            content.append({"type": "text", "text": answer.whole_text})
        message: JSON = {"role": "assistant"}
        if content:
            message["content"] = content
        if answer.calls:
            message["tool_calls"] = [
                whole_call(call, call.arguments) for call in answer.calls
            ]
        body: JSON = {"id": answer.id, "message": message}
        body["finish_reason"] = WORDS.get(answer.reason, answer.reason)
        if answer.usage is not None:
            body["usage"] = usage(answer.usage)
        if answer.logprobs:
            body["logprobs"] = [_logprob(piece) for piece in answer.pieces]
        if answer.unknown:
            message["unheard_of"] = {"deep": [1]}
            body["brand_new"] = "x"
        return _dump(body)

    def events(self, request: Request, answer: Answer) -> Iterator[bytes]:
        for event in self.events_of(answer):
            if answer.unknown:
                event["unheard_of"] = 1
            yield b"event: %b\ndata: %b\n\n" % (event["type"].encode(), _dump(event))
        if not answer.no_finish:
            yield b"data: [DONE]\n\n"

    def events_of(self, answer: Answer) -> Iterator[JSON]:
        """Give the events of a stream."""
        empty = {"content": [], "tool_plan": "", "tool_calls": [], "citations": []}
        start = _event("message-start", None, {"role": "assistant", **empty})
        yield start if answer.id is None else start | {"id": answer.id}
        if answer.empty_event:
            yield {"type": "debug", "prompt": "<BOS_TOKEN>"}
        if answer.unknown:
            yield _event("hologram-start", 7, {"hologram": {"shape": "cube"}})
        index = 0
        for kind, pieces in (("thinking", answer.thinking), ("text", answer.pieces)):
            if not any(pieces):
                continue
            block = {"type": kind, kind: ""}
            yield _event("content-start", index, {"content": block})
            for piece in pieces:
                if not piece:
                    continue
                event = _event("content-delta", index, {"content": {kind: piece}})
                if answer.logprobs and kind == "text":
                    event["logprobs"] = _logprob(piece)
                yield event
            yield {"type": "content-end", "index": index}
            index += 1
        yield from self.call_events(answer)
        if not answer.no_finish:
            end: JSON = {"finish_reason": WORDS.get(answer.reason, answer.reason)}
            if answer.usage is not None:
                end["usage"] = usage(answer.usage)
            yield {"type": "message-end", "delta": end}

    def call_events(self, answer: Answer) -> Iterator[JSON]:
        """Give the events of the tool calls, in the layout that the answer asks for."""
        each = [
            list(self.of_call(number, call, answer))
            for number, call in enumerate(answer.calls)
        ]
        if answer.layout != "interleaved":
            yield from chain.from_iterable(each)
            return
        ends = [events.pop() for events in each]
        for events in zip_longest(*each):
            yield from (event for event in events if event is not None)
        yield from ends

    def of_call(self, number: int, call: Call, answer: Answer) -> Iterator[JSON]:
        in_pieces = answer.layout in ("pieces", "interleaved")
        whole = whole_call(call, "" if in_pieces else call.arguments)
        yield _event("tool-call-start", number, {"tool_calls": whole})
        for piece in call.pieces if in_pieces else ():
            function = {"arguments": piece}
            yield _event(
                "tool-call-delta", number, {"tool_calls": {"function": function}}
            )
        yield {"type": "tool-call-end", "index": number}


@dataclass(frozen=True)
class CohereV1(CohereV2):
    """The first version: one message apart from the others, streams of JSON lines."""

    path: str = "/v1/chat"
    stream_type: str = "application/stream+json"

    @override
    def common(self, request: Request) -> JSON:
        body = super().common(request)
        roles = {"USER": "user", "CHATBOT": "assistant", "SYSTEM": "system"}
        messages: list[JSON] = []
        if preamble := body.pop("preamble", None):
            messages.append({"role": "system", "content": preamble})
        messages += [
            {"role": roles[one["role"]], "content": one["message"]}
            for one in body.pop("chat_history", ())
        ]
        messages.append({"role": "user", "content": body.pop("message")})
        return {**body, "messages": messages}

    @override
    def whole(self, request: Request, answer: Answer) -> bytes:
        return _dump(self.body(answer))

    def body(self, answer: Answer) -> JSON:
        """Give a whole answer."""
        body: JSON = {
            "response_id": "response-1",
            "text": answer.whole_text,
            "generation_id": answer.id,
            "chat_history": [],
            "finish_reason": WORDS.get(answer.reason, answer.reason),
        }
        if answer.usage is not None:
            meta = {"api_version": {"version": "1"}, **usage(answer.usage)}
            body["meta"] = meta
        return body

    @override
    def events(self, request: Request, answer: Answer) -> Iterator[bytes]:
        for event in self.events_of(answer):
            yield _dump({"is_finished": False, **event}) + b"\n"

    @override
    def events_of(self, answer: Answer) -> Iterator[JSON]:
        yield {"event_type": "stream-start", "generation_id": answer.id}
        for piece in answer.pieces:
            yield {"event_type": "text-generation", "text": piece}
        if answer.unknown:
            yield {"event_type": "hologram-generation", "shape": "cube"}
        body = self.body(answer)
        yield {
            "event_type": "stream-end",
            "is_finished": True,
            "finish_reason": body["finish_reason"],
            "response": body,
        }


DIALECTS = (CohereV2(), CohereV1())


def _event(kind: str, index: int | None, message: JSON) -> JSON:
    event: JSON = {"type": kind, "delta": {"message": message}}
    return event if index is None else event | {"index": index}


def whole_call(call: Call, arguments: str) -> JSON:
    function = {"name": call.name, "arguments": arguments}
    return {"id": call.id, "type": "function", "function": function}


def _logprob(piece: str) -> JSON:
    return {"text": piece, "token_ids": [7], "logprobs": [-0.5]}


def usage(usage: Usage) -> JSON:
    """Count as the service does, which adds its own instructions to the prompt."""
    counts: JSON = {
        "billed_units": {"input_tokens": usage.input, "output_tokens": usage.output},
        "tokens": {"input_tokens": usage.input + 496, "output_tokens": usage.output},
    }
    return counts if usage.cached is None else {**counts, "cached_tokens": usage.cached}


def common_tool(tool: JSON) -> JSON:
    """Leave out the parameters of a tool that has none: the service wants them."""
    function = dict(tool["function"])
    if function.get("parameters") == {"type": "object"}:
        del function["parameters"]
    return {**tool, "function": function}


def _dump(value: object) -> bytes:
    """Write JSON as the service does, which is written in Go.

    U+0085 is escaped too: the SDK before 7 takes it for the end of a line.
    """
    text = json.dumps(value, ensure_ascii=False)
    return re.sub(
        "[<>&\x85\u2028\u2029]", lambda found: f"\\u{ord(found[0]):04x}", text
    ).encode()
