"""Prompts as users write them: functions with a template, and classes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mirascope._lazy import attach

if TYPE_CHECKING:
    from ._base_prompt import BasePrompt as BasePrompt
    from ._parameters import fn_is_async as fn_is_async
    from ._prompt_fn import Prompt as Prompt
    from ._prompt_template import prompt_template as prompt_template

__all__ = ["BasePrompt", "Prompt", "fn_is_async", "prompt_template"]

# Lazy, because defining the first model of a program is slow and most calls need none.
__getattr__, __dir__ = attach(
    __name__,
    {
        "BasePrompt": "mirascope.core.base._base_prompt",
        "Prompt": "mirascope.core.base._prompt_fn",
        "fn_is_async": "mirascope.core.base._parameters",
        "prompt_template": "mirascope.core.base._prompt_template",
    },
)
