"""The values between us and a provider: requests, replies and deltas.

A provider translates between these values and its SDK and does nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple, Protocol


class Tokens(NamedTuple):
    """Token counts of one call so far; `None` where the provider does not say."""

    input: int | None = None
    """All tokens of the prompt, cached ones included."""
    cached: int | None = None
    """Those of the input that were read from the provider's cache."""
    output: int | None = None
    """All generated tokens, reasoning included."""
    written: int | None = None
    """Those of the input that were written to the provider's cache."""
    uncached: int | None = None
    """Those of the input that have nothing to do with the cache, where that is what the
    provider says: in a stream it may come apart from the others."""

    def merged(self, later: Tokens) -> Tokens:
        """Take in what a later chunk says.

        Counts are running totals: neither a count that is missing there nor a zero, as
        proxies put in for what they do not know, takes anything back.

        Args:
            later: The later counts.

        Returns:
            The counts as they are now.
        """
        counts = [
            old if new is None else new or old or 0
            for old, new in zip(self, later, strict=True)
        ]
        merged = Tokens(*counts)
        if merged.uncached is None:
            return merged
        parts = merged.uncached, merged.cached, merged.written
        return merged._replace(input=sum(count or 0 for count in parts))


class CallDelta(NamedTuple):
    """A piece of a tool call in a stream."""

    slot: int | str | None
    """The call it belongs to: the wire's index, else its id, else `None` (the last)."""
    id: str | None = None
    name: str | None = None
    arguments: str = ""
    """A piece of the arguments' JSON text."""
    whole: bool = False
    """Whether the wire says that the call is complete with this piece."""
    only_if_open: bool = False
    """Whether it counts only if the call that it belongs to is open: some services send
    the input of tools that they run themselves in the same way."""
    kind: str = ""
    """The wire's type of the call, if it is not a function's."""
    extra: tuple[Mapping[str, Any], ...] = ()
    """What else the wire says of the call, for the provider's codec."""


class Call(NamedTuple):
    """A tool call that is complete."""

    id: str | None
    name: str
    arguments: str
    """JSON text; empty where the model gave none."""
    kind: str = ""
    """The wire's type of the call, if it is not a function's."""
    extra: tuple[Mapping[str, Any], ...] = ()
    """What else the wire says of the call, of a stream in pieces."""


class Delta:
    """What one chunk of a stream adds. A codec sets only what the chunk has."""

    # One is made for every chunk: defaults on the class cost nothing to leave alone.
    text: str = ""
    finish: str | None = None
    calls: Sequence[CallDelta] = ()
    usage: Tokens | None = None
    id: str | None = None
    model: str | None = None
    thinking: str = ""
    parts: Mapping[str, Any] | None = None
    """What only this provider has, by name; collected in `Reply.parts`."""
    further: Mapping[int, Delta] | None = None
    """Of the choices after the first, by their number."""


@dataclass(slots=True)
class Reply:
    """A provider's answer, whole or as far as a stream has come."""

    text: str = ""
    calls: list[Call] = field(default_factory=list[Call])
    finish: list[str] | None = None
    """The provider's own finish reasons, one for each choice."""
    usage: Tokens | None = None
    id: str | None = None
    model: str | None = None
    thinking: str | None = None
    refusal: str | None = None
    failure: str | None = None
    """What the service says of an error in the place of the answer."""
    parts: dict[str, Any] = field(default_factory=dict[str, Any])
    """What only this provider has, such as audio, by name; of a stream lists of it."""
    offsets: dict[str, list[int]] = field(default_factory=dict[str, "list[int]"])
    """Of a stream: how many characters of the text came before each of the `parts`."""
    further: dict[int, Reply] = field(default_factory=dict[int, "Reply"])
    """Of a stream: the choices after the first, by their number."""


class AnswerFormat(Protocol):
    """What the answer is to be made into, as far as requests speak of it."""

    name: str
    description: str
    strict: bool
    """Whether the provider is asked to enforce the schema."""

    @cached_property
    def schema(self) -> dict[str, Any]:
        """The JSON schema."""
        ...

    @cached_property
    def strict_schema(self) -> dict[str, Any]:
        """The same in the form that can be enforced."""
        ...


class Options(NamedTuple):
    """Everything a request is made of, before a provider translates it."""

    model: str
    messages: Sequence[object]
    """`BaseMessageParam`s and native messages, in order."""
    params: Mapping[str, Any]
    """Call parameters under the provider's own names, and `tools` in its form."""
    forced_tool: str | None = None
    """The name of the tool that the model must call."""
    json_mode: bool = False
    format: AnswerFormat | None = None
    """What the answer is to be made into, where a response model is asked for."""
    stream: bool = False
    client: object = None
    """The client that will send the request."""


Send = Callable[..., Any]
"""Sends a request by the SDK: `send(client, is_async, **call_kwargs)`, with `stream`
among the keywords where the answer is to come in chunks."""
