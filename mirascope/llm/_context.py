"""What surrounds a call: contexts and overrides, and the settings that result."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, fields
from inspect import signature
from typing import TYPE_CHECKING, Any, Never, Self, overload

from typing_extensions import override

from mirascope.core.base._call.settings import Settings, refuse_unknown
from mirascope.core.base._functions import name_of, refuse_missing_parentheses, warn
from mirascope.core.base._limits.check import check_limit
from mirascope.core.base._retry.policy import RetryPolicy, check_retries, check_timeout
from mirascope.core.base.call_params import COMMON_KEYS
from mirascope.core.base.tool.check import check_tools
from mirascope.exceptions import OptionError

from ._registry import warn_if_unknown

if TYPE_CHECKING:
    from mirascope.core.base._limits.limit import Limit


@dataclass(frozen=True, slots=True, kw_only=True)
class AgnosticSettings(Settings):
    """The settings of a call, and the provider it is made to."""

    provider: str


def split_model(provider: Any, model: Any) -> tuple[str, str]:
    """Read `provider="x", model="y"` and `"x/y"` alike.

    Args:
        provider: The provider, or provider and model in one.
        model: The model, or provider and model in one.

    Returns:
        The provider and the model.

    Raises:
        InvalidCallError: One of them is missing, or stands below the decorator.
    """
    if callable(provider):
        refuse_missing_parentheses(provider, '@llm.call("openai/gpt-4o-mini")')
    names = [name for name in (provider, model) if name is not None]
    if len(names) == 1 and isinstance(names[0], str) and "/" in names[0]:
        provider, _, model = names[0].partition("/")
    if not all(isinstance(name, str) and name for name in (provider, model)):
        raise OptionError(
            f"`provider` is {provider!r} and `model` is {model!r}: give both, or "
            '"provider/model"'
        )
    return provider, model


class Context:
    """Changes the provider and its settings for the calls made inside.

    Use it with `with`; it can be entered again, also inside itself.
    """

    __slots__ = ("_given", "_target")

    def __init__(self, target: object = None, **options: Any) -> None:
        check_tools(options.get("tools"))
        check_retries(options.get("retries"))
        check_timeout(options.get("timeout"))
        check_limit(options.get("limit"))
        self._given = {n: value for n, value in options.items() if value is not None}
        self._target = target

    @property
    def provider(self) -> str | None:
        """The provider of the calls inside, if one was given."""
        return self._given.get("provider")

    @property
    def model(self) -> str | None:
        """The model of the calls inside, if one was given."""
        return self._given.get("model")

    @property
    def client(self) -> Any:
        """The client of the calls inside, if one was given."""
        return self._given.get("client")

    @property
    def call_params(self) -> Mapping[str, Any] | None:
        """The call parameters of the calls inside, if any were given."""
        return self._given.get("call_params")

    def __enter__(self) -> Self:
        contexts.set((*contexts.get(), self))
        return self

    def __exit__(self, *_: object) -> None:
        # Others may have been entered since: a generator is left when it pleases.
        inside = list(reversed(contexts.get()))
        if self in inside:
            inside.remove(self)
            contexts.set(tuple(reversed(inside)))

    @override
    def __repr__(self) -> str:
        shown = ("provider", "model", "retries", "timeout")
        given = [f"{n}={v!r}" for n, v in self._given.items() if n in shown]
        return f"llm.context({', '.join(given)})"

    def _is_for(self, call: object) -> bool:
        """Tell whether it changes the calls of a decorated function."""
        return self._target is None or self._target is call

    def _is_innermost_for(self, call: object) -> bool:
        """Tell whether it wins over what a decorated function is called in after it."""
        return False

    def _over(self, below: Mapping[str, Any], fn: object) -> dict[str, Any]:
        """Change the settings of a prompt function, by their names."""
        given = self._given
        changes: dict[str, Any] = {}
        provider = given.get("provider", below["provider"])
        if provider != below["provider"]:
            changes["client"] = None  # it is another provider's
            if "call_params" not in given:
                params = _portable(below["call_params"], provider, fn)
                changes["call_params"] = params
        if any(map(given.get, ("stream", "response_model", "output_parser"))):
            changes |= {"stream": False, "response_model": None, "output_parser": None}
            if given.get("stream") or "response_model" not in given:
                changes["validation_retries"] = 0
        if "response_model" in given:
            changes["tools"] = None
        return {**below, **changes, **given}


def settings_in(
    contexts: Sequence[Context], own: AgnosticSettings, fn: object
) -> AgnosticSettings:
    """Give the settings of a prompt function in contexts, the innermost last.

    Only what results is checked: an outer one may need what an inner one brings.
    """
    if not contexts:
        return own
    settings = {one.name: getattr(own, one.name) for one in fields(own)}
    for context in contexts:
        settings = context._over(settings, fn)
    return AgnosticSettings(**settings)


contexts: ContextVar[tuple[Context, ...]] = ContextVar("mirascope_llm", default=())
"""The contexts in force here, innermost last; tasks and copies have their own."""


def _portable(
    params: Mapping[str, Any] | None, provider: str, fn: object
) -> dict[str, Any] | None:
    """Keep the call parameters that mean the same at another provider."""
    if params is None:
        return None
    common = {name: params[name] for name in params if name in COMMON_KEYS}
    if left := sorted(set(params) - set(common)):
        warn(
            f"call parameters {left} of {name_of(fn)} belong to another provider and "
            f"are not sent to {provider!r}: give `call_params` beside `provider`",
            fn,
        )
    return common


@overload
def context(
    *,
    provider: str,
    model: str,
    client: object = None,
    call_params: Mapping[str, Any] | None = None,
    retries: int | RetryPolicy | None = None,
    timeout: float | None = None,
    limit: Limit | None = None,
) -> Context: ...


@overload
def context(
    *,
    client: object = None,
    call_params: Mapping[str, Any] | None = None,
    retries: int | RetryPolicy | None = None,
    timeout: float | None = None,
    limit: Limit | None = None,
) -> Context: ...


def context(
    *,
    provider: str | None = None,
    model: str | None = None,
    client: Any = None,
    call_params: Mapping[str, Any] | None = None,
    retries: int | RetryPolicy | None = None,
    timeout: float | None = None,
    limit: Limit | None = None,
    **_unknown: Never,
) -> Context:
    """Change every `llm.call` that is made inside a `with` block.

    What is not given is inherited from the enclosing context, then from the decorator.
    A dynamic config still wins. A stream keeps the settings it was made with.

    Args:
        provider: Another provider, together with `model`.
        model: Its model.
        client: A client for it.
        call_params: Call parameters that replace the decorator's.
        retries: How often to send a request again that failed, or a policy.
        timeout: How long each call may take, in seconds, with all its tries.
        limit: What the calls may send and spend, together with others.

    Returns:
        The context manager.

    Raises:
        InvalidCallError: `provider` without `model` or the reverse, or no option at
            all. A provider that does not exist is a warning here, and an
            `UnknownProviderError` when a call is made.
    """
    refuse_unknown("llm.context", _unknown, _OPTIONS)
    given: dict[str, Any] = {"client": client, "call_params": call_params}
    given |= {"retries": retries, "timeout": timeout, "limit": limit}
    if provider is not None or model is not None:
        provider, model = split_model(provider, model)
        warn_if_unknown(provider, "calls in this context")
    elif all(value is None for value in given.values()):
        raise OptionError(
            "`llm.context` has no options: say what is to be another, as in "
            '`llm.context(provider="openai", model="gpt-4o-mini")`'
        )
    return Context(provider=provider, model=model, **given)


_OPTIONS = tuple(signature(context).parameters)[:-1]
