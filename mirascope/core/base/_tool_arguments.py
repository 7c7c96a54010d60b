"""Where pickles of earlier versions find the call of a partial tool."""

from .tool.arguments import _made as _made
