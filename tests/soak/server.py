"""The server of the soak: one event loop in a process of its own.

It answers in the wire formats of `tests.server`, counts the attempts of each call, and
does to each what the plan says. `SEEN id` on a connection tells it that the client has
the first part of a stream, so that what follows is not a matter of time.
"""

from __future__ import annotations

import asyncio
import gc
import json
import re
import socket
import struct
import sys
import time
from collections import Counter
from collections.abc import Callable
from typing import Any, cast
from urllib.parse import urlsplit

from typing_extensions import override

from tests.server import Answer, Call, Request
from tests.server.dialects import Dialect, dialect_of, headers_of

from .plan import CUT, ENDED, RESET_BEFORE, RESET_IN, STALL, STATUSES, Plan, plan_of
from .plan import Fault as Trouble

ID = re.compile(rb"soak ([a-z]+)-(\d+)")
AMAZON = {
    429: "ThrottlingException",
    500: "InternalServerException",
    503: "ServiceUnavailableException",
}
PATIENCE_S = 30
"""How long the first part of a stream is waited for to be seen."""


class Record:
    """What has come in since the last report."""

    def __init__(self) -> None:
        self.attempts: Counter[str] = Counter()
        self.faults: Counter[str] = Counter()
        self.early: list[str] = []
        """Calls that were sent again before the service wanted them."""
        self.unknown: list[str] = []
        self.unseen: list[str] = []
        self.not_before: dict[str, float] = {}
        self.waiting: dict[str, Callable[[], None]] = {}

    def note(self, plan: Plan) -> Trouble | None:
        """Count an attempt; gives what goes wrong with it."""
        number = self.attempts[plan.id]
        self.attempts[plan.id] += 1
        if time.monotonic() < self.not_before.pop(plan.id, 0):
            self.early.append(plan.id)
        trouble = plan.faults[number] if number < plan.attempts else None
        if trouble is not None:
            self.faults[trouble.kind] += 1
            if trouble.retry_after_ms:
                wait_s = trouble.retry_after_ms / 1000
                self.not_before[plan.id] = time.monotonic() + wait_s
        return trouble

    def report(self) -> dict[str, Any]:
        """Give all of it for JSON, and forget it."""
        found = {
            name: getattr(self, name)
            for name in ("attempts", "faults", "early", "unknown", "unseen")
        }
        self.__init__()
        return found


