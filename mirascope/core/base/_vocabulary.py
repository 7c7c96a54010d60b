"""Where pickles of earlier versions find the words in the middle."""

from ._codec.vocabulary import *  # noqa: F403
