"""What a decorator was given, and how call parameters reach a provider."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from inspect import Parameter, signature
from typing import TYPE_CHECKING, Any

from mirascope.core.base._functions import name_of, refuse_missing_parentheses, warn
from mirascope.core.base._limits.check import check_limit
from mirascope.core.base._retry.policy import (
    RetryPolicy,
    check_retries,
    check_timeout,
    policy_of,
)
from mirascope.core.base.call_params import COMMON_KEYS
from mirascope.core.base.tool.check import check_tools
from mirascope.exceptions import InvalidCallError, OptionError

if TYPE_CHECKING:
    from mirascope.core.base._chain.request import Layer, Layers
    from mirascope.core.base._limits.limit import Limit

_warned: set[tuple[str, str]] = set()


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The arguments of a call decorator; its fields are the options that calls have.

    Raises:
        InvalidCallError: The options exclude each other or have a wrong type.
        ToolDefinitionError: A tool takes what no JSON schema can express.
    """

    model: str
    stream: bool | Mapping[str, Any] = False
    tools: Sequence[Any] | None = None
    response_model: Any = None
    output_parser: Callable[..., Any] | None = None
    json_mode: bool = False
    client: Any = field(default=None, repr=False)
    call_params: Mapping[str, Any] | None = field(default=None, repr=False)
    retries: int | RetryPolicy | None = None
    timeout: float | None = None
    limit: Limit | None = None
    validation_retries: int = 0

    def __post_init__(self) -> None:
        model: Any = self.model
        if callable(model):
            refuse_missing_parentheses(model, '@openai.call("gpt-4o-mini")')
        if not isinstance(model, str) or not model:
            raise InvalidCallError(
                f"`model` is {model!r}: give the name of a model as text"
            )
        if self.stream and self.output_parser is not None:
            raise InvalidCallError(
                "`stream` and `output_parser` exclude each other: a parser needs the "
                "whole answer; parse `stream.construct_call_response()` yourself"
            )
        if self.output_parser is not None and not callable(self.output_parser):
            raise InvalidCallError(
                f"`output_parser` is {self.output_parser!r}: give a function"
            )
        if isinstance(self.stream, Mapping):
            unknown = set(self.stream) - {"partial_tools"}
            if unknown:
                raise InvalidCallError(
                    f"`stream` has unknown options {sorted(map(str, unknown))}: it "
                    "takes `partial_tools`"
                )
        if self.call_params is not None:
            check_params(self.call_params, "call_params")
            # They are translated once: what becomes of the user's dict must not matter.
            from mirascope.core.base._models import own_copy  # which loads pydantic

            object.__setattr__(self, "call_params", own_copy({**self.call_params}))
        check_tools(self.tools)
        check_retries(self.retries)
        check_timeout(self.timeout)
        check_limit(self.limit)
        given = self.validation_retries
        check_validation_retries(given, self.response_model, self.stream)

    def layers(self) -> Layers:
        """Make what these settings put around sending."""
        layers: list[Layer] = []
        if self.timeout is not None:
            from mirascope.core.base._retry.time_limit import TimeLimit

            layers.append(TimeLimit(self.timeout))
        if self.retries is not None:
            from mirascope.core.base._retry.layer import RetryLayer

            layers.append(RetryLayer(policy_of(self.retries)))
        if self.limit is not None:
            layers.append(self.limit._layer)
        return tuple(layers)

    @property
    def partial_tools(self) -> bool:
        """Whether the stream is to yield partial tools."""
        if not isinstance(self.stream, Mapping):
            return False
        return bool(self.stream.get("partial_tools"))


def check_validation_retries(given: Any, response_model: Any, stream: Any) -> None:
    """Refuse to ask again for what is not validated.

    Args:
        given: How often to ask again at most.
        response_model: The response model of the call.
        stream: Whether it streams.

    Raises:
        OptionError: It is no such number, or there is nothing to validate in time.
    """
    if isinstance(given, bool) or not isinstance(given, int) or given < 0:
        raise OptionError(
            f"`validation_retries` is {given!r}: give the number of further tries, 0 "
            "or more"
        )
    if given and response_model is None:
        raise OptionError(
            "`validation_retries` needs `response_model`: nothing else is validated"
        )
    if given and stream:
        raise OptionError(
            "`validation_retries` and `stream` exclude each other: what was streamed "
            "cannot be taken back"
        )


