"""What a prompt function may return to change one call."""

from __future__ import annotations

from .prompt.dynamic_config import BaseDynamicConfig as BaseDynamicConfig
