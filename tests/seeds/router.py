"""Brings traffic that is meant for the providers' own hosts to a loopback port."""

from __future__ import annotations

import contextlib
import shutil
import socket
import ssl
import subprocess
import threading
from pathlib import Path
from typing import Self

HOSTS = ("api.openai.com", "api.x.ai", "api.groq.com")


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
    """Takes TLS connections and passes what is inside on to a port, unchanged."""

    def __init__(self, certificate: Path, key: Path, target: int) -> None:
        self._target = target
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.load_cert_chain(certificate, key)
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
            inside = self._context.wrap_socket(connection, server_side=True)
            outside = socket.create_connection(("127.0.0.1", self._target))
            with inside, outside:
                back = threading.Thread(target=_pump, args=(outside, inside))
                back.start()
                _pump(inside, outside)
                back.join()


def _pump(source: socket.socket, target: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while data := source.recv(65536):
            target.sendall(data)
    with contextlib.suppress(OSError):
        target.shutdown(socket.SHUT_RDWR)
