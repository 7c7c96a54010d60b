"""Several decorators as one."""

from __future__ import annotations

from .prompt.merge_decorators import merge_decorators as merge_decorators
