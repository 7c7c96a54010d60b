"""The names under which tools are offered to a model."""

from __future__ import annotations

import re
from zlib import crc32

_LONGEST = 64
_NOT_IN_NAMES = re.compile(r"[^a-zA-Z0-9_-]+")


def legal_name(name: str, otherwise: str = "") -> str:
    """Give the nearest name that every provider takes for a tool.

    Args:
        name: Any name.
        otherwise: The name to give where no character of it is left.

    Returns:
        At most 64 letters, digits, underscores and dashes.
    """
    if name.isascii() and name.isidentifier() and len(name) <= _LONGEST:
        return name
    legal = _NOT_IN_NAMES.sub("_", name).strip("_")[:_LONGEST]
    return legal or otherwise or f"tool_{crc32(name.encode()):08x}"
