"""Where pickles of earlier versions find how tools are made again."""

from __future__ import annotations

from .tool.convert import *  # noqa: F403
