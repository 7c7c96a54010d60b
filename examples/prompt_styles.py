"""The four ways to write a prompt; all of them send the same messages."""

from __future__ import annotations

from mirascope import BaseMessageParam, Messages, llm, prompt_template


@llm.call(provider="openai", model="gpt-4o-mini")
def shorthand(genre: str) -> str:
    return f"Recommend a {genre} book."


@llm.call(provider="openai", model="gpt-4o-mini")
def with_messages(genre: str) -> Messages.Type:
    return [
        Messages.System("You are a librarian."),
        Messages.User(f"Recommend a {genre} book."),
    ]


@llm.call(provider="openai", model="gpt-4o-mini")
@prompt_template(
    """
    SYSTEM: You are a librarian.
    USER: Recommend a {genre} book.
    """
)
def with_template(genre: str) -> None: ...


@llm.call(provider="openai", model="gpt-4o-mini")
def with_message_params(genre: str) -> list[BaseMessageParam]:
    return [
        BaseMessageParam(role="system", content="You are a librarian."),
        BaseMessageParam(role="user", content=f"Recommend a {genre} book."),
    ]


def main() -> None:
    """Ask in each style."""
    for ask in (shorthand, with_messages, with_template, with_message_params):
        print(ask("fantasy").content)


if __name__ == "__main__":
    main()
