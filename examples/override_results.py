"""One prompt, and every kind of result: each override makes another function of it."""

from __future__ import annotations

from openai import OpenAI
from pydantic import BaseModel

from mirascope import llm


class Book(BaseModel):
    """A book."""

    title: str
    author: str


def look_up(title: str) -> str:
    """Look a book up.

    Args:
        title: The title.
    """
    return f"{title} is from 1965"


def count_words(response: llm.CallResponse) -> int:
    return len(response.content.split())


@llm.call(provider="openai", model="gpt-4o-mini")
def identify(text: str) -> str:
    return f"Name this book: {text}"


as_book = llm.override(identify, response_model=Book)
as_count = llm.override(identify, output_parser=count_words)
as_stream = llm.override(identify, stream=True)
as_growing_book = llm.override(identify, response_model=Book, stream=True)
as_json = llm.override(identify, json_mode=True)
with_tools = llm.override(identify, tools=[look_up])
in_groq = llm.override(as_book, provider="groq", model="llama-3.3-70b-versatile")
patient = llm.override(
    identify, client=OpenAI(max_retries=5), call_params={"max_tokens": 50}
)


def main() -> None:
    """Call them all; the function itself stays as it is."""
    text = "a desert planet"
    print(repr(as_book(text)))
    print(as_count(text), "words")
    stream = as_stream(text)
    print(len([chunk for chunk, _ in stream if chunk.content]), "chunks")
    print([book.title for book in as_growing_book(text)][-1])
    print(as_json(text).call_kwargs["response_format"])
    print([tool.call() for tool in with_tools(text).tools or []])
    print(repr(in_groq(text)))
    print(patient(text).call_kwargs["max_tokens"])
    print(identify(text).call_params)


if __name__ == "__main__":
    main()
