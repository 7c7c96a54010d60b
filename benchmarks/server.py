"""The server of the benchmarks: it answers at once, so that clients are what is timed.

It runs in a process of its own, on a core of its own where there are two.
"""

from __future__ import annotations

import asyncio
import gc
import os
import re
import sys
from typing import cast

from typing_extensions import override

from .wire import Kind, reply
from .wire_others import messages_stream, other_replies

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_MODEL = re.compile(rb'"model": ?"([^"]+)"')
_OTHER = re.compile(rb"[^ ]* [^ ]*[/:]([^/: ?]+)[ ?]")
_USAGE = re.compile(rb'"include_usage": ?true')
_STREAM = re.compile(rb'"stream": ?true')


class Answers:
    """What to answer each request with: made for the first one, and kept."""

    def __init__(self) -> None:
        self._replies: dict[Kind, bytes] = {}
        self._streams: dict[int, bytes] = {}
        self._others = other_replies()

    def to(self, head: bytes, body: bytes) -> bytes:
        """Choose the response to a request.

        Args:
            head: The request line and headers.
            body: The request's body.

        Returns:
            An HTTP response.
        """
        method = _OTHER.match(head)
        other = self._others.get(method[1]) if method is not None else None
        model = _MODEL.search(body)
        name = model[1].decode() if model else ""
        stream = _STREAM.search(body) is not None
        if other is not None:
            return self._messages_stream(name) if stream else other
        kind = Kind(
            model=name,
            stream=stream,
            tools=b'"tools":' in body,
            usage=_USAGE.search(body) is not None,
        )
        made = self._replies.get(kind) or reply(kind)
        if made is None:
            text = f"no reply is prepared for {kind}".encode()
            return b"HTTP/1.1 404 Not Found\r\ncontent-length: %d\r\n\r\n%s" % (
                len(text),
                text,
            )
        self._replies[kind] = made
        return made

    def _messages_stream(self, model: str) -> bytes:
        chunks = int(model.rpartition("-")[2])
        made = self._streams.get(chunks) or messages_stream(chunks)
        self._streams[chunks] = made
        return made


class Connection(asyncio.Protocol):
    """One kept-alive connection: requests in, prepared bytes out."""

    def __init__(self, answers: Answers) -> None:
        self._answers = answers
        self._received = b""

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # asyncio gives stream protocols a transport that can write.
        self._transport = cast(asyncio.WriteTransport, transport)

    @override
    def data_received(self, data: bytes) -> None:
        received = self._received + data
        while (end := received.find(b"\r\n\r\n")) >= 0:
            length = _LENGTH.search(received, 0, end)
            total = end + 4 + (int(length[1]) if length else 0)
            if len(received) < total:
                break
            head, body = received[:end], received[end + 4 : total]
            self._transport.write(self._answers.to(head, body))
            received = received[total:]
        self._received = received


async def serve() -> None:
    """Listen, say on which port, and stop when the parent process goes away."""
    loop = asyncio.get_running_loop()
    answers = Answers()
    server = await loop.create_server(
        lambda: Connection(answers), "127.0.0.1", 0, backlog=1024
    )
    gc.collect()
    gc.freeze()
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await loop.run_in_executor(None, sys.stdin.read)
    server.close()


if __name__ == "__main__":
    if len(sys.argv) > 1:
        os.sched_setaffinity(0, {int(sys.argv[1])})
    asyncio.run(serve())
