"""Where JSON stands in a model's answer, and which of several values comes first."""

from __future__ import annotations

import json
import re
from bisect import bisect
from collections.abc import Iterator
from typing import Literal, NamedTuple, TypeAlias

from pydantic_core import from_json

from mirascope.core.base._fields import is_dict
from mirascope.exceptions import MalformedOutputError

from .parser import PartialJson

SectionKind: TypeAlias = Literal["prose", "json", "other"]
"""Prose, a fence that says it is JSON, or another fence."""
CandidateState: TypeAlias = Literal["whole", "cut", "broken"]

# An opening fence of backticks has none in the rest of its line.
_FENCE = re.compile(
    r"^[ \t]*(?:(```+)[ \t]*([\w+.-]*)[^\n`]*|(~~~+)[ \t]*([\w+.-]*)[^\n]*)$",
    re.MULTILINE,
)
# What can begin an object or an array: most braces of prose and code do not.
_OPENING = re.compile(r'\{(?=\s*(?:["}]|\Z))|\[(?=\s*(?:[\[{"\]\-0-9tfnNI]|\Z))')
_TAG = re.compile(r"<(/?)think(?:ing)?>")
_TAG_OR_OPENING = re.compile(f"{_TAG.pattern}|{_OPENING.pattern}")
_WINDOW = 2**8
_read = json.JSONDecoder().raw_decode


class JsonCandidate(NamedTuple):
    """A JSON value in an answer."""

    text: str
    state: CandidateState
    """Whether it is JSON, or breaks off with the answer, or is none from some place
    on."""

    @property
    def keys(self) -> set[str] | None:
        """The keys of an object, as far as they can be read; `None` of other values."""
        if not self.text.startswith("{"):
            return None
        parser = PartialJson()
        parser.feed(self.text)
        return set(parser.value if is_dict(parser.value) else ())


def json_candidates(text: str) -> Iterator[JsonCandidate]:
    """Find the JSON values in a model's answer that is more than JSON.

    What the model only thought, in `<think>` blocks, is left out.

    Args:
        text: The answer.

    Yields:
        The values, the most likely first: the whole answer, what stands in fences that
        say they are JSON, in other fences that hold nothing else, in the prose, and in
        other fences. Of several of a kind the last comes first, and objects come before
        arrays. What is cut or broken is among them. What stands before a fence that
        says it is JSON, and is, is left out.
    """
    text = _without_thoughts(text).strip("\ufeff \t\r\n")
    if _is_json(text):
        yield JsonCandidate(text, "whole")
        return
    pieces = [*_split(text)]
    begin = 0
    for at in reversed(range(len(pieces))):
        kind, piece = pieces[at]
        if kind == "json":
            found = [*_whole(piece)] or [*_embedded(piece)]
            yield from found
            if begin == 0 and any(value.state == "whole" for value in found):
                begin = at
    pieces = pieces[:begin:-1] if begin else pieces[::-1]
    fenced = [piece for kind, piece in pieces if kind == "other"]
    for piece in fenced:
        yield from _whole(piece)
    for kind, piece in pieces:
        if kind == "prose":
            yield from _embedded(piece)
    for piece in fenced:
        if not _is_json(piece):
            yield from _embedded(piece)


def not_json(text: str) -> MalformedOutputError:
    """Say of an answer that there is no JSON in it.

    Args:
        text: The answer.

    Returns:
        The error, which quotes it.
    """
    if not text.strip():
        return MalformedOutputError("the answer is empty where JSON was asked for")
    quoted = text if len(text) <= 200 else f"{text[:140]} ... {text[-50:]}"
    # As it can be written and printed, whatever the model said.
    quoted = quoted.encode(errors="backslashreplace").decode()
    if "{" not in text and "[" not in text:
        return MalformedOutputError(f"the model's answer holds no JSON: {quoted!r}")
    return MalformedOutputError(
        "the JSON in the model's answer is broken, or breaks off before its end: "
        f"{quoted!r}"
    )


