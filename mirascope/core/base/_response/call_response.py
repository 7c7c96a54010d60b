"""The response of one call: the provider's object and its common properties."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Self

from pydantic import computed_field, field_serializer
from typing_extensions import override

from mirascope.core.base._chain.record import Attempt, total_cost
from mirascope.core.base._codec.no_answer import (
    READ_ERRORS,
    check_calls,
    no_answer_message,
    read_answer,
    read_tokens,
)
from mirascope.core.base._codec.vocabulary import Call, Reply, Tokens
from mirascope.core.base._models import (
    MessageT,
    NativeT,
    ToolT,
    UsageT_co,
    set_instance_dict,
    to_json_types,
)
from mirascope.core.base._sdk.lazy_native import LazyNative, data_of
from mirascope.core.base._type_variables import T
from mirascope.core.base.messages.parts import BaseMessageParam
from mirascope.core.base.tool.arguments import LazyCall, build
from mirascope.core.base.tool.convert import tools_by_name
from mirascope.core.base.tool.locations import MissingTool
from mirascope.core.base.types import CostMetadata, FinishReason, JsonableType, Usage
from mirascope.exceptions import NoAnswerError, RefusalError, carry_response

from .chunk import common_usage
from .fields import ResponseFields
from .lazy import Exchange

if TYPE_CHECKING:
    from mirascope.core.base._codec.codec import Codec


class BaseCallResponse(ResponseFields[NativeT, MessageT, ToolT, UsageT_co]):
    """What a call gives: the provider's response and the request it answers.

    A provider of our own gives its codec, which every property is derived from; one
    made with `call_factory` overrides the properties.
    """

    @property
    def _reply(self) -> Reply:
        exchange = self._exchange
        if exchange.reply is None:
            if self._codec is None:
                raise NotImplementedError(
                    f"{type(self).__name__} has no codec: override its properties"
                )
            decode = self._codec.decode
            exchange.reply = self._read_with(lambda native: check_calls(decode(native)))
        return exchange.reply

    @property
    def _data(self) -> Any:
        """The answer in the form that costs nothing: JSON, or the provider's object."""
        native = self._exchange.native
        known = native.data if type(native) is LazyNative else native
        return data_of(native) if known is None else known

    @property
    def _tokens(self) -> Tokens:
        if self._codec is None:
            return Tokens()
        return read_tokens(self._codec.tokens, self._data)

    @computed_field
    @property
    def content(self) -> str:
        """The text of the answer; empty if there is none."""
        text = self._exchange.text
        return self._reply.text if text is None else text

    @computed_field
    @property
    def finish_reasons(self) -> list[str] | None:
        """The provider's finish reasons, one for each choice."""
        return self._reply.finish

    @computed_field
    @property
    def model(self) -> str | None:
        """The model, as the service names it."""
        return self._reply.model

    @computed_field
    @property
    def id(self) -> str | None:
        """The id of the answer."""
        return self._reply.id

    @property
    def thinking(self) -> str | None:
        """The reasoning text, where the provider shows it."""
        return self._reply.thinking if self._codec is not None else None

    @property
    def refusal(self) -> str | None:
        """Why the model declined, where the provider says so."""
        return self._reply.refusal if self._codec is not None else None

    @property
    def usage(self) -> UsageT_co | None:
        """The provider's own usage object."""
        if self._codec is None:
            return None
        codec, native = self._codec, self.response
        return self._read_with(lambda _: codec.usage(native))

    @computed_field
    @property
    def input_tokens(self) -> int | float | None:
        """Tokens of the prompt, cached ones included."""
        return self._tokens.input

    @computed_field
    @property
    def cached_tokens(self) -> int | float | None:
        """Tokens of the prompt that came from the provider's cache."""
        return self._tokens.cached

    @computed_field
    @property
    def output_tokens(self) -> int | float | None:
        """Tokens generated, reasoning included."""
        return self._tokens.output

    @computed_field(return_type=CostMetadata)
    @property
    def cost_metadata(self) -> CostMetadata:
        """Everything that the price of this call depends on."""
        from .prices import metadata_of

        counts: Any = self.input_tokens, self.cached_tokens, self.output_tokens
        tokens = Tokens(*counts, written=self._tokens.written)
        return metadata_of(self.provider, self._codec, self._data, tokens)

    @computed_field
    @property
    def cost(self) -> float | None:
        """The price in US dollars; `None` if it is unknown."""
        if self.model is None:
            return None
        from .prices import cost_of

        return cost_of(self.provider, self.model, self.cost_metadata)

    @property
    def attempts(self) -> tuple[Attempt, ...]:
        """The requests that the call sent, the last of which brought this answer."""
        return *self._earlier_attempts, Attempt(cost=self.cost)

    @property
    def total_cost(self) -> float | None:
        """The price of all attempts in US dollars; `None` if none is known."""
        return total_cost(self.attempts)

    @property
    def provider(self) -> str:
        """The provider that answered."""
        return self._provider

    @computed_field(return_type=Any)
    @property
    def message_param(self) -> MessageT:
        """The assistant's message, in the provider's form, for a history."""
        exchange = self._exchange
        if exchange.message is None:
            codec, reply = self._need_codec(), self._reply
            exchange.message = self._read_with(
                lambda native: codec.message(native, reply)
            )
        return exchange.message

    @field_serializer("message_param", when_used="json")
    def _dump_message(self, message: Any) -> Any:
        return to_json_types(message)

    @property
    def tools(self) -> list[ToolT] | None:
        """The tool calls of the answer, as instances of the tools that were offered.

        Raises:
            RefusalError: The model declined.
            ToolNotFoundError: The response was pickled, and a tool cannot be imported.
            ToolArgumentsError: The arguments are not a JSON object.
            ValidationError: The arguments do not fit the tool.
        """
        exchange = self._exchange
        if exchange.tools is None:
            exchange.tools = self._build_tools()
        return exchange.tools

    @property
    def tool(self) -> ToolT | None:
        """The first of `tools`."""
        tools = self.tools
        return tools[0] if tools else None

    def _offered(self) -> Mapping[str, Any]:
        # Tools that somebody looked at may have been changed.
        known = None if "tool_types" in vars(self) else self._exchange.tools_by_name
        return known or tools_by_name(self.tool_types or ())

    def _build_tools(self) -> list[Any] | None:
        by_name = self._offered()
        if not (by_name or self.tool_types):
            return None
        reply = self._reply
        if reply.refusal:
            raise RefusalError(f"the model declined: {reply.refusal}", self)
        if not reply.calls:
            return None
        return [self._build_tool(by_name, call) for call in reply.calls]

    def _build_tool(self, by_name: Mapping[str, Any], call: Call) -> Any:
        tool = None if call.kind else by_name.get(call.name)
        if isinstance(tool, MissingTool):
            raise tool.error(self)
        make_native = partial(self._need_codec().native_call, call)
        if tool is None:
            from .generic_tool import generic_tool

            return generic_tool(call, make_native(), self.tool_types or ())
        try:
            return build(tool, call.arguments, LazyCall(make_native))
        except ValueError as error:
            carry_response(error, self)
            raise

    @classmethod
    def tool_message_params(
        cls, tools_and_outputs: Sequence[tuple[Any, JsonableType]]
    ) -> list[MessageT]:
        """Make the messages that bring tool outputs back to the model.

        Args:
            tools_and_outputs: Each tool of a response with what its `call` gave.

        Returns:
            Messages in the provider's form, in the same order.

        Raises:
            TypeError: An output cannot be expressed, or the service takes no such
                media as the output of a tool.
        """
        return results_of(cls._need_codec(), tools_and_outputs)

    def correction_params(self, error: Exception) -> list[MessageT | BaseMessageParam]:
        """Make the messages that ask the model to correct this answer.

        Send them after those of the request, in the place of `message_param` and
        `tool_message_params`: they are this answer, and a result for each of its calls.
        A call whose arguments are not valid is told why, any other that it was not
        used; where no call is open, a message of the user says what is wrong.

        Args:
            error: What is wrong: what `tools` raised, or a check of your own.

        Returns:
            Messages in the provider's form, or in the common one.
        """
        from .correction import correction_of

        return correction_of(self, error, self.tool_message_params)

    @property
    def common_finish_reasons(self) -> list[FinishReason] | None:
        """The finish reasons, as all providers share them."""
        return self._need_codec().common_finish(
            self.finish_reasons, bool(self._reply.calls)
        )

    @property
    def common_message_param(self) -> BaseMessageParam:
        """The assistant's message, for any provider."""
        exchange = self._exchange
        if exchange.common_message is None:
            codec, native = self._need_codec(), self.message_param
            found = self._read_with(lambda _: codec.read(native))
            empty = BaseMessageParam(role="assistant", content="")
            exchange.common_message = found[0] if found else empty
        return exchange.common_message

    @property
    def common_messages(self) -> list[BaseMessageParam]:
        """The messages that were sent, for any provider."""
        return [one for sent in self.messages for one in self._read_message(sent)]

    @property
    def common_user_message_param(self) -> BaseMessageParam | None:
        """The last message, if it is the user's, for any provider."""
        if self.user_message_param is None:
            return None
        read = self._read_message(self.user_message_param)
        return read[0] if read else None

    @property
    def common_tools(self) -> list[ToolT] | None:
        """The tool calls of the answer; `llm` gives them as `llm.Tool`s."""
        return self.tools

    @property
    def common_usage(self) -> Usage | None:
        """The token counts, as all providers share them."""
        return common_usage(self.input_tokens, self.cached_tokens, self.output_tokens)

    @classmethod
    def _answering(
        cls, codec: Codec, exchange: Exchange, show: Callable[[Self], Any]
    ) -> Self:
        """Make the response, and read an answer that is only text, as most are.

        Any other is read here as far as it takes to refuse what is none.
        """
        response = object.__new__(cls)
        set_instance_dict(response, {"_exchange": exchange})
        native = exchange.native
        try:
            text = codec.text(native.data if type(native) is LazyNative else native)
        except READ_ERRORS:
            text = None
        if text and type(text) is str:
            exchange.text = text
        else:
            response._check_answer(show)
        return response

    def _check_answer(self, show: Callable[[Self], Any]) -> None:
        """Reject a response without an answer, even an empty one."""
        try:
            codec, reply = self._need_codec(), self._reply
            text = reply.text
            if (text and type(text) is str) or reply.calls or reply.refusal:
                return
            if reply.failure is not None:
                raise NoAnswerError(
                    f"{self.provider!r} sent an error with status 200: "
                    f"{reply.failure!r}; ask again, or look at `.response`"
                )
            if text or not self._read_with(codec.has_answer):
                raise NoAnswerError(no_answer_message(self.provider, self._data))
        except NoAnswerError as error:
            error.response = show(self)
            raise

    def _read_with(self, read: Callable[[Any], T]) -> T:
        """Read something from the answer; one of an unknown shape is an error."""
        return read_answer(
            lambda: read(self._data), self.provider, self, lambda: self._data
        )

    @classmethod
    def _need_codec(cls) -> Codec:
        if cls._codec is None:
            raise NotImplementedError(
                f"{cls.__name__} has no codec: override this member"
            )
        return cls._codec

    @override
    def __str__(self) -> str:
        return self.content


def results_of(
    codec: Codec, tools_and_outputs: Sequence[tuple[Any, JsonableType]]
) -> list[Any]:
    """Make the messages that bring tool outputs back, in the provider's form."""
    from mirascope.core.base.tool.output import to_output

    return codec.results(
        [(tool, to_output(output)) for tool, output in tools_and_outputs]
    )
