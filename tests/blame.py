"""Whose an error is: ours, an SDK's, or a raw one of Python's that nobody meant."""

from __future__ import annotations

import sys
from traceback import walk_tb

from mirascope.exceptions import MirascopeError
from mirascope.llm import ProviderError

STANDARD = sys.stdlib_module_names | {"tests", "pydantic", "pydantic_core"}


def is_typed(error: BaseException) -> bool:
    """Tell whether an error is one of ours or comes out of an SDK."""
    ours = isinstance(error, MirascopeError | ProviderError)
    return ours or raised_by(error) != "mirascope"


def raised_by(error: BaseException) -> str:
    """Name the package, ours or an SDK's, in which an error was raised."""
    names = [
        str(frame.f_globals.get("__name__")).partition(".")[0]
        for frame, _ in walk_tb(error.__traceback__)
    ]
    return next((name for name in reversed(names) if name not in STANDARD), "")
