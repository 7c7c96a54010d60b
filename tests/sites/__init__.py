"""A web server that hands out media, and what a hostile one would say instead."""

from __future__ import annotations

import gzip
import socket
import ssl
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any, TypeAlias

Answer: TypeAlias = "bytes | Callable[[socket.socket], None]"
"""The bytes of a whole answer, or what writes one into the connection."""

PNG = b"\x89PNG\r\n\x1a\n" + bytes(16)
PDF = b"%PDF-1.7\n" + bytes(16)
MP3 = b"ID3\x03" + bytes(16)


def answer(body: bytes, status: str = "200 OK", *headers: str) -> bytes:
    """Write an answer whose length is announced as it is."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers, "", ""]
    return "\r\n".join(lines).encode() + body


def moved(location: str) -> bytes:
    """Write a redirect."""
    return answer(b"", "302 Found", f"Location: {location}")


def drip(first: bytes) -> Callable[[socket.socket], None]:
    """Write an answer that goes on in single bytes until nobody listens."""

    def write(connection: socket.socket) -> None:
        connection.sendall(first)
        while True:
            connection.sendall(b"x")
            gone.wait(0.02)

    return write


def flood(connection: socket.socket) -> None:
    """Write an answer without an end."""
    connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n" + PNG)
    while True:
        connection.sendall(bytes(2**16))


def silent(connection: socket.socket) -> None:
    """Say nothing until nobody listens."""
    connection.recv(1)


gone = threading.Event()
"""Set by nobody: a pause."""

HEAD = b"HTTP/1.1 200 OK\r\n"
HOSTILE: Mapping[str, tuple[Answer, str]] = {
    "slow_head": (drip(HEAD + b"X-A: "), "not complete after"),
    "slow_line": (drip(b""), "not complete after"),
    "slow_body": (drip(HEAD + b"Content-Length: 900\r\n\r\n" + PNG), "not complete"),
    "slow_chunk": (
        drip(HEAD + b"Transfer-Encoding: chunked\r\n\r\nfffff\r\n" + PNG),
        "not complete",
    ),
    "silence": (silent, "not complete after"),
    "patience": (drip(b"HTTP/1.1 100 Continue\r\n\r\n" * 3), "not complete after"),
    "short": (HEAD + b"Content-Length: 100\r\n\r\n" + PNG, "broke off after 24 of 100"),
    "short_chunk": (
        HEAD + b"Transfer-Encoding: chunked\r\n\r\n64\r\n" + PNG,
        "IncompleteRead",
    ),
    "no_chunk": (HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n", "IncompleteRead"),
    "endless": (flood, "larger than 1000 bytes"),
    "announced": (HEAD + b"Content-Length: 1001\r\n\r\n", "larger than 1000 bytes"),
    "bomb": (
        answer(gzip.compress(bytes(10**6)), "200 OK", "Content-Encoding: gzip"),
        "compressed with 'gzip'",
    ),
    "many_headers": (HEAD + b"A: b\r\n" * 500 + b"\r\n", "more than 100 headers"),
    "long_header": (HEAD + b"A: " + b"b" * 10**5, "more than 65536 bytes"),
    "no_http": (b"hello\r\n\r\n", "hello"),
    "nothing": (b"", "without response"),
    "missing": (answer(b"no", "404 Not Found"), "status 404 Not Found"),
    "no_content": (b"HTTP/1.1 204 No Content\r\n\r\n", "status 204"),
    "part": (answer(PNG, "206 Partial Content"), "status 206"),
    "nowhere": (answer(b"", "302 Found"), "without a `Location`"),
    "loop": (moved("/loop"), "more than 5 redirects"),
    "to_file": (moved("file:///etc/passwd"), "leads to the scheme 'file'"),
    "to_ftp": (moved("ftp://127.0.0.1/a"), "leads to the scheme 'ftp'"),
    "to_data": (moved("data:image/png;base64,iVBO"), "leads to the scheme 'data'"),
    "to_user": (moved("http://me:pw@127.0.0.1/"), "holds a user name"),
    "to_no_host": (moved("https:///etc/passwd"), "its host is ''"),
}
"""What a server can do to a download, and what the error says of it."""


def limits(name: str) -> dict[str, Any]:
    """Give the limits under which a server is hostile."""
    late = "not complete" in HOSTILE[name][1]
    return {"timeout_s": 0.3 if late else 20, "max_bytes": 1000}


class Site:
    """A web server on loopback that answers each path as it is told to."""

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self.asked: list[str] = []
        """The heads of the requests."""
        self.answers: dict[str, Answer] = {
            "/png": answer(PNG),
            "/pdf": answer(PDF),
            "/mp3": answer(MP3),
            **{f"/{name}": content for name, (content, _) in HOSTILE.items()},
        }
        self._tls = tls
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._server.getsockname()[1]
        self.url = f"{'https' if tls else 'http'}://127.0.0.1:{self.port}"
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    @property
    def paths(self) -> list[str]:
        """What was asked for."""
        return [head.split(" ", 2)[1] for head in self.asked]

    def close(self) -> None:
        """Stop."""
        with suppress(OSError):
            self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()
        self._thread.join()

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                connection, _ = self._server.accept()
                args = (connection,)
                threading.Thread(target=self._answer, args=args, daemon=True).start()

    def _answer(self, connection: socket.socket) -> None:
        with suppress(OSError), connection:
            if self._tls is not None:
                connection = self._tls.wrap_socket(connection, server_side=True)
            with connection:
                head = self._head(connection)
                if head.startswith("CONNECT "):
                    self._tunnel(head, connection)
                    return
                path = head.split(" ", 2)[1]
                content = self.answers.get(path, answer(b"", "404 Not Found"))
                if isinstance(content, bytes):
                    connection.sendall(content)
                else:
                    content(connection)

    def _head(self, connection: socket.socket) -> str:
        head = b""
        while b"\r\n\r\n" not in head:
            if not (block := connection.recv(4096)):
                raise ConnectionError
            head += block
        text = head.decode()
        self.asked.append(text)
        return text

    def _tunnel(self, head: str, connection: socket.socket) -> None:
        """Hand on bytes to a port of this machine, whatever the host is called."""
        port = int(head.split(" ", 2)[1].rpartition(":")[2])
        with socket.create_connection(("127.0.0.1", port)) as other:
            connection.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
            args = (other, connection)
            threading.Thread(target=_copy, args=args, daemon=True).start()
            _copy(connection, other)


def _copy(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(2**16):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)
