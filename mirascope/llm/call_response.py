"""The response of a call, the same for all providers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from typing_extensions import override

from mirascope.core.base._chain.record import Attempt
from mirascope.core.base._models import set_instance_dict
from mirascope.core.base._response.attempts import adopt_all
from mirascope.core.base._response.call_response import BaseCallResponse
from mirascope.core.base.messages.parts import BaseMessageParam
from mirascope.core.base.types import JsonableType
from mirascope.exceptions import ResponseError, carry_response

from ._neutral import CommonProperties, hand_on, tool_results
from .tool import Tool


class CallResponse(CommonProperties, BaseCallResponse[Any, BaseMessageParam, Tool]):  # pyright: ignore[reportIncompatibleMethodOverride]  narrower lists
    """What an `llm.call` gives, whichever provider answered.

    The provider's own response object is at `response`. What only that provider has,
    such as `audio`, is found here too.

    Args:
        response: The provider's response.
    """

    _LAZY: ClassVar[Mapping[str, Callable[[Any], Any]]] = {
        "messages": lambda self: self._response.common_messages,
        "user_message_param": lambda self: self._response.common_user_message_param,
    }

    if TYPE_CHECKING:
        _caught: list[Exception]
        """What `mirascope.retries.fallback` caught before; it is there only then."""

    def __init__(self, response: BaseCallResponse[Any, Any, Any]) -> None:
        """Wrap a provider's response; its messages are read when they are asked for."""
        set_instance_dict(self, {"_response": response})

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

    @property
    @override
    def attempts(self) -> tuple[Attempt, ...]:
        """The requests that the call sent, the last of which brought this answer."""
        adopt_all(self._response._earlier_attempts, self.provider)
        return self._response.attempts

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

    @override
    def correction_params(self, error: Exception) -> list[BaseMessageParam]:
        """Make the messages that ask the model to correct this answer.

        Send them after those of the request, in the place of `message_param` and
        `tool_message_params`: they are this answer, and a result for each of its calls.
        A call whose arguments are not valid is told why, any other that it was not
        used; where no call is open, a message of the user says what is wrong.

        Args:
            error: What is wrong: what `tools` raised, or a check of your own.

        Returns:
            Messages for a history with any provider.
        """
        from mirascope.core.base._response.correction import correction_of

        return correction_of(self._response, error, tool_results, neutral=True)

    @override
    def _complete(self) -> None:
        core: BaseCallResponse[Any, Any, Any] = self._response
        core._complete()
        made = vars(self)
        for name in type(core).model_fields.keys() - made.keys():
            made[name] = getattr(self, name)


hand_on(
    *(CallResponse, "content", "model", "id", "thinking", "refusal"),
    *("input_tokens", "cached_tokens", "output_tokens"),
    *(
        "cost_metadata",
        "cost",
        "total_cost",
        "_earlier_attempts",
        "provider",
        "common_finish_reasons",
    ),
    *("common_usage", "common_message_param"),
)
