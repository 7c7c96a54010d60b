"""What all requests of a function have in common, but for the user's text."""

from __future__ import annotations

from typing import Any, NamedTuple, Self

from mirascope.core.base.prompt.template_fields import TextContent
from mirascope.core.base.tool.convert import tools_by_name

_PLAIN = frozenset({str, int, float, bool, type(None)})
_OWN = {"messages", "call_kwargs", "fn_args"}


class RequestTemplate(NamedTuple):
    """A request without the text of the user, translated once."""

    text: TextContent | None
    """What renders the text; `None` where the function returns it."""
    kwargs: dict[str, Any]
    """The keywords of the request, without its messages."""
    key: str
    """The keyword of the messages."""
    shared: dict[str, Any]
    """The fields of the response, without those that each call has of its own."""
    tools_by_name: dict[str, Any]
    """The tools that are offered."""

    @classmethod
    def of(
        cls, text: TextContent | None, kwargs: dict[str, Any], fields: dict[str, Any]
    ) -> Self | None:
        """Take it from a request that was made.

        Args:
            text: What writes the user's words, where the function does not return them.
            kwargs: The keywords of the request.
            fields: The fields of its response.

        Returns:
            The template. `None` where instructions stand beside the user's words, or an
            object that somebody could change in a response and so in later requests.
        """
        native = fields["messages"]
        if len(native) != 1:
            return None
        key = None
        for name, value in kwargs.items():
            if value is native:
                key = name
            elif not _is_plain(value):
                return None
        if key is None:
            return None
        shared = {name: fields[name] for name in fields.keys() - _OWN}
        tools = tools_by_name(fields["tool_types"] or ())
        return cls(text, {**kwargs, key: None}, key, shared, tools)


def _is_plain(value: Any) -> bool:
    """Tell whether a value is only scalars, dicts and lists, which responses copy."""
    kind = value.__class__
    if kind in _PLAIN:
        return True
    if kind not in (dict, list):
        return False
    return all(map(_is_plain, value.values() if kind is dict else value))
