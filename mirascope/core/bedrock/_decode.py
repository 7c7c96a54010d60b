"""Reading answers of the Converse API: whole ones, and the events of streams."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from mirascope.core.base._codec.no_answer import read_tokens
from mirascope.core.base._codec.vocabulary import Call, CallDelta, Delta, Reply, Tokens
from mirascope.core.base.messages.json_instruction import json_text

Fields: TypeAlias = Mapping[str, Any]

UNKNOWN = "SDK_UNKNOWN_MEMBER"
"""The key under which botocore names a block or event that it does not know."""


def blocks_of(response: Fields) -> list[Any]:
    """Find the blocks of content in a whole answer, if there is a message in it."""
    return response.get("output", {}).get("message", {}).get("content", [])


def is_call(block: Fields) -> bool:
    """Tell whether a block is a call that the service does not answer itself."""
    return "toolUse" in block and block["toolUse"].get("type") != "server_tool_use"


def decode(response: Fields) -> Reply:
    """Read a whole answer."""
    blocks = blocks_of(response)
    thoughts = [b.get("reasoningContent", {}).get("reasoningText", {}) for b in blocks]
    cited = [b.get("citationsContent", {}).get("content", [b]) for b in blocks]
    return Reply(
        text="".join([piece.get("text", "") for some in cited for piece in some]),
        calls=[_call(b["toolUse"]) for b in blocks if is_call(b)],
        finish=[response["stopReason"]] if response.get("stopReason") else None,
        id=response.get("ResponseMetadata", {}).get("RequestId"),
        thinking="".join([t.get("text", "") for t in thoughts]) or None,
    )


def _call(use: Fields) -> Call:
    given: Any = use.get("input") or {}
    arguments = given if isinstance(given, str) else json_text(given)
    return Call(use.get("toolUseId"), use["name"], arguments)


def text(response: Fields) -> Any:
    """Read the text of an answer that has one block, as most do."""
    (block,) = response["output"]["message"]["content"]
    return block["text"]


def has_answer(response: Fields) -> bool:
    """Tell whether a whole answer is one, if only an empty one."""
    return bool(response.get("stopReason")) or any(blocks_of(response))


def usage_of(native: Fields) -> Any:
    """Find the token counts in a whole answer or an event."""
    return native.get("metadata", native).get("usage")


def tokens(response: Fields) -> Tokens | None:
    """Read the token counts of a whole answer or an event."""
    usage = usage_of(response)
    if not usage:
        return None
    given = usage.get("inputTokens")
    read, written = map(usage.get, ("cacheReadInputTokens", "cacheWriteInputTokens"))
    if given is not None:  # the service counts apart what its cache takes part in
        given += (read or 0) + (written or 0)
    return Tokens(given, read, usage.get("outputTokens"), written)


def delta(chunk: Fields) -> Delta:
    """Read one event of a stream."""
    read = Delta()
    read.parts = {"events": chunk}
    read.id = chunk.get("responseMetadata", {}).get("RequestId")
    read.model = chunk.get("model")
    if grown := chunk.get("contentBlockDelta"):
        block_delta = grown.get("delta", {})
        read.text = block_delta.get("text", "")
        read.thinking = block_delta.get("reasoningContent", {}).get("text", "")
        if piece := block_delta.get("toolUse"):
            read.calls = [_piece(grown, arguments=piece.get("input", ""))]
    elif begun := chunk.get("contentBlockStart"):
        if is_call(start := begun.get("start", {})):
            id, name = map(start["toolUse"].get, ("toolUseId", "name"))
            read.calls = [_piece(begun, only_if_open=False, id=id, name=name)]
    elif ended := chunk.get("contentBlockStop"):
        read.calls = [_piece(ended, whole=True)]
    elif stop := chunk.get("messageStop"):
        read.finish = stop.get("stopReason")
    else:
        read.usage = read_tokens(tokens, chunk) if usage_of(chunk) else None
    return read


def _piece(event: Fields, only_if_open: bool = True, **rest: Any) -> CallDelta:
    # Only the start of a block says whether it is a call at all.
    return CallDelta(event.get("contentBlockIndex"), only_if_open=only_if_open, **rest)


def rebuild(reply: Reply) -> dict[str, Any]:
    """Make of the events of a stream what `converse` would have given."""
    response: dict[str, Any] = {}
    blocks: dict[int, list[Fields]] = {}
    for event in reply.parts.get("events", ()):
        if "responseMetadata" in event:
            response["ResponseMetadata"] = event["responseMetadata"]
        response |= event.get("messageStop", event.get("metadata", {}))
        for name in _PIECES & event.keys():
            index = event[name]["contentBlockIndex"]
            blocks.setdefault(index, []).append(event[name])
    content = [_block(blocks[index]) for index in sorted(blocks)]
    message = {"role": "assistant", "content": [block for block in content if block]}
    return {**response, "output": {"message": message}}


_PIECES = {"contentBlockStart", "contentBlockDelta", "contentBlockStop"}


def _block(pieces: Sequence[Fields]) -> Any:
    """Make one block of its pieces; of a call only if it has ended."""
    start = pieces[0].get("start", {})
    deltas: dict[str, list[Any]] = {}
    for kind, piece in [one for p in pieces for one in p.get("delta", {}).items()]:
        deltas.setdefault(kind, []).append(piece)
    text = "".join(deltas.get("text", ()))
    if use := start.get("toolUse"):
        if not {"start", "delta"}.isdisjoint(pieces[-1]):
            return None
        given = "".join([piece.get("input", "") for piece in deltas.get("toolUse", ())])
        return {"toolUse": {**use, "input": arguments(given)}}
    if result := start.get("toolResult"):
        given = [piece for pieces in deltas.get("toolResult", ()) for piece in pieces]
        return {"toolResult": {**result, "content": given}}
    if image := start.get("image"):
        sources = [piece.get("source", {}) for piece in deltas.get("image", ())]
        data = b"".join([source.get("bytes", b"") for source in sources])
        return {"image": {**image, "source": {"bytes": data}}}
    if thoughts := deltas.get("reasoningContent"):
        if hidden := [t["redactedContent"] for t in thoughts if "redactedContent" in t]:
            return {"reasoningContent": {"redactedContent": b"".join(hidden)}}
        thought = {"text": "".join([t.get("text", "") for t in thoughts])}
        if signature := "".join([t.get("signature", "") for t in thoughts]):
            thought["signature"] = signature
        return {"reasoningContent": {"reasoningText": thought}}
    if citations := deltas.get("citation"):
        cited = [{"text": text}]
        return {"citationsContent": {"content": cited, "citations": citations}}
    return {"text": text} if text else None


def arguments(text: str) -> Any:
    """Read the arguments of a call; what was cut off stays text."""
    try:
        return json.loads(text or "{}")
    except ValueError:
        return text
