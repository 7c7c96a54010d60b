"""What programs build providers of their own from: the functions of one of ours."""

from __future__ import annotations

from collections.abc import (
    Callable,
    Mapping,
    Sequence,
)
from dataclasses import dataclass
from typing import Any

from mirascope.core.base._flow import run
from mirascope.core.base._functions import fn_is_async
from mirascope.core.base._sdk.raw_response import native_of
from mirascope.core.base.messages.loading import have_parts
from mirascope.core.base.tool.convert import convert_tools

from .provider import ProviderSpec
from .settings import translate
from .setup import merge_params, messages_of, template_of


def helpers_of(
    provider: ProviderSpec,
) -> tuple[SetupCall, Callable[..., str], Callable[..., Any], Callable[..., Any]]:
    """Give what `call_factory` takes, of a provider of ours.

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

    provider: ProviderSpec

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
            provider.nest,
            provider.params,
        )
        if client is not None:
            provider.check_client(client, is_async)
        if not is_async and have_parts(messages):
            messages = run(provider.load_parts(messages, client, is_async))
        if (chosen := config.get("tools")) is not None:
            tools = chosen
        native, tool_types, kwargs = provider.encode(
            model,
            messages,
            params,
            tools and convert_tools(tools, provider.tool),
            json_mode,
            response_model,
            bool(stream),
            provider.clients.get(is_async) if client is None else client,
        )
        create = NativeCreate(provider, client, is_async)
        return create, template_of(fn, config), native, tool_types, kwargs


@dataclass(frozen=True, slots=True)
class NativeCreate:
    """Sends requests, and gives the SDK's own objects."""

    provider: ProviderSpec
    client: Any
    is_async: bool

    def __call__(self, *, stream: bool = False, **kwargs: Any) -> Any:
        """Send a request."""
        if stream:
            kwargs["stream"] = True
        return native_of(self.provider.send_late(self.client, self.is_async, **kwargs))
