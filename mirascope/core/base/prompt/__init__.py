"""Prompts as users write them: functions with a template, and classes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mirascope._lazy import attach

if TYPE_CHECKING:
    from mirascope.core.base._functions import fn_is_async as fn_is_async

    from .base_prompt import BasePrompt as BasePrompt
    from .decorators import prompt_template as prompt_template
    from .function import Prompt as Prompt

# Lazy, because defining the first model of a program is slow and most calls need none.
__getattr__, __dir__ = attach(
    __name__,
    {
        "mirascope.core.base._functions": "fn_is_async",
        "mirascope.core.base.prompt.base_prompt": "BasePrompt",
        "mirascope.core.base.prompt.decorators": "prompt_template",
        "mirascope.core.base.prompt.function": "Prompt",
    },
)
