"""What is attached to a prompt function to find its calls by."""

from .prompt.decorators import get_metadata as get_metadata
from .prompt.decorators import metadata as metadata
