"""What a decorator was given, and how call parameters reach a provider."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mirascope.exceptions import InvalidCallError

from .call_params import COMMON_KEYS

_warned: set[tuple[str, str]] = set()


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The arguments of a call decorator."""

    model: str
    stream: bool | Mapping[str, Any] = False
    tools: Sequence[Any] | None = None
    response_model: Any = None
    output_parser: Callable[..., Any] | None = None
    json_mode: bool = False
    client: Any = None
    call_params: Mapping[str, Any] | None = None

    def __post_init__(self) -> None:
        # They are translated once, so what becomes of the user's dict must not matter.
        if isinstance(self.call_params, Mapping):
            object.__setattr__(self, "call_params", {**self.call_params})

    def check(self) -> None:
        """Refuse values that no call could be made with.

        Raises:
            InvalidCallError: The options exclude each other or have a wrong type.
        """
        model: Any = self.model
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

    @property
    def partial_tools(self) -> bool:
        """Whether the stream is to yield partial tools."""
        if not isinstance(self.stream, Mapping):
            return False
        return bool(self.stream.get("partial_tools"))


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
        raise _StreamParamError(
            f"`{where}` holds `stream`: give `stream=` to the decorator instead"
        )


class _StreamParamError(InvalidCallError, TypeError):
    """`stream` among the call parameters."""


ParamTable = Mapping[str, "str | None"]
"""Common name to the provider's; `None` where the provider has no such parameter."""


def translate(
    params: Mapping[str, Any], table: ParamTable, provider: str
) -> dict[str, Any]:
    """Put common parameters under the provider's names, key by key.

    Args:
        params: One layer of call parameters: common names, the provider's own, or both.
        table: The common names that differ at this provider.
        provider: The provider, for the warning.

    Returns:
        The parameters under the provider's names. Common ones that are `None` are left
        out; ones that the provider lacks are left out with a warning, once.
    """
    translated: dict[str, Any] = {}
    for name, value in params.items():
        if name not in COMMON_KEYS:
            translated[name] = value
        elif value is not None:
            own = table.get(name, name)
            if own is None:
                warn_unsupported(provider, name)
            else:
                translated[own] = value
    return translated


def warn_unsupported(provider: str, name: str) -> None:
    """Warn that a provider has no such parameter, once for each.

    Args:
        provider: The provider.
        name: The parameter.
    """
    if (provider, name) in _warned:
        return
    _warned.add((provider, name))
    warnings.warn(
        f"{provider!r} has no parameter like {name!r}: it is left out",
        UserWarning,
        stacklevel=2,
    )
