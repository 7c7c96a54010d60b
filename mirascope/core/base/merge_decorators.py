"""Several decorators as one."""

from .prompt.merge_decorators import merge_decorators as merge_decorators
