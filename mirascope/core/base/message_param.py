"""The messages and content parts that all providers share."""

from .messages.parts import *  # noqa: F403
from .messages.parts import NativePart as NativePart
