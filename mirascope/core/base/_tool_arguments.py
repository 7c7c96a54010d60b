"""Where pickles of earlier versions find the call of a partial tool."""

from __future__ import annotations

from .tool.arguments import _made as _made
