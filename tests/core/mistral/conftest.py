"""A server that says exactly what a test wrote, and a client that asks it."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from tests.contract.rows.mistral import KNOWS_OTHERS

JSON = dict[str, Any]

pytest.importorskip("mistralai")
needs_others = pytest.mark.skipif(
    not KNOWS_OTHERS, reason="the SDK takes only blocks that it knows"
)


class Wire:
    """What is answered, and what was asked."""

    def __init__(self) -> None:
        self.asked: list[JSON] = []
        self.headers: dict[str, str] = {}
        self.kind, self.body, self.status = "application/json", b"{}", 200
        self.http = ThreadingHTTPServer(("127.0.0.1", 0), handler_of(self))
        self.url = f"http://127.0.0.1:{self.http.server_port}"

    def whole(self, message: JSON | None = None, **more: Any) -> None:
        """Answer with a message."""
        choice: JSON = {"index": 0, "finish_reason": "stop"}
        if message is not None:
            choice["message"] = {"role": "assistant", **message}
        body: JSON = {
            "id": "a1",
            "object": "chat.completion",
            "created": 1,
            "model": "mistral-small-latest",
            "usage": {"prompt_tokens": 3, "total_tokens": 5, "completion_tokens": 2},
            "choices": [choice | more.pop("choice", {})],
        }
        self.kind, self.body = "application/json", json.dumps(body | more).encode()

    def stream(self, *deltas: JSON, ends: JSON | None = None) -> None:
        """Answer with deltas, each in a chunk; `ends` are fields of one more chunk."""
        head: JSON = {
            "id": "a1",
            "object": "chat.completion.chunk",
            "created": 1,
            "model": "mistral-small-latest",
        }
        chunks = [
            head | {"choices": [{"index": 0, "delta": delta, "finish_reason": None}]}
            for delta in deltas
        ]
        chunks[-1]["choices"][0]["finish_reason"] = "stop"
        if ends is not None:
            chunks.append(head | {"choices": []} | ends)
        self.events(*chunks)

    def events(self, *chunks: JSON) -> None:
        """Answer with a stream of events."""
        lines = [f"data: {json.dumps(chunk)}\n\n" for chunk in chunks]
        self.kind = "text/event-stream"
        self.body = "".join([*lines, "data: [DONE]\n\n"]).encode()


def handler_of(wire: Wire) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            length = int(self.headers["content-length"])
            wire.asked.append(json.loads(self.rfile.read(length)))
            wire.headers = {name.lower(): value for name, value in self.headers.items()}
            self.send_response(wire.status)
            self.send_header("content-type", wire.kind)
            self.send_header("content-length", str(len(wire.body)))
            self.end_headers()
            self.wfile.write(wire.body)

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    return Handler


@pytest.fixture
def wire() -> Iterator[Wire]:
    """The server."""
    wire = Wire()
    thread = threading.Thread(target=wire.http.serve_forever, args=(0.01,))
    thread.start()
    yield wire
    wire.http.shutdown()
    wire.http.server_close()
    thread.join()


@pytest.fixture
def client(wire: Wire) -> Iterator[Any]:
    """A client of the SDK that asks it."""
    from mirascope.core.mistral._sdk import sdk

    with sdk().Mistral(api_key="k", server_url=wire.url) as client:
        yield client


@pytest.fixture
def ask(client: Any) -> Callable[..., Any]:
    """Ask: `ask(*messages, **options)`."""
    from mirascope.core import mistral

    def ask(*messages: Any, **options: Any) -> Any:
        call = mistral.call("mistral-small-latest", client=client, **options)
        return call(lambda: list(messages) or "hi")()

    return ask
