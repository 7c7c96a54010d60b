"""The chat completions format as a codec."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from typing_extensions import override

from mirascope.core.base._codec.codec import BaseCodec
from mirascope.core.base._codec.vocabulary import Call, Options, Reply, Tokens
from mirascope.core.base._sdk.raw_response import raw_method
from mirascope.core.base._sdk.server_sent_events import EventFormat, parse_data
from mirascope.core.base.messages.parts import BaseMessageParam
from mirascope.core.base.tool.output import Output

from . import _decode, _encode, _read
from ._dialect import Dialect
from ._envelope import rebuild_envelope
from ._extra_keys import extra_of_message, extra_to_send, native_call


class ChatCodec(BaseCodec):
    """Translates for one service that speaks chat completions."""

    def __init__(self, dialect: Dialect) -> None:
        super().__init__(
            dialect.provider, dialect.finish, load_types=dialect.load_types
        )
        self.dialect = dialect

    decode = staticmethod(_decode.decode)
    delta = staticmethod(_decode.delta)
    text = staticmethod(_decode.text)
    has_answer = staticmethod(_decode.has_answer)
    usage = staticmethod(_decode.usage_of)

    def encode(self, options: Options) -> tuple[list[Any], dict[str, Any]]:
        """Make the messages and the keywords of a request."""
        return _encode.encode(self.dialect, options)

    def tokens(self, response: Any) -> Tokens | None:
        """Read only the token counts of a whole response."""
        return _decode.tokens(self.usage(response))

    def read(self, message: Any) -> list[BaseMessageParam]:
        """Read a native message."""
        return _read.read(self.dialect.provider, message)

    def message(self, response: Any, reply: Reply) -> dict[str, Any]:
        """Make the assistant's message that a history needs."""
        message: dict[str, Any] = {"role": "assistant", "content": reply.text}
        if reply.calls:
            message["content"] = reply.text or None
            message["tool_calls"] = [native_call(call) for call in reply.calls]
        if reply.refusal:
            message["refusal"] = reply.refusal
        if id := audio_id(reply):
            message["audio"] = {"id": id}
        return message | extra_to_send(reply)

    def rebuild(self, reply: Reply) -> Any:
        """Make the SDK's response from what a stream brought; a dict without an SDK."""
        top, envelope = rebuild_envelope(reply)
        data: dict[str, Any] = {
            "id": reply.id or "",
            "object": "chat.completion",
            "created": 0,
            "model": reply.model or "",
            "choices": [
                _choice(0, reply, envelope),
                *(
                    _choice(number, one, rebuild_envelope(one)[1])
                    for number, one in reply.further.items()
                ),
            ],
            **top,
        }
        return self.dialect.build("ChatCompletion", data)

    def results(self, outputs: Sequence[tuple[Any, Output]]) -> list[Any]:
        """Make the messages that bring tool outputs back."""
        return [
            {
                "role": "tool",
                "content": _encode.tool_content(self.dialect, tool._name(), output),
                "tool_call_id": tool._id,
                "name": tool._name(),
            }
            for tool, output in outputs
        ]

    @override
    def native_type(
        self, data: Mapping[str, Any], name: str, streams: bool
    ) -> Callable[..., Any] | None:
        return self.dialect.class_of(
            "ChatCompletionChunk" if streams else "ChatCompletion"
        )

    def native_call(self, call: Call) -> Any:
        """Make the SDK's tool call object."""
        native = native_call(call)
        if call.kind:
            return native
        return self.dialect.build("ChatCompletionMessageToolCall", native)


EVENTS = EventFormat("types.chat:ChatCompletionChunk", parse_data, _decode.text_delta)
send = raw_method(EVENTS, "chat", "completions")
"""Sends a request with a client that is shaped like OpenAI's."""


def _choice(number: int, reply: Reply, envelope: dict[str, Any]) -> dict[str, Any]:
    """Make one choice of a response from what a stream brought of it."""
    message: dict[str, Any] = {
        "role": "assistant",
        "content": reply.text or (None if reply.calls else ""),
        "refusal": reply.refusal,
        "tool_calls": [native_call(call) for call in reply.calls] or None,
        **extra_of_message(reply),
    }
    if audio := joined_audio(reply):
        message["audio"] = audio
    finish = reply.finish[0] if reply.finish else None
    return {"index": number, "message": message, **envelope, "finish_reason": finish}


def audio_id(reply: Reply) -> str | None:
    """Find the id under which the service keeps the audio of an answer."""
    return next((a["id"] for a in reply.parts.get("audio", ()) if a.get("id")), None)


def joined_audio(reply: Reply) -> dict[str, Any] | None:
    """Join the pieces of audio of an answer."""
    import base64

    pieces: list[Any] = reply.parts.get("audio", [])
    if not pieces:
        return None
    data = b"".join(base64.b64decode(piece.get("data") or "") for piece in pieces)
    expiry = [piece["expires_at"] for piece in pieces if piece.get("expires_at")]
    return {
        "id": audio_id(reply) or "",
        "data": base64.b64encode(data).decode(),
        "transcript": "".join(piece.get("transcript") or "" for piece in pieces),
        "expires_at": expiry[-1] if expiry else 0,
    }
