"""Several decorators as one."""

from .prompt.decorators import merge_decorators as merge_decorators
