"""The HTTP side: threads, keep-alive connections, a record of every request."""

from __future__ import annotations

import asyncio
import contextlib
import json
import select
import socket
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import urlsplit

from typing_extensions import override

from ._answer import Answer, Fault
from .dialects import Dialect, dialect_of, headers_of

Script = Answer | Callable[["Request"], Answer]


@dataclass(frozen=True, kw_only=True)
class Request:
    """One request as it arrived."""

    method: str
    path: str
    query: str
    headers: dict[str, str]
    """Names are lower-case."""
    raw: bytes = field(repr=False)
    port: int
    """The client's port: one port over many requests is one connection."""

    @property
    def body(self) -> dict[str, Any]:
        """The JSON body."""
        return json.loads(self.raw)

    @property
    def common(self) -> dict[str, Any]:
        """The JSON body in the words of chat completions, whatever its format."""
        dialect = dialect_of(self)
        assert dialect is not None
        return dialect.common(self)

    @property
    def messages(self) -> list[dict[str, Any]]:
        """The messages, as chat completions have them."""
        return self.common["messages"]


class Server:
    """A server on a free loopback port, as a context manager.

    Answers are taken from the script in order; the last one is given again and again.
    """

    def __init__(self) -> None:
        self.requests: list[Request] = []
        self.left = 0
        """How many clients of the present script went away in the midst of a stream."""
        self._script: list[Script] = []
        self._lock = threading.Lock()
        self._settled = threading.Condition()
        self._answering = 0
        self._http = _Http(("127.0.0.1", 0), _Handler)
        self._http.owner = self
        self._thread = threading.Thread(
            target=self._http.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True
        )

    @property
    def url(self) -> str:
        """Where the server listens."""
        return f"http://127.0.0.1:{self._http.server_address[1]}"

    @property
    def last(self) -> Request:
        """The latest request."""
        return self.requests[-1]

    @property
    def ports(self) -> set[int]:
        """The client ports that requests came from."""
        return {request.port for request in self.requests}

    def will(self, *script: Script) -> Self:
        """Set what is answered from now on, and forget the requests so far."""
        with self._lock:
            self._script = list(script)
            self.requests = []
            self.left = 0
        return self

    def take(self, request: Request) -> Answer:
        """Record a request and find its answer."""
        with self._lock:
            self.requests.append(request)
            if not self._script:
                return Answer()
            script = self._script[0] if len(self._script) == 1 else self._script.pop(0)
        return script if isinstance(script, Answer) else script(request)

    def gave_up(self, request: Request) -> None:
        """Count a client that went away, unless it belongs to an earlier script."""
        with self._lock:
            self.left += any(request is known for known in self.requests)

    @contextlib.contextmanager
    def answering(self) -> Iterator[None]:
        """Count an answer that is on its way."""
        with self._settled:
            self._answering += 1
        try:
            yield
        finally:
            with self._settled:
                self._answering -= 1
                self._settled.notify_all()

    def settle(self) -> None:
        """Wait until no answer is on its way."""
        with self._settled:
            assert self._settled.wait_for(lambda: not self._answering, 30)

    async def asettle(self) -> None:
        """Do the same, while the event loop goes on."""
        # What asyncio closes for an abandoned generator takes a few of its steps.
        await asyncio.sleep(0)
        await asyncio.to_thread(self.settle)

    def ended(self, ports: set[int]) -> None:
        """Wait until nothing more can come from connections that clients have closed.

        Args:
            ports: The ports of the clients.
        """
        with self._settled:
            assert self._settled.wait_for(lambda: not ports & self._http.ports(), 30)

    def note_end(self) -> None:
        """Tell those who wait that a connection has ended."""
        with self._settled:
            self._settled.notify_all()

    def drop(self) -> None:
        """Close the connections that clients keep alive."""
        self._http.drop()

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._http.shutdown()
        self.drop()
        self._http.server_close()
        self._thread.join()


