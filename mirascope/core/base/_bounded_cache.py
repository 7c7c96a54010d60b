"""Dicts that keep only the newest of what is prepared once."""

from __future__ import annotations

from typing import Any

from mirascope.core.base._type_variables import T


def put_bounded(kept: dict[T, Any], key: T, value: Any, most: int) -> None:
    """Add a value, and drop the oldest ones where there are too many.

    Threads may do so at the same time.

    Args:
        kept: The values so far.
        key: The key of the new one.
        value: The new one.
        most: How many to keep.
    """
    kept[key] = value
    for oldest in list(kept)[:-most]:  # in one step: iterating on takes several
        kept.pop(oldest, None)
