"""A response as a value: its fields, and how it is shown, compared and copied."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    SerializerFunctionWrapHandler,
    field_serializer,
    model_serializer,
)
from typing_extensions import override

from mirascope.core.base._chain.record import Attempt
from mirascope.core.base._codec.codec import Translated
from mirascope.core.base._fields import is_mapping
from mirascope.core.base._mask import mask_fields
from mirascope.core.base._models import (
    MessageT,
    NativeT,
    ToolT,
    UsageT_co,
    build_models,
    own_copy,
    set_instance_dict,
    to_json_types,
    without_private,
)
from mirascope.core.base._sdk.lazy_native import native_of
from mirascope.core.base.messages.parts import BaseMessageParam
from mirascope.core.base.tool.convert import tools_by_name
from mirascope.core.base.tool.locations import find_tools, tool_locations
from mirascope.core.base.types import Metadata

from .attempts import EARLIER, copied, earlier_attempts, shown
from .lazy import Exchange, LazyModel

_REPR = ("model", "content", "finish_reasons", "input_tokens", "output_tokens")


_DEFAULTS: dict[str, Any] = {
    "response": None,
    "metadata": {},
    "tool_types": None,
    "prompt_template": None,
    "dynamic_config": None,
    "messages": [],
    "call_params": None,
    "call_kwargs": {},
    "start_time": 0.0,
    "end_time": 0.0,
}
_FIELDS = {*_DEFAULTS, "fn_args", "user_message_param"}
_SHARED = ("metadata", "dynamic_config", "messages", "call_params", "call_kwargs")
"""The fields that calls have in common: a response has copies once they are looked at,
so that nobody's changes reach another call."""
_OWN = ("prompt_template", "start_time", "end_time")


def _own_field(name: str) -> Callable[[Any], Any]:
    return lambda response: response._exchange.get(name)


def _copied_field(name: str) -> Callable[[Any], Any]:
    return lambda response: own_copy(response._exchange.get(name))


