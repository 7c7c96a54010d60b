"""The grammar of string templates: keywords, fields and specifiers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from string import Formatter
from textwrap import dedent
from typing import TypeAlias

from mirascope._parts import MEDIA
from mirascope.exceptions import TemplateError, UnnamedFieldError

PathStep: TypeAlias = "tuple[bool, str | int]"
"""One step of a path: whether it is an attribute, and its name or index."""
Piece: TypeAlias = "str | Field"
"""Literal text, or a field."""

SPECIFIERS: Mapping[str, str] = {
    one: kind for kind in ("list", "text", "part", *MEDIA) for one in (kind, f"{kind}s")
} | {"cache_control": "cache_control"}
"""The specifiers, and what each stands for; all but the last have a plural."""
OPTIONS: Mapping[str, tuple[str, ...]] = {
    **{
        one: MEDIA[kind].options if kind in MEDIA else ()
        for one, kind in SPECIFIERS.items()
    },
    "cache_control": ("type",),
}
"""The options that each specifier takes."""
INLINE = frozenset({"list", "lists"})
"""The specifiers that render as text."""

_KEYWORD = re.compile(r"^([ \t]*)(SYSTEM|USER|ASSISTANT|MESSAGES):", re.MULTILINE)
_ANY_KEYWORD = re.compile(r"\b(?:SYSTEM|USER|ASSISTANT|MESSAGES):")
_SPECIFIER = re.compile(rf"({'|'.join(OPTIONS)})(?:\((.*)\))?", re.DOTALL)
_OPENED = re.compile(rf"(?:{'|'.join(OPTIONS)})\s*\(")
_OPTION = re.compile(
    r"""\s*(\w+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^,"'=]*?))\s*(?:,|$)"""
)
_ROOT = re.compile(r"[^.\[]*")
_STEP = re.compile(r"\.([^.\[]+)|\[([^\]]+)\]")
_BLANK_LINES = re.compile(r"\A(?:[ \t]*\n)+")
# Carriage returns, the ideographic space, zero-width characters, the byte order mark.
_DELETED = dict.fromkeys([0x0D, 0x3000, 0x200B, 0x200C, 0x200D, 0xFEFF])


@dataclass(frozen=True, slots=True)
class Field:
    """A replacement field."""

    source: str
    """The field as it is written, for errors."""
    root: str
    """The variable; empty only for a specifier that needs none."""
    path: tuple[PathStep, ...] = ()
    conversion: str | None = None
    spec: tuple[Piece, ...] = ()
    """The format spec; it may hold fields."""
    kind: str | None = None
    """The specifier."""
    options: tuple[tuple[str, tuple[Piece, ...]], ...] = ()
    """The specifier's options; their values may hold fields."""

    def names(self) -> set[str]:
        """Find the variables that the field reads."""
        pieces = [*self.spec, *(piece for _, value in self.options for piece in value)]
        names = {self.root} - {""}
        return names.union(*(p.names() for p in pieces if isinstance(p, Field)))


@dataclass(frozen=True, slots=True)
class Section:
    """One message of a template, or one list of messages."""

    role: str
    """`system`, `user` or `assistant`; `messages` for a list."""
    pieces: tuple[Piece, ...]


def dedent_template(text: str) -> str:
    """Take away the indentation that a template has from the program around it.

    Args:
        text: The template, as it is written. Where it starts beside the opening quotes,
            the lines below are taken apart from the first one.

    Returns:
        The template, to be parsed.
    """
    if text[:1].isspace():
        return dedent(text)
    first, newline, rest = text.partition("\n")
    return first + newline + dedent(rest)


def parse_sections(text: str) -> list[Section]:
    """Split a template into messages.

    Args:
        text: The template.

    Returns:
        Its messages in order; without a keyword, all of it is one user message.

    Raises:
        TemplateError: The template cannot be read.
    """
    text = dedent(text.translate(_DELETED))
    keywords = list(_KEYWORD.finditer(text))
    if not keywords:
        pieces = parse_pieces(_trim(text))
        return [Section("user", pieces)] if pieces else []
    if before := text[: keywords[0].start()].strip():
        raise TemplateError(
            f"the text {before!r} stands before the first keyword and belongs to no "
            "message: put `SYSTEM:`, `USER:` or `ASSISTANT:` in front of it"
        )
    sections: list[Section] = []
    ends = [*(match.start() for match in keywords[1:]), len(text)]
    for match, end in zip(keywords, ends, strict=True):
        indent, keyword = match.groups()
        body = text[match.end() : end]
        if keyword == "MESSAGES":
            sections.append(_messages_section(body))
        else:
            pieces = parse_pieces(_layout(body, indent))
            sections.append(Section(keyword.lower(), pieces))
    return sections


