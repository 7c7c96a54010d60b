"""Values that are pickled, here and in the files that an earlier release wrote."""

from __future__ import annotations

import gzip
import os
import pickle
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

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
from mirascope.exceptions import MissingKeyError, TruncatedError
from tests.server import Answer, Call, Server

if TYPE_CHECKING:
    from tests.contract.row import Row


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


CALLS = (
    Call(name="find_book", arguments='{"title": "Dune"}'),
    Call(name="Shelf", arguments='{"title": "Emma"}', id="call_2"),
)


def answers(server: Server, call: Callable[..., Any]) -> dict[str, Any]:
    """Make one value of each kind that a call decorator gives."""
    answer = Answer(text="Hello wörld", calls=CALLS)
    tools = [find_book, Shelf]
    server.will(answer)
    response = call(tools=tools)(recommend_book)()
    stream = call(stream=True, tools=tools)(recommend_book)()
    chunks = [chunk for chunk, _ in stream]
    parts = call(stream={"partial_tools": True}, tools=tools)(recommend_book)()
    partial_tools = [tool for _, tool in parts if tool]
    server.will(Answer(text="", calls=CALLS[1:]))
    structured = call(stream=True, response_model=Shelf)(recommend_book)()
    assert [*structured]
    return {
        "response": response,
        "chunks": chunks,
        "stream": stream,
        "streamed": stream.construct_call_response(),
        "error": TruncatedError("cut", response),
        "tools": response.tools,
        "message": response.message_param,
        "usage": response.usage,
        "cost_metadata": response.cost_metadata,
        "dump": response.model_dump_json(),
        "structured": structured,
        "partial_tools": partial_tools,
        "partial_stream": parts,
    }


def missing_key(row: Row) -> dict[str, Any]:
    """Make the error of a missing key, where it is one of ours."""
    key = os.environ.pop(row.wire.key or "", None)
    try:
        llm.call(row.provider, row.model)(recommend_book)()
    except MissingKeyError as error:
        return {"missing_key": error}
    except Exception:  # noqa: S110  the SDK has its own
        pass
    finally:
        os.environ |= {} if key is None else {row.wire.key or "": key}
    return {}


def write(directory: str) -> None:
    """Write a file for each provider; all SDKs are needed."""
    from tests.contract.rows import ROWS

    rows = {row.provider: row for row in reversed(ROWS)}
    with Server() as server:
        for provider, row in rows.items():
            os.environ |= {row.wire.key or "KEY": "k", **row.wire.environment}
            os.environ[row.wire.base_key or "BASE"] = server.url + row.wire.base
            given = {"client": row.make_client(server)} if row.sdk.needs_client else {}
            own = partial(llm.call, provider, row.model, **given)
            made: dict[str, Any] = {"llm": answers(server, own)}
            if row.package:
                core = partial(row.module.call, row.model, **given)
                made["core"] = answers(server, core)
            written = gzip.compress(pickle.dumps(made | missing_key(row), 4), mtime=0)
            Path(directory, f"{provider}.pickle.gz").write_bytes(written)
