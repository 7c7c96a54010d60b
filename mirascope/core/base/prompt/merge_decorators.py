"""How a stack of decorators becomes one."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from types import FunctionType
from typing import Any, cast

from mirascope.core.base._functions import refuse_bare
from mirascope.core.base._type_variables import FnT

_NAMES = ("__name__", "__qualname__", "__doc__")


def merge_decorators(
    decorator: FnT, *additional: Callable[[Any], Any]
) -> Callable[[], FnT]:
    """Merge decorators into one.

    Args:
        decorator: The outermost.
        *additional: The others, from the outside inwards.

    Returns:
        A function of no arguments that returns the merged decorator; `@merged()` is
        the same as stacking them.

    Example:
        ```python
        from mirascope.core import merge_decorators, metadata, prompt_template

        recommending = merge_decorators(
            metadata({"tags": {"library"}}),
            prompt_template("Recommend a {genre} book"),
        )


        @recommending()
        def recommend_book(genre: str): ...
        ```
    """
    inside_out = (*reversed(additional), decorator)

    def merged(prompt: object) -> object:
        made: object = reduce(lambda got, wrap: wrap(got), inside_out, prompt)
        # Of a decorator that says nothing of what it wraps.
        if isinstance(made, FunctionType) and made.__doc__ is None:
            for name in _NAMES:
                setattr(made, name, getattr(prompt, name, None) or getattr(made, name))
        return made

    def give(*misplaced: object) -> FnT:
        for prompt in misplaced:
            refuse_bare(prompt, "@merged()")
        # The last one that is applied decides what comes out, which has no type here.
        return cast(FnT, merged)

    return give
