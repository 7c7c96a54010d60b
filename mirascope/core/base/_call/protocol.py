"""What a call asks of a provider."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

if TYPE_CHECKING:
    from mirascope.core.base._codec.codec import Codec
    from mirascope.core.base._flow import Flow
    from mirascope.core.base._response.lazy import Exchange
    from mirascope.core.base._sdk.default_clients import DefaultClients

BindArguments: TypeAlias = Callable[[], dict[str, Any]]
"""Gives the arguments of a call by name."""


Request: TypeAlias = "tuple[partial[Any], Exchange]"
"""What sends a request and gives the SDK's answer or chunks, as the one step that does;
and the `Exchange` that the response or the stream is made of."""


class Provider(Protocol):
    """Makes the requests of a call, and its responses and streams."""

    @property
    def name(self) -> str:
        """What responses call it."""
        ...

    @property
    def clients(self) -> DefaultClients | None:
        """The default clients of its calls; `None` where those are not ours."""
        ...

    def api(self, client: Any, /) -> str:
        """Name the service that a client asks, where it has several."""
        ...

    @property
    def codec(self) -> Codec | None:
        """What reads its answers, if it is a provider of ours."""
        ...

    @property
    def tool(self) -> Any:
        """The class of its tools."""
        ...

    @property
    def max_buffered(self) -> int:
        """The most chunks to pass over in leaving an async stream of the SDK."""
        ...

    @property
    def native_schema(self) -> bool:
        """Whether a response model is asked for by JSON schema, not by a tool."""
        ...

    def check_client(self, client: object, is_async: bool) -> None:
        """Refuse a client that cannot serve such a function, and that there is none."""
        ...

    def provider_tools(self, tools: Sequence[Any], tool_type: Any) -> Sequence[Any]:
        """Bring tools into the form in which they are offered."""
        ...

    def repeat_request(
        self, call: Any, returned: object, bind: BindArguments
    ) -> Request | None:
        """Make it of the template of earlier ones, if one serves."""
        ...

    def make_request(
        self, call: Any, returned: object, bind: BindArguments
    ) -> Flow[Request]:
        """Make the request of what the prompt function returned."""
        ...

    def make_response(self, exchange: Exchange, show: Callable[[Any], Any]) -> Any:
        """Make the response of the SDK's answer; `show` gives it as users see it."""
        ...

    def make_stream(self, call: Any, exchange: Exchange, chunks: Any) -> Any:
        """Make the stream of chunks: iterating them first sends the request."""
        ...

    def json_output(self, answer: Any, json_mode: bool, /) -> Any:
        """Find the JSON in a response, or the piece of it in a chunk."""
        ...

    def add_hint(self, error: Exception) -> None:
        """Note on an error of the SDK what to do, where it does not say so itself."""
        ...

    def timeout_error(self, client: Any, is_async: bool, /) -> Exception:
        """Make the SDK's error for an answer that does not come in time."""
        ...

    def create_within(self, send: partial[Any]) -> Callable[..., Any] | None:
        """Give what sends a request within `SendLimits`, its first argument."""
        ...
