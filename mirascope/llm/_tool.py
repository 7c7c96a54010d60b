"""The old place of `Tool`, where pickles look for it."""

from .tool import Tool as Tool
from .tool import neutral as neutral
