"""Brings traffic that is meant for the services' own hosts to loopback ports."""

from __future__ import annotations

import contextlib
import shutil
import socket
import ssl
import subprocess
import threading
from pathlib import Path
from typing import Self

from .services import HOSTS


def make_certificate(folder: Path) -> tuple[Path, Path]:
    """Make a throw-away certificate for the hosts, which is its own authority.

    Raises:
        FileNotFoundError: There is no `openssl` command.
    """
    openssl = shutil.which("openssl")
    if openssl is None:
        raise FileNotFoundError("`openssl` is not installed")
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    names = ",".join(f"DNS:{host}" for host in HOSTS)
    command = [openssl, "req", "-x509", "-newkey", "ec", "-nodes", "-days", "2"]
    command += ["-pkeyopt", "ec_paramgen_curve:prime256v1", "-subj", "/CN=throw-away"]
    command += ["-addext", f"subjectAltName={names}"]
    command += ["-keyout", str(key), "-out", str(certificate)]
    subprocess.run(command, check=True, capture_output=True)
    return certificate, key


class Router:
    """Takes TLS connections and passes what is inside on to a port, unchanged.

    A client may also ask it as a proxy, which says `CONNECT` before.

    Args:
        certificate: The certificate of the hosts.
        key: Its key.
        target: The port for HTTP.
        grpc: The port for gRPC, if there is one.
    """

    def __init__(
        self, certificate: Path, key: Path, target: int, grpc: int | None = None
    ) -> None:
        self._target = target
        self._grpc = grpc
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.load_cert_chain(certificate, key)
        self._context.set_alpn_protocols(["http/1.1", "h2"])
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self._thread = threading.Thread(target=self._accept, daemon=True)
        self._closing = False

    @property
    def port(self) -> int:
        """Where the router listens."""
        return self._listener.getsockname()[1]

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._closing = True
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join()

    def _accept(self) -> None:
        while not self._closing:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(
                target=self._serve, args=(connection,), daemon=True
            ).start()

    def _serve(self, connection: socket.socket) -> None:
        with connection, contextlib.suppress(OSError):
            if connection.recv(7, socket.MSG_PEEK) == b"CONNECT":
                _read_head(connection)
                connection.sendall(b"HTTP/1.1 200 Connected\r\n\r\n")
            inside = self._context.wrap_socket(connection, server_side=True)
            is_grpc = inside.selected_alpn_protocol() == "h2"
            port = self._grpc if is_grpc else self._target
            if port is None:
                return
            outside = socket.create_connection(("127.0.0.1", port))
            with inside, outside:
                back = threading.Thread(target=_pump, args=(outside, inside))
                back.start()
                _pump(inside, outside)
                back.join()


def _read_head(connection: socket.socket) -> None:
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        piece = connection.recv(1)
        if not piece:
            raise ConnectionError("the request for a connection ended early")
        head += piece


def _pump(source: socket.socket, target: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while data := source.recv(65536):
            target.sendall(data)
    with contextlib.suppress(OSError):
        target.shutdown(socket.SHUT_RDWR)
