"""How a pickled call finds its provider again, with the clients that calls share."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from typing_extensions import override

if TYPE_CHECKING:
    from mirascope.core.base.prompt.function import Prompt

    from .factory import Parts
    from .settings import Settings


class Reference:
    """What is pickled in place of a provider of ours: unpickling it gives the provider.

    Args:
        remake: An importable function that gives the call decorator, and its arguments.
    """

    def __init__(self, remake: tuple[Any, ...]) -> None:
        self._remake = remake

    @classmethod
    def of(cls, parts: Parts) -> Reference | Parts:
        """Refer to a provider, or give it as it is if the user made it."""
        if parts.spec is None:
            return parts
        return cls(parts.spec.remake or (decorator_of, parts.spec.name))

    @override
    def __reduce__(self) -> tuple[Any, ...]:
        return parts_of, self._remake


class MadeAgain:
    """A call that is made again where it is unpickled, of what made it here."""

    parts: Parts
    settings: Settings
    prompt: Prompt

    @override
    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (Reference.of(self.parts), self.settings, self.prompt)


def decorator_of(package: str) -> Any:
    """Find the call decorator of a package."""
    return import_module(f"mirascope.core.{package}").call


def parts_of(make: Any, *args: Any) -> Any:
    """Find the provider of a call decorator that a function gives."""
    return make(*args)._parts
