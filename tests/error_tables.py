"""The tables of the page about errors, rendered from those that the code reads."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby

from benchmarks.page import filled
from mirascope import llm
from tests.internals import KINDS, error_table

Kind = type[llm.ProviderError]


def render(headings: tuple[str, ...], lines: list[list[str]]) -> str:
    """Write a Markdown table."""
    rule = ["---"] * len(headings)
    return "\n".join(f"| {' | '.join(line)} |" for line in [headings, rule, *lines])


def in_order(kind: Kind = llm.ProviderError) -> list[Kind]:
    """List the kinds, each below the one that it is also of."""
    below = [one for one in KINDS if one.__base__ is kind]
    return [kind, *(one for base in below for one in in_order(base))]


def kinds() -> str:
    """Write what the kinds are."""
    lines = []
    for kind in in_order():
        depth = len(kind.__mro__) - len(llm.ProviderError.__mro__)
        statuses = [
            str(one) for one, its in error_table.STATUSES.items() if its is kind
        ]
        if kind is llm.ServerError:
            statuses = ["others from 500 on"]
        may = "yes" if kind._retryable else ""
        text = (kind.__doc__ or "").splitlines()[0].removesuffix(".")
        # The first letter is small, as of every other cell.
        text = text[0].lower() + text[1:]
        name = f"{'&emsp;' * depth}`llm.{kind.__name__}`"
        lines.append([name, text, " ".join(statuses), may])
    return render(("kind", "means", "HTTP status", "`retryable`"), lines)


def origins() -> str:
    """Write which classes and codes are of which kind."""
    lines = []
    for kind in in_order()[1:]:
        classes = [
            (sdk, names)
            for sdk, row in error_table.CLASSES.items()
            for names in [row.get(kind)]
            if names
        ]
        groups = groupby(sorted(classes, key=lambda one: one[1]), lambda one: one[1])
        said = [
            f"{', '.join(sdk for sdk, _ in group)}: {_quoted(names)}"
            for names, group in groups
        ]
        codes = _names(error_table.CODES, kind) + _names(error_table.VAGUE_CODES, kind)
        words = " ".join(f"`{code}`" for code in codes)
        lines.append([f"`{kind.__name__}`", "; ".join(said), words])
    return render(("kind", "classes of SDKs", "words in a body"), lines)


def _names(table: Mapping[Kind, str], kind: Kind) -> list[str]:
    return table.get(kind, "").split()


def _quoted(names: str) -> str:
    return " ".join(f"`{name}`" for name in names.split())


def page(text: str) -> str:
    """Give the text of the page, with the tables."""
    return filled(filled(text, "kinds", kinds()), "origins", origins())
