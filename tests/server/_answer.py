"""What a model says, before any provider's wire format: the script of a test."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Literal

Layout = Literal["pieces", "whole", "interleaved", "together"]
"""How a stream carries tool calls: each in pieces, each whole in one event, in pieces
that alternate between the calls, or all of them whole in one event."""


@dataclass(frozen=True, kw_only=True)
class Usage:
    """Token counts of an answer."""

    input: int = 10
    output: int = 3
    cached: int | None = 4
    reasoning: int | None = None


@dataclass(frozen=True, kw_only=True)
class Call:
    """A tool call."""

    name: str
    arguments: str = "{}"
    """JSON text, as the model wrote it."""
    id: str | None = "call_1"
    cuts: tuple[int, ...] = (1, 7)
    """Where a stream cuts the arguments, in characters."""
    more: dict[str, object] = field(default_factory=dict)
    """Other keys of the call, where the service sends calls as objects."""
    custom: bool = False
    """Whether the arguments are free text, for a tool of OpenAI's type `custom`."""

    @property
    def pieces(self) -> list[str]:
        """The arguments as a stream carries them."""
        cuts = [cut for cut in self.cuts if cut < len(self.arguments)]
        edges = [0, *cuts, len(self.arguments)]
        return [self.arguments[a:b] for a, b in pairwise(edges) if a < b]


@dataclass(frozen=True, kw_only=True)
class Audio:
    """Spoken output."""

    data: bytes = b"\x00\x01\x02\x03\x04\x05"
    transcript: str = "Once upon a time"
    id: str = "audio_1"


@dataclass(frozen=True, kw_only=True)
class Fault:
    """What goes wrong on the way."""

    status: int | None = None
    """An HTTP status, with the provider's own error body, or with `body`."""
    headers: dict[str, str] = field(default_factory=dict)
    disconnect: bool = False
    """The connection closes before anything is answered."""
    malformed: bool = False
    """Status 200, and a body that is not JSON."""
    break_after: int | None = None
    """The connection drops after so many events of a stream."""
    end_early: int | None = None
    """A stream ends properly after so many events: no finish reason, no end mark."""
    hold: threading.Event | None = None
    """The answer starts when this is set."""
    hold_after: int = 0
    """So many events of a stream are sent before `hold` is waited for."""
    error_event: bool = False
    """The stream carries an error event instead of its end."""
    body: bytes | None = None
    """This body in the place of any answer, with status 200 unless one is given."""
    kind: str | None = None
    """The content type, where it is not the one of the service."""
    change: Callable[[bytes], bytes] = lambda body: body
    """What becomes of the body of a whole answer."""
    changes: Callable[[list[bytes]], Iterable[bytes]] | None = None
    """What becomes of the events of a stream."""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """One answer; a dialect puts it into bytes, whole or streamed."""

    text: str | tuple[str, ...] = ("Hel", "lo wörl", "d")
    thinking: tuple[str, ...] = ()
    calls: tuple[Call, ...] = ()
    finish: str | None = None
    """`stop`, `length`, `tool_calls`, `content_filter`, or a word of the provider's."""
    usage: Usage | None = field(default_factory=Usage)
    id: str | None = "answer-1"
    """Some services send none."""
    model: str | None = None
    """The model that the service reports; the requested one by default."""
    refusal: str | None = None
    audio: Audio | None = None
    more: tuple[dict[str, object], ...] = ()
    """Other keys of the message, as the pieces in which a stream carries them."""
    more_whole: dict[str, object] = field(default_factory=dict)
    """The same as a whole answer has them."""
    others: tuple[str, ...] = ()
    """Further choices beside the first (`n` above 1)."""
    no_choices: bool = False
    """The whole answer has no choice in it."""

    logprobs: bool = False
    """Whether each piece of text comes with its log probability, where a service has
    such."""
    around: dict[str, str] = field(default_factory=dict[str, str])
    """Keys that chat completions have beside the message, whole and on each event."""

    layout: Layout = "pieces"
    later_ids: bool = False
    """Whether later pieces of a call repeat its id and name."""
    no_index: bool = False
    """Whether pieces of a call carry no index."""
    same_index: bool = False
    """Whether every call carries the index 0."""
    usage_everywhere: bool = False
    """Whether each event repeats the totals so far."""
    usage_thins: bool = False
    """Whether the last totals lack the details that earlier ones had."""
    usage_zeros: Literal["early", "late"] | None = None
    """Which totals of a stream are zeros, as of proxies that do not know them."""
    empty_event: bool = False
    """Whether the stream begins with an event without choices."""
    unknown: bool = False
    """Whether there are fields and events that no SDK knows."""
    finish_with_last: bool = False
    """Whether the finish reason rides on the last event with content."""
    no_finish: bool = False
    """Whether the stream ends without a finish reason."""
    cut: int | None = None
    """Bytes in one write of a stream; one event by default."""
    fault: Fault = field(default_factory=Fault)

    @property
    def pieces(self) -> tuple[str, ...]:
        """The text as a stream carries it."""
        return (self.text,) if isinstance(self.text, str) else self.text

    @property
    def whole_text(self) -> str:
        """The text in one piece."""
        return "".join(self.pieces)

    @property
    def last_usage(self) -> Usage | None:
        """The token counts as a stream ends with them."""
        if self.usage is not None and self.usage_zeros == "late":
            return Usage(input=0, output=0, cached=None)
        if self.usage is None or not self.usage_thins:
            return self.usage
        return replace(self.usage, cached=None)

    @property
    def early_usage(self) -> Usage | None:
        """The token counts as the events before the last one have them."""
        if self.usage is not None and self.usage_zeros == "early":
            return Usage(input=0, output=0, cached=0)
        return self.usage

    @property
    def reason(self) -> str:
        """The finish reason, with its default."""
        return self.finish or ("tool_calls" if self.calls else "stop")
