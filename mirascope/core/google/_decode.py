"""Reading what `generate_content` answers: whole responses and chunks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from enum import Enum
from typing import Any

from mirascope.core.base._codec.no_answer import read_tokens
from mirascope.core.base._codec.vocabulary import Call, CallDelta, Delta, Reply, Tokens
from mirascope.core.base._fields import as_dict, as_mapping, by_number
from mirascope.core.base.messages.json_instruction import json_text

BLOCKED = "BLOCKED_REASON_"
"""What a finish reason begins with if the prompt was blocked; the reason follows."""

_CONTENT = frozenset({"content", "index"})


def candidate_of(response: Any) -> Mapping[str, Any]:
    """See the first candidate of a response or chunk."""
    candidates = as_mapping(response).get("candidates")
    return as_mapping(candidates[0]) if candidates else {}


def parts_of(response: Any) -> Sequence[Any]:
    """Find the parts of the first candidate."""
    return as_mapping(candidate_of(response).get("content")).get("parts") or ()


def text(response: Any) -> Any:
    """Read the text of a response that has one part, as most do."""
    (part,) = response.candidates[0].content.parts
    return None if part.thought else part.text


def has_answer(response: Any) -> bool:
    """Tell whether a response holds an answer, if only an empty one."""
    top = as_mapping(response)
    if not (candidate := candidate_of(response)):
        return bool(_blocked(top) or as_dict(top.get("usage_metadata")))
    return bool(candidate.get("finish_reason") or candidate.get("content"))


def decode(response: Any) -> Reply:
    """Read a whole response."""
    top = as_mapping(response)
    reply = Reply(id=top.get("response_id"))
    reply.model = top.get("model_version")
    found = [as_mapping(c).get("finish_reason") for c in top.get("candidates") or ()]
    reasons = [_word(reason) for reason in found if reason]
    reply.finish = reasons or _blocked(top)
    if why := candidate_of(response).get("finish_message"):
        reply.parts["finish_message"] = [why]
    parts = [as_mapping(part) for part in parts_of(response)]
    for part in parts:
        piece: str = part.get("text") or ""
        if not part.get("thought"):
            reply.text += piece
        elif piece:
            reply.thinking = (reply.thinking or "") + piece
        call = as_mapping(part.get("function_call"))
        if name := call.get("name"):
            reply.calls.append(Call(call.get("id") or None, name, _arguments(call)))
    return reply


def delta(chunk: Any) -> Delta:
    """Read one chunk; where parts are more than text, all of them are kept in order."""
    top = as_mapping(chunk)
    numbered = by_number(top.get("candidates") or ())
    usage = top.get("usage_metadata")
    read = Delta()
    read.id = top.get("response_id")
    read.model = top.get("model_version")
    if usage is not None:
        read.usage = read_tokens(tokens, usage)
    candidate = numbered.pop(0, {})
    if numbered:
        read.further = {
            number: delta({"candidates": [{**one, "index": 0}]})
            for number, one in numbered.items()
        }
    kept: dict[str, Any] = {}
    blocks: list[Any] = []
    for part in as_mapping(candidate.get("content")).get("parts") or ():
        _add(read, as_dict(part), blocks)
    if blocks and any(block.keys() != {"text"} for block in blocks):
        kept["blocks"] = blocks
    rest = {k: v for k, v in candidate.items() if v is not None and k not in _CONTENT}
    feedback = top.get("prompt_feedback")
    if reason := candidate.get("finish_reason"):
        read.finish = _word(reason)
    elif blocked := _blocked(top):
        read.finish = blocked[0]
    if rest or feedback is not None:
        kept["rest"] = (rest, usage, feedback)
    if kept:
        read.parts = kept
    return read


def _add(read: Delta, block: dict[str, Any], blocks: list[Any]) -> None:
    """Add one part to a delta and, unless it is empty, to its blocks."""
    text: str = block.get("text") or ""
    if block.get("thought"):
        read.thinking += text
    elif text:
        read.text += text
    elif block == {"text": ""}:
        return
    call = as_mapping(block.get("function_call"))
    if name := call.get("name"):
        piece = CallDelta(None, call.get("id") or None, name, _arguments(call), True)
        read.calls = [*read.calls, piece]
    blocks.append(block)


def _arguments(call: Mapping[str, Any]) -> str:
    args = call.get("args")
    return json_text(args) if args else ""


def _word(reason: Any) -> str:
    return str(reason.value if isinstance(reason, Enum) else reason)


def _blocked(top: Mapping[str, Any]) -> list[str] | None:
    """Say why there are no candidates, where the prompt was blocked."""
    reason = as_mapping(top.get("prompt_feedback")).get("block_reason")
    return [BLOCKED + _word(reason)] if reason else None


def tokens(usage: Any) -> Tokens | None:
    """Read the token counts."""
    if usage is None:
        return None
    counts = as_mapping(usage)
    made = counts.get("candidates_token_count")
    thought = counts.get("thoughts_token_count")
    prompt = counts.get("prompt_token_count")
    tools = counts.get("tool_use_prompt_token_count")
    return Tokens(
        None if prompt is None and tools is None else (prompt or 0) + (tools or 0),
        counts.get("cached_content_token_count"),
        None if made is None and thought is None else (made or 0) + (thought or 0),
    )


def ordered_parts(reply: Reply) -> list[dict[str, Any]]:
    """Put the parts of a streamed answer into the order in which they came."""
    blocks: list[dict[str, Any]] = []
    at = 0
    starts = reply.offsets.get("blocks", ())
    for start, chunk_parts in zip(starts, reply.parts.get("blocks", ()), strict=True):
        _join(blocks, {"text": reply.text[at:start]})
        at = start
        for block in chunk_parts:
            _join(blocks, block)
            if not block.get("thought"):
                at += len(block.get("text") or "")
    _join(blocks, {"text": reply.text[at:]})
    return blocks


def _join(blocks: list[dict[str, Any]], block: dict[str, Any]) -> None:
    """Add a part to those before it; pieces of one text become one."""
    if block == {"text": ""}:
        return
    last = blocks[-1] if blocks else {}
    if block.keys() == last.keys() <= {"text", "thought"}:
        blocks[-1] = {**last, "text": last["text"] + block["text"]}
    else:
        blocks.append(block)


def images_in(parts: Iterable[Any]) -> list[bytes]:
    """Find the encoded images among the parts of an answer, its thoughts left out."""
    found = [as_mapping(part) for part in parts]
    blobs = [as_mapping(p.get("inline_data")) for p in found if not p.get("thought")]
    return [b["data"] for b in blobs if (b.get("mime_type") or "")[:6] == "image/"]
