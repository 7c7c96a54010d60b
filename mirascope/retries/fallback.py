"""Trying other providers where one fails."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from inspect import isasyncgenfunction, isgeneratorfunction
from typing import TYPE_CHECKING, Any, NotRequired

from typing_extensions import TypedDict

from mirascope.core.base._call.settings import check_params
from mirascope.core.base._compat import coroutine_function
from mirascope.core.base._fields import is_list, is_tuple
from mirascope.core.base._flow import arun, run
from mirascope.core.base._functions import (
    coroutine_name,
    fn_is_async,
    is_partial,
    name_of,
)
from mirascope.core.base._type_variables import FnT
from mirascope.exceptions import (
    FallbackError as FallbackError,
)
from mirascope.exceptions import (
    InvalidCallError,
    NotAnAgnosticCallError,
    OptionError,
)
from mirascope.llm._context import split_model
from mirascope.llm._registry import is_known, load_provider, warn_if_unknown

from ._attempts import (
    Attempts,
    BoundCall,
    Catch,
    Entry,
    FallbackContext,
    Surroundings,
)
from ._caught import are_exceptions, note_caught

if TYPE_CHECKING:
    from mirascope.core import AnyCallParams
    from mirascope.llm._typing import ProviderName


class Fallback(TypedDict):
    """What to try where everything before it failed."""

    catch: type[Exception] | tuple[type[Exception], ...]
    """What to try the next one for; other errors are raised."""
    provider: ProviderName
    """The provider."""
    model: str
    """Its model."""
    call_params: NotRequired[AnyCallParams]
    """Call parameters in the place of the decorator's; by default those of the
    decorator, and at another provider those that all providers share."""
    client: NotRequired[Any]
    """A client for it; by default the decorator's at the same provider, and at another
    one a shared client."""


def fallback(
    catch: Catch, fallbacks: Sequence[Fallback], *, restart_streams: bool = False
) -> Callable[[FnT], FnT]:
    """Try other providers, in order, where an `llm.call` fails.

    The function is called as it is; where that raises what is to be caught it is called
    again inside the `llm.context` of each fallback, until one succeeds. A stream goes
    on with the next fallback where nothing of it has been read yet.

    Args:
        catch: What to leave the decorator's provider for; other errors are raised.
        fallbacks: What to try; each says with its own `catch` what it is left for.
        restart_streams: Whether a stream begins again at the next fallback where it
            breaks off later: an empty chunk with `.restarted` tells that what came
            before it is void.

    Returns:
        A decorator, to be put above `llm.call`. Results that came after a failure have
        what was caught at `_caught`, if they can have attributes.

    Raises:
        InvalidCallError: A fallback or an argument is wrong. A provider that does not
            exist is a warning here, and an `UnknownProviderError` when it is called.
        NotAnAgnosticCallError: The function is a call of `mirascope.core`.
        FallbackError: From the decorated function: everything failed.

    Example:
        ```python
        from mirascope import llm
        from mirascope.retries import fallback

        @fallback(
            (llm.RateLimitError, llm.ServerError),
            [
                {
                    "catch": llm.ServerError,
                    "provider": "groq",
                    "model": "llama-3.3-70b-versatile",
                }
            ],
        )
        @llm.call("openai", "gpt-4o-mini")
        def recommend_book(genre: str) -> str:
            return f"Recommend a {genre} book"

        print(recommend_book("fantasy").content)
        ```
    """
    _check_catch(catch, "`fallback`")
    entries = _checked(fallbacks, restart_streams)

    def decorate(fn: FnT) -> FnT:
        return _guard(fn, catch, entries, restart_streams)

    return decorate


def _guard(
    fn: Any, catch: Catch, fallbacks: Sequence[dict[str, Any]], restart_streams: bool
) -> Any:
    """Make the function that users call."""
    target = _target(fn)
    is_async = fn_is_async(fn)
    entries: list[Entry] = []
    for one in fallbacks:
        _check_client(one, is_async)
        given = {name: value for name, value in one.items() if name != "catch"}
        entries.append(Entry(one["catch"], FallbackContext(target, given)))
    rule = Rule(fn, catch, tuple(entries), restart_streams)
    call = rule.call_async if is_async else rule.call

    @wraps(fn)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        return call(args, kwargs)

    # `mirascope.warm_up` finds the providers there.
    others = [(one.context.provider, one.context.client) for one in entries]
    known = getattr(fn, "_falls_back_to", ())
    guarded.__dict__["_falls_back_to"] = (*known, *others)
    return coroutine_function(guarded) if is_async else guarded


class Rule:
    """A function, and what to do where it fails.

    Args:
        fn: The function.
        catch: What it is left for.
        entries: The fallbacks.
        restart_streams: Whether streams begin again that break off.
    """

    # Not nested functions: cloudpickle takes those apart, and what they name with them.

    def __init__(
        self,
        fn: Callable[..., Any],
        catch: Catch,
        entries: tuple[Entry, ...],
        restart_streams: bool,
    ) -> None:
        self.fn = fn
        self.catch = catch
        self.entries = entries
        self.restart_streams = restart_streams

    def call(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Make a sync call."""
        attempts = self._attempts(BoundCall(self.fn, args, kwargs, Surroundings.here()))
        return self._result(run(attempts.begin()), attempts)

    def call_async(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Make an async call, in what is in force now."""
        call = BoundCall(self.fn, args, kwargs, Surroundings.here())
        coroutine = self._wait(call)
        coroutine.__qualname__ = coroutine_name(self.fn)
        return coroutine

    async def _wait(self, call: BoundCall) -> Any:
        attempts = self._attempts(call.awaited())
        return self._result(await arun(attempts.begin()), attempts)

    def _attempts(self, call: BoundCall) -> Attempts:
        return Attempts(call, self.catch, self.entries)

    def _result(self, result: Any, attempts: Attempts) -> Any:
        """Guard a stream, and note on another result what was caught."""
        from ._streams import guarded  # loaded with the call that was made

        if attempts.errors:
            note_caught(result, attempts.errors)
        return guarded(result, attempts, self.restart_streams)


def _check_catch(catch: object, where: str) -> None:
    """Refuse what an `except` clause could not name."""
    if not are_exceptions(*(catch if is_tuple(catch) else (catch,))):
        raise OptionError(
            f"`catch` of {where} is {catch!r}: give a class of exceptions, or a tuple "
            "of them"
        )


_REQUIRED = ("catch", "provider", "model")
_KEYS = tuple(Fallback.__annotations__)


def _checked(fallbacks: object, restart_streams: object) -> list[dict[str, Any]]:
    """Refuse what could not be used, and give a copy of the fallbacks."""
    if not (is_list(fallbacks) or is_tuple(fallbacks)):
        raise OptionError(f"`fallbacks` is {fallbacks!r}: give a list of dicts")
    if not isinstance(restart_streams, bool):
        raise OptionError(
            f"`restart_streams` is {restart_streams!r}: give True or False"
        )
    return [_checked_entry(entry, at) for at, entry in enumerate(fallbacks)]


def _checked_entry(entry: Any, at: int) -> dict[str, Any]:
    where = f"`fallbacks[{at}]`"
    if not isinstance(entry, Mapping):
        raise OptionError(f"{where} is {entry!r}: give a dict with {_shown(_REQUIRED)}")
    given: dict[str, Any] = {**entry}
    if missing := [name for name in _REQUIRED if name not in given]:
        raise OptionError(f"{where} lacks {_shown(missing)}: add it")
    if unknown := [name for name in given if name not in _KEYS]:
        from difflib import get_close_matches

        near = get_close_matches(str(unknown[0]), _KEYS, n=1) or _KEYS
        raise OptionError(
            f"{where} has {_shown(unknown)}, which fallbacks do not have: write "
            f"{_shown(near)}"
        )
    _check_catch(given["catch"], where)
    given["provider"], given["model"] = split_model(given["provider"], given["model"])
    if given.get("call_params") is not None:
        check_params(given["call_params"], f"call_params of {where}")
    warn_if_unknown(given["provider"], f"the fallback {where}")
    return given


def _shown(names: Sequence[object]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _target(fn: Any) -> Any:
    """Find the `llm.call` that is decorated, and refuse what cannot fall back."""
    if not callable(fn) or isinstance(fn, type):
        raise OptionError(
            f"`fallback` decorates {fn!r}, no function: put it above `llm.call`"
        )
    inner: Any = fn
    while is_partial(inner):
        inner = inner.func
    agnostic = getattr(inner, "_agnostic_call", None)
    if agnostic is not None:
        return agnostic.decorated
    if getattr(inner, "__mirascope_call__", False):
        raise NotAnAgnosticCallError(
            f"`fallback` decorates {name_of(fn)}, a call of `mirascope.core`, which "
            "would ask its own provider again: decorate the prompt function with "
            "`llm.call`"
        )
    if isgeneratorfunction(fn) or isasyncgenfunction(fn):
        raise InvalidCallError(
            f"`fallback` decorates {name_of(fn)}, a generator function, whose errors "
            "come when it is iterated: decorate the `llm.call` that it iterates"
        )
    return None


def _check_client(entry: Mapping[str, Any], is_async: bool) -> None:
    """Refuse a client of the wrong kind; its SDK is loaded already."""
    if entry.get("client") is not None and is_known(entry["provider"]):
        load_provider(entry["provider"]).check_client(entry["client"], is_async)
