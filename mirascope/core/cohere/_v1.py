"""Version 1 of Cohere's chat, translated to version 2."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from mirascope.core._chat_completions._decode import text_of
from mirascope.core.base._fields import as_mapping
from mirascope.exceptions import InvalidCallError

from .call_params import V1CallParams

V1_ONLY = frozenset(V1CallParams.__annotations__)
_ROLES = {"user": "USER", "assistant": "CHATBOT", "system": "SYSTEM"}
_COMMON = {native: role for role, native in _ROLES.items()}


@cache
def version_of(kind: type) -> int | None:
    """Tell which version's methods the clients of a class have under their own names.

    The second version's clients are of the first's classes, too.
    """
    names = [base.__name__ for base in kind.__mro__]
    if any("V2Client" in name for name in names):
        return 2
    return 1 if any("BaseCohere" in name for name in names) else None


def read_message(message: Any) -> Any:
    """Put a `ChatMessage` into the second version; other messages stay."""
    top = as_mapping(message)
    if "message" not in top or "content" in top:
        return message
    role = str(top.get("role") or "user")
    return {"role": _COMMON.get(role.upper(), role.lower()), "content": top["message"]}


def encode(kwargs: dict[str, Any], client: object) -> dict[str, Any]:
    """Make the first version's keywords, or raise an `InvalidCallError`."""
    messages = [as_mapping(message) for message in kwargs.pop("messages")]
    tools = [as_mapping(tool) for tool in kwargs.get("tools", ())]
    has_more = any("function" in tool for tool in tools)
    is_second = client is None or version_of(type(client)) == 2
    if is_second or has_more or not all(map(_is_text, messages)):
        raise InvalidCallError(
            f"{sorted(V1_ONLY & kwargs.keys())} are parameters of the first version of "
            "Cohere's chat, which takes only text and needs `client=cohere.Client()` "
            "(`AsyncClient` for async functions): give that, or leave them out"
        )
    *history, last = [
        {"role": _ROLES[one["role"]], "message": text_of(one["content"])}
        for one in messages
    ]
    if history and history[0]["role"] == "SYSTEM":
        kwargs["preamble"] = history.pop(0)["message"]
    return {**kwargs, "message": last["message"], "chat_history": history}


def _is_text(message: Mapping[str, Any]) -> bool:
    if message["role"] not in _ROLES or message.get("tool_calls"):
        return False
    content = message["content"]
    return isinstance(content, str) or {as_mapping(one)["type"] for one in content} == {
        "text"
    }
