"""The response of one call: the provider's object, and what everyone asks of it."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Self, cast

from pydantic import (
    BaseModel,
    ConfigDict,
    SerializerFunctionWrapHandler,
    computed_field,
    field_serializer,
    model_serializer,
)
from typing_extensions import override

from mirascope.exceptions import RefusalError, carry_response

from ._converter import read_message
from ._dump import plain_json, strip_private
from ._erased import ErasedModel, MessageT, NativeT, ToolT, unvalidated
from ._vocabulary import Call, Reply, Tokens
from .call_response_chunk import common_usage
from .message_param import BaseMessageParam
from .types import CostMetadata, FinishReason, JsonableType, Metadata, Usage

if TYPE_CHECKING:
    from mirascope.llm import Tool

    from ._provider import Codec

_set: Callable[[object, str, object], None] = object.__setattr__

_REPR = ("model", "content", "finish_reasons", "input_tokens", "output_tokens")


class BaseCallResponse(ErasedModel[NativeT, MessageT, ToolT]):
    """What a call gives: the provider's response and the request it answers.

    A provider of our own sets `_codec`, from which every property is derived; one made
    with `call_factory` overrides the properties.
    """

    model_config = ConfigDict(
        extra="allow", arbitrary_types_allowed=True, defer_build=True
    )

    _provider: ClassVar[str] = ""
    _codec: ClassVar[Codec | None] = None
    _message_converter: ClassVar[Any] = None
    """What reads the messages of a provider without a codec."""

    metadata: Metadata
    """What `@metadata` or the dynamic config attached."""
    response: NativeT
    """The provider's own response object."""
    tool_types: list[Any] | None = None
    """The tool classes that were offered."""
    prompt_template: str | None = None
    """The string template of the prompt, if it has one."""
    fn_args: dict[str, Any]
    """The arguments of the prompt function, computed fields included."""
    dynamic_config: Any = None
    """The dynamic config that the prompt function returned."""
    messages: list[MessageT]
    """The messages that were sent, in the provider's form."""
    call_params: Any = None
    """The decorator's call parameters, untouched."""
    call_kwargs: dict[str, Any]
    """The keywords of the request, as the SDK method got them."""
    user_message_param: MessageT | None = None
    """The last message, if it is the user's."""
    start_time: float
    """When the request was sent, in milliseconds since the epoch."""
    end_time: float
    """When the answer was complete, in milliseconds since the epoch."""

    def __init__(self, **fields: Any) -> None:
        """Keep the fields as they are: validation must not lose what was paid for."""
        if len(fields) < len(_DEFAULTS) or not _DEFAULTS.keys() <= fields.keys():
            fields = {**_DEFAULTS, **fields}
        _set(self, "__dict__", fields)
        _set(self, "__pydantic_fields_set__", _FIELDS_SET)
        _set(self, "__pydantic_extra__", {})
        _set(self, "__pydantic_private__", None)

    @classmethod
    def _of(cls, fields: dict[str, Any]) -> Self:
        """Make a response of all its fields; the dict becomes its own."""
        return unvalidated(cls, fields, _FIELDS_SET, {})

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            # The provider's object is made when it is first looked at.
            raw = vars(self).get("_raw") if name == "response" else None
            if raw is None:
                return super().__getattr__(name)
            value = vars(self)["response"] = raw.native()
            return value

    @property
    def _said(self) -> Any:
        """The answer in the form that costs nothing: JSON, or the provider's object."""
        raw = vars(self).get("_raw")
        return self.response if raw is None else raw.data

    @property
    def _reply(self) -> Reply:
        reply = vars(self).get("_read")
        if reply is None:
            if self._codec is None:
                raise NotImplementedError(
                    f"{type(self).__name__} has no codec: override its properties"
                )
            reply = vars(self)["_read"] = self._codec.decode(self._said)
        return cast(Reply, reply)

    @property
    def _tokens(self) -> Tokens:
        if self._codec is None:
            return Tokens()
        return self._codec.tokens(self._said) or Tokens()

    @computed_field
    @property
    def content(self) -> str:
        """The text of the answer; empty if there is none."""
        if self._codec is None:
            return self._reply.text
        return self._codec.text(self._said)

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
    def usage(self) -> Any:
        """The provider's own usage object."""
        return None if self._codec is None else self._codec.usage(self.response)

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

    @computed_field
    @property
    def cost_metadata(self) -> CostMetadata:
        """Everything that the price of this call depends on."""
        return CostMetadata(
            input_tokens=self.input_tokens,
            output_tokens=self.output_tokens,
            cached_tokens=self.cached_tokens,
        )

    @computed_field
    @property
    def cost(self) -> float | None:
        """The price in US dollars; `None` if it is unknown."""
        if self.model is None:
            return None
        from mirascope.core.costs import cost_of

        return cost_of(self.provider, self.model, self.cost_metadata)

    @property
    def provider(self) -> str:
        """The provider that answered."""
        return self._provider

    @computed_field
    @property
    def message_param(self) -> MessageT:
        """The assistant's message, in the provider's form, for a history."""
        message = vars(self).get("_message")
        if message is None:
            codec = self._need_codec()
            message = codec.message(self._said, self._reply)
            vars(self)["_message"] = message
        return message

    @property
    def tools(self) -> list[ToolT] | None:
        """The tool calls of the answer, as instances of the tools that were offered.

        Raises:
            RefusalError: The model declined.
            ToolArgumentsError: The arguments are not a JSON object.
            ValidationError: The arguments do not fit the tool.
        """
        if "_tools" not in vars(self):
            vars(self)["_tools"] = self._build_tools()
        return vars(self)["_tools"]

    @property
    def tool(self) -> ToolT | None:
        """The first of `tools`."""
        tools = self.tools
        return tools[0] if tools else None

    def _build_tools(self) -> list[Any] | None:
        if not self.tool_types:
            return None
        reply = self._reply
        if reply.refusal:
            raise RefusalError(f"the model declined: {reply.refusal}", self)
        if not reply.calls:
            return None
        by_name: dict[str, Any] = {
            tool._name(): tool for tool in self.tool_types if not isinstance(tool, dict)
        }
        return [
            self._build_tool(by_name[call.name], call)
            for call in reply.calls
            if call.name in by_name
        ]

    def _build_tool(self, tool: Any, call: Call) -> Any:
        try:
            return tool._build(call.arguments, self._need_codec().native_call(call))
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
        """
        from ._tool_output import serialize_output

        return cls._need_codec().results(
            [(tool, serialize_output(output)) for tool, output in tools_and_outputs]
        )

    @property
    def common_finish_reasons(self) -> list[FinishReason] | None:
        """The finish reasons, in the words shared by all providers."""
        return self._need_codec().common_finish(
            self.finish_reasons, bool(self._reply.calls)
        )

    @property
    def common_message_param(self) -> BaseMessageParam:
        """The assistant's message, for any provider."""
        read = self._need_codec().read(self.message_param)
        return read[0] if read else BaseMessageParam(role="assistant", content="")

    @property
    def common_messages(self) -> list[BaseMessageParam]:
        """The messages that were sent, for any provider."""
        kind = type(self)
        return [read for native in self.messages for read in read_message(kind, native)]

    @property
    def common_user_message_param(self) -> BaseMessageParam | None:
        """The last message, if it is the user's, for any provider."""
        if self.user_message_param is None:
            return None
        read = read_message(type(self), self.user_message_param)
        return read[0] if read else None

    @property
    def common_tools(self) -> list[Tool] | None:
        """The tool calls of the answer, as `llm.Tool`s."""
        return cast("list[Tool] | None", self.tools)

    @property
    def common_usage(self) -> Usage | None:
        """The token counts, in the words shared by all providers."""
        return common_usage(self.input_tokens, self.cached_tokens, self.output_tokens)

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

    @override
    def __repr_args__(self) -> list[tuple[str | None, Any]]:
        shown: list[tuple[str | None, Any]] = []
        for name in _REPR:
            try:
                shown.append((name, getattr(self, name)))
            except Exception as error:
                shown.append((name, error))
        return shown

    @override
    def __eq__(self, other: object) -> bool:
        if type(self) is not type(other):
            return NotImplemented
        self._complete()
        cast(Self, other)._complete()
        mine, theirs = vars(self), cast(Self, other).__dict__
        return all(mine[name] == theirs[name] for name in _FIELDS_SET & mine.keys())

    __hash__ = BaseModel.__hash__

    @override
    def __deepcopy__(self, memo: dict[int, Any] | None = None) -> Self:
        # Clients and tool classes are shared: they are not part of the answer.
        self._complete()
        twin = type(self).__new__(type(self))
        state = strip_private(vars(self))
        for name in ("response", "messages", "user_message_param"):
            state[name] = copy.deepcopy(state[name], memo)
        _set(twin, "__dict__", state)
        _set(twin, "__pydantic_fields_set__", set(self.model_fields_set))
        _set(twin, "__pydantic_extra__", dict(self.__pydantic_extra__ or {}))
        _set(twin, "__pydantic_private__", None)
        return twin

    @override
    def __getstate__(self) -> dict[Any, Any]:
        self._complete()
        state = strip_private(vars(self))
        state["tool_types"] = None  # classes made from functions cannot be found again
        if isinstance(config := state["dynamic_config"], Mapping):
            config = cast("Mapping[str, Any]", config)
            state["dynamic_config"] = {
                key: value
                for key, value in config.items()
                if key not in ("client", "tools")
            }
        return {
            "__dict__": state,
            "__pydantic_fields_set__": set(self.model_fields_set),
            "__pydantic_extra__": dict(self.__pydantic_extra__ or {}),
            "__pydantic_private__": None,
        }

    def _complete(self) -> None:
        """Fill in the fields that are made when they are first looked at."""
        self.response  # noqa: B018

    @model_serializer(mode="wrap")
    def _dump(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        self._complete()
        return handler(self)

    @field_serializer("tool_types", when_used="json")
    def _dump_tool_types(self, tools: list[Any] | None) -> object:
        if tools is None:
            return None
        dumped: list[Any] = [
            tool
            if isinstance(tool, dict)
            else {"type": "function", "name": tool._name()}
            for tool in tools
        ]
        return dumped

    @field_serializer(
        "metadata",
        "response",
        "fn_args",
        "dynamic_config",
        "messages",
        "call_params",
        "call_kwargs",
        "user_message_param",
        when_used="json",
    )
    def _dump_json(self, value: Any) -> Any:
        return plain_json(value)


_DEFAULTS: dict[str, Any] = {
    "response": None,
    "metadata": {},
    "tool_types": None,
    "prompt_template": None,
    "fn_args": {},
    "dynamic_config": None,
    "messages": [],
    "call_params": None,
    "call_kwargs": {},
    "user_message_param": None,
    "start_time": 0.0,
    "end_time": 0.0,
}
_FIELDS_SET = set(_DEFAULTS)
