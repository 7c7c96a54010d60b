"""Reading answers: whole messages, the events of streams, and token counts."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from mirascope.core.base._block_stream import join_blocks, merge_counts
from mirascope.core.base._codec.no_answer import read_tokens
from mirascope.core.base._codec.vocabulary import Call, CallDelta, Delta, Reply, Tokens
from mirascope.core.base._fields import as_dict, as_mapping, excerpt
from mirascope.core.base.messages.json_instruction import json_text


def decode(response: Any) -> Reply:
    """Read a whole message, the SDK's object or a dict; all but the usage."""
    top = as_mapping(response)
    reason = top.get("stop_reason")
    reply = Reply(id=top.get("id"), model=top.get("model"))
    reply.finish = [str(reason)] if reason else None
    reply.refusal = _refusal(top)
    reply.failure = excerpt(top["error"]) if top.get("error") else None
    thoughts: list[str] = []
    for block in map(as_mapping, top.get("content") or ()):
        if block.get("type") == "text":
            reply.text += block.get("text") or ""
        elif block.get("type") == "tool_use":
            call = Call(block.get("id"), block["name"], _arguments(block.get("input")))
            reply.calls.append(call)
        elif block.get("type") == "thinking":
            thoughts.append(block.get("thinking") or "")
    reply.thinking = "".join(thoughts) or None
    return reply


def text(response: Any) -> Any:
    """Read the text of a message that has one block, as most do."""
    (block,) = as_mapping(response)["content"]
    native = as_mapping(block)
    return native["text"] if native["type"] == "text" else None


def has_answer(response: Any) -> bool:
    """Tell whether a message holds an answer, if only an empty one."""
    top = as_mapping(response)
    blocks = map(as_mapping, top.get("content") or ())
    return bool(top.get("stop_reason")) or any(one.get("type") for one in blocks)


def delta(chunk: Any) -> Delta:
    """Read one event of a stream.

    What `blocks` and `message_of` need besides the text goes into `parts`.
    """
    top = as_mapping(chunk)
    kind = top.get("type")
    read = Delta()
    if kind == "content_block_delta":
        _piece(read, top.get("index"), as_mapping(top.get("delta")))
    elif kind == "content_block_start":
        _begin(read, top.get("index"), as_mapping(top.get("content_block")))
    elif kind == "content_block_stop":
        read.calls = [CallDelta(top.get("index"), whole=True, only_if_open=True)]
        read.parts = {"blocks": (top.get("index"), {"ended": True})}
    elif kind == "message_start":
        message = as_mapping(top.get("message"))
        read.id, read.model = message.get("id"), message.get("model")
        read.usage = read_tokens(tokens, message.get("usage"))
        read.parts = {"message": as_dict(message)}
    elif kind == "message_delta":
        ended = as_mapping(top.get("delta"))
        usage = top.get("usage")
        read.finish = ended.get("stop_reason")
        read.usage = read_tokens(final_tokens, usage)
        ending = {**as_dict(ended), "usage": as_dict(usage)}
        refusal = _refusal(ended)
        read.parts = {"message": ending, **({"refusal": refusal} if refusal else {})}
    return read


def text_delta(event: dict[str, Any], *_: object) -> Delta | None:
    """Read an event that is a piece of text, as nearly all are."""
    if event.get("type") != "content_block_delta":
        return None
    piece = as_mapping(event.get("delta"))
    text = piece.get("text") if piece.get("type") == "text_delta" else None
    if not text or type(text) is not str:
        return None
    read = Delta()
    read.text = text
    return read


def with_event_name(block: bytes) -> bytes:
    """Give an error the name of its event, which some gateways leave out."""
    is_error = re.match(rb'data: *{"type": *"error"', block)
    return b"event: error\n" + block if is_error else block


