"""The decorator for Anthropic calls."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from mirascope.core.base._call.factory import provider_call
from mirascope.core.base._call.provider import ProviderSpec
from mirascope.core.base._call.settings import same
from mirascope.core.base._sdk.default_clients import (
    DefaultClients,
    client_maker,
    load_resource,
)
from mirascope.core.base._sdk.raw_response import raw_method
from mirascope.core.base._sdk.send_limits import restrict_client, timeout_of
from mirascope.core.base._sdk.server_sent_events import EventFormat, parse_named

from ._codec import CODEC
from ._decode import text_delta, with_event_name
from ._encode import needs_beta
from .call_params import AnthropicCallParams
from .call_response import AnthropicCallResponse
from .call_response_chunk import AnthropicCallResponseChunk
from .stream import AnthropicStream
from .tool import AnthropicTool

if TYPE_CHECKING:
    from mirascope.core.base._call.typing import CallDecorator

    from .dynamic_config import AsyncClient, SyncClient

EVENTS = EventFormat(
    "types:RawMessageStreamEvent",
    parse_named(
        *("message_start", "message_delta", "message_stop"),
        *("content_block_start", "content_block_delta", "content_block_stop"),
    ),
    text_delta,
    with_event_name,
    re.compile(rb"(?::[ -~]*|event: ping\ndata: [ -~]*)?"),
)
BETA_EVENTS = EVENTS._replace(kind="types.beta:BetaRawMessageStreamEvent")


_send = raw_method(EVENTS, "messages")
_send_beta = raw_method(BETA_EVENTS, "beta", "messages")


def send(client: Any, is_async: bool, /, **kwargs: Any) -> Any:
    """Send a request: with parameters of the beta API by its own method."""
    return (_send_beta if needs_beta(kwargs) else _send)(client, is_async, **kwargs)


SPEC = ProviderSpec(
    codec=CODEC,
    clients=DefaultClients(
        (
            *("ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN", "ANTHROPIC_BASE_URL"),
            *("ANTHROPIC_CUSTOM_HEADERS", "ANTHROPIC_PROFILE", "ANTHROPIC_CONFIG_DIR"),
        ),
        # Of missing credentials the SDK says only a `TypeError`, with the first call.
        client_maker(
            *("anthropic", "Anthropic", "AsyncAnthropic"),
            keys=("ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN"),
        ),
        load=load_resource("messages"),
    ),
    send=send,
    restrict=restrict_client("messages"),
    time_is_over=timeout_of("anthropic"),
    response=AnthropicCallResponse,
    chunk=AnthropicCallResponseChunk,
    stream=AnthropicStream,
    tool=AnthropicTool,
    params={**same("temperature", "max_tokens", "top_p"), "stop": "stop_sequences"},
    default_params={"max_tokens": 1024},
    client_kinds=("SyncAPIClient", "AsyncAPIClient"),
    client_names=("anthropic.Anthropic", "anthropic.AsyncAnthropic"),
)

anthropic_call: CallDecorator[
    AnthropicCallResponse,
    AnthropicStream,
    SyncClient,
    AsyncClient,
    AnthropicCallParams,
] = provider_call(SPEC)
"""Turn a prompt function into a call to Anthropic.

Example:
    ```python
    from mirascope.core import anthropic

    @anthropic.call("claude-sonnet-4-6")
    def recommend_book(genre: str) -> str:
        return f"Recommend a {genre} book"

    print(recommend_book("fantasy").content)
    ```
"""

call = anthropic_call
