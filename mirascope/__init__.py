"""LLM calls from typed prompt functions, with the same code for every provider."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mirascope._lazy import attach
from mirascope._parts import NAMES

if TYPE_CHECKING:
    from mirascope.core.base._sdk.default_clients import (
        aclose_clients as aclose_clients,
    )
    from mirascope.core.base._sdk.default_clients import close_clients as close_clients

    from . import core as core
    from . import llm as llm
    from . import retries as retries
    from .core import BaseDynamicConfig as BaseDynamicConfig
    from .core import BaseTool as BaseTool
    from .core import BaseToolKit as BaseToolKit
    from .core import LocalProvider as LocalProvider
    from .core import Messages as Messages
    from .core import Provider as Provider
    from .core import prompt_template as prompt_template
    from .core.base.messages.parts import *  # noqa: F403
    from .llm._warm_up import warm_up as warm_up

    __version__: str

__getattr__, __dir__ = attach(
    __name__,
    {
        ".": "core llm retries",
        "._version": "__version__",
        ".core": (
            "BaseDynamicConfig BaseTool BaseToolKit LocalProvider Messages Provider "
            "prompt_template"
        ),
        ".core.base._sdk.default_clients": "aclose_clients close_clients",
        ".core.base.messages.parts": " ".join(NAMES),
        ".llm._warm_up": "warm_up",
    },
)
