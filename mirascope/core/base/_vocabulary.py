"""Where pickles of earlier versions find the values of the codec."""

from ._codec.vocabulary import *  # noqa: F403
