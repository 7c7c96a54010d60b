"""Answers as a dataclass, a TypedDict, and a model that contains itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NotRequired

from pydantic import BaseModel
from typing_extensions import TypedDict

from mirascope import llm


@dataclass
class Book:
    """A book."""

    title: str
    author: str = "unknown"


class Place(TypedDict):
    """A place."""

    name: str
    country: NotRequired[str]


class Folder(BaseModel):
    """A folder, with the folders in it."""

    name: str
    inside: list[Folder] = []


@llm.call(provider="openai", model="gpt-4o-mini", response_model=Book)
def extract(text: str) -> str:
    return f"Which book is this? {text}"


@llm.call(provider="openai", model="gpt-4o-mini", response_model=Place)
def locate(city: str) -> str:
    return f"Where is {city}?"


@llm.call(provider="openai", model="gpt-4o-mini", response_model=Folder)
def read(listing: str) -> str:
    return f"Which folders are these? {listing}"


def outline(folder: Folder) -> str:
    """Write a folder in one line, with brackets around what is in it."""
    inside = ", ".join(outline(one) for one in folder.inside)
    return f"{folder.name} [{inside}]" if inside else folder.name


def main() -> None:
    """Ask for a record of each kind."""
    print(extract("dune by frank herbert"))
    place = locate("Oslo")
    print(place["name"], place.get("country"))
    print(outline(read("home/music/jazz, home/notes")))


if __name__ == "__main__":
    main()
