"""What is the same in every request of a function that returns only text."""

from __future__ import annotations

from typing import Any, NamedTuple, Self

from mirascope.core.base._response.fields import SHARED

_PLAIN = frozenset({str, int, float, bool, type(None)})
_OWN = ("_messages", "_call_kwargs", "_metadata", "_bind")
_LATER = ("start_time", "end_time", "_last", "_content")


class Outline(NamedTuple):
    """A request with all but the words of the user, translated once."""

    kwargs: dict[str, Any]
    """The keywords of the request, without its messages."""
    key: str
    """The keyword of the messages."""
    about: dict[str, Any]
    """The fields of the response, without those that each call has of its own."""

    @classmethod
    def of(cls, kwargs: dict[str, Any], about: dict[str, Any]) -> Self | None:
        """Take it from a request that was made.

        Args:
            kwargs: The keywords of the request.
            about: The fields of its response.

        Returns:
            The outline. `None` where instructions stand beside the user's words, or
            anything that somebody could change in a response and so in later requests.
        """
        native = about["messages"]
        if len(native) != 1:
            return None
        key = None
        for name, value in kwargs.items():
            if value is native:
                key = name
            elif type(value) not in _PLAIN:
                return None
        if key is None:
            return None
        # With a place for all that a call adds: a dict that grows is made anew.
        common = {f"_{n}" if n in SHARED else n: value for n, value in about.items()}
        common |= dict.fromkeys(_OWN + _LATER)
        del common["fn_args"]  # found when it is first looked at
        return cls({**kwargs, key: None}, key, common)
