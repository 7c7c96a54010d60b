"""The log of calls: which provider, which attempt, which way; never what is said."""

from __future__ import annotations

from logging import NullHandler, getLogger

LOGGER = getLogger("mirascope")
"""Debug records only; see the page on time limits."""
LOGGER.addHandler(NullHandler())
