"""Limits that hold for the whole process."""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING, Any

from mirascope.core.base._chain.request import Binding
from mirascope.core.base._functions import warn
from mirascope.core.base._limits.check import check_limit
from mirascope.exceptions import OptionError, UnknownProviderError

from ._registry import check_provider

if TYPE_CHECKING:
    from mirascope.core.base._limits.limit import Limit

_set: dict[tuple[str | None, str | None], Binding] = {}
_lock = Lock()


def set_limit(
    limit: Limit | None, *, provider: str | None = None, model: str | None = None
) -> None:
    """Let a limit hold for the whole process, in all threads.

    Those of a `with` and of `limit=` hold beside it. There may be one for each
    combination of provider and model, and all that fit a call hold for it.

    Args:
        limit: The limit, in the place of the one that was set for the same provider and
            model; `None` takes that back.
        provider: The provider of the calls; by default all.
        model: A pattern for their model, such as `gpt-4*`; by default all.

    Raises:
        OptionError: It is no limit, or the provider or the model is no text. A provider
            that does not exist is a warning.
    """
    check_limit(limit)
    for name, given in (("provider", provider), ("model", model)):
        text: Any = given
        if text is not None and (not isinstance(text, str) or not text):
            raise OptionError(f"`{name}` is {text!r}: give text, or leave it out")
    if limit is not None and provider is not None:
        try:
            check_provider(provider)
        except UnknownProviderError as error:
            warn(f"the limit holds for no call yet: {error}")
    key = provider, model
    with _lock:
        if (before := _set.pop(key, None)) is not None:
            before.__exit__()
        if limit is not None:
            # Here, so that naming it loads next to nothing.
            from mirascope.core.base._limits.layer import LimitLayer

            layer = LimitLayer(limit._gate, limit._layer.order, provider, model)
            _set[key] = Binding(layer, everywhere=True).__enter__()