class _Http(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 256
    owner: Server

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._open: dict[socket.socket, int] = {}

    def ports(self) -> set[int]:
        """Give the clients' ports of the connections that are open."""
        return {*self._open.values()}

    @override
    def process_request(self, request: Any, client_address: Any) -> None:
        self._open[request] = client_address[1]
        super().process_request(request, client_address)

    @override
    def shutdown_request(self, request: Any) -> None:
        self._open.pop(request, None)
        super().shutdown_request(request)
        self.owner.note_end()

    @override
    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: clients that go away are part of the tests."""

    def drop(self) -> None:
        for connection in list(self._open):
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Http

    @override
    def log_message(self, *_: Any) -> None:
        """Say nothing."""

    def _read(self) -> bytes:
        if "chunked" not in self.headers.get("transfer-encoding", ""):
            return self.rfile.read(int(self.headers.get("content-length") or 0))
        pieces: list[bytes] = []
        while size := int(self.rfile.readline().partition(b";")[0], 16):
            pieces.append(self.rfile.read(size))
            self.rfile.readline()
        self.rfile.readline()
        return b"".join(pieces)

    def do_POST(self) -> None:
        url = urlsplit(self.path)
        request = Request(
            method=self.command,
            path=url.path,
            query=url.query,
            headers={name.lower(): value for name, value in self.headers.items()},
            raw=self._read(),
            port=self.client_address[1],
        )
        dialect = dialect_of(request)
        if dialect is None:
            self._send(404, "application/json", b'{"error":{"message":"no such path"}}')
            return
        with self.server.owner.answering():
            try:
                self._answer(dialect, request, self.server.owner.take(request))
            except OSError:  # found while writing, or looked for
                self.close_connection = True
                self.server.owner.gave_up(request)

    def _answer(self, dialect: Dialect, request: Request, answer: Answer) -> None:
        fault = answer.fault
        streamed = dialect.wants_stream(request)
        if fault.hold is not None and not (streamed and fault.hold_after):
            fault.hold.wait(30)
        if fault.disconnect:
            self._hang_up()
        elif fault.status is not None:
            kind, body = dialect.error(request, fault.status)
            if fault.body is not None:
                kind, body = fault.kind or kind, fault.body
            self._send(fault.status, kind, body, fault.headers)
        elif fault.malformed:
            self._send(200, "application/json", b'{"id": "x", "choices": [')
        elif fault.body is not None:
            self._send(200, fault.kind or "application/json", fault.body)
        elif streamed:
            self._stream(dialect, request, answer)
        else:
            body = fault.change(dialect.whole(request, answer))
            headers = headers_of(dialect, request, answer)
            self._send(200, fault.kind or "application/json", body, headers)

    def _send(
        self, status: int, kind: str, body: bytes, headers: dict[str, str] | None = None
    ) -> None:
        self.send_response(status)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(body)))
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def _stream(self, dialect: Dialect, request: Request, answer: Answer) -> None:
        events = dialect.events(request, answer)
        if answer.fault.changes is not None:
            events = answer.fault.changes(list(events))
        self.send_response(200)
        self.send_header("content-type", answer.fault.kind or dialect.stream_type)
        self.send_header("transfer-encoding", "chunked")
        for name, value in headers_of(dialect, request, answer).items():
            self.send_header(name, value)
        self.end_headers()
        for piece in _cut(self._until(events, answer.fault), answer.cut):
            self.wfile.write(b"%x\r\n%b\r\n" % (len(piece), piece))
        if answer.fault.break_after is None:
            self.wfile.write(b"0\r\n\r\n")
        else:
            self._hang_up()

    def _until(self, events: Iterable[bytes], fault: Fault) -> Iterator[bytes]:
        limit = fault.end_early if fault.break_after is None else fault.break_after
        for number, event in enumerate(events):
            if limit is not None and number >= limit:
                return
            if fault.hold is not None and number and number == fault.hold_after:
                self._wait(fault.hold)
            yield event

    def _wait(self, hold: threading.Event) -> None:
        """Wait with the next event, as long as there is somebody who wants it."""
        for _ in range(3000):
            # The end of a connection may take a moment to get here.
            if self._has_left():
                raise ConnectionResetError("the client has left")
            if hold.wait(0.01):
                return

    def _has_left(self) -> bool:
        """Tell whether the client has closed its end."""
        if not select.select([self.connection], [], [], 0)[0]:
            return False
        try:
            return not self.connection.recv(1, socket.MSG_PEEK)
        except OSError:
            return True

    def _hang_up(self) -> None:
        self.close_connection = True
        with contextlib.suppress(OSError):
            self.connection.shutdown(socket.SHUT_RDWR)


def _cut(events: Iterable[bytes], size: int | None) -> Iterator[bytes]:
    if size is None:
        yield from events
        return
    data = b"".join(events)
    for start in range(0, len(data), size):
        yield data[start : start + size]
