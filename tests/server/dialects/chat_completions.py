"""The chat completions format, and how the services that speak it differ.

https://platform.openai.com/docs/api-reference/chat/object
https://platform.openai.com/docs/api-reference/chat-streaming/streaming
https://console.groq.com/docs/api-reference#chat-create
https://docs.x.ai/docs/api-reference#chat-completions
https://docs.ollama.com/openai
https://learn.microsoft.com/azure/ai-services/openai/reference
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from typing_extensions import override

if TYPE_CHECKING:
    from tests.server._answer import Answer, Call, Usage
    from tests.server._http import Request

JSON = dict[str, Any]

ERROR_TYPES = {
    400: "invalid_request_error",
    401: "authentication_error",
    403: "permission_error",
    404: "not_found_error",
    429: "rate_limit_error",
    500: "server_error",
    503: "server_error",
}
RESPONSES_ONLY = "o1-pro"
"""A model that is not for chat completions, as the error of the service says."""


@dataclass(frozen=True)
class ChatCompletions:
    """The format as OpenAI documents it; subclasses are what others do differently."""

    path: str = "/v1/chat/completions"
    stream_type: str = "text/event-stream; charset=utf-8"
    thinking_key: str = "reasoning_content"

    def matches(self, request: Request) -> bool:
        return request.path == self.path

    def common(self, request: Request) -> JSON:
        return request.body

    def wants_stream(self, request: Request) -> bool:
        return bool(request.body.get("stream"))

    def error(self, request: Request, status: int) -> tuple[str, bytes]:
        message = f"the service says {status}"
        if request.body.get("model") == RESPONSES_ONLY:
            message = "This model is only supported in v1/responses and not in "
            message += "v1/chat/completions."
        body = {
            "message": message,
            "type": ERROR_TYPES.get(status, "server_error"),
            "param": None,
            "code": f"code_{status}",
        }
        return "application/json", _dump({"error": body})

    # -- a whole answer ------------------------------------------------------

    def whole(self, request: Request, answer: Answer) -> bytes:
        message: JSON = {"role": "assistant", "content": answer.whole_text or None}
        message |= self.message_extras()
        if answer.refusal is not None:
            message |= {"content": None, "refusal": answer.refusal}
        if answer.thinking:
            message[self.thinking_key] = "".join(answer.thinking)
        message |= answer.more_whole
        if answer.calls:
            message["tool_calls"] = [self.whole_call(call) for call in answer.calls]
        if answer.audio is not None:
            message |= {"content": None, "audio": self.audio(answer)}
        choice: JSON = {"index": 0, "message": message, "logprobs": None}
        if answer.logprobs:
            choice["logprobs"] = _logprobs(*answer.pieces)
        choice["finish_reason"] = answer.reason
        body = self.head(request, answer, "chat.completion")
        body["choices"] = [] if answer.no_choices else [choice]
        for number, text in enumerate(answer.others, 1):
            other = {"role": "assistant", "content": text}
            body["choices"].append(choice | {"index": number, "message": other})
        if answer.usage is not None:
            body["usage"] = self.usage(answer.usage)
        if answer.unknown:
            message["unheard_of"] = {"deep": [1]}
            choice["also_new"] = True
            body["brand_new"] = "x"
        return _dump(body)

    def whole_call(self, call: Call) -> JSON:
        if call.custom:
            custom = {"name": call.name, "input": call.arguments}
            return {"id": call.id, "type": "custom", "custom": custom} | call.more
        function = {"name": call.name, "arguments": call.arguments}
        return {"id": call.id, "type": "function", "function": function} | call.more

    def audio(self, answer: Answer) -> JSON:
        assert answer.audio is not None
        return {
            "id": answer.audio.id,
            "data": base64.b64encode(answer.audio.data).decode(),
            "transcript": answer.audio.transcript,
            "expires_at": 1729018505,
        }

    def message_extras(self) -> JSON:
        return {"refusal": None, "annotations": []}

    def head(self, request: Request, answer: Answer, kind: str) -> JSON:
        head: JSON = {} if answer.id is None else {"id": answer.id}
        return head | {
            "object": kind,
            "created": 1_700_000_000,
            "model": answer.model or self.model(request),
            "system_fingerprint": "fp_1",
            **answer.around,
        }

    def model(self, request: Request) -> str:
        return request.body["model"]

    def usage(self, usage: Usage) -> JSON:
        counts: JSON = {
            "prompt_tokens": usage.input,
            "completion_tokens": usage.output,
            "total_tokens": usage.input + usage.output,
        }
        if usage.cached is not None:
            counts["prompt_tokens_details"] = {"cached_tokens": usage.cached}
        if usage.reasoning is not None:
            details = {"reasoning_tokens": usage.reasoning}
            counts["completion_tokens_details"] = details
        return counts

    # -- a streamed answer ---------------------------------------------------

    def events(self, request: Request, answer: Answer) -> Iterator[bytes]:
        for chunk in self.chunks(request, answer):
            yield b"data: " + _dump(chunk) + b"\n\n"
            if answer.unknown and not chunk["choices"]:
                yield b": a comment\n\n"
        if answer.fault.error_event:
            error = {"message": "the service broke down", "type": "server_error"}
            yield b"data: " + _dump({"error": error}) + b"\n\n"
        elif not answer.no_finish:
            yield b"data: [DONE]\n\n"

    def chunks(self, request: Request, answer: Answer) -> Iterator[JSON]:
        """Give the chunks of a stream."""
        head = self.head(request, answer, "chat.completion.chunk")
        if answer.empty_event or answer.unknown:
            yield head | {"choices": []} | ({"brand_new": 1} if answer.unknown else {})
        deltas = list(self.deltas(answer))
        if not answer.finish_with_last:
            deltas.append({})
        for number, delta in enumerate(deltas):
            last = number == len(deltas) - 1
            if last and answer.fault.error_event:
                return
            if answer.unknown:
                delta["unheard_of"] = number
            choice: JSON = {"index": 0, "delta": delta, "logprobs": None}
            if answer.logprobs and delta.get("content"):
                choice["logprobs"] = _logprobs(delta["content"])
            ends = last and not answer.no_finish
            choice["finish_reason"] = answer.reason if ends else None
            chunk = head | {"choices": [choice]}
            if answer.early_usage is not None and answer.usage_everywhere:
                chunk["usage"] = self.usage(answer.early_usage)
            if number == 0:
                yield from self.other_chunks(head, answer)
            yield self.ended(chunk, answer, request) if last else chunk
        yield from self.usage_chunk(head, request, answer)

    def other_chunks(self, head: JSON, answer: Answer) -> Iterator[JSON]:
        """Give the chunks of the further choices."""
        for number, text in enumerate(answer.others, 1):
            for finish, delta in ((None, {"content": text}), ("length", {})):
                choice = {"index": number, "delta": delta, "finish_reason": finish}
                yield head | {"choices": [choice]}

    def ended(self, chunk: JSON, answer: Answer, request: Request) -> JSON:
        """Add what a service puts on the last chunk that has a choice."""
        return chunk

    def usage_chunk(
        self, head: JSON, request: Request, answer: Answer
    ) -> Iterator[JSON]:
        options = request.body.get("stream_options") or {}
        if answer.last_usage is not None and options.get("include_usage"):
            yield head | {"choices": [], "usage": self.usage(answer.last_usage)}

    def deltas(self, answer: Answer) -> Iterator[JSON]:
        yield {"role": "assistant", "content": ""}
        for piece in answer.thinking:
            yield {self.thinking_key: piece}
        if answer.refusal is not None:
            middle = len(answer.refusal) // 2
            yield {"refusal": answer.refusal[:middle]}
            yield {"refusal": answer.refusal[middle:]}
            return
        if answer.audio is not None:
            yield from self.audio_deltas(answer)
            return
        yield from map(dict, answer.more)
        for piece in answer.pieces:
            if piece:
                yield {"content": piece}
        yield from self.call_deltas(answer)

    def audio_deltas(self, answer: Answer) -> Iterator[JSON]:
        assert answer.audio is not None
        audio = answer.audio
        yield {"audio": {"id": audio.id, "transcript": audio.transcript[:4]}}
        yield {"audio": {"transcript": audio.transcript[4:]}}
        for part in (audio.data[:2], audio.data[2:]):
            yield {"audio": {"data": base64.b64encode(part).decode()}}
        yield {"audio": {"expires_at": 1729018505}}

    def call_deltas(self, answer: Answer) -> Iterator[JSON]:
        """Give the deltas of the tool calls, in the layout that the answer asks for."""
        wholes = [
            self.opening(answer, number, call, call.arguments)
            for number, call in enumerate(answer.calls)
        ]
        if answer.layout == "together":
            if wholes:
                yield {"tool_calls": wholes}
            return
        if answer.layout == "whole":
            for whole in wholes:
                yield {"tool_calls": [whole]}
            return
        for entry in _ordered(
            [list(self.pieces(answer, n, call)) for n, call in enumerate(answer.calls)],
            interleaved=answer.layout == "interleaved",
        ):
            yield {"tool_calls": [entry]}

    def pieces(self, answer: Answer, number: int, call: Call) -> Iterator[JSON]:
        yield self.opening(answer, number, call, "")
        for piece in call.pieces:
            if answer.later_ids:
                yield self.opening(answer, number, call, piece)
                continue
            index = 0 if answer.same_index else number
            entry: JSON = {"index": index, "function": {"arguments": piece}}
            if call.custom:
                entry = {"index": index, "custom": {"input": piece}}
            if answer.no_index:
                del entry["index"]
            yield entry

    def opening(self, answer: Answer, number: int, call: Call, arguments: str) -> JSON:
        index = 0 if answer.same_index else number
        entry = {"index": index} | self.whole_call(call)
        if call.custom:
            entry["custom"] = {"name": call.name, "input": arguments}
        else:
            entry["function"] = {"name": call.name, "arguments": arguments}
        if answer.no_index:
            del entry["index"]
        if call.id is None:
            del entry["id"]
        return entry


@dataclass(frozen=True)
class Azure(ChatCompletions):
    """Azure OpenAI: the model is in the path, filters report on each chunk."""

    @override
    def matches(self, request: Request) -> bool:
        return request.path.startswith("/openai/deployments/")

    @override
    def model(self, request: Request) -> str:
        return request.path.split("/")[3]

    @override
    def chunks(self, request: Request, answer: Answer) -> Iterator[JSON]:
        filters = [{"prompt_index": 0, "content_filter_results": {}}]
        yield {
            "choices": [],
            "created": 0,
            "id": "",
            "model": "",
            "object": "",
            "prompt_filter_results": filters,
        }
        for chunk in super().chunks(request, answer):
            for choice in chunk["choices"]:
                choice["content_filter_results"] = {"hate": {"filtered": False}}
            yield chunk


def _logprobs(*pieces: str) -> JSON:
    tokens = [
        {"token": piece, "logprob": -0.5, "bytes": None, "top_logprobs": []}
        for piece in pieces
    ]
    return {"content": tokens, "refusal": None}


@dataclass(frozen=True)
class Groq(ChatCompletions):
    """Groq: usage rides in `x_groq` on the last chunk; reasoning is `reasoning`."""

    path: str = "/openai/v1/chat/completions"
    thinking_key: str = "reasoning"

    @override
    def message_extras(self) -> JSON:
        return {}

    @override
    def usage(self, usage: Usage) -> JSON:
        times = {"queue_time": 0.01, "prompt_time": 0.02, "total_time": 0.05}
        return super().usage(usage) | times

    @override
    def ended(self, chunk: JSON, answer: Answer, request: Request) -> JSON:
        x_groq: JSON = {"id": "req_1"}
        if answer.last_usage is not None:
            x_groq["usage"] = self.usage(answer.last_usage)
        chunk.pop("usage", None)
        return chunk | {"x_groq": x_groq}

    @override
    def usage_chunk(
        self, head: JSON, request: Request, answer: Answer
    ) -> Iterator[JSON]:
        return iter(())


@dataclass(frozen=True)
class XAI(ChatCompletions):
    """xAI: each chunk repeats the totals so far, asked for or not."""

    path: str = "/xai/v1/chat/completions"

    @override
    def message_extras(self) -> JSON:
        return {"refusal": None}

    @override
    def chunks(self, request: Request, answer: Answer) -> Iterator[JSON]:
        for number, chunk in enumerate(super().chunks(request, answer), 1):
            if answer.usage is not None and "usage" not in chunk:
                counts = self.usage(answer.usage)
                counts["completion_tokens"] = min(number, answer.usage.output)
                chunk["usage"] = counts
            yield chunk

    @override
    def ended(self, chunk: JSON, answer: Answer, request: Request) -> JSON:
        if answer.usage is None:
            return chunk
        return chunk | {"usage": self.usage(answer.usage)}


@dataclass(frozen=True)
class Local(ChatCompletions):
    """Ollama and vLLM: fewer fields, no usage unless asked for."""

    @override
    def message_extras(self) -> JSON:
        return {}

    @override
    def usage(self, usage: Usage) -> JSON:
        counts = super().usage(usage)
        counts.pop("completion_tokens_details", None)
        return counts


DIALECTS = (
    Azure(),
    ChatCompletions(),
    Groq(),
    XAI(),
    Local(path="/ollama/v1/chat/completions"),
    Local(path="/vllm/v1/chat/completions"),
    Local(path="/other/v1/chat/completions"),
)


def _ordered(calls: list[list[JSON]], *, interleaved: bool) -> Iterable[JSON]:
    """Put the pieces of several calls into one order."""
    if not interleaved:
        return [piece for pieces in calls for piece in pieces]
    longest = max(map(len, calls), default=0)
    return [pieces[n] for n in range(longest) for pieces in calls if n < len(pieces)]


def _dump(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()
