"""The response of a call, in the words shared by all providers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Self

from typing_extensions import override

from mirascope.core.base._erased import set_fields
from mirascope.core.base._response.call_response import BaseCallResponse
from mirascope.core.base.messages.parts import BaseMessageParam, ToolResultPart
from mirascope.core.base.tool.output import ErrorText, output_of
from mirascope.core.base.types import FinishReason, JsonableType, Usage
from mirascope.exceptions import ResponseError, carry_response

from ._hand_on import hand_on
from .tool import Tool


class CallResponse(BaseCallResponse[Any, BaseMessageParam, Tool]):
    """What an `llm.call` gives, whichever provider answered.

    The provider's own response object is at `response`. What only that provider has,
    such as `audio`, is found here too.

    Args:
        response: The response in the provider's words.
    """

    _response: BaseCallResponse[Any, Any, Any]

    _LATE: ClassVar[Mapping[str, Callable[[Any], Any]]] = {
        "messages": lambda self: self._response.common_messages,
        "user_message_param": lambda self: self._response.common_user_message_param,
    }

    def __init__(self, response: BaseCallResponse[Any, Any, Any]) -> None:
        """Wrap a provider's response; its messages are read when they are asked for."""
        set_fields(self, {"_response": response})

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            if name in self._LATE or name[:2] == "__" or name == "_response":
                return super().__getattr__(name)
            if name in (extra := self.__pydantic_extra__):
                return extra[name]
            if hasattr(type(self), name):
                return self.__getattribute__(name)  # the error of a property
            core = self._response
            try:
                return getattr(core, name)
            except AttributeError:
                if hasattr(type(core), name):
                    raise
                raise AttributeError(
                    f"{type(self).__name__!r} of {core.provider!r} has no {name!r}"
                ) from None

    @property
    @override
    def finish_reasons(self) -> list[FinishReason] | None:  # pyright: ignore[reportIncompatibleMethodOverride]  a narrower list
        """Why the answer ended, one for each choice."""
        return self._response.common_finish_reasons

    @property
    @override
    def usage(self) -> Usage | None:
        """The token counts."""
        return self._response.common_usage

    @property
    @override
    def message_param(self) -> BaseMessageParam:
        """The assistant's message, for a history with any provider."""
        return self._response.common_message_param

    @property
    @override
    def tools(self) -> list[Tool] | None:
        """The tool calls of the answer, as instances of the tools that were offered."""
        try:
            return self._response.tools
        except (ResponseError, ValueError) as error:
            carry_response(error, self)
            raise

    @classmethod
    @override
    def tool_message_params(
        cls, tools_and_outputs: Sequence[tuple[Any, JsonableType]]
    ) -> list[BaseMessageParam]:
        """Make the messages that bring tool outputs back to the model.

        Args:
            tools_and_outputs: Each tool of a response with what its `call` gave.

        Returns:
            One message for each, in the same order.
        """
        return tool_results(tools_and_outputs)

    @property
    @override
    def common_finish_reasons(self) -> list[FinishReason] | None:
        """The same as `finish_reasons`."""
        return self.finish_reasons

    @property
    @override
    def common_message_param(self) -> BaseMessageParam:
        """The same as `message_param`."""
        return self.message_param

    @property
    @override
    def common_messages(self) -> list[BaseMessageParam]:
        """The same as `messages`."""
        return self.messages

    @property
    @override
    def common_user_message_param(self) -> BaseMessageParam | None:
        """The same as `user_message_param`."""
        return self.user_message_param

    @override
    def _complete(self) -> None:
        made, core = vars(self), self._response
        core._complete()
        for name in type(core).model_fields.keys() - made.keys():
            made[name] = getattr(self, name)

    @override
    def __deepcopy__(self, memo: dict[int, Any] | None = None) -> Self:
        import copy

        return type(self)(copy.deepcopy(self._response, memo))

    @override
    def __reduce__(self) -> Any:
        return type(self), (self._response,)


hand_on(
    *(CallResponse, "_response", "content", "model", "id", "thinking", "refusal"),
    *("input_tokens", "cached_tokens", "output_tokens"),
    *("cost_metadata", "cost", "provider"),
)


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
                    content=output_of(output),
                    id=tool._id,
                    is_error=isinstance(output, ErrorText),
                )
            ],
        )
        for tool, output in tools_and_outputs
    ]
