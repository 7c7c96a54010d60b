"""Docstrings of tools in Google, numpy and reST form: the model reads the same."""

from __future__ import annotations

from mirascope import llm


def google(title: str, pages: int = 100) -> str:
    """Order a book.

    Args:
        title: The title.
        pages: How long it is.

    Example:
        {"title": "Emma", "pages": 474}
    """
    return f"ordered {title}, {pages} pages"


def numpy(title: str, pages: int = 100) -> str:
    """Order a book.

    Parameters
    ----------
    title : str
        The title.
    pages : int
        How long it is.
    """
    return google(title, pages)


def rest(title: str, pages: int = 100) -> str:
    """Order a book.

    :param title: The title.
    :param pages: How long it is.
    """
    return google(title, pages)


@llm.call(provider="openai", model="gpt-4o-mini", tools=[google, numpy, rest])
def order(title: str) -> str:
    return f"Order {title}."


def main() -> None:
    """Show what the model knows of each tool, and run the ones it called."""
    response = order("Dune")
    for tool in response.tool_types or []:
        schema = tool.model_json_schema()
        pages = schema["properties"]["pages"]
        print(tool._description(), pages, schema.get("examples"))
    for tool in response.tools or []:
        print(tool.call())


if __name__ == "__main__":
    main()
