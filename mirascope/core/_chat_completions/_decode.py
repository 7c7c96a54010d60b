"""Reading chat completions: whole responses and chunks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mirascope.core.base._codec.no_answer import read_tokens, stream_error
from mirascope.core.base._codec.vocabulary import Call, CallDelta, Delta, Reply, Tokens
from mirascope.core.base._fields import as_mapping, by_number, excerpt
from mirascope.core.base.messages.json_instruction import json_text

from ._envelope import envelope_of
from ._extra_keys import MESSAGE, extra_of_call, has_extra_keys


def decode(response: Any) -> Reply:
    """Read a whole chat completion."""
    top = as_mapping(response)
    choices = [as_mapping(choice) for choice in top.get("choices") or ()]
    reply = Reply(id=top.get("id"), model=top.get("model"))
    reasons = [
        str(choice["finish_reason"])
        for choice in choices
        if choice.get("finish_reason")
    ]
    reply.finish = reasons or None
    reply.failure = failure_of(top, *choices[:1])
    if not choices:
        return reply
    message = message_of(choices[0])
    reply.text = text_of(message.get("content"))
    reply.thinking = thinking_of(message) or None
    reply.refusal = message.get("refusal") or None
    reply.calls = [_call(as_mapping(call)) for call in message.get("tool_calls") or ()]
    if has_extra_keys(message):
        reply.parts[MESSAGE] = [message]
    legacy = as_mapping(message.get("function_call"))
    if legacy.get("name"):  # some services send an empty one beside the answer
        reply.calls.append(Call(None, legacy["name"], _arguments(legacy)))
    if audio := as_mapping(message.get("audio")):
        reply.parts["audio"] = [audio]
    return reply


def text(response: Any) -> Any:
    """Read the text of a chat completion, where most have it."""
    try:
        return response["choices"][0]["message"]["content"]
    except TypeError:  # an SDK's object
        return response.choices[0].message.content


def has_answer(response: Any) -> bool:
    """Tell whether a chat completion holds an answer, if only an empty one."""
    top = as_mapping(response)
    choices = top.get("choices")
    if not choices:
        reasons = top.get("usage"), top.get("prompt_filter_results")
        return choices == [] and any(reasons)
    choice = as_mapping(choices[0])
    values = message_of(choice).values()
    return bool(choice.get("finish_reason")) or any(one is not None for one in values)


def failure_of(*natives: Mapping[str, Any]) -> str | None:
    """Find what a service says of an error."""
    return next((excerpt(one["error"]) for one in natives if one.get("error")), None)


def message_of(choice: Mapping[str, Any]) -> Mapping[str, Any]:
    """Find the message of a choice; of several, where a service ran tools, the last."""
    message = choice.get("message")
    if message is None and (several := choice.get("messages")):
        message = several[-1]
    return as_mapping(message)


def delta(chunk: Any) -> Delta:
    """Read one chunk of a streamed chat completion."""
    top = as_mapping(chunk)
    choices = top.get("choices")
    usage = top.get("usage") or top.get("x_groq")
    read = Delta()
    read.id = top.get("id")
    read.model = top.get("model")
    if top.get("error"):
        raise stream_error(top["error"])
    if usage is not None:
        read.usage = read_tokens(tokens, usage_of(chunk))
    if not choices:
        read.parts = envelope_of(top, {}, {})
        return read
    choice = as_mapping(choices[0])
    if len(choices) > 1 or choice.get("index"):
        # Several choices (`n > 1`), of which the first is the answer.
        numbered = by_number(choices)
        first = numbered.pop(0, None)
        read.further = {
            number: delta({"choices": [{**one, "index": 0}]})
            for number, one in numbered.items()
        }
        if first is None:
            return read
        choice = first
    if finish := choice.get("finish_reason"):
        read.finish = finish
    said = as_mapping(choice.get("delta"))
    content = said.get("content")
    if content:
        read.text = content if type(content) is str else text_of(content)
    if calls := said.get("tool_calls"):
        read.calls = [call_delta(as_mapping(call)) for call in calls]
    read.thinking = thinking_of(said)
    refusal, audio = said.get("refusal"), said.get("audio")
    if refusal or audio:
        own = {"refusal": refusal} if refusal else {"audio": as_mapping(audio)}
        read.parts = {**(read.parts or {}), **own}
    if has_extra_keys(said):
        read.parts = {**(read.parts or {}), MESSAGE: said}
    piece = as_mapping(said.get("function_call"))
    arguments = piece.get("arguments") or ""
    if piece.get("name") or arguments:
        read.calls = [CallDelta(0, None, piece.get("name"), arguments)]
    if kept := envelope_of(top, choice, said):
        read.parts = {**(read.parts or {}), **kept}
    return read


def text_delta(
    event: dict[str, Any], id: str | None, model: str | None
) -> Delta | None:
    """Read an event that is a piece of text and nothing else, as nearly all are."""
    choices = event.get("choices")
    if not choices or len(choices) > 1:
        return None
    if event.get("id") != id or event.get("model") != model:
        return None
    choice = as_mapping(choices[0])
    if choice.get("finish_reason") or choice.get("index") or choice.get("logprobs"):
        return None
    if event.get("usage") is not None or event.get("x_groq") is not None:
        return None
    delta = as_mapping(choice.get("delta"))
    if len(delta) == 1 or (len(delta) == 2 and "role" in delta):
        text = delta.get("content")
        if text and type(text) is str:
            read = Delta()
            read.text, read.id, read.model = text, id, model
            return read
    return None


def _call(top: Mapping[str, Any]) -> Call:
    """Read a whole tool call."""
    read = call_delta(top)
    # Some say `null` of a call without arguments.
    arguments = "" if read.arguments == "null" else read.arguments
    return Call(read.id, read.name or "", arguments, read.kind, read.extra)


def id_of(id: Any) -> str | None:
    """Read the id of a call; `"null"` is what Mistral's SDK puts in for none."""
    return None if id == "null" else id or None


