"""Where pickles of earlier versions find the words in the middle."""

from __future__ import annotations

from ._codec.vocabulary import *  # noqa: F403
