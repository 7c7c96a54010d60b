"""One of several models: a `Literal` in each tells them apart."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel

from mirascope import llm


class Refund(BaseModel):
    """Somebody wants their money back."""

    kind: Literal["refund"]
    order: int


class Question(BaseModel):
    """Somebody wants to know something."""

    kind: Literal["question"]
    about: Literal["delivery", "prices", "other"]


@llm.call(provider="openai", model="gpt-4o-mini", response_model=Refund | Question)
def sort(mail: str) -> str:
    return f"What is this mail about? {mail}"


def main() -> None:
    """Sort two mails."""
    for mail in ("Order 7 never came, I want my money.", "When will it come?"):
        match sort(mail):
            case Refund(order=order):
                print("pay back order", order)
            case Question(about=about):
                print("answer about", about)


if __name__ == "__main__":
    main()
