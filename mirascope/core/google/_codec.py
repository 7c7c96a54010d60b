"""Gemini's contents as a codec."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from typing import Any

from pydantic import BaseModel
from typing_extensions import override

from mirascope.core.base._block_stream import merge_counts
from mirascope.core.base._codec.codec import BaseCodec
from mirascope.core.base._codec.vocabulary import Call, Reply, Tokens
from mirascope.core.base._fields import as_dict, as_mapping
from mirascope.core.base.messages.addresses import COMMON_SCHEMES
from mirascope.core.base.messages.history import without_results
from mirascope.core.base.messages.parts import BaseMessageParam, TextPart
from mirascope.core.base.tool.output import Output, is_error
from mirascope.core.base.types import FinishReason

from . import _decode, _encode
from ._parts import FILES, read_part, result

# https://ai.google.dev/api/generate-content#FinishReason
_FILTERED = (
    *("SAFETY", "RECITATION", "BLOCKLIST", "PROHIBITED_CONTENT", "SPII"),
    *("IMAGE_SAFETY", "IMAGE_PROHIBITED_CONTENT", "IMAGE_RECITATION", "MODEL_ARMOR"),
)
_FAILED = (
    *("MALFORMED_FUNCTION_CALL", "UNEXPECTED_TOOL_CALL", "TOO_MANY_TOOL_CALLS"),
    *("MALFORMED_RESPONSE", "MISSING_THOUGHT_SIGNATURE", "LANGUAGE", "OTHER"),
    *("NO_IMAGE", "IMAGE_OTHER"),
)
_FINISH: dict[str, FinishReason] = {
    "STOP": "stop",
    "FINISH_REASON_UNSPECIFIED": "stop",
    "MAX_TOKENS": "length",
    **dict.fromkeys(_FILTERED, "content_filter"),
    **dict.fromkeys(_FAILED, "error"),
}
_VERTEX = ("GOOGLE_GENAI_USE_VERTEXAI", "GOOGLE_GENAI_USE_ENTERPRISE")


def is_vertex(client: Any) -> bool:
    """Tell whether requests go to Vertex AI rather than to the Gemini API."""
    if client is None:
        return any(os.environ.get(n, "").lower() in ("true", "1") for n in _VERTEX)
    # Its async side says so only there.
    return bool(getattr(getattr(client, "models", client), "vertexai", False))


class GeminiCodec(BaseCodec):
    """Translates for the Gemini API and for Vertex AI."""

    decode = staticmethod(_decode.decode)
    delta = staticmethod(_decode.delta)
    encode = staticmethod(_encode.encode)
    text = staticmethod(_decode.text)
    schemes = COMMON_SCHEMES | {"gs"}
    has_answer = staticmethod(_decode.has_answer)

    def __init__(self, provider: str) -> None:
        parts = frozenset({"image_url", "audio_url", "document_url"})
        super().__init__(provider, _FINISH, "STOP", parts)

    @override
    def is_reference(self, url: str, client: Any) -> bool:
        scheme = url.partition(":")[0].lower()
        if scheme in ("http", "https"):
            return is_vertex(client) or url.startswith(FILES)
        return scheme == "gs"

    @override
    @staticmethod
    def user_message(text: str) -> Any:
        return {"role": "user", "parts": [{"text": text}]}

    @override
    def user_part(self, message: Any) -> Any:
        return without_results(message, lambda p: p.get("function_response"), "parts")

    @override
    def common_finish(
        self, reasons: Sequence[str] | None, called: bool
    ) -> list[FinishReason] | None:
        if reasons and reasons[0].startswith(_decode.BLOCKED):
            return ["content_filter"]
        return super().common_finish(reasons, called)

    def usage(self, native: Any) -> Any:
        """Find the `usage_metadata` of a response or chunk."""
        return as_mapping(native).get("usage_metadata")

    def tokens(self, response: Any) -> Tokens | None:
        """Read only the token counts of a whole response."""
        return _decode.tokens(self.usage(response))

    def read(self, message: Any) -> list[BaseMessageParam]:
        """Read a content back: a dict, an SDK object, or a part alone."""
        if isinstance(message, BaseMessageParam):
            return [message]
        top = as_mapping(message)
        role = top.get("role") or "user"
        native = [message] if top.get("parts") is None else top["parts"]
        parts = [part for one in native for part in read_part(one, role)]
        kinds = {part.type for part in parts}
        if role == "model":
            role = "assistant"
        elif "tool_result" in kinds and kinds <= {"tool_result", "native"}:
            role = "tool"
        if not parts or (len(parts) == 1 and isinstance(parts[0], TextPart)):
            text = parts[0].text if parts else ""
            return [BaseMessageParam(role=role, content=text)]
        return [BaseMessageParam(role=role, content=parts)]

    def message(self, response: Any, reply: Reply) -> dict[str, Any]:
        """Make the model's content that a history needs, signatures included."""
        parts = [as_dict(part) for part in _decode.parts_of(response)]
        return {"role": "model", "parts": parts or [{"text": ""}]}

    def rebuild(self, reply: Reply) -> Any:
        """Make the SDK's `GenerateContentResponse` from what a stream brought."""
        usage: dict[str, Any] = {}
        feedback = None
        for _, counts, reason in reply.parts.get("rest", ()):
            usage = merge_counts(usage, as_dict(counts or {}))
            feedback = reason or feedback
        if (tokens := reply.usage) is not None:
            if tokens.input is not None:
                tools = usage.get("tool_use_prompt_token_count") or 0
                usage["prompt_token_count"] = tokens.input - tools
            usage["cached_content_token_count"] = tokens.cached
            if tokens.output is not None:
                thoughts = usage.get("thoughts_token_count") or 0
                usage["candidates_token_count"] = tokens.output - thoughts
        choices = {0: reply, **reply.further}
        candidates = [_candidate(number, one) for number, one in choices.items()]
        blocked = bool(reply.finish) and reply.finish[0].startswith(_decode.BLOCKED)
        return _types().GenerateContentResponse.model_validate(
            {
                "candidates": None if blocked else candidates,
                "prompt_feedback": feedback,
                "usage_metadata": usage or None,
                "model_version": reply.model,
                "response_id": reply.id,
            }
        )

    @override
    def api(self, client: Any) -> str:
        return "vertex" if is_vertex(client) else "gemini"

    @override
    def native_json(self, native: Any) -> Any:
        kept: Any = native
        if isinstance(native, BaseModel):
            # Headers are no part of an answer, and what was made of it is made again.
            without = {"sdk_http_response": None, "parsed": None}
            kept = native.model_copy(update=without)
            kept.model_fields_set.difference_update(without)
        return super().native_json(kept)

    @override
    def native_type(
        self, data: Mapping[str, Any], name: str, streams: bool
    ) -> Callable[..., Any]:
        return _types().GenerateContentResponse

    def results(self, outputs: Sequence[tuple[Any, Output]]) -> list[Any]:
        """Make the one content that brings tool outputs back."""
        parts = [
            result(tool._name(), output, tool._id, is_error(output))
            for tool, output in outputs
        ]
        return [{"role": "user", "parts": parts}] if parts else []

    def native_call(self, call: Call) -> Any:
        """Make the SDK's `FunctionCall`."""
        args = json.loads(call.arguments or "{}")
        return _types().FunctionCall(id=call.id, name=call.name, args=args)


def _candidate(number: int, reply: Reply) -> dict[str, Any]:
    """Make one candidate of a response from what a stream brought of it."""
    candidate: dict[str, Any] = {"index": number}
    for rest, _, _ in reply.parts.get("rest", ()):
        candidate |= rest
    parts = _decode.ordered_parts(reply)
    return {**candidate, "content": {"role": "model", "parts": parts}}


def _types() -> Any:
    """Give the SDK's types, which only answers need."""
    return import_module("google.genai.types")


CODEC = GeminiCodec("google")
"""Shared by all providers that use google-genai."""
