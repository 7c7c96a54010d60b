"""Where pickles of earlier versions find how classes of tools are made again."""

from __future__ import annotations

from .tool.pickles import *  # noqa: F403