class Connection(asyncio.Protocol):
    """One connection of a client."""

    def __init__(self, record: Record) -> None:
        self._record = record
        self._received = b""

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)

    @override
    def data_received(self, data: bytes) -> None:
        received = self._received + data
        while (end := received.find(b"\r\n\r\n")) >= 0:
            line, *lines = received[:end].decode("latin-1").split("\r\n")
            headers = {
                name.lower(): value.strip()
                for name, _, value in (one.partition(":") for one in lines)
            }
            total = end + 4 + int(headers.get("content-length", 0))
            if len(received) < total:
                break
            body, received = received[end + 4 : total], received[total:]
            method, _, rest = line.partition(" ")
            self._take(method, rest.partition(" ")[0], headers, body)
        self._received = received

    def _take(
        self, method: str, target: str, headers: dict[str, str], body: bytes
    ) -> None:
        if method == "SEEN":
            if go_on := self._record.waiting.pop(target, None):
                go_on()
            return
        if target == "/soak":
            report = json.dumps(self._record.report()).encode()
            self._send(200, {"content-type": "application/json"}, report)
            return
        url = urlsplit(target)
        request = Request(
            method=method,
            path=url.path,
            query=url.query,
            headers=headers,
            raw=body,
            port=self._transport.get_extra_info("peername")[1],
        )
        dialect, found = dialect_of(request), ID.search(body)
        if dialect is None or found is None:
            self._record.unknown.append(f"{method} {target}")
            self._send(404, {"content-type": "application/json"}, b"{}")
            return
        plan = plan_of(found[1].decode(), int(found[2]))
        self._answer(dialect, request, plan, self._record.note(plan))

    def _answer(
        self, dialect: Dialect, request: Request, plan: Plan, trouble: Trouble | None
    ) -> None:
        kind = "" if trouble is None else trouble.kind
        if kind == RESET_BEFORE:
            self._reset()
        elif trouble is not None and kind in STATUSES:
            self._refuse(dialect, request, trouble)
        elif dialect.wants_stream(request):
            self._stream(dialect, request, plan, trouble)
        elif kind != STALL:
            answer = answer_to(plan)
            body = dialect.whole(request, answer)
            headers = headers_of(dialect, request, answer)
            headers["content-type"] = "application/json"
            if kind in (RESET_IN, CUT):
                self._send(200, headers, body, sent=len(body) // 2)
                self._break(kind)
            else:
                self._send(200, headers, body)

    def _refuse(self, dialect: Dialect, request: Request, trouble: Trouble) -> None:
        status = STATUSES[trouble.kind]
        kind, body = dialect.error(request, status)
        headers = {"content-type": kind}
        if request.path.startswith("/model/"):
            headers["x-amzn-errortype"] = AMAZON[status]
        if wait_ms := trouble.retry_after_ms:
            if b'"RESOURCE_EXHAUSTED"' in body:
                body = with_delay(body, wait_ms)
            else:
                headers["retry-after-ms"] = str(wait_ms)
                headers["retry-after"] = str(wait_ms / 1000)
        self._send(status, headers, body)

    def _stream(
        self, dialect: Dialect, request: Request, plan: Plan, trouble: Trouble | None
    ) -> None:
        answer = answer_to(plan)
        events = list(dialect.events(request, answer))
        kind = "" if trouble is None else trouble.kind
        if kind == STALL and trouble is not None and not trouble.late:
            return
        head = headers_of(dialect, request, answer)
        head |= {"content-type": dialect.stream_type, "transfer-encoding": "chunked"}
        first = len(events)
        if trouble is not None:
            first = len(events) // 2 if trouble.late else 0
        frames = [b"%x\r\n%b\r\n" % (len(event), event) for event in events[:first]]
        end = [] if kind in (RESET_IN, CUT, STALL) else [b"0\r\n\r\n"]
        self._transport.write(_head(200, head) + b"".join(frames + end))
        if trouble is None or kind in (STALL, ENDED):
            return
        if trouble.late:
            self._when_seen(plan.id, lambda: self._break(kind))
        else:
            self._break(kind)

    def _when_seen(self, id: str, go_on: Callable[[], None]) -> None:
        def give_up() -> None:
            if self._record.waiting.pop(id, None):
                self._record.unseen.append(id)
                go_on()

        self._record.waiting[id] = go_on
        asyncio.get_running_loop().call_later(PATIENCE_S, give_up)

    def _break(self, kind: str) -> None:
        if kind == RESET_IN:
            self._reset()
        else:
            self._transport.close()

    def _reset(self) -> None:
        connection = self._transport.get_extra_info("socket")
        if connection.fileno() >= 0:
            linger = struct.pack("ii", 1, 0)
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        self._transport.abort()

    def _send(
        self,
        status: int,
        headers: dict[str, str],
        body: bytes,
        sent: int | None = None,
    ) -> None:
        """Send a whole response, or only a part of what it promises."""
        head = _head(status, headers | {"content-length": str(len(body))})
        self._transport.write(head + body[:sent])


def answer_to(plan: Plan) -> Answer:
    """Make the answer to a call, before any provider's format."""
    if plan.mode == "text":
        return Answer(text=plan.pieces)
    arguments = json.dumps({"title": plan.text, "pages": plan.number})
    if plan.mode == "model":
        call = Call(name="Book", arguments=arguments, cuts=(40,))
        return Answer(text="", calls=(call,))
    call = Call(name="find_book", arguments=arguments, cuts=(40,))
    return Answer(text="", calls=(call,))


def with_delay(body: bytes, wait_ms: int) -> bytes:
    """Put a wish to wait into an error of Google's."""
    error = json.loads(body)
    kind = "type.googleapis.com/google.rpc.RetryInfo"
    delay = {"@type": kind, "retryDelay": f"{wait_ms / 1000}s"}
    error["error"]["details"] = [delay]
    return json.dumps(error).encode()


def _head(status: int, headers: dict[str, str]) -> bytes:
    lines = [f"HTTP/1.1 {status} As-Planned"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode("latin-1")


async def serve() -> None:
    """Listen, say on which port, and stop when the parent process goes away."""
    loop = asyncio.get_running_loop()
    record = Record()
    server = await loop.create_server(
        lambda: Connection(record), "127.0.0.1", 0, backlog=1024
    )
    gc.collect()
    gc.freeze()
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await loop.run_in_executor(None, sys.stdin.read)
    server.close()


if __name__ == "__main__":
    asyncio.run(serve())
