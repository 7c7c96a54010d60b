"""What is attached to a prompt function to find its calls by."""

from .prompt.metadata import get_metadata as get_metadata
from .prompt.metadata import metadata as metadata
