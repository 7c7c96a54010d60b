"""What a call takes for a limit; decorating loads no more of this room."""

from __future__ import annotations

from typing import Any

from mirascope.exceptions import OptionError


def check_limit(given: Any) -> None:
    """Refuse what is no limit.

    Raises:
        OptionError: It is something else.
    """
    if given is None:
        return
    from .limit import Limit

    if not isinstance(given, Limit):
        raise OptionError(f"`limit` is {given!r}: give what `llm.limit(...)` made")
