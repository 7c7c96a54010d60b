"""More tools: a bound method, a callable with a name of its own, another call."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from mirascope import llm


@dataclass
class Shelf:
    books: dict[str, int]

    def find(self, title: str) -> str:
        """Find a book.

        Args:
            title: The title.
        """
        return f"{title} is on shelf {self.books.get(title, 0)}"


def convert(amount: float, rate: float) -> float:
    """Convert an amount of money."""
    return amount * rate


to_euro = partial(convert, rate=0.5)
"""It has the name of the function; what it sets is a default to the model."""

shout: Callable[[str], str] = lambda text: text.upper()  # noqa: E731
shout.__name__ = "shout"
shout.__doc__ = "Say it louder."
shout.__annotations__ = {"text": str}


@llm.call(provider="openai", model="gpt-4o-mini")
def translate(text: str) -> str:
    """Translate a text into French.

    Args:
        text: The text.
    """
    return f"Translate into French: {text}"


@llm.call(
    provider="openai",
    model="gpt-4o-mini",
    tools=[Shelf({"Dune": 3}).find, to_euro, shout, translate],
)
def help_out(wish: str) -> str:
    return f"Help me: {wish}."


def main() -> None:
    """Run what the model called; one of the tools asks a model itself."""
    wish = "find Dune, say hey louder, convert 10, and translate tea"
    for tool in help_out(wish).tools or []:
        print(tool._name(), tool.args, "->", tool.call())


if __name__ == "__main__":
    main()
