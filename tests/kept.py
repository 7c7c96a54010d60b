"""Layers that keep answers as bytes, and that answer from them."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any, ClassVar

from mirascope import llm
from tests.internals import (
    Emit,
    Flow,
    Layer,
    Position,
    ProviderRequest,
    StreamFlow,
    TimedChunk,
    pass_through,
)

HEADERS = {"sdk_http_response", "HTTPHeaders", "_request_id", "_workspace_id"}
HEADERS |= {"_response_ms"}
"""Where SDKs put the headers of an answer and its time, which are not kept."""
CLOCK = {"start_time", "end_time"}


@dataclass(eq=False)
class Keep(Layer):
    """Takes down what is sent and what comes back."""

    position: ClassVar = Position.TELEMETRY
    requests: list[ProviderRequest] = field(default_factory=list[ProviderRequest])
    answer_: Any = None

    def answer(self, request: ProviderRequest, send: Any) -> Flow[Any]:
        self.requests.append(request)
        self.answer_ = yield from send(request)
        return self.answer_

    def stream(self, request: ProviderRequest, send: Any) -> StreamFlow:
        self.requests.append(request)
        chunks: list[TimedChunk] = []
        self.answer_ = chunks

        def see(chunk: Any) -> Any:
            chunks.append(TimedChunk(1.5, chunk))
            return chunk

        yield from pass_through(send(request), see)


@dataclass(eq=False)
class Answer(Layer):
    """Answers from what was kept; sends nothing."""

    position: ClassVar = Position.ANSWER
    codec: Any
    kept: bytes

    def answer(self, request: ProviderRequest, send: Any) -> Flow[Any]:
        yield lambda: None
        return self.codec.revive(self.kept)

    def stream(self, request: ProviderRequest, send: Any) -> StreamFlow:
        for delay, chunk in self.codec.revive(self.kept):
            assert delay == 1.5
            yield Emit(chunk)


def codec_of(answer: Any) -> Any:
    """Find the codec of the provider of a response or stream."""
    if isinstance(answer, llm.CallResponse | llm.Stream):
        answer = answer._response
    return type(answer)._codec


def without_headers(told: Any) -> Any:
    """Leave out what does not come back: headers, and what they say."""
    if isinstance(told, dict):
        left = HEADERS | CLOCK | {"request id"}
        return {
            k: without_headers(v)
            for k, v in told.items()
            # LiteLLM makes no difference there between nothing and null.
            if k not in left and (k != "logprobs" or v is not None)
        }
    if isinstance(told, frozenset):
        return told - HEADERS
    if isinstance(told, list | tuple):
        return [without_headers(one) for one in told]
    return told


def dump_of(response: Any) -> Any:
    """Dump a response, with what does come back."""
    return without_headers(json.loads(response.model_dump_json()))
