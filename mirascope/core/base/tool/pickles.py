"""How classes that are in no module are pickled: by what they are made of."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from typing_extensions import override

RECIPE = "__mirascope_recipe__"
"""Where a class says how it is made: an importable function, and its arguments."""


class Recipe:
    """What is pickled in place of a class: unpickling it gives the class.

    Args:
        make: An importable function.
        args: Its arguments.
    """

    def __init__(self, make: Callable[..., Any], args: tuple[Any, ...]) -> None:
        self._made_by = make, args

    @override
    def __reduce__(self) -> tuple[Callable[..., Any], tuple[Any, ...]]:
        return self._made_by


def picklable(value: Any) -> Any:
    """Give what can be pickled in place of a class; other values stay."""
    if not isinstance(value, type):
        return value
    if (recipe := vars(value).get(RECIPE)) is not None:
        make, *args = recipe
        return Recipe(make, tuple(map(picklable, args)))
    return value


def empty(kind: Any) -> Any:
    """Make the instance of a class that a pickle fills."""
    return kind.__new__(kind)
