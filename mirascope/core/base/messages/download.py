"""How a download is sent and received, within one time limit."""

from __future__ import annotations

import io
import re
import socket
from base64 import b64encode
from collections.abc import Callable, Sequence
from http.client import HTTPResponse
from threading import Thread
from time import monotonic
from typing import Any, cast
from urllib.parse import quote, unquote, urlsplit

from typing_extensions import override

PORTS = {"http": 80, "https": 443}


class Deadline:
    """When a download has to be over."""

    def __init__(self, timeout_s: float) -> None:
        self._at = monotonic() + timeout_s

    def left(self) -> float:
        """Give the seconds that are left, more than 0."""
        left = self._at - monotonic()
        if left <= 0:
            raise TimeoutError
        return left

    def wait(self, work: Callable[[], Any]) -> Any:
        """Run what cannot be interrupted in a thread, until the deadline."""
        outcome: list[tuple[Any, BaseException | None]] = []

        def run() -> None:
            try:
                outcome.append((work(), None))
            except BaseException as error:
                outcome.append((None, error))

        thread = Thread(target=run, daemon=True)
        thread.start()
        thread.join(self.left())
        if not outcome:
            raise TimeoutError
        value, error = outcome[0]
        if error is not None:
            raise error
        return value


class Connection:
    """A socket each read of which may take no longer than is left of the time."""

    def __init__(self, sock: socket.socket, deadline: Deadline) -> None:
        self._sock = sock
        self._deadline = deadline
        self.absolute = False
        """Whether a request names the whole address, as a proxy needs it."""
        self.headers: dict[str, str] = {}
        """What a request needs on the way, such as a proxy's password."""

    def secure(self, host: str, port: int) -> None:
        """Begin TLS with the host, through the proxy if there is one."""
        import ssl

        if self.absolute:
            self._open_tunnel(f"[{host}]:{port}" if ":" in host else f"{host}:{port}")
        context = ssl.create_default_context()
        context.set_alpn_protocols(["http/1.1"])
        secure = context.wrap_socket(
            self._sock, server_hostname=host, do_handshake_on_connect=False
        )
        self._sock = secure
        secure.settimeout(self._deadline.left())
        secure.do_handshake()

    def _open_tunnel(self, where: str) -> None:
        lines = [f"CONNECT {where} HTTP/1.1", f"Host: {where}"]
        self.send([*lines, *(f"{key}: {v}" for key, v in self.headers.items())])
        response = self.receive("CONNECT")
        if response.status != 200:
            raise OSError(f"the proxy answered {response.status} {response.reason}")
        self.absolute, self.headers = False, {}

    def send(self, lines: Sequence[str]) -> None:
        """Send the head of a request."""
        self._sock.settimeout(self._deadline.left())
        self._sock.sendall("".join(f"{line}\r\n" for line in (*lines, "")).encode())

    def receive(self, method: str) -> HTTPResponse:
        """Read the head of the response."""
        # All that it asks of a socket is `makefile`.
        response = HTTPResponse(cast("socket.socket", self), method=method)
        response.begin()
        return response

    def makefile(self, mode: str) -> io.BufferedReader:
        """Give the bytes that arrive as a file."""
        return io.BufferedReader(_Arriving(self._sock, self._deadline))

    def close(self) -> None:
        """Close the socket."""
        self._sock.close()


class _Arriving(io.RawIOBase):
    """The bytes that arrive at a socket until the deadline."""

    def __init__(self, sock: socket.socket, deadline: Deadline) -> None:
        self._sock = sock
        self._deadline = deadline

    @override
    def readable(self) -> bool:
        return True

    @override
    def readinto(self, buffer: Any, /) -> int:
        self._sock.settimeout(self._deadline.left())
        return self._sock.recv_into(buffer)


def host_of(url: str) -> str:
    """Find the host of an address, as it is sent and resolved.

    Args:
        url: An `http` or `https` address.

    Returns:
        The host in ASCII.

    Raises:
        ValueError: There is none, or it is more than a host.
    """
    split = urlsplit(url)
    if "@" in split.netloc:
        raise ValueError("it holds a user name, which is not sent")
    host = (split.hostname or "").encode("idna").decode()
    if not re.fullmatch(r"[\w.:%-]+", host, re.ASCII):
        raise ValueError(f"its host is {host!r}")
    return host


def get(url: str, connection: Connection) -> HTTPResponse:
    """Ask for an address, as it is and not compressed."""
    split = urlsplit(url)
    # What is quoted already stays as it is.
    path = quote(split.path or "/", safe="%/:@!$&'()*+,;=~-._")
    query = quote(split.query, safe="%/:@!$&'()*+,;=~-._?[]")
    host = host_of(url)
    name = f"[{host}]" if ":" in host else host
    if split.port is not None and split.port != PORTS[split.scheme]:
        name = f"{name}:{split.port}"
    headers = {
        "Host": name,
        "User-Agent": "mirascope",
        "Accept": "*/*",
        "Accept-Encoding": "identity",
        "Connection": "close",
        **connection.headers,
    }
    target = f"{path}?{query}" if query else path
    if connection.absolute:
        target = f"http://{name}{target}"
    lines = [f"{key}: {value}" for key, value in headers.items()]
    connection.send([f"GET {target} HTTP/1.1", *lines])
    return connection.receive("GET")


def proxy_of(scheme: str, host: str) -> str | None:
    """Find the proxy that the environment names for a host."""
    from urllib.request import getproxies, proxy_bypass

    proxies = getproxies()
    proxy = proxies.get(scheme) or proxies.get("all")
    return None if proxy is None or proxy_bypass(host) else proxy


def to_proxy(proxy: str, deadline: Deadline) -> Connection:
    """Connect to a proxy."""
    split = urlsplit(proxy if "//" in proxy else f"//{proxy}", scheme="http")
    if split.scheme != "http" or split.hostname is None:
        raise OSError("the proxy is not an `http://` one")
    where = (split.hostname, split.port or 80)
    sock = deadline.wait(lambda: socket.create_connection(where, deadline.left()))
    connection = Connection(sock, deadline)
    connection.absolute = True
    if split.username is not None:
        login = f"{unquote(split.username)}:{unquote(split.password or '')}"
        login = b64encode(login.encode()).decode()
        connection.headers["Proxy-Authorization"] = f"Basic {login}"
    return connection
