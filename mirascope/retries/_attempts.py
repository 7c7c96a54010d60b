"""One call with its fallbacks: what was tried, and what is left to try."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from inspect import isawaitable
from typing import Any, NamedTuple, TypeAlias

from typing_extensions import override

from mirascope.core.base._chain.request import Layers, bound_again, own_layers
from mirascope.core.base._flow import Either, Flow
from mirascope.core.base._functions import name_of
from mirascope.exceptions import FallbackError
from mirascope.llm._context import Context, contexts

from ._caught import CaughtErrors

Catch: TypeAlias = "type[Exception] | tuple[type[Exception], ...]"
"""What to try another provider for."""


class FallbackContext(Context):
    """The provider of one fallback.

    Args:
        call: The `llm.call` that it is for: it wins over an override of that one.
        options: What the fallback was given.
    """

    __slots__ = ("_call",)

    def __init__(self, call: object, options: Mapping[str, Any]) -> None:
        super().__init__(None, **options)
        self._call = call

    @override
    def _is_innermost_for(self, call: object) -> bool:
        return self._call is call


@dataclass(frozen=True, slots=True)
class Entry:
    """A fallback, as it was given."""

    catch: Catch
    context: FallbackContext


class Surroundings(NamedTuple):
    """What is in force where a call is made; its later attempts are made in it too."""

    contexts: tuple[Context, ...]
    layers: Layers

    @classmethod
    def here(cls) -> Surroundings:
        """Give what is in force here."""
        return cls(contexts.get(), own_layers())

    @contextmanager
    def within(self, *inner: Context) -> Generator[None]:
        """Let it be in force in a block, with something inside of it."""
        here = contexts.get()
        contexts.set((*self.contexts, *inner))
        try:
            with bound_again(self.layers):
                yield
        finally:
            contexts.set(here)


@dataclass(frozen=True, slots=True)
class BoundCall:
    """A call, with the arguments it was called with."""

    fn: Callable[..., Any]
    args: tuple[Any, ...]
    kwargs: dict[str, Any]
    around: Surroundings

    def make(self, *inner: Context) -> Any:
        """Make a sync call."""
        with self.around.within(*inner):
            return self.fn(*self.args, **self.kwargs)

    async def amake(self, *inner: Context) -> Any:
        """Make an async call."""
        with self.around.within(*inner):
            result = self.fn(*self.args, **self.kwargs)
            return await result if isawaitable(result) else result

    def awaited(self) -> BoundCall:
        """Give it as it is awaited: what is in force now counts if nothing was."""
        if self.around.contexts:
            return self
        return replace(self, around=self.around._replace(contexts=contexts.get()))


class Attempts:
    """The attempts of one call: the function as it is, then each fallback once.

    Args:
        call: The call.
        catch: What the function is left for.
        entries: The fallbacks.
    """

    def __init__(
        self, call: BoundCall, catch: Catch, entries: tuple[Entry, ...]
    ) -> None:
        self.catch = catch
        """What the attempt that was made last is left for."""
        self.errors = CaughtErrors()
        """What was caught."""
        self._call = call
        self._entries = entries
        self._left = iter(entries)

    def begin(self) -> Flow[Any]:
        """Call the function, and fall back where it fails; gives the result."""
        try:
            return (yield self._step())
        except self.catch as error:
            caught = error
        return (yield from self.go_on(caught))

    def go_on(self, error: Exception) -> Flow[Any]:
        """Try what is left after an error; gives the result.

        Raises:
            FallbackError: All of it failed.
        """
        self.errors.append(error)
        for entry in self._left:
            self.catch = entry.catch
            try:
                return (yield self._step(entry.context))
            except entry.catch as caught:
                self.errors.append(caught)
        raise FallbackError(self._message(), CaughtErrors(self.errors)) from (
            self.errors[-1]
        )

    def _step(self, *inner: Context) -> Either:
        made = self._call
        return Either(partial(made.make, *inner), partial(made.amake, *inner))

    def _message(self) -> str:
        from mirascope.core.base._errors.safe import text_of  # which loads pydantic

        names = [f"{e.context.provider}/{e.context.model}" for e in self._entries]
        failed = [f"{type(error).__name__}: {text_of(error)}" for error in self.errors]
        tried = f", and so did {', '.join(names)}" if names else ""
        return (
            f"{name_of(self._call.fn)} failed{tried}; `.errors` has what was "
            f"caught: {'; '.join(failed)}"
        )
