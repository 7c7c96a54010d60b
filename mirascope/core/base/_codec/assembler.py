"""How the deltas of a stream become finished tool calls and one reply."""

from __future__ import annotations

import json
from itertools import accumulate, takewhile
from typing import Any

from mirascope.core.base._json.nodes import GrowingText

from .no_answer import check_names
from .vocabulary import Call, CallDelta, Delta, Reply, Tokens


class OpenCall:
    """A tool call that is still arriving."""

    __slots__ = ("extra", "id", "key", "kind", "name", "text")

    def __init__(self, key: int | str | None, delta: CallDelta) -> None:
        self.key = key
        self.id = delta.id
        self.name = delta.name or ""
        self.kind = delta.kind
        self.extra = delta.extra
        self.text = GrowingText(delta.arguments)

    def call(self, size: int | None = None) -> Call:
        """Give the call as far as it has arrived.

        Args:
            size: How many characters of the arguments to give; all by default.

        Returns:
            The call; its arguments may be cut.
        """
        arguments = self.text.read(size)
        # Some say `null` of a call without arguments.
        arguments = "" if arguments == "null" else arguments
        return Call(self.id, self.name, arguments, self.kind, self.extra)

    def is_whole(self) -> bool:
        """Tell whether the arguments so far are a JSON object that nothing can follow.

        Returns:
            Whether this is so.
        """
        try:
            return isinstance(json.loads(self.text.read()), dict)
        except ValueError:
            return False

    def is_other(self, delta: CallDelta) -> bool:
        """Tell whether a delta under the same key begins another call.

        Services that send whole calls repeat the index, or send none.

        Args:
            delta: The delta.

        Returns:
            Whether this is so.
        """
        if delta.id and self.id and delta.id != self.id:
            return bool(delta.name)
        return bool(delta.name and self.name and not delta.id) and self.is_whole()


