"""A toolkit: tools that share the state of an object."""

from __future__ import annotations

from typing import ClassVar

from mirascope import BaseDynamicConfig, BaseToolKit, llm
from mirascope.core import toolkit_tool


class Library(BaseToolKit):
    __namespace__: ClassVar[str | None] = "library"

    reader: str
    shelf: list[str]
    loans: int = 0

    @toolkit_tool
    def borrow(self, title: str) -> str:
        """Lend a book to {self.reader}; there are {self.shelf}.

        Args:
            title: The title.
        """
        self.shelf.remove(title)
        self.loans += 1
        return f"{self.reader} has {title}"


@llm.call(provider="openai", model="gpt-4o-mini")
def ask(library: Library, wish: str) -> BaseDynamicConfig:
    return {"messages": wish, "tools": library.create_tools()}


def main() -> None:
    """Let the model use a library, which is changed by that."""
    library = Library(reader="Ada", shelf=["Dune", "Emma"])
    response = ask(library, "I want to read Dune.")
    for tool in response.tools or []:
        print(tool._name(), "|", tool._description())
        print(tool.call())
    print(library.shelf, library.loans)


if __name__ == "__main__":
    main()
