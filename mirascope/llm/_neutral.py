"""What the responses, chunks and streams of `llm` have in common."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from operator import attrgetter
from typing import TYPE_CHECKING, Any, ClassVar, Self

from pydantic import BaseModel
from typing_extensions import override

from mirascope.core.base.messages.parts import BaseMessageParam, ToolResultPart
from mirascope.core.base.tool.output import ErrorText, to_output
from mirascope.core.base.types import FinishReason, JsonableType, Usage


class Neutral:
    """Holds what a provider's package gave, and has all attributes of that too."""

    _response: Any
    """The provider's response, chunk or stream."""
    _LAZY: ClassVar[Mapping[str, Callable[[Any], Any]]] = {}

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            if name in self._LAZY or name[:2] == "__" or name == "_response":
                return getattr(super(), "__getattr__", super().__getattribute__)(name)
            if isinstance(self, BaseModel) and name in self.__pydantic_extra__:
                return self.__pydantic_extra__[name]
            if hasattr(type(self), name):
                return self.__getattribute__(name)  # the error of a property
            core = self._response
            try:
                return getattr(core, name)
            except AttributeError:
                if hasattr(type(core), name):
                    raise
                raise AttributeError(
                    f"{type(self).__name__!r} of {core._provider!r} has no {name!r}"
                ) from None

    @override
    def __reduce__(self) -> Any:
        return type(self), (self._response,)

    def __deepcopy__(self, memo: dict[int, Any] | None = None) -> Self:
        make: Any = type(self)
        return make(copy.deepcopy(self._response, memo))


class CommonProperties(Neutral):
    """Properties that responses and chunks of all providers share."""

    @property
    def finish_reasons(self) -> list[FinishReason] | None:
        """Why the answer ended, one for each choice."""
        return self._response.common_finish_reasons

    @property
    def usage(self) -> Usage | None:
        """The token counts, where they are known."""
        return self._response.common_usage


def hand_on(cls: type[Neutral], *names: str) -> None:
    """Let properties of a class, declared by its base, be those of what it holds."""
    for name in names:
        doc: str | None = getattr(cls, name).__doc__
        at = attrgetter(f"_response.{name}"), partial(_set, name)
        setattr(cls, name, property(*at, doc=doc))


def _set(name: str, neutral: Neutral, value: object) -> None:
    """Set what a neutral object hands on."""
    setattr(neutral._response, name, value)


def tool_results(
    tools_and_outputs: Sequence[tuple[Any, JsonableType]],
) -> list[BaseMessageParam]:
    """Make common messages from tool outputs.

    Args:
        tools_and_outputs: Each tool with what its `call` gave.

    Returns:
        One message for each, in the same order.
    """
    return [
        BaseMessageParam(
            role="tool",
            content=[
                ToolResultPart(
                    type="tool_result",
                    name=tool._name(),
                    content=to_output(output),
                    id=tool._id,
                    is_error=isinstance(output, ErrorText),
                )
            ],
        )
        for tool, output in tools_and_outputs
    ]