def _messages_section(body: str) -> Section:
    """Read the one field that stands for a list of messages."""
    if _ANY_KEYWORD.search(body):
        raise TemplateError(
            f"`MESSAGES:{body.rstrip()}` has another keyword on the same line: a "
            "keyword starts a message only at the start of a line"
        )
    field = next((p for p in parse_pieces(body) if isinstance(p, Field)), None)
    if field is None:
        raise UnnamedFieldError(
            "`MESSAGES:` names no list of messages: write `MESSAGES: {history}`"
        )
    if field.kind or field.conversion or field.spec:
        raise TemplateError(
            f"`MESSAGES: {field.source}` has a specifier, a conversion or a format: "
            "name only the list of messages"
        )
    return Section("messages", (field,))


def _layout(body: str, indent: str) -> str:
    """Take away the indentation that the messages of a template share.

    What is written beside the keyword hangs from the keyword's own column, what is
    written below it from the leftmost line. Indentation beyond that is kept.
    """
    first, newline, rest = body.partition("\n")
    if not first.strip():
        return _trim(dedent(rest))
    lines = [line.removeprefix(indent) for line in rest.split("\n")]
    return _trim(first.lstrip() + newline + "\n".join(lines))


def _trim(text: str) -> str:
    """Strip the ends, but not the indentation of the first line."""
    return _BLANK_LINES.sub("", text).rstrip()


def parse_pieces(text: str) -> tuple[Piece, ...]:
    """Split text into literal pieces and fields.

    Args:
        text: Text in the syntax of `str.format`, with specifiers.

    Returns:
        The pieces in order. Neighbouring literal text is one piece.

    Raises:
        TemplateError: A field cannot be read.
    """
    pieces: list[Piece] = []
    literal = ""
    try:
        tokens = list(Formatter().parse(text))
    except ValueError as error:
        raise TemplateError(
            f"the template text {text!r} cannot be read ({error}): write literal "
            "braces as `{{` and `}}`"
        ) from error
    for before, name, spec, conversion in tokens:
        literal += before
        if name is not None:
            if literal:
                pieces.append(literal)
                literal = ""
            pieces.append(_field(name, spec or "", conversion or None))
    if literal:
        pieces.append(literal)
    return tuple(pieces)


def _field(name: str, spec: str, conversion: str | None) -> Field:
    source = "".join(
        ("{", name, f"!{conversion}" if conversion else "", f":{spec}" if spec else "")
    )
    source += "}"
    if conversion is not None and conversion not in ("r", "s", "a"):
        raise TemplateError(
            f"`{source}` has the conversion {conversion!r}: it can be `!r`, `!s` or "
            "`!a`"
        )
    match = _SPECIFIER.fullmatch(spec)
    if match is None and _OPENED.match(spec):
        raise TemplateError(
            f"`{source}` has options that cannot be read: write `(key=value, ...)`"
        )
    kind = match[1] if match else None
    options = _options(source, match[1], match[2]) if match else ()
    root, path = _path(source, name)
    if not root and kind != "cache_control":
        raise UnnamedFieldError(
            f"`{source}` names no variable: write its name, or `{{{{` for a brace"
        )
    pieces = () if kind else parse_pieces(spec)
    return Field(source, root, path, conversion, pieces, kind, options)


def _path(source: str, name: str) -> tuple[str, tuple[PathStep, ...]]:
    """Read `user.names[0]` as its root and its steps."""
    match = _ROOT.match(name)
    assert match is not None  # it matches the empty text too
    root, at = match[0], match.end()
    path: list[PathStep] = []
    while at < len(name):
        step = _STEP.match(name, at)
        if step is None:
            raise TemplateError(
                f"`{source}` has a path that cannot be read at {name[at:]!r}: write "
                "`.attribute` or `[index]`"
            )
        attribute, item = step.groups()
        if attribute is not None:
            if attribute.startswith("__"):
                raise TemplateError(
                    f"`{source}` reads the attribute {attribute!r}: templates read "
                    "none that begins with `__`; compute the value in the function"
                )
            path.append((True, attribute))
        else:
            path.append((False, int(item) if item.isdecimal() else item))
        at = step.end()
    return root, tuple(path)


def _options(
    source: str, kind: str, text: str | None
) -> tuple[tuple[str, tuple[Piece, ...]], ...]:
    """Read `detail=low` and the like."""
    options: dict[str, tuple[Piece, ...]] = {}
    rest = (text or "").strip()
    while rest:
        match = _OPTION.match(rest)
        if match is None:
            raise TemplateError(
                f"`{source}` has options that cannot be read at {rest!r}: write "
                "`key=value`, separated by commas"
            )
        name, *values = match.groups()
        if name not in OPTIONS[kind]:
            known = ", ".join(f"`{name}`" for name in OPTIONS[kind]) or "none"
            raise TemplateError(
                f"`{source}` has the option {name!r}; the options of `{kind}`: {known}"
            )
        options[name] = parse_pieces(next(v for v in values if v is not None))
        rest = rest[match.end() :]
    return tuple(options.items())
