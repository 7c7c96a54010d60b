"""A request of which something is loaded first, or uploaded."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, TypeAlias

from mirascope.core.base._codec.vocabulary import Send
from mirascope.core.base._flow import Flow
from mirascope.core.base._sdk.send_limits import SendLimits

Encoded: TypeAlias = "tuple[list[Any], list[Any] | None, dict[str, Any]]"
"""Native messages, the tool classes and the keywords of a request."""


class LateMedia:
    """Sends a request whose media is loaded once, when it is first sent.

    Until then its keywords have the addresses in the place of the media.

    Args:
        messages: The messages, as they were given.
        unread: The messages, in which text stands in the place of what is loaded.
        encode: Translates messages.
        load: Gives the messages with what is loaded, or uploaded: it calls what it is
            given between the two.
        send: Sends a request.
        send_within: Sends a request within `SendLimits`, its first argument.
        drive: Drives a flow, in the way of the call.
    """

    def __init__(
        self,
        messages: Sequence[Any],
        unread: Sequence[Any],
        encode: Callable[[Sequence[Any]], Encoded],
        load: Callable[[Callable[[], None]], Flow[Sequence[Any]]],
        send: Send,
        send_within: Callable[..., Any],
        drive: Callable[[Flow[Any]], Any],
    ) -> None:
        self._encode, self._load = encode, load
        self._send, self._send_within = send, send_within
        self._drive = drive
        self._is_loaded = False
        self.messages = messages
        """The messages as they were given; once they are sent, with what was loaded."""
        self.is_loading = False
        """Whether media is loaded now: what that fails with is not the provider's."""
        self.native = list(messages)
        """The messages as they were given; once they are sent, as they are then."""
        _, self.tool_types, self.sent = encode(unread)
        self._known = {**self.sent}

    def __call__(self, **kwargs: Any) -> Any:
        """Send the request, with what a layer may have changed."""
        return self._drive(self._flow(self._send, kwargs))

    def send_within(self, limits: SendLimits, /, **kwargs: Any) -> Any:
        """Send the request, and tell the SDK how often and for how long it may try."""
        return self._drive(self._flow(partial(self._send_within, limits), kwargs))

    def _flow(self, send: Send, given: dict[str, Any]) -> Flow[Any]:
        if not self._is_loaded:
            self.is_loading = True
            self.messages = yield from self._load(self._end_loading)
            self.native[:], _, sent = self._encode(self.messages)
            self.sent.clear()
            self.sent.update(sent)
            self._is_loaded = True
        known, sent = self._known, self.sent
        changed = {n: v for n, v in given.items() if v is not known.get(n, self)}
        kept = {n: v for n, v in sent.items() if n in given or n not in known}
        return (yield partial(send, **{**kept, **changed}))

    def _end_loading(self) -> None:
        self.is_loading = False
