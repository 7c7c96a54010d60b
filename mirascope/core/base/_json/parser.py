"""How JSON is read while it arrives, each character once."""

from __future__ import annotations

import re
from collections.abc import Callable
from json import JSONDecoder
from typing import Any

from .nodes import (
    AS_JSON,
    MISSING,
    GrowingText,
    Node,
    OpenContainer,
    ParserState,
    TextPrefix,
    build_value,
    parse_scalar,
)

_plain = re.compile(r'[^"\\]*').match
_escaped = re.compile(r'(?:[^"\\]+|\\[^u]|\\u[0-9a-fA-F]{4})*').match
_LONG = 1000
"""From how many characters on a string is not put together again for each piece."""
_half_escape = re.compile(r"\\(?:u[0-9a-fA-F]{0,3})?").fullmatch
_blank = re.compile(r"[ \t\n\r]*").match
_bare = re.compile(r'[^\s,:"\[\]{}]+').match
_key = re.compile(r'"([^"\\]*)"[ \t\n\r]*:[ \t\n\r]*("?)').match
_next_key = re.compile(
    r'[ \t\n\r]*,[ \t\n\r]*"([^"\\]*)"[ \t\n\r]*:[ \t\n\r]*("?)'
).match
# Control characters are for the final validation to refuse.
_decode = JSONDecoder(strict=False).decode


