"""What a prompt function may return to change one call."""

from .prompt.dynamic_config import BaseDynamicConfig as BaseDynamicConfig
