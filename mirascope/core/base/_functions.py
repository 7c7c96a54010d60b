"""The functions of users: what is known without a call, and warnings that name them."""

from __future__ import annotations

import inspect
import os
import sys
import warnings
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from inspect import Parameter
from types import FunctionType, MethodType
from typing import TYPE_CHECKING, Any, NoReturn

from mirascope.exceptions import OptionError

if TYPE_CHECKING:
    from typing_extensions import TypeIs

_PACKAGE = os.path.dirname(os.path.dirname(os.path.dirname(__file__))) + os.sep
_STANDARD = os.path.dirname(os.__file__) + os.sep

DOCSTRINGS = "MIRASCOPE_DOCSTRING_PROMPT_TEMPLATE"
"""The environment variable that makes docstrings templates, if it is `ENABLED`."""


def docstrings_are_templates() -> bool:
    """Tell whether docstrings are templates where there is no other prompt."""
    return os.environ.get(DOCSTRINGS) == "ENABLED"


class Parameters:
    """The parameters of a function, in the form in which arguments are named fastest.

    Args:
        fn: The function; what it wraps is looked at where it says so.
        first: Positional arguments that are already given.
        given: Keyword arguments that are already given.
    """

    def __init__(
        self,
        fn: Callable[..., Any],
        first: tuple[Any, ...] = (),
        given: Mapping[str, Any] | None = None,
    ) -> None:
        found = inspect.signature(fn).parameters.values()
        self._first = first
        self._given = dict(given or {})
        self._positional = [
            p.name
            for p in found
            if p.kind in (Parameter.POSITIONAL_ONLY, Parameter.POSITIONAL_OR_KEYWORD)
        ]
        self._rest = _name_of(found, Parameter.VAR_POSITIONAL)
        self.extra: str | None = _name_of(found, Parameter.VAR_KEYWORD)
        """The name of `**kwargs`, if there is one."""
        self._defaults = {
            p.name: p.default for p in found if p.default is not Parameter.empty
        }
        self.names: tuple[str, ...] = tuple(
            p.name for p in found if p.name != self.extra
        )
        """The names in order, `**kwargs` left out."""
        special = first or given or self._rest or self.extra
        is_simple = not special and len(self.names) == len(self._positional)
        self._simple = len(self.names) if is_simple else -1
        """How many positional arguments are all that there are, if they can be."""

    def bind(self, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> dict[str, Any]:
        """Name the arguments of a call that the function has accepted.

        Args:
            args: The positional arguments.
            kwargs: The keyword arguments.

        Returns:
            Arguments and defaults by name, in order; `*args` is a tuple, `**kwargs` is
            flattened.
        """
        if len(args) == self._simple and not kwargs:
            return dict(zip(self.names, args, strict=True))
        if self._first:
            args = self._first + args
        if self._given:
            kwargs = {**self._given, **kwargs}
        values = dict(zip(self._positional, args, strict=False))
        if self._rest is not None:
            values[self._rest] = args[len(self._positional) :]
        if len(values) < len(self.names):
            defaults = self._defaults
            for name in self.names:
                if name in values:
                    continue
                if name in kwargs:
                    values[name] = kwargs[name]
                elif name in defaults:
                    values[name] = defaults[name]
        if self.extra is not None:
            for name, value in kwargs.items():
                values.setdefault(name, value)
        return values


def _name_of(parameters: Iterable[Parameter], kind: object) -> str | None:
    return next((p.name for p in parameters if p.kind is kind), None)


def is_partial(fn: object) -> TypeIs[partial[Any]]:
    """Tell whether a function is one with some arguments filled in."""
    return isinstance(fn, partial)


def fn_is_async(fn: object) -> bool:
    """Tell whether calling a function gives an awaitable.

    Args:
        fn: A function, or anything that wraps one and says so.

    Returns:
        Whether it, or something it wraps, is a coroutine function.
    """
    while True:
        if is_partial(fn):
            fn = fn.func
            continue
        if inspect.iscoroutinefunction(fn):
            return True
        if not inspect.isroutine(fn) and inspect.iscoroutinefunction(
            getattr(type(fn), "__call__", None)  # noqa: B004  it is wanted, not tested
        ):
            return True
        if (wrapped := getattr(fn, "__wrapped__", None)) is None:
            return False
        fn = wrapped


def innermost(fn: Any) -> Any:
    """Look through partials, methods, wrappers and callable objects."""
    while True:
        if is_partial(fn):
            fn = fn.func
        elif hasattr(fn, "__wrapped__"):
            fn = fn.__wrapped__
        elif isinstance(fn, MethodType):
            fn = fn.__func__
        elif isinstance(fn, FunctionType) or not isinstance(caller(fn), FunctionType):
            return fn
        else:
            fn = caller(fn)


def coroutine_name(fn: Any) -> str:
    """Give the name that Python is to say of a coroutine of it that nobody awaits."""
    return getattr(innermost(fn), "__qualname__", None) or repr(fn)


def caller(fn: Any) -> Any:
    """Give what runs when an object is called."""
    return getattr(fn.__class__, "__call__", None)  # noqa: B004


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


def refuse_missing_parentheses(decorated: object, write: str) -> NoReturn:
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
