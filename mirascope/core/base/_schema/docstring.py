"""What a function's docstring says about it as a tool, in any of the usual styles."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping, Sequence
from textwrap import dedent, indent
from typing import Any, NamedTuple

from mirascope.exceptions import ToolDefinitionError

_TITLE = re.compile(r"\s*[A-Z]\w*( \w+)?:[ \t]*\n")


class Documented(NamedTuple):
    """The parts of a docstring that a model is shown."""

    description: str | None = None
    """Summary, text, returns and raises."""
    parameters: Mapping[str, str] = {}
    """Descriptions by parameter name."""
    examples: Sequence[Any] = ()
    """Examples of arguments, parsed."""


def read_docstring(
    text: str | None,
    name: str,
    parameters: Sequence[str],
    given: Collection[str] = (),
) -> Documented:
    """Read a docstring in Google, numpy or reST style.

    Args:
        text: The docstring.
        name: The function's name, for error messages.
        parameters: The names of the function's parameters, in order.
        given: The names of parameters that have a value and are left out.

    Returns:
        What it says.

    Raises:
        ToolDefinitionError: It documents other parameters than the function has, leaves
            a description empty, or has an example that is not JSON.
    """
    if not text or not text.strip():
        return Documented()
    import docstring_parser

    bare = _TITLE.match(text) is not None
    doc = docstring_parser.parse(_with_summary(text) if bare else text)
    if bare:
        doc.short_description = None
    described: dict[str, str] = {}
    entries = [one for one in doc.params if one.arg_name.lstrip("*") not in given]
    for at, entry in enumerate(entries):
        known = entry.arg_name.lstrip("*")
        if at >= len(parameters) or known != parameters[at]:
            expected = repr(parameters[at]) if at < len(parameters) else "none"
            raise ToolDefinitionError(
                f"the docstring of {name!r} describes {known!r} where the parameter is "
                f"{expected}: describe the parameters by name and in their order, "
                f"{list(parameters)}"
            )
        if not entry.description:
            raise ToolDefinitionError(
                f"the docstring of {name!r} has no description for {known!r}: write "
                "one, or leave the entry out"
            )
        described[known] = entry.description
    examples = [
        one
        for example in doc.examples
        for one in _examples(example.description or example.snippet or "", name)
    ]
    return Documented(
        description=_description(doc), parameters=described, examples=examples
    )


def _with_summary(text: str) -> str:
    """Put a summary before a docstring that begins with a section.

    Without one the first line is taken for it, and loses what is indented below it.
    """
    title, _, rest = dedent(text).strip().partition("\n")
    rest = dedent(rest)
    if not rest.lstrip("\n")[:1].isspace():
        rest = indent(rest, "    ")
    return f"Summary.\n\n{title}\n{rest}"


def _description(doc: Any) -> str | None:
    parts = [part for part in (doc.short_description, doc.long_description) if part]
    returns = [
        f"    {_typed(one.type_name, one.description)}" for one in doc.many_returns
    ]
    if returns:
        parts.append("\n".join(("Returns:", *returns)))
    raises = [f"    {_typed(one.type_name, one.description)}" for one in doc.raises]
    if raises:
        parts.append("\n".join(("Raises:", *raises)))
    return "\n\n".join(parts) or None


def _typed(kind: str | None, description: str | None) -> str:
    text = ": ".join(part for part in (kind, description) if part)
    return text.replace("\n", "\n    ")


def _examples(text: str, name: str) -> list[Any]:
    """Read one or more JSON values that follow one another."""
    decoder = json.JSONDecoder()
    found: list[Any] = []
    rest = text.strip()
    while rest:
        try:
            value, end = decoder.raw_decode(rest)
        except ValueError as error:
            raise ToolDefinitionError(
                f"the docstring of {name!r} has an example that is not JSON ({error}): "
                f"{rest!r}; write the arguments as a JSON object"
            ) from error
        found.append(value)
        rest = re.sub(r"^[\s,]+", "", rest[end:])
    return found
