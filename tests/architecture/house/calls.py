"""What a call passes through and what its answer holds. Run as a program of its own.

It prints JSON: the files of the library by kind of call, and the memory of one kept
response in KB. `PYTHONPATH` says whose library is measured.
"""

from __future__ import annotations

import gc
import json
import os
import sys
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from types import FrameType

from pydantic import BaseModel

import mirascope
from mirascope import llm
from mirascope.core import openai, prompt_template
from tests.server import Answer, Call, Fault, Server

LIBRARY = Path(mirascope.__file__).parent
WARM_UP = 3
KEPT = 300
ARGUMENTS = '{"title": "Dune", "author": "Herbert"}'
BOOK = Answer(text="", calls=(Call(name="Book", arguments=ARGUMENTS, cuts=(12, 25)),))
DOUBLE = Answer(text="", calls=(Call(name="double", arguments='{"x": 1}'),))
DETAILS = {
    "prompt_tokens_details": {"cached_tokens": 0, "audio_tokens": 0},
    "completion_tokens_details": {
        "reasoning_tokens": 0,
        "audio_tokens": 0,
        "accepted_prediction_tokens": 0,
        "rejected_prediction_tokens": 0,
    },
}
BODY = {
    "id": "chatcmpl-1",
    "object": "chat.completion",
    "created": 1700000000,
    "model": "gpt-4o-mini-2024-07-18",
    "choices": [
        {
            "index": 0,
            "message": {
                "role": "assistant",
                "content": "The Name of the Wind by Patrick Rothfuss",
                "refusal": None,
                "annotations": [],
            },
            "logprobs": None,
            "finish_reason": "stop",
        }
    ],
    "usage": {
        "prompt_tokens": 10,
        "completion_tokens": 20,
        "total_tokens": 30,
        **DETAILS,
    },
    "service_tier": "default",
    "system_fingerprint": "fp_1",
}


class Book(BaseModel):
    """A book."""

    title: str
    author: str


def double(x: int) -> int:
    """Double a number."""
    return 2 * x


def prompt(genre: str) -> str:
    """Return the text of a prompt."""
    return f"Recommend a {genre} book"


@openai.call("gpt-4o-mini")
@prompt_template("Recommend a {genre} book")
def template(genre: str) -> None:
    """Have the text of a prompt written by a template."""


plain = openai.call("gpt-4o-mini")(prompt)
with_tool = llm.call("openai", "gpt-4o-mini", tools=[double])(prompt)
streamed = openai.call("gpt-4o-mini", stream=True, response_model=Book)(prompt)


def call_tool() -> object:
    """Ask, and call the tool that the model asks for."""
    tool = with_tool("fantasy").tool
    assert tool is not None
    return tool.call()


KINDS: dict[str, tuple[Answer, Callable[[], object]]] = {
    "plain": (Answer(text="Dune"), lambda: plain("fantasy").content),
    "template": (Answer(text="Dune"), lambda: template("fantasy").content),
    "tool": (DOUBLE, call_tool),
    "structured": (BOOK, lambda: [str(part) for part in streamed("fantasy")]),
}


def passed(work: Callable[[], object]) -> list[str]:
    """List the files of the library that some work runs through."""
    files: set[str] = set()

    def note(frame: FrameType, event: str, _: object) -> None:
        file = Path(frame.f_code.co_filename)
        if event == "call" and file.is_relative_to(LIBRARY):
            files.add(str(file.relative_to(LIBRARY)))

    sys.setprofile(note)
    try:
        work()
    finally:
        sys.setprofile(None)
    return sorted(files)


def held(server: Server) -> float:
    """Measure what one kept response holds, its text read."""

    def ask() -> object:
        response = plain("fantasy")
        assert response.content
        return response

    script = Answer(fault=Fault(body=json.dumps(BODY).encode()))
    server.will(script)
    for _ in range(30):
        ask()
    server.will(script)
    gc.collect()
    tracemalloc.start()
    before, _ = tracemalloc.get_traced_memory()
    kept = [ask() for _ in range(KEPT)]
    server.will(script)
    gc.collect()
    after, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return (after - before) / len(kept) / 1024


def main() -> None:
    """Measure, and print."""
    os.environ["OPENAI_API_KEY"] = "k"
    with Server() as server:
        os.environ["OPENAI_BASE_URL"] = server.url + "/v1"
        files: dict[str, list[str]] = {}
        for kind, (answer, work) in KINDS.items():
            server.will(answer)
            for _ in range(WARM_UP):
                work()
            files[kind] = passed(work)
        print(json.dumps({"files": files, "held_kb": held(server)}))


if __name__ == "__main__":
    main()
