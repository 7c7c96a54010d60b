"""The part of preparing a request that is the same at every provider."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, cast

from ._settings import check_params
from ._tool_types import convert_tools
from .call_params import COMMON_KEYS
from .tool import BaseTool

Converter = Callable[[Any], Any]


class Config(dict[str, Any]):
    """A dynamic config together with the messages that the call will send."""

    __slots__ = ("to_send",)

    to_send: list[Any]

    @classmethod
    def of(cls, said: Mapping[str, Any], to_send: list[Any]) -> Config:
        """Put the two together.

        Args:
            said: The dynamic config.
            to_send: The messages: its own, or those of the string template.

        Returns:
            A copy of the config, with the messages beside it.
        """
        config = cls(said)
        config.to_send = to_send
        return config


def setup_call(
    fn: Any,
    fn_args: dict[str, Any],
    dynamic_config: Any,
    tools: Sequence[Any] | None,
    tool_type: type[BaseTool],
    call_params: Any,
    convert_common_call_params: Converter,
    nest: str | None = None,
) -> tuple[str | None, list[Any], list[Any] | None, dict[str, Any]]:
    """Merge the layers of one call.

    Args:
        fn: The prompt function.
        fn_args: Its arguments by name.
        dynamic_config: What it returned.
        tools: The decorator's tools.
        tool_type: The provider's tool class, which all tools become.
        call_params: The decorator's call parameters.
        convert_common_call_params: Turns common parameters into the provider's.
        nest: The keyword that holds the common parameters, if they have no own.

    Returns:
        The prompt template (`None` if messages came from elsewhere), the messages, the
        tool classes (`None` if there are none) and the keywords for the request so far.
    """
    config: Mapping[str, Any] = {} if dynamic_config is None else dynamic_config
    if isinstance(config, Config):
        messages = config.to_send
    else:
        messages = _messages(fn, fn_args, config)
    kwargs: dict[str, Any] = {}
    if call_params:
        kwargs = convert(call_params, convert_common_call_params, nest)
    dynamic = config.get("call_params")
    if dynamic is not None:
        check_params(dynamic, "call_params")
        later = convert(dynamic, convert_common_call_params, nest)
        if nest in kwargs and nest in later:
            later[nest] = {**kwargs[nest], **later[nest]}
        kwargs |= later
    if (chosen := config.get("tools")) is not None:
        tools = chosen
    tool_types = convert_tools(tools, tool_type) if tools else None
    if tool_types:
        kwargs["tools"] = [*tool_types.offered, *(kwargs.get("tools") or ())]
    templated = not config.get("messages")
    template = getattr(fn, "_prompt_template", None) if templated else None
    return template, messages, tool_types, kwargs


def convert(
    params: Mapping[str, Any] | None, converter: Converter, nest: str | None = None
) -> dict[str, Any]:
    """Translate the common parameters of one layer and keep the others.

    Args:
        params: One layer of call parameters.
        converter: Turns common parameters into the provider's.
        nest: The keyword that holds the common parameters, if they have no own.

    Returns:
        The provider's parameters.
    """
    if not params:
        return {}
    common = {name: params[name] for name in params if name in COMMON_KEYS}
    if not common and nest is None:
        return dict(params)
    own = {name: params[name] for name in params if name not in COMMON_KEYS}
    if nest is None:
        return {**converter(common), **own}
    nested = {**converter(common), **_set_fields(own.get(nest))}
    return {**own, nest: nested} if nested else own


def _set_fields(value: Any) -> dict[str, Any]:
    """Copy what was set on a dict or an SDK's object, which stays as it is."""
    if value is None or isinstance(value, Mapping):
        return dict(cast("Mapping[str, Any]", value or {}))
    known = cast("dict[str, Any]", value.__dict__)
    names = cast("Collection[str]", getattr(value, "model_fields_set", known))
    return {name: known[name] for name in known if name in names}


def _messages(fn: Any, fn_args: dict[str, Any], config: Mapping[str, Any]) -> list[Any]:
    """Make the messages for a provider that is used outside the call path."""
    from ._flow import run
    from .prompt import Prompt

    prompt = Prompt.of(fn)
    computed: dict[str, Any] = config.get("computed_fields") or {}
    values = {**fn_args, **computed}
    messages = run(prompt.messages(values, prompt.config(config)))
    return list(messages)
