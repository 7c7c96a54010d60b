"""Making an SDK's error one of ours too, and the same object wherever Python allows."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from . import facts
from .kinds import ProviderError
from .lookup import classify
from .safe import importable, plain, sent_keys, text_of, without
from .table import Kind

_FACTS = ("http_status", "error_code", "request_id", "retry_after_s")


def adopt(error: Exception, provider: str) -> Exception:
    """Give an error of an SDK its kind too.

    Args:
        error: Any error.
        provider: The provider that was called.

    Returns:
        What to raise: the same object, now of both classes. Where Python does not let
        its class change, as that of builtins, a new one of both, to be raised from it;
        and the error as it is, if it is no provider's.
    """
    if isinstance(error, ProviderError):
        return error
    kind = classify(error, provider)
    return error if kind is None else adopt_as(error, kind, provider)


def adopt_as(error: Exception, kind: Kind, provider: str) -> Exception:
    """Give an error a kind that is known; see `adopt`."""
    both: type[Exception]
    try:
        both = _both(type(error), kind, provider)
    except TypeError:  # a class that has no subclasses
        both = kind
    try:
        object.__setattr__(error, "__class__", both)
    except TypeError:
        made = _new(both, error.args) or kind(str(error))
        vars(made).update(vars(error))
        if type(made) is kind:
            made._provider = provider
        return made
    return error


@lru_cache(1024)
def _both(sdk: type[Exception], kind: Kind, provider: str) -> type[Exception]:
    """Make the class that is an SDK's and ours, and looks like the SDK's."""

    def text(self: Exception) -> str:
        kept = vars(self).get(facts.KEPT)
        return sdk.__str__(self) if kept is None else kept["text"]

    bases: tuple[Any, ...] = (sdk, kind)
    if issubclass(kind, sdk):  # nothing is known where it was unpickled
        bases = (kind,)
    named = bases[0]
    members = {
        "__module__": named.__module__,
        "__qualname__": named.__qualname__,
        "__doc__": named.__doc__,
        "__slots__": (),
        "__str__": text,
        "__reduce_ex__": _reduce,
        "__copy__": _copy,
        "_provider": provider,
        "_origin": (sdk, kind),
    }
    return type(named.__name__, bases, members)


def _new(both: type[Exception], args: tuple[Any, ...]) -> Any:
    """Make an error without the constructor of its SDK, which takes anything.

    `None` if it cannot be made.
    """
    builtin: Any = next(one for one in both.__mro__ if one.__module__ == "builtins")
    try:
        made = builtin.__new__(both, *args)
        builtin.__init__(made, *args)
        made.args = args
    except TypeError:  # made by something else than Python, as pydantic's are
        return None
    return made


def _reduce(self: Any, _: object) -> tuple[Any, ...]:
    sdk, kind = self._origin
    own: dict[str, Any] = self.__dict__
    held: dict[str, Any] = {name: plain(own[name], name) for name in own}
    kept: dict[str, Any] = {name: getattr(self, name) for name in _FACTS}
    kept["text"] = text_of(self)
    held[facts.KEPT] = kept
    said = plain(self.args), held
    if keys := sent_keys(self):
        said = without(said, keys)
    return _rebuild, (importable(sdk), kind, self._provider, *said)


def _rebuild(
    sdk: type[Exception],
    kind: Kind,
    provider: str,
    args: tuple[Any, ...],
    held: dict[str, Any],
) -> Exception:
    made = _new(_both(sdk, kind, provider), args) or kind(*args)
    vars(made).update(held)
    return made


def _copy(self: Any) -> Any:
    made: Any = _new(self.__class__, self.args)
    made.__dict__.update(self.__dict__)
    return made
