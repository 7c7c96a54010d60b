"""Preparing a request: what is the same everywhere, and what programs build on."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mirascope.core.base._codec.vocabulary import Send
from mirascope.core.base._fields import is_mapping
from mirascope.core.base._flow import run
from mirascope.core.base._functions import fn_is_async
from mirascope.core.base._sdk.raw_response import to_native
from mirascope.core.base.call_params import COMMON_KEYS
from mirascope.core.base.messages.loading import load_fetched
from mirascope.core.base.prompt.function import Prompt
from mirascope.core.base.tool.base_tool import BaseTool
from mirascope.core.base.tool.convert import convert_tools, native_schemas

from .settings import ParamTable, check_params, translate

Converter = Callable[[Any], Any]


def setup_call(
    fn: Any,
    fn_args: dict[str, Any],
    dynamic_config: Any,
    tools: Sequence[Any] | None,
    tool_type: type[BaseTool],
    call_params: Any,
    convert_common_call_params: Converter,
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

    Returns:
        The prompt template (`None` if messages came from elsewhere), the messages, the
        tool classes (`None` if there are none) and the keywords for the request so far.
    """
    config: Mapping[str, Any] = {} if dynamic_config is None else dynamic_config
    messages = run(load_fetched(messages_of(fn, fn_args, config)))
    kwargs = merge_params(
        call_params, config.get("call_params"), convert_common_call_params
    )
    if (chosen := config.get("tools")) is not None:
        tools = chosen
    tool_types = convert_tools(tools, tool_type) if tools else None
    if tool_types:
        kwargs["tools"] = [*native_schemas(tool_types), *(kwargs.get("tools") or ())]
    return template_of(fn, config), messages, tool_types, kwargs


def merge_params(
    below: Mapping[str, Any] | None,
    above: Mapping[str, Any] | None,
    converter: Converter,
    params_key: str | None = None,
    names: ParamTable | None = None,
) -> dict[str, Any]:
    """Put the call parameters of a dynamic config over those of the decorator.

    Args:
        below: The decorator's.
        above: The dynamic config's.
        converter: Turns common parameters into the provider's.
        params_key: The keyword that holds the common parameters, if they have no own.
        names: The provider's names for the common parameters that it has; the same
            names where there is no table.

    Returns:
        The keywords for the request so far.

    Raises:
        InvalidCallError: `above` is no dict, or holds `stream`.
    """
    if above is None:
        return convert_params(below, converter, params_key)
    check_params(above, "call_params")
    off = {name for name, value in above.items() if value is None}
    own = {(names or {}).get(name, name) for name in off}
    return _merge(
        convert_params(_without(below, off), converter, params_key),
        convert_params(above, converter, params_key),
        own - {params_key},
        params_key,
    )


def _merge(
    kwargs: dict[str, Any],
    later: dict[str, Any],
    off: Collection[str],
    params_key: str | None,
) -> dict[str, Any]:
    """Put one layer over another; what is `None` in it takes away what is below."""
    merged = {**_without(kwargs, off), **_without(later, off)}
    if params_key is None:
        return merged
    above = _set_fields(later.get(params_key))
    off = {*off, *(name for name, value in above.items() if value is None)}
    nested = {**_set_fields(kwargs.get(params_key)), **above}
    merged[params_key] = _without(nested, off)
    return merged if merged[params_key] else _without(merged, {params_key})


def _without(
    params: Mapping[str, Any] | None, off: Collection[str | None]
) -> dict[str, Any]:
    """Copy call parameters but for some of them."""
    return {name: value for name, value in (params or {}).items() if name not in off}


def convert_params(
    params: Mapping[str, Any] | None,
    converter: Converter,
    params_key: str | None = None,
) -> dict[str, Any]:
    """Translate the common parameters of one layer and keep the others.

    Args:
        params: One layer of call parameters.
        converter: Turns common parameters into the provider's.
        params_key: The keyword that holds the common parameters, if they have no own.

    Returns:
        The provider's parameters.
    """
    if not params:
        return {}
    common = {name: params[name] for name in params if name in COMMON_KEYS}
    if not common and params_key is None:
        return dict(params)
    own = {name: params[name] for name in params if name not in COMMON_KEYS}
    if params_key is None:
        return {**converter(common), **own}
    nested = {**converter(common), **_set_fields(own.get(params_key))}
    return {**own, params_key: nested} if nested else own


def _set_fields(value: Any) -> dict[str, Any]:
    """Copy what was set on a dict or an SDK's object, which stays as it is."""
    if value is None or is_mapping(value):
        return dict(value or {})
    known: dict[str, Any] = value.__dict__
    names = getattr(value, "model_fields_set", known)
    return {name: known[name] for name in known if name in names}


def template_of(fn: Any, config: Mapping[str, Any]) -> str | None:
    """Give the string template that the messages come from, if they do."""
    return None if config.get("messages") else getattr(fn, "_prompt_template", None)


def messages_of(
    fn: Any, fn_args: dict[str, Any], config: Mapping[str, Any]
) -> list[Any]:
    """Give the messages of the config; without any, those of the string template."""
    prompt: Prompt = getattr(fn, "_prompt", None) or Prompt.of(fn)
    computed: dict[str, Any] = config.get("computed_fields") or {}
    values = {**fn_args, **computed}
    return list(run(prompt.messages(values, prompt.config(config))))


def functions_of(
    provider: Any,
) -> tuple[SetupCall, Callable[..., str], Callable[..., Any], Callable[..., Any]]:
    """Give what `call_factory` takes, of the `ProviderSpec` of a provider of ours.

    Args:
        provider: The provider.

    Returns:
        `setup_call`, `get_json_output`, `handle_stream` and `handle_stream_async`.
    """
    events = provider.events
    return SetupCall(provider), provider.json_output, events, events


@dataclass(frozen=True, slots=True)
class SetupCall:
    """The `setup_call` of a provider of ours, which gives the SDK's own objects."""

    provider: Any

    def __call__(
        self,
        *,
        model: str,
        client: Any,
        fn: Any,
        fn_args: dict[str, Any],
        dynamic_config: Any,
        tools: Sequence[Any] | None,
        json_mode: bool,
        call_params: Any,
        response_model: Any,
        stream: Any,
    ) -> tuple[Callable[..., Any], str | None, list[Any], Any, dict[str, Any]]:
        """Prepare one request; see `call_factory`."""
        provider, is_async = self.provider, fn_is_async(fn)
        config: Mapping[str, Any] = dynamic_config or {}
        messages: Sequence[Any] = messages_of(fn, fn_args, config)
        params = merge_params(
            call_params,
            config.get("call_params"),
            lambda params: translate(params, provider.params, provider.name, fn),
            provider.params_key,
            provider.params,
        )
        if client is not None:
            provider.check_client(client, is_async)
        if (chosen := config.get("tools")) is not None:
            tools = chosen
        send, native, tool_types, kwargs = provider.prepare(
            messages,
            client,
            is_async,
            model=model,
            params=params,
            tools=tools and convert_tools(tools, provider.tool),
            json_mode=json_mode,
            response_model=response_model,
            is_stream=bool(stream),
        )
        return NativeCreate(send), template_of(fn, config), native, tool_types, kwargs


@dataclass(frozen=True, slots=True)
class NativeCreate:
    """Sends requests, and gives the SDK's own objects."""

    send: Send

    def __call__(self, *, stream: bool = False, **kwargs: Any) -> Any:
        """Send a request."""
        if stream:
            kwargs["stream"] = True
        return to_native(self.send(**kwargs))