def call_delta(piece: Mapping[str, Any]) -> CallDelta:
    function = as_mapping(piece.get("function"))
    id = id_of(piece.get("id"))
    index = piece.get("index")
    kind = piece.get("type") or ""
    kind = "" if kind == "function" else kind
    name = as_mapping(piece.get(kind) if kind else function).get("name")
    return CallDelta(
        index if index is not None else id,
        id,
        name or None,
        _arguments(function),
        kind=kind,
        extra=extra_of_call(piece),
    )


def _arguments(function: Mapping[str, Any]) -> str:
    arguments = function.get("arguments")
    if not arguments:
        return ""
    return arguments if isinstance(arguments, str) else json_text(arguments)


def text_of(content: Any) -> str:
    """Read text that may come as a string or as a list of parts."""
    if not content:
        return ""
    if isinstance(content, str):
        return content
    parts = [as_mapping(part) for part in content]
    texts = [part["text"] for part in parts if part.get("type", "text") == "text"]
    return "".join([text or "" for text in texts])


def thinking_of(message: Mapping[str, Any]) -> str:
    """Find reasoning under the names that services give it."""
    thinking = message.get("reasoning_content") or message.get("reasoning")
    return thinking if isinstance(thinking, str) else ""


def usage_of(native: Any) -> Any:
    """Find the usage object of a response or chunk."""
    top = as_mapping(native)
    # https://console.groq.com/docs/api-reference: streams carry usage in `x_groq`.
    return top.get("usage") or as_mapping(top.get("x_groq")).get("usage")


def tokens(usage: Any) -> Tokens | None:
    """Read the token counts."""
    if usage is None:
        return None
    counts = as_mapping(usage)
    details = as_mapping(counts.get("prompt_tokens_details"))
    cached = details.get("cached_tokens", counts.get("num_cached_tokens"))
    return Tokens(
        counts.get("prompt_tokens"),
        cached,
        counts.get("completion_tokens"),
        details.get("cache_write_tokens"),
    )
