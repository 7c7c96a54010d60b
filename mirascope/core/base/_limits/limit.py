"""A limit that calls share."""

from __future__ import annotations

from typing import Any

from mirascope.exceptions import OptionError


class Limit:
    """What calls may send and spend together."""


def check_limit(given: Any) -> None:
    """Refuse what is no limit.

    Raises:
        OptionError: It is something else.
    """
    if given is not None and not isinstance(given, Limit):
        raise OptionError(f"`limit` is {given!r}: give what `llm.limit(...)` made")