class PartialJson:
    """An incremental JSON parser.

    It reads the first object or array in a text; what stands before and after is left
    out. It never raises: after an error it only stops, which `finish` tells.

    Args:
        root: What the value becomes.
        arrays: Whether the value may be an array.
    """

    __slots__ = (
        "_arrays",
        "_changed",
        "_containers",
        "_grown",
        "_leaf",
        "_long",
        "_open",
        "_result",
        "_root",
        "_step",
        "_tail",
        "_top",
    )

    def __init__(self, root: Node = AS_JSON, arrays: bool = True) -> None:
        self._root = root
        self._arrays = arrays
        self._containers: list[OpenContainer] = []
        self._top: OpenContainer = OpenContainer(AS_JSON.array, True, None)
        self._step: Callable[[str, int], int] = self._skip
        self._open = ""
        """The text of the open string or scalar, as far as it came."""
        self._long: GrowingText | None = None
        """What of a long string was read before that."""
        self._tail = ""
        """The beginning of an escape, to be read again with what follows."""
        self._leaf: Any = MISSING
        """How the open scalar was last shown."""
        self._grown = False
        self._changed = False
        self._result: Any = MISSING

    def feed(self, text: str) -> bool:
        """Read on.

        Args:
            text: The next piece.

        Returns:
            Whether the value looks different now.
        """
        if self._tail:
            text = self._tail + text
            self._tail = ""
        self._changed = False
        at, size = 0, len(text)
        while at < size:
            at = self._step(text, at)
        if self._grown:
            self._preview()
        return self._changed

    @property
    def state(self) -> ParserState | None:
        """What the value can be built from, also after more was read."""
        if not self._containers:
            return None
        top = self._top
        return top.shape, top.done, len(top.done), top.key, top.outer, self._leaf

    @property
    def value(self) -> Any:
        """The value as far as it came; `MISSING` before it begins."""
        state = self.state
        return self._result if state is None else build_value(state)

    @property
    def begun(self) -> bool:
        """Whether the value has begun."""
        return bool(self._containers) or self._step == self._rest

    @property
    def broken(self) -> bool:
        """Whether what was read is not JSON."""
        return self._step == self._stop

    def finish(self) -> bool:
        """Tell whether the value is complete."""
        return self._step == self._rest

    def _preview(self) -> None:
        """Show the open scalar as far as it came."""
        self._grown = False
        top = self._top
        if not top.visible:
            return
        raw: Any = self._open
        if self._step == self._bare:
            raw = parse_scalar(raw, whole=False)
        elif self._step != self._string:
            return  # An error.
        shown = raw if raw is MISSING else top.node.preview(raw)
        if shown is raw and self._step == self._string:
            shown = self._beginning(raw)
        if shown is not self._leaf and (
            shown is MISSING or self._leaf is MISSING or shown != self._leaf
        ):
            self._leaf = shown
            self._changed = True

    def _beginning(self, raw: str) -> Any:
        """Give the open string as it is now: one that is long is put together later."""
        if len(raw) > _LONG:
            if self._long is None:
                self._long = GrowingText()
            self._long.append(raw)
            self._open = raw = ""
        return (
            raw if self._long is None else TextPrefix(self._long, self._long.size, raw)
        )

    # Each step reads one token, or as much of it as there is, and returns where the
    # next one begins.

    def _skip(self, text: str, at: int) -> int:
        """Look for the beginning of the value."""
        start = text.find("{", at)
        if self._arrays and (array := text.find("[", at)) >= 0:
            start = array if start < 0 else min(start, array)
        if start < 0:
            return len(text)
        self._push(self._root, text[start])
        self._changed = False
        return start + 1

    def _rest(self, text: str, at: int) -> int:
        """Pass over what follows the value."""
        return len(text)

    def _stop(self, text: str, at: int) -> int:
        """Pass over what follows an error."""
        return len(text)

    def _fail(self, at: int) -> int:
        """Give up, or look further if this cannot have been the beginning."""
        if len(self._containers) == 1 and not self._top.done and not self._top.key:
            self._containers.clear()
            self._leaf = MISSING
            self._step = self._skip
            return at
        self._step = self._stop
        return at

    def _first(self, text: str, at: int) -> int:
        """Read the first key or item of a container, or its end."""
        at = _end(_blank(text, at))
        if at == len(text):
            return at
        if text[at] == ("]" if self._top.array else "}"):
            return self._pop(at + 1)
        self._step = self._value if self._top.array else self._before_key
        return at

    def _before_key(self, text: str, at: int) -> int:
        found = _key(text, at)
        if found is not None:
            return self._enter(found[1], found[2], found.end())
        at = _end(_blank(text, at))
        if at == len(text):
            return at
        if text[at] != '"':
            return self._fail(at)
        self._open = ""
        self._step = self._in_key
        return at + 1

    def _in_key(self, text: str, at: int) -> int:
        end = self._read(text, at)
        if end < len(text) and self._step == self._in_key:
            self._step = self._colon
            return end + 1
        return end

    def _colon(self, text: str, at: int) -> int:
        at = _end(_blank(text, at))
        if at == len(text):
            return at
        if text[at] != ":":
            return self._fail(at)
        return self._enter(self._open, "", at + 1)

    def _enter(self, key: str, quote: str, at: int) -> int:
        """Go on to the value under a key."""
        top = self._top
        top.key, top.node = top.shape.field(key)
        self._open = ""
        if quote:
            self._step = self._string
            self._grown = True
        else:
            self._step = self._value
        return at

    def _value(self, text: str, at: int) -> int:
        at = _end(_blank(text, at))
        if at == len(text):
            return at
        char = text[at]
        self._open = ""
        if char == '"':
            self._step = self._string
            self._grown = True
            return at + 1
        if char in "{[":
            self._push(self._top.node, char)
            return at + 1
        if char in ",:]}":
            return self._fail(at)
        self._step = self._bare
        return at

    def _string(self, text: str, at: int) -> int:
        end = self._read(text, at)
        if end == len(text):
            self._grown = True
            return end
        raw = self._open
        if self._long is not None:
            raw, self._long = self._long.read() + raw, None
            if type(self._leaf) is TextPrefix:
                self._leaf = self._leaf.read()
        return self._done(raw, end + 1)

    def _bare(self, text: str, at: int) -> int:
        """Read a number or literal."""
        found = _bare(text, at)
        if found is not None:
            self._open += found[0]
            at = found.end()
            if at == len(text):
                self._grown = True
                return at
        raw = parse_scalar(self._open, whole=True)
        if raw is MISSING:
            return self._fail(at)
        return self._done(raw, at)

    def _after(self, text: str, at: int) -> int:
        """Read what follows a member: a comma or the end of the container."""
        array = self._top.array
        if not array:
            found = _next_key(text, at)
            if found is not None:
                return self._enter(found[1], found[2], found.end())
        at = _end(_blank(text, at))
        if at == len(text):
            return at
        char = text[at]
        if char == ",":
            self._step = self._value if array else self._before_key
            return at + 1
        if char == ("]" if array else "}"):
            return self._pop(at + 1)
        return self._fail(at)

    def _read(self, text: str, at: int) -> int:
        """Read a string up to its closing quote, or as far as it came."""
        end = _end(_plain(text, at))
        if end < len(text) and text[end] == "\\":
            return self._read_escaped(text, at)
        self._open += text[at:end]
        return end

    def _read_escaped(self, text: str, at: int) -> int:
        end, size = _end(_escaped(text, at)), len(text)
        closed = end < size and text[end] == '"'
        if not closed and end < size:
            if _half_escape(text, end) is None:
                return self._fail(size)
            self._tail = text[end:]
        raw = text[at:end]
        try:
            read: str = _decode(f'"{raw}"')
        except ValueError:
            return self._fail(size)
        if not closed and "\ud800" <= read[-1:] <= "\udbff" and raw[-6:-4] == "\\u":
            # Half a character: the other half may follow.
            read = read[:-1]
            self._tail = raw[-6:] + self._tail
        self._open += read
        return end if closed else size

    def _done(self, raw: Any, at: int) -> int:
        """Add a scalar that is complete."""
        leaf, self._leaf, self._grown = self._leaf, MISSING, False
        self._step = self._after
        top = self._top
        value = top.node.finish(raw)
        if top.visible and value is not leaf:
            if leaf is MISSING:
                self._changed |= value is not None or top.shape.nulls
            else:
                self._changed |= value is MISSING or bool(value != leaf)
        self._add(value)
        return at

    def _add(self, value: Any) -> None:
        """Add a member that is complete to the open container."""
        top = self._top
        if value is not MISSING:
            top.done.append(value if top.array else (top.key, value))
        if not top.shape.visible:
            shape = top.shape.resolve(top.done)
            if shape is not top.shape:
                top.shape = shape
                above = self._containers[-2] if len(self._containers) > 1 else None
                top.visible = shape.visible and (above is None or above.visible)
                self._changed = self._changed or top.visible

    def _push(self, node: Node, char: str) -> None:
        array = char == "["
        above = self._top if self._containers else None
        self._top = OpenContainer(node.array if array else node.object, array, above)
        self._containers.append(self._top)
        if self._top.visible:
            self._changed = True
        self._step = self._first

    def _pop(self, at: int) -> int:
        closed = self._containers.pop()
        value = closed.shape.close(closed.done)
        if not self._containers:
            self._result = value
            self._step = self._rest
            return at
        self._top = self._containers[-1]
        if not closed.visible and self._top.visible and value is not MISSING:
            self._changed = True
        self._add(value)
        self._step = self._after
        return at


def _end(found: re.Match[str] | None) -> int:
    """Give the end of a match that cannot fail."""
    assert found is not None
    return found.end()