def _piece(read: Delta, index: Any, piece: Mapping[str, Any]) -> None:
    kind = piece.get("type")
    if kind == "text_delta":
        read.text = piece.get("text") or ""
        return
    if kind == "thinking_delta":
        read.thinking = piece.get("thinking") or ""
    elif kind == "input_json_delta":
        # The input of a tool that the service runs comes so too, and is no call.
        arguments = piece.get("partial_json") or ""
        read.calls = [CallDelta(index, arguments=arguments, only_if_open=True)]
    block_delta = {key: as_dict(one) for key, one in piece.items() if key != "type"}
    if "citation" in block_delta:
        block_delta = {"citations": [block_delta["citation"]]}
    read.parts = {"blocks": (index, block_delta)}


def _begin(read: Delta, index: Any, block: Mapping[str, Any]) -> None:
    if block.get("type") == "tool_use":
        given = _arguments(block.get("input"))
        read.calls = [CallDelta(index, block.get("id"), block["name"], given)]
    elif block.get("type") == "text":
        read.text = block.get("text") or ""
    read.parts = {"blocks": (index, as_dict(block))}


def _refusal(ended: Mapping[str, Any]) -> str | None:
    if ended.get("stop_reason") != "refusal":
        return None
    why = as_mapping(ended.get("stop_details")).get("explanation")
    return why or "the service stopped the answer because of its policy"


def _arguments(given: Any) -> str:
    if isinstance(given, str):
        return given
    return json_text(given) if given else ""


def final_tokens(usage: Any) -> Tokens | None:
    """Read the token counts at the end of a stream."""
    return tokens(usage, final=True)


def tokens(usage: Any, final: bool = False) -> Tokens | None:
    """Read the token counts.

    Those at the end of a stream (`final`) may leave out the cache, and then do not say
    how long the prompt was.
    """
    if usage is None:
        return None
    counts = as_mapping(usage)
    given = counts.get("input_tokens")
    cached = counts.get("cache_read_input_tokens")
    written = counts.get("cache_creation_input_tokens")
    total = given
    if given is not None:
        unknown = final and (cached is None or written is None)
        total = None if unknown else given + (cached or 0) + (written or 0)
    return Tokens(total, cached, counts.get("output_tokens"), written, given)


def message_of(reply: Reply) -> dict[str, Any]:
    """Make the fields of the message that a stream brought, as if it came whole."""
    whole: dict[str, Any] = {"type": "message", "role": "assistant"}
    whole |= {"id": reply.id or "", "model": reply.model or ""}
    usage: dict[str, Any] = {}
    for piece in reply.parts.get("message", ()):
        whole |= piece
        usage = merge_counts(usage, piece.get("usage") or {})
    return {**whole, "usage": usage or None, "content": blocks(reply)}


def blocks(reply: Reply) -> list[dict[str, Any]]:
    """Make the blocks of a streamed answer; what was cut is left out, but for text."""
    calls = {call.id: call for call in reply.calls}
    return [block for block in join_blocks(reply) if _complete(block, calls)]


def _complete(block: dict[str, Any], calls: Mapping[str | None, Call]) -> bool:
    """Give a block of a tool its input, and tell whether the block is complete."""
    ended = block.pop("ended", False)
    text = block.pop("partial_json", None)
    kind = block.get("type")
    if kind == "tool_use":
        call = calls.get(block.get("id"))
        text = None if call is None else call.arguments
        ended = call is not None
    if text is not None:
        block["input"] = parse_input(text)
    return ended or kind in ("text", "thinking")


def parse_input(arguments: str) -> Any:
    """Read the arguments of a call; text that is no JSON stays as it is."""
    try:
        return json.loads(arguments or "{}")
    except ValueError:
        return arguments


def signature(content: Iterable[Any] | None) -> str | None:
    """Find the signature of the first thinking block."""
    thoughts = (
        b for b in map(as_mapping, content or ()) if b.get("type") == "thinking"
    )
    return next(
        (block["signature"] for block in thoughts if "signature" in block), None
    )