def check_params(params: object, where: str) -> None:
    """Refuse call parameters that would change what the decorator decides.

    Args:
        params: The call parameters.
        where: How the user calls them.

    Raises:
        InvalidCallError: Not a mapping, or it holds `stream`.
    """
    if not isinstance(params, Mapping):
        raise InvalidCallError(f"`{where}` is {params!r}: give a dict")
    if "stream" in params:
        raise OptionError(
            f"`{where}` holds `stream`: give `stream=` to the decorator instead"
        )


OPTIONS = tuple(signature(Settings).parameters.values())[1:]
"""What every decorator of calls takes beside the model, with the defaults."""
MODEL = Parameter("model", Parameter.POSITIONAL_OR_KEYWORD)
_NAMES = tuple(one.name for one in (MODEL, *OPTIONS))


_CLIENT_OPTIONS = frozenset(
    {"api_key", "base_url", "http_client", "max_retries", "timeout"}
)


def refuse_unknown(
    decorator: str, given: Iterable[str], options: Collection[str] = _NAMES
) -> None:
    """Refuse options that a decorator does not have, and say what to write.

    Args:
        decorator: How the user calls the decorator.
        given: The names of the options that it was given.
        options: Those that it has; by default those of a call.

    Raises:
        InvalidCallError: It was given others.
    """
    unknown = [name for name in given if name not in options]
    if not unknown:
        return
    from difflib import get_close_matches

    write: list[str] = []
    params: list[str] = []
    for name in unknown:
        near = get_close_matches(name, [*options, *_NAMES, *COMMON_KEYS], n=1)
        if near and near[0] in options:
            write.append(f"`{near[0]}=` instead of `{name}=`")
        elif near and near[0] in _NAMES:
            write.append(f"`llm.override(function, {near[0]}=...)` for one function")
        elif name in _CLIENT_OPTIONS:
            write.append(f"`client=` with a client that was given `{name}`")
        else:
            params.append(f'"{near[0] if near else name}": ...')
    if params:
        write.append(f"`call_params={{{', '.join(params)}}}`")
    raise OptionError(
        f"`{decorator}` has no option {', '.join(map(repr, unknown))}: write "
        f"{' and '.join(write)}"
    )


ParamTable = Mapping[str, str]
"""The common parameters that a provider has, each with the provider's own name."""


def same(*names: str) -> ParamTable:
    """List common parameters that have the same name at a provider."""
    return {name: name for name in names}


def translate(
    params: Mapping[str, Any], table: ParamTable, provider: str, fn: object = None
) -> dict[str, Any]:
    """Put common parameters under the provider's names, key by key.

    Args:
        params: One layer of call parameters: common names, the provider's own, or both.
        table: The common parameters that the provider has, with its names for them.
        provider: The provider, for the warning.
        fn: The prompt function, for the warning.

    Returns:
        The parameters under the provider's names. Common ones that are `None` are left
        out; ones that the provider lacks are left out with a warning, once.
    """
    translated: dict[str, Any] = {}
    for name, value in params.items():
        if name not in COMMON_KEYS:
            translated[name] = value
        elif value is not None:
            own = table.get(name)
            if own is None:
                warn_unsupported(provider, name, fn)
            else:
                translated[own] = value
    return translated


def warn_unsupported(provider: str, name: str, fn: object = None) -> None:
    """Warn that a provider has no such parameter, once for each.

    Args:
        provider: The provider.
        name: The parameter.
        fn: The prompt function of the call.
    """
    if (provider, name) in _warned:
        return
    _warned.add((provider, name))
    where = "" if fn is None else f" of the calls of {name_of(fn)}"
    warn(f"{provider!r} has no parameter like {name!r}: it is left out{where}", fn)