def _is_json(text: str) -> bool:
    try:
        from_json(text, cache_strings=False)
    except (TypeError, ValueError):  # the former of half a surrogate pair
        return False
    return True


def _without_thoughts(text: str) -> str:
    """Leave out what stands between tags, unless the tags stand in a JSON value.

    Where the beginning is missing, as some servers leave it out, all before the end is
    left out.
    """
    tags = [tag.start() for tag in _TAG.finditer(text)]
    if not tags:
        return text
    kept: list[str] = []
    begin = at = 0
    while found := _TAG_OR_OPENING.search(text, at):
        if found[1] is None:
            following = bisect(tags, found.start())
            if following == len(tags):
                break
            end, state = _end_of(text, found.start())
            at = end if state == "whole" else min(end, tags[following])
            continue
        if found[1]:
            kept.clear()
            begin = at = found.end()
            continue
        kept.append(text[begin : found.start()])
        closing = found[0].replace("<", "</")
        end = text.find(closing, found.end())
        begin = at = len(text) if end < 0 else end + len(closing)
    return "\n".join([*kept, text[begin:]])


def _split(text: str) -> Iterator[tuple[SectionKind, str]]:
    """Cut a text at its fences; one that is not closed ends with the text."""
    kind: SectionKind = "prose"
    mark = ""
    at = 0
    for fence in _FENCE.finditer(text):
        line, info = fence[1] or fence[3], fence[2] or fence[4] or ""
        marked = fence.end(1 if fence[1] else 3)
        if kind == "prose":
            yield kind, text[at : fence.start()]
            kind, mark = "json" if info.lower().startswith("json") else "other", line
            at = fence.end()
        elif line.startswith(mark) and not (info and text.startswith(info, marked)):
            yield kind, text[at : fence.start()].strip()
            kind, at = "prose", marked  # words may follow on its line
    yield kind, text[at:].strip()


def _whole(text: str) -> Iterator[JsonCandidate]:
    """Give a text if all of it is JSON."""
    if _is_json(text):
        yield JsonCandidate(text, "whole")


def _embedded(text: str) -> Iterator[JsonCandidate]:
    """Give whatever is JSON from a bracket on.

    What stands inside a value is not looked at, also where the value is broken: a part
    of a truncated answer is not the answer.
    """
    found: list[JsonCandidate] = []
    at = 0
    while opening := _OPENING.search(text, at):
        start = opening.start()
        at, state = _end_of(text, start)
        found.append(JsonCandidate(text[start:at], state))
    found.reverse()
    yield from (value for value in found if value.text[0] == "{")
    yield from (v for v in found if v.text[0] == "[" and v.state != "broken")


def _end_of(text: str, start: int) -> tuple[int, CandidateState]:
    """Tell where the value that begins at a bracket ends, or is broken.

    The decoder's errors cost as much as the text that it is given is long: it is given
    no more than a few times what it reads.
    """
    size = _WINDOW
    while True:
        window = text[start : start + size]
        is_rest = start + size >= len(text)
        try:
            return start + _read(window)[1], "whole"
        except RecursionError:
            return len(text), "broken"
        except json.JSONDecodeError as error:
            at, is_open = error.pos, error.msg.startswith("Unterminated string")
        except ValueError:  # more digits than Python converts
            return len(text), "broken"
        if not is_rest and (is_open or at > len(window) - 12):
            size *= 8
        elif is_open or (is_rest and _is_cut(window, at)):
            return len(text), "cut"
        else:
            return start + max(at, 1), "broken"


def _is_cut(text: str, at: int) -> bool:
    """Tell whether what is no JSON at the end of a text may be its beginning."""
    if len(text) - at > 12:
        return False
    parser = PartialJson()
    parser.feed(text)
    return parser.begun and not parser.broken and not parser.finish()
