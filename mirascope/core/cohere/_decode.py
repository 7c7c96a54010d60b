"""Reading Cohere's chat: whole responses and the events of streams."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mirascope.core._chat_completions import _decode
from mirascope.core.base._codec.no_answer import read_tokens, stream_error
from mirascope.core.base._codec.vocabulary import CallDelta, Delta, Reply, Tokens
from mirascope.core.base._fields import as_dict, as_mapping


def decode(response: Any) -> Reply:
    """Read a whole response: it has what a choice of a chat completion has."""
    top = as_v2(response)
    reply = _decode.decode({"id": top.get("id"), "choices": [top]})
    message = as_mapping(top.get("message"))
    blocks = map(as_mapping, message.get("content") or ())
    reply.thinking = "".join(one.get("thinking") or "" for one in blocks) or None
    reply.parts |= {name: [message.get(name) or ""] for name in extra_of(reply)}
    return reply


def text(response: Any) -> Any:
    """Read the text of a response that has one block, as most do."""
    (block,) = response.message.content
    return block.text


def has_answer(response: Any) -> bool:
    """Tell whether a response holds an answer, if only an empty one."""
    top = as_v2(response)
    message = as_mapping(top.get("message"))
    return bool(top.get("finish_reason")) or any(
        message[k] for k in message if k != "role"
    )


def as_v2(response: Any) -> Mapping[str, Any]:
    """See the fields of a response of either version as one of the second."""
    top = as_mapping(response)
    if top.get("message") is not None or "text" not in top:
        return top
    content = [{"type": "text", "text": top["text"]}]
    message = {"content": content, "citations": top.get("citations")}
    id, usage = top.get("generation_id"), top.get("meta")
    return {**top, "id": id, "message": message, "usage": usage}


def usage_of(native: Any) -> Any:
    """Find the usage object of a response or event."""
    top = as_v2(native)
    if top.get("type") or top.get("event_type"):
        return as_mapping((delta(native).parts or {}).get("end")).get("usage")
    return top.get("usage")


def tokens_of(usage: Any) -> Tokens | None:
    """Read the billed counts; the others include the service's own instructions."""
    if usage is None:
        return None
    counts = as_mapping(usage)
    billed = as_mapping(counts.get("billed_units") or counts.get("tokens"))
    read = (billed.get("input_tokens"), counts.get("cached_tokens"))
    numbers = (*read, billed.get("output_tokens"))
    return Tokens(*[None if number is None else int(number) for number in numbers])


def delta(chunk: Any) -> Delta:
    """Read one event of a stream; some only structure it."""
    top = as_mapping(chunk)
    read = Delta()
    end = as_mapping(top.get("delta"))
    message = as_mapping(end.get("message"))
    match top.get("type") or top.get("event_type"):
        case "content-start" | "content-delta" as kind:
            _read_content(message, read, starts=kind == "content-start")
            if logprobs := top.get("logprobs"):
                read.parts = {**(read.parts or {}), "logprobs": as_dict(logprobs)}
        case "message-start":
            read.id = top.get("id")
        case "tool-plan-delta":
            read.parts = {"tool_plan": message.get("tool_plan") or ""}
        case "tool-call-start" | "tool-call-delta":
            piece = {**as_mapping(message.get("tool_calls")), "index": top.get("index")}
            read.calls = [_decode.call_delta(piece)]
        case "tool-call-end":
            read.calls = [CallDelta(top.get("index"), whole=True, only_if_open=True)]
        case "citation-start":
            read.parts = {"citations": [message.get("citations")]}
        case "message-end":
            _read_end(end, read)
        case "stream-start":
            read.id = top.get("generation_id")
        case "text-generation":
            read.text = top.get("text") or ""
        case "citation-generation":
            read.parts = {"citations": top.get("citations") or ()}
        case "stream-end":
            finish, whole = top.get("finish_reason"), as_mapping(top.get("response"))
            _read_end({"finish_reason": finish, "usage": whole.get("meta")}, read)
        case _:
            if error := top.get("error"):
                raise stream_error(error)
    return read


def _read_content(message: Mapping[str, Any], read: Delta, starts: bool) -> None:
    """Read a piece of a block; what is not text keeps its place in the text."""
    block = dict(as_mapping(message.get("content")))
    read.text = block.pop("text", None) or ""
    read.thinking = block.get("thinking") or ""
    kind = block.pop("type", None)
    if starts:
        block["type"] = kind or "text"
    if starts or not read.text:
        read.parts = {"blocks": as_dict(block)}


def _read_end(end: Mapping[str, Any], read: Delta) -> None:
    read.finish = end.get("finish_reason")
    if end.get("error") and not read.finish:
        raise stream_error(end["error"])
    read.usage = read_tokens(tokens_of, end.get("usage"))
    read.parts = {"end": end}


def blocks_of(reply: Reply) -> list[dict[str, Any]]:
    """Put the blocks of a stream together; those with nothing in them are left out."""
    blocks: list[dict[str, Any]] = []
    at = 0
    pieces: list[dict[str, Any]] = reply.parts.get("blocks", [])
    for piece, offset in zip(pieces, reply.offsets.get("blocks", ()), strict=True):
        _grow(blocks, {"text": reply.text[at:offset]})
        at = offset
        if "type" in piece:
            blocks.append({})
        _grow(blocks, piece)
    _grow(blocks, {"text": reply.text[at:]})
    return [block for block in blocks if len(block) > 1]


def _grow(blocks: list[dict[str, Any]], piece: Mapping[str, Any]) -> None:
    for name, value in piece.items():
        if value is not None and value != "":
            if not blocks:
                blocks.append({"type": name})
            known: Any = blocks[-1].get(name)
            both = isinstance(known, str) and isinstance(value, str)
            blocks[-1][name] = known + value if both else value


def extra_of(reply: Reply) -> dict[str, Any]:
    """Give what only this service has: the plan before tool calls, and citations."""
    citations = [c for some in reply.parts.get("citations", ()) for c in some if c]
    plan = "".join(reply.parts.get("tool_plan", ()))
    return {"tool_plan": plan or None, "citations": citations or None}
