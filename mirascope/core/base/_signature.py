"""What can be known about calling a function without calling it."""

from __future__ import annotations

import inspect
import os
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from inspect import Parameter
from types import FunctionType, MethodType
from typing import Any, cast

DOCSTRINGS = "MIRASCOPE_DOCSTRING_PROMPT_TEMPLATE"
"""The environment variable that makes docstrings templates, if it is `ENABLED`."""


def docstrings_are_templates() -> bool:
    """Tell whether docstrings are templates where nothing else is said."""
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


def fn_is_async(fn: object) -> bool:
    """Tell whether calling a function gives an awaitable.

    Args:
        fn: A function, or anything that wraps one and says so.

    Returns:
        Whether it, or something it wraps, is a coroutine function.
    """
    while True:
        if isinstance(fn, partial):
            fn = cast("partial[Any]", fn).func
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
        if isinstance(fn, partial):
            fn = cast("partial[Any]", fn).func
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
