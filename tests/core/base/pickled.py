"""Values that are pickled, here and in the files that an earlier release wrote."""

from __future__ import annotations

import os
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

from mirascope import llm
from mirascope.core import (
    AudioPart,
    BaseMessageParam,
    BaseTool,
    DocumentPart,
    ImagePart,
    TextPart,
    ToolCallPart,
    ToolResultPart,
)
from mirascope.exceptions import TruncatedError
from tests.server import Answer, Call, Server


class Shelf(BaseTool):
    """Looks up a shelf."""

    title: str

    def call(self) -> str:
        return f"shelf of {self.title}"


def find_book(title: str) -> str:
    """Find a book."""
    return f"found {title}"


MESSAGE = BaseMessageParam(
    role="user",
    content=[
        TextPart(type="text", text="Hello wörld"),
        ImagePart(type="image", media_type="image/png", image=b"\x89\xff", detail=None),
        AudioPart(type="audio", media_type="audio/wav", audio=b"\x00\xfe"),
        DocumentPart(type="document", media_type="application/pdf", document=b"\xfd"),
        ToolCallPart(type="tool_call", name="find_book", args={"title": "a"}, id="1"),
        ToolResultPart(type="tool_result", content="found", id="1", name="find_book"),
    ],
)


def recommend_book(genre: str = "fantasy") -> str:
    return f"Recommend a {genre} book"


def answers(server: Server, call: Callable[..., Any]) -> dict[str, Any]:
    """Make one value of each kind that a call decorator gives."""
    server.will(
        Answer(
            text="Hello wörld",
            calls=(
                Call(name="find_book", arguments='{"title": "Dune"}'),
                Call(name="Shelf", arguments='{"title": "Emma"}', id="call_2"),
            ),
        )
    )
    tools = [find_book, Shelf]
    response = call(tools=tools)(recommend_book)()
    stream = call(stream=True, tools=tools)(recommend_book)()
    made: dict[str, Any] = {
        "response": response,
        "message": response.message_param,
        "chunks": [chunk for chunk, _ in stream],
        "streamed": stream.construct_call_response(),
        "error": TruncatedError("cut", response),
        "usage": response.usage,
        "cost_metadata": response.cost_metadata,
    }
    if not isinstance(response, llm.CallResponse):
        made["tools"] = response.tools
    return made


def write(directory: str) -> None:
    """Write the files; an SDK and its key are needed for each."""
    from mirascope.core import anthropic, openai

    decorators: dict[str, Any] = {
        "openai": lambda **options: openai.call("gpt-4o-mini", **options),
        "anthropic": lambda **options: anthropic.call("claude-sonnet-4-5", **options),
        "llm": lambda **options: llm.call("openai", "gpt-4o-mini", **options),
    }
    os.environ |= {"OPENAI_API_KEY": "k", "ANTHROPIC_API_KEY": "k"}
    made: dict[str, Any] = {"messages": {"message": MESSAGE}}
    with Server() as server:
        os.environ["OPENAI_BASE_URL"] = server.url + "/v1"
        os.environ["ANTHROPIC_BASE_URL"] = server.url
        for name, call in decorators.items():
            made[name] = answers(server, call)
    for name, value in made.items():
        Path(directory, f"{name}.pickle").write_bytes(pickle.dumps(value, 2))
