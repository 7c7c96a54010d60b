"""How a string template and values become messages."""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache
from textwrap import dedent
from typing import Any

from typing_extensions import override

from mirascope.core.base._flow import Flow
from mirascope.core.base._functions import name_of, warn
from mirascope.core.base.messages.parts import (
    BaseMessageParam,
    ContentPart,
    TextPart,
    text_message,
)
from mirascope.exceptions import TemplateError

from .template_fields import TextContent, Values, field_parts, list_value, show_field
from .template_grammar import (
    INLINE,
    Field,
    Piece,
    Section,
    parse_pieces,
    parse_sections,
)


class Template:
    """A template that has been parsed.

    Args:
        text: The template, as it is written.

    Raises:
        TemplateError: It cannot be parsed.
    """

    problem: str = ""
    """Why it cannot be parsed."""
    only_text: TextContent | None = None
    """What writes the text of the user's message, where nothing else is sent."""

    def __init__(self, text: str) -> None:
        self.text: str = dedent(text).strip()
        """The template without its outer indentation."""
        sections = parse_sections(text)
        self.names: frozenset[str] = frozenset(
            name
            for section in sections
            for piece in section.pieces
            if isinstance(piece, Field)
            for name in piece.names()
        )
        """The variables it reads."""
        self._shown: tuple[Piece, ...] | None = None
        self._messages = [_compile(section) for section in sections]
        role, content = self._messages[0] if len(sections) == 1 else ("", None)
        if role == "user" and isinstance(content, TextContent):
            self.only_text = content

    @staticmethod
    def parse(text: str) -> Template:
        """Parse a template, once for each text.

        Args:
            text: The template, as it is written.

        Returns:
            The template.

        Raises:
            TemplateError: It cannot be parsed.
        """
        return _parse(text)

    @staticmethod
    def of(text: str) -> Template:
        """Parse a template; one that cannot be parsed fails when it is filled.

        Args:
            text: The template, as it is written.

        Returns:
            The template.
        """
        try:
            return _parse(text)
        except TemplateError as error:
            return InvalidTemplate(text, str(error))

    def render(self, values: Values) -> Flow[list[BaseMessageParam]]:
        """Fill the template.

        Args:
            values: The variables.

        Returns:
            The messages, by a flow whose only steps read files. Messages without
            content are left out.

        Raises:
            MissingVariableError: A variable has no value.
            TemplateError: A specifier does not take its value.
        """
        messages: list[Any] = []
        for role, content in self._messages:
            if isinstance(content, TextContent):
                filled = content.write(values)
            elif isinstance(content, Field):
                messages += list_value(content, values)
                continue
            else:
                filled = yield from _render_parts(content, values)
            if filled:
                messages.append(
                    text_message(role, filled)
                    if isinstance(filled, str)
                    else BaseMessageParam(role=role, content=filled)
                )
        return messages

    def show(self, values: Values) -> str:
        """Fill the template as text, keywords included; media are only named.

        Args:
            values: The variables.

        Returns:
            The text.
        """
        if self._shown is None:
            self._shown = parse_pieces(self.text)
        return "".join(
            [
                piece if isinstance(piece, str) else show_field(piece, values)
                for piece in self._shown
            ]
        )


class InvalidTemplate(Template):
    """A template that cannot be parsed, known by its text.

    Args:
        text: The template.
        problem: Why it cannot be parsed.
    """

    def __init__(self, text: str, problem: str) -> None:
        self.text = dedent(text).strip()
        self.names = frozenset()
        self.problem = problem
        self._written = text

    @override
    def render(self, values: Values) -> Flow[list[BaseMessageParam]]:
        return self.parse(self._written).render(values)

    @override
    def show(self, values: Values) -> str:
        return self.parse(self._written).show(values)


@lru_cache(maxsize=1024)
def _parse(text: str) -> Template:
    return Template(text)


def warn_of_template(
    template: Template, owner: object, missing: Collection[str] = ()
) -> None:
    """Warn about a template that cannot be filled; only calling it will fail.

    Args:
        template: The template.
        owner: The function or class that it is of.
        missing: The variables that nothing will give a value.
    """
    problem = template.problem
    if not problem and missing:
        problem = f"it names {sorted(missing)}, which are no parameters"
    if problem:
        warn(f"{name_of(owner)} will fail because of its template: {problem}", owner)


def _compile(
    section: Section,
) -> tuple[str, TextContent | Field | list[TextContent | Field]]:
    """Bring the pieces of a message into the form that renders fastest."""
    first = section.pieces[0] if section.pieces else ""
    if section.role == "messages":
        assert isinstance(first, Field)  # the parser saw to it
        return section.role, first
    content: list[TextContent | Field] = []
    run: list[Piece] = []

    def close() -> None:
        # Providers refuse parts of nothing but white space, such as the line break
        # between two images.
        if any(isinstance(piece, Field) or piece.strip() for piece in run):
            content.append(TextContent(run))
        run.clear()

    for piece in section.pieces:
        if isinstance(piece, Field) and piece.kind and piece.kind not in INLINE:
            close()
            content.append(piece)
        else:
            run.append(piece)
    close()
    if len(content) == 1 and isinstance(content[0], TextContent):
        return section.role, content[0]
    return section.role, content


def _render_parts(
    content: list[TextContent | Field], values: Values
) -> Flow[str | list[ContentPart]]:
    """Fill a message that is more than text."""
    found: list[ContentPart] = []
    for piece in content:
        if isinstance(piece, TextContent):
            if text := piece.write(values):
                found.append(TextPart(type="text", text=text))
        else:
            found += yield from field_parts(piece, values)
    if len(found) == 1 and isinstance(found[0], TextPart):
        return found[0].text
    return found
