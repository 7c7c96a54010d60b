"""Warnings and refusals that point at the user's program, not at what it called."""

from __future__ import annotations

import os
import sys
import warnings
from typing import Any, NoReturn

from mirascope.exceptions import OptionError

from ._signature import innermost

_PACKAGE = os.path.dirname(os.path.dirname(os.path.dirname(__file__))) + os.sep
_STANDARD = os.path.dirname(os.__file__) + os.sep


def warn(
    message: str, fn: object = None, category: type[Warning] = UserWarning
) -> None:
    """Warn at a function of the user's, or else at the user's line that runs.

    Args:
        message: What is wrong and what to do.
        fn: The function, through anything that decorates it.
        category: The class of the warning.
    """
    target: Any = None if isinstance(fn, type) else innermost(fn)
    code = getattr(target, "__code__", None)
    if code is not None and not code.co_filename.startswith(_PACKAGE):
        file, line, scope = code.co_filename, code.co_firstlineno, target.__globals__
    else:
        frame = sys._getframe(1)
        while frame.f_back is not None and _is_between(frame.f_code.co_filename):
            frame = frame.f_back
        file, line, scope = frame.f_code.co_filename, frame.f_lineno, frame.f_globals
    warnings.warn_explicit(
        message,
        category,
        file,
        line,
        module=scope.get("__name__"),
        registry=scope.setdefault("__warningregistry__", {}),
    )


def name_of(fn: object) -> str:
    """Give the name by which a user knows a function or class, in quotes."""
    name = getattr(fn, "__qualname__", None) or getattr(
        innermost(fn), "__qualname__", None
    )
    return repr(fn) if name is None else repr(name.rpartition("<locals>.")[2])


def refuse_bare(decorated: object, write: str) -> NoReturn:
    """Refuse a decorator that was put on something without its parentheses."""
    raise OptionError(
        f"the decorator of {name_of(decorated)} has no parentheses: write `{write}`"
    )


def _is_between(filename: str) -> bool:
    """Tell whether a frame stands between the user's program and a warning."""
    if filename.startswith((_PACKAGE, "<frozen ")):
        return True
    if filename.startswith(_STANDARD) and "-packages" not in filename:
        return True
    pydantic = getattr(sys.modules.get("pydantic"), "__file__", None)
    return pydantic is not None and filename.startswith(os.path.dirname(pydantic))