class Assembler:
    """The state of one stream: what has arrived, and which calls are still open.

    Args:
        watch: Whether to note how each call grows.
    """

    def __init__(self, watch: bool = False) -> None:
        self._watch = watch
        self.grown: list[tuple[OpenCall, str]] = []
        """What the last delta grew, if that is watched: the calls and the text."""
        self._text: list[str] = []
        self.add_text = self._text.append
        """Takes in what is text and nothing else."""
        self._thinking: list[str] = []
        self._slots: list[OpenCall] = []
        self._calls: list[Call] = []
        self._usage: Tokens | None = None
        self._finish: str | None = None
        self._parts: dict[str, list[Any]] = {}
        self._places: dict[str, list[int]] = {}
        """How many pieces of text came before each of the parts."""
        self._further: dict[int, Assembler] = {}
        self.id: str | None = None
        self.model: str | None = None
        self._fed = False
        self.ended = False
        """Whether the provider's stream came to its end."""

    def feed(self, delta: Delta) -> list[Call]:
        """Take in one delta.

        Args:
            delta: What the next chunk adds.

        Returns:
            The tool calls that it completes, in the order in which they began.
        """
        if delta.parts:
            for name, part in delta.parts.items():
                self._parts.setdefault(name, []).append(part)
                self._places.setdefault(name, []).append(len(self._text))
        if delta.text:
            self._text.append(delta.text + "")  # a `TypeError` if it is no text
        if delta.id:
            self.id = delta.id
        if delta.model:
            self.model = delta.model
        if delta.thinking:
            self._thinking.append(delta.thinking)
        if delta.usage is not None:
            self._count(delta.usage)
        if delta.further:
            for number, one in delta.further.items():
                self._further.setdefault(number, Assembler()).feed(one)
        self._fed = True
        closed: list[Call] = []
        if self._watch:
            self.grown = []
        for call in delta.calls:
            closed += self._feed_call(call)
        if delta.finish:
            self._finish = delta.finish
            if self._slots:
                closed += self._close(self._slots)
        return closed

    def end(self, cut: bool = False) -> list[Call]:
        """Take note that the provider's stream has ended.

        Args:
            cut: Whether it ended early: calls of which a part is missing are left out.

        Returns:
            The tool calls that no chunk had closed.
        """
        self.ended = True
        for one in self._further.values():
            one.end(cut)
        whole = [slot for slot in self._slots if slot.is_whole()] if cut else None
        return self._close(self._slots if whole is None else whole)

    def _slot(self, delta: CallDelta) -> OpenCall | None:
        """Find the open call that a delta belongs to."""
        if delta.slot is None:
            return self._slots[-1] if self._slots else None
        return next((s for s in reversed(self._slots) if s.key == delta.slot), None)

    def _feed_call(self, delta: CallDelta) -> list[Call]:
        closed: list[Call] = []
        slot = self._slot(delta)
        if slot is None and delta.only_if_open:
            return closed
        if slot is not None and slot.is_other(delta):
            closed += self._close([slot])
            slot = None
        if slot is None:
            if not (delta.id or delta.name or delta.arguments.strip()):
                return closed  # what is left of a call that was closed
            # In the order in which they began: a later one waits for an earlier one.
            closed += self._close(list(takewhile(OpenCall.is_whole, self._slots)))
            check_names(delta.id, delta.name)
            slot = OpenCall(delta.slot, delta)
            self._slots.append(slot)
        else:
            slot.id = slot.id or delta.id
            slot.name = slot.name or delta.name or ""
            if delta.arguments:
                slot.text.append(delta.arguments)
            if delta.extra:
                slot.extra += delta.extra
        if self._watch and delta.arguments:
            self.grown.append((slot, delta.arguments))
        if delta.whole:
            closed += self._close([slot])
        return closed

    def _close(self, slots: list[OpenCall]) -> list[Call]:
        calls = [slot.call() for slot in slots]
        self._calls += calls
        self._slots = [slot for slot in self._slots if slot not in slots]
        return calls

    def _count(self, usage: Tokens) -> None:
        last = self._usage
        self._usage = usage if last is None else last.merged(usage)

    @property
    def text(self) -> str:
        """All text so far."""
        return "".join(self._text)

    @property
    def size(self) -> int:
        """How many characters the model has written so far."""
        texts = (*self._text, *self._thinking, *[c.arguments for c in self._calls])
        return sum(map(len, texts)) + sum(slot.text.size for slot in self._slots)

    @property
    def usage(self) -> Tokens | None:
        """The token counts so far."""
        return self._usage

    @property
    def finish(self) -> list[str] | None:
        """The provider's finish reason, once it has said one."""
        return None if self._finish is None else [self._finish]

    @property
    def reasons(self) -> list[str] | None:
        """The provider's finish reasons, one for each choice that has ended."""
        if not self._further:
            return self.finish
        choices = [self, *(self._further[n] for n in sorted(self._further))]
        return [reason for one in choices for reason in one.finish or ()] or None

    @property
    def has_calls(self) -> bool:
        """Whether a tool call is complete."""
        return bool(self._calls)

    @property
    def has_begun(self) -> bool:
        """Whether anything has arrived."""
        return self.ended or self._fed or bool(self._text)

    @property
    def is_silent(self) -> bool:
        """Whether nothing has arrived but names, or a reason for the end."""
        parts = self._parts.keys() - {"around"}  # which each chunk has
        received = self._text, self._thinking, self._slots, self._calls, parts
        return not (any(received) or self._further or any(self._usage or ()))

    @property
    def is_blank(self) -> bool:
        """Whether what has arrived says nothing at all."""
        return self.is_silent and not (self.id or self.model or self._finish)

    def reply(self) -> Reply:
        """Build the reply from everything so far; only complete calls are in it.

        Returns:
            The reply.
        """
        before = [0, *accumulate(map(len, self._text))]
        return Reply(
            text=self.text,
            calls=list(self._calls),
            finish=self.finish,
            usage=self._usage,
            id=self.id,
            model=self.model,
            thinking="".join(self._thinking) or None,
            refusal="".join(self._parts.get("refusal", ())) or None,
            parts={name: [*pieces] for name, pieces in self._parts.items()},
            offsets={
                name: [before[place] for place in places]
                for name, places in self._places.items()
            },
            further={n: self._further[n].reply() for n in sorted(self._further)},
        )
