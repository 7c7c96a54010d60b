"""Where pickles of earlier versions find how tools are made again."""

from .tool.convert import *  # noqa: F403