class ResponseFields(Translated, LazyModel[NativeT, MessageT, ToolT, UsageT_co]):
    """The fields of a response, and how it behaves as a value."""

    model_config = ConfigDict(
        extra="allow", arbitrary_types_allowed=True, defer_build=True
    )

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
    """The last message, if it is the user's; found when it is first looked at."""
    start_time: float
    """When the request was sent, in milliseconds since the epoch."""
    end_time: float
    """When the answer was complete, in milliseconds since the epoch."""

    def __init__(self, **fields: Any) -> None:
        """Keep the fields as they are: validation must not lose what was paid for."""
        own = {name: fields.pop(name) for name in _FIELDS & fields.keys()}
        exchange = Exchange(own, _DEFAULTS, own.get("response"))
        if messages := own.get("messages"):
            exchange.last = messages[-1]
        set_instance_dict(self, {**fields, "_exchange": exchange})

    @classmethod
    def _read_message(cls, message: Any) -> list[BaseMessageParam]:
        """Read a native message into common ones."""
        codec = cls._codec
        if codec is not None:
            return codec.read(message)
        if isinstance(message, BaseMessageParam):
            return [message]
        converter: Any = cls._message_converter
        if type(converter).__name__ == "ModelPrivateAttr":  # assigned on this class
            converter = converter.default
        if converter is None:
            raise NotImplementedError(
                f"{cls.__name__} has neither a codec nor a `_message_converter`: "
                "define one to read its messages"
            )
        return list(converter.from_provider([message]))

    @classmethod
    def _user_message(cls, last: Any) -> Any:
        """Find what the user says in the last message that was sent, if anything."""
        role = last.get("role") if is_mapping(last) else getattr(last, "role", None)
        if role is None and last is not None and cls._codec is None:
            read = cls._read_message(last)
            role = read[-1].role if read else None
        if role != "user":
            return None
        return last if cls._codec is None else cls._codec.user_part(last)

    @property
    def _earlier_attempts(self) -> list[Attempt]:
        """The requests of the call that came before the one that was answered."""
        return earlier_attempts(self, self._exchange.record)

    def _make_user_message_param(self) -> Any:
        exchange = self._exchange
        known = exchange.get("user_message_param", exchange)
        if known is not exchange:
            return known
        last = exchange.last
        if last is None and (messages := exchange.get("messages")):
            last = messages[-1]
        return self._user_message(own_copy(last))

    def _make_fn_args(self) -> Any:
        values = self._exchange.get("fn_args", {})
        return values() if callable(values) else values

    def _make_tool_types(self) -> list[Any] | None:
        if (noted := vars(self).get("_places")) is not None:
            return find_tools(noted)
        return copy.copy(self._exchange.get("tool_types"))

    _LAZY: ClassVar[Mapping[str, Callable[[Any], Any]]] = {
        # Of a response that was unpickled or copied, which has all its fields.
        "_exchange": lambda self: Exchange({**vars(self)}, {}, self.response),
        "response": lambda self: native_of(self._exchange.native),
        "fn_args": _make_fn_args,
        "user_message_param": _make_user_message_param,
        "tool_types": _make_tool_types,
        **{name: _own_field(name) for name in _OWN},
        **{name: _copied_field(name) for name in _SHARED},
    }

    if TYPE_CHECKING:

        @property
        def _exchange(self) -> Exchange: ...

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
        if type(self) is not type(other) or not isinstance(other, type(self)):
            return NotImplemented
        self._complete()
        other._complete()
        mine, theirs = vars(self), vars(other)
        return all(mine[name] == theirs[name] for name in _FIELDS & mine.keys())

    __hash__ = BaseModel.__hash__

    @override
    def __deepcopy__(self, memo: dict[int, Any] | None = None) -> Self:
        # Clients and tool classes are shared: they are not part of the answer.
        self._complete()
        state = {n: own_copy(value) for n, value in without_private(vars(self)).items()}
        for name in ("response", "messages", "user_message_param"):
            state[name] = copy.deepcopy(state[name], memo)
        if earlier := self._earlier_attempts:
            state[EARLIER] = [*earlier]
        clone = self._holding(state)
        clone.__pydantic_extra__ = dict(self.__pydantic_extra__ or {})
        return clone

    @override
    def __getstate__(self) -> dict[Any, Any]:
        self._complete()
        state = pickled_fields(vars(self))
        state |= copied(self._earlier_attempts, self._provider)
        return {
            "__dict__": state,
            "__pydantic_fields_set__": set(self.model_fields_set),
            "__pydantic_extra__": dict(self.__pydantic_extra__ or {}),
            "__pydantic_private__": None,
        }

    @model_serializer(mode="wrap")
    def _dump(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        self._complete()
        build_models(BaseMessageParam, type(self.response))
        dumped = mask_fields(handler(self))
        # In the order of the fields, not in that in which they were looked at.
        dumped = {n: dumped[n] for n in type(self).model_fields if n in dumped} | dumped
        config: dict[str, Any] = dumped.get("dynamic_config") or {}
        dumped["computed_fields"] = dict(config.get("computed_fields") or {})
        if earlier := self._earlier_attempts:
            dumped["attempts"] = shown([*earlier, Attempt(cost=dumped.get("cost"))])
        return dumped

    @field_serializer("tool_types", when_used="json")
    def _dump_tool_types(self, tools: list[Any] | None) -> object:
        if tools is None:
            return None
        own = [to_json_types(tool) for tool in tools if isinstance(tool, Mapping)]
        return own + [
            {"type": "function", "name": name} for name in tools_by_name(tools)
        ]

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
        return to_json_types(value)


def pickled_fields(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Make of the fields of a response or stream what is pickled.

    Args:
        fields: Its `__dict__`, complete.

    Returns:
        A copy without credentials, clients and what is cached, and with the places of
        tools instead of classes that could not be pickled.
    """
    state = mask_fields(without_private(fields))
    tools = state.pop("tool_types", None) or fields.get("_places")
    state["_places" if tools else "tool_types"] = (
        tool_locations(tools) if tools else None
    )
    if is_mapping(config := state.get("dynamic_config")):
        left_out = ("client", "tools")
        kept = {name: one for name, one in config.items() if name not in left_out}
        state["dynamic_config"] = kept
    return state
