"""Downloading media: from which hosts, for how long, and how much."""

from __future__ import annotations

import inspect
import os
import socket
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from http.client import HTTPException, HTTPResponse
from ipaddress import ip_address
from typing import Protocol, cast
from urllib.parse import urljoin, urlsplit

from mirascope.exceptions import (
    ConfigurationError,
    InvalidCallError,
    PromptError,
    UnsupportedPartError,
)

from .addresses import (
    HTTP,
    IPAddress,
    is_public,
    literal_address,
    quoted,
)
from .download import PORTS, Connection, Deadline, get, host_of, proxy_of, to_proxy

MAX_BYTES = 20 * 2**20
"""The most bytes that are loaded for one part."""
ALLOW_PRIVATE = "MIRASCOPE_ALLOW_PRIVATE_ADDRESSES"
"""The environment variable that allows private addresses."""

_BLOCK = 2**16
_MOVED = (301, 302, 303, 307, 308)
_MAX_REDIRECTS = 5


class LoadsMedia(Protocol):
    """What `llm.set_media_loader` takes: a function, or an object like one."""

    def __call__(self, url: str, /) -> bytes:
        """Load an `http` or `https` address; async calls do so in a thread.

        Args:
            url: The address.

        Returns:
            The bytes.
        """
        ...


@dataclass(frozen=True, kw_only=True)
class MediaLoader:
    """Downloads the media of prompts that are given by their address.

    Hosts are resolved once, and the connection is made to the address that was checked,
    also after each redirect. Through a proxy, which resolves names itself, only a host
    that is an address (or `localhost`) can be checked.

    Args:
        allow_private_addresses: Whether private, loopback, link-local, multicast and
            reserved addresses may be reached. The environment variable
            `MIRASCOPE_ALLOW_PRIVATE_ADDRESSES=1` allows them too.
        timeout_s: The longest that one download may take in seconds, from resolving the
            host to the last byte, redirects included.
        max_bytes: The most bytes of one download.
    """

    allow_private_addresses: bool = False
    timeout_s: float = 30.0
    max_bytes: int = MAX_BYTES

    def __post_init__(self) -> None:
        try:
            works = self.timeout_s > 0 and self.max_bytes > 0
        except TypeError:
            works = False
        if not works:
            raise InvalidCallError(
                f"{self!r} loads nothing: give `timeout_s` and `max_bytes` as numbers "
                "above 0"
            )

    def __call__(self, url: str, /) -> bytes:
        """Download an address.

        Args:
            url: An `http` or `https` address.

        Returns:
            The bytes.

        Raises:
            UnsupportedPartError: The address, or one it leads to, has another scheme.
            PromptError: It leads to an address that is not allowed, does not answer
                with all of its bytes, is larger or takes longer.
        """
        try:
            return self._follow(url, Deadline(self.timeout_s))
        except ConfigurationError:
            raise
        except (OSError, ValueError, HTTPException) as error:
            reason = getattr(error, "strerror", None) or error
            if isinstance(error, TimeoutError):
                reason = f"not complete after {self.timeout_s} s"
            raise PromptError(
                f"{quoted(url)} cannot be loaded ({reason or type(error).__name__}): "
                "give an address that answers, or bytes"
            ) from error

    def resolve(self, host: str, port: int) -> Sequence[str]:
        """Find the addresses of a host; a subclass can find them elsewhere.

        Args:
            host: Its name.
            port: The port that will be connected to.

        Returns:
            The addresses, in the order in which to try them.
        """
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        return list(dict.fromkeys(str(info[4][0]) for info in found))

    def allows(self, address: IPAddress) -> bool:
        """Decide whether an address may be connected to; a subclass can allow more.

        Args:
            address: The address.

        Returns:
            Whether it may.
        """
        return (
            self.allow_private_addresses
            or os.environ.get(ALLOW_PRIVATE) == "1"
            or is_public(address)
        )

    def _follow(self, url: str, deadline: Deadline) -> bytes:
        """Download an address, or where it leads to."""
        first = url
        for _ in range(_MAX_REDIRECTS + 1):
            scheme = urlsplit(url).scheme
            if scheme not in HTTP:
                raise UnsupportedPartError(
                    f"{quoted(first)} leads to the scheme {scheme!r}: only `http` and "
                    "`https` addresses are loaded"
                )
            with closing(self._connect(url, deadline)) as connection:
                response = get(url, connection)
                if response.status not in _MOVED:
                    return self._body(url, response)
                url = _moved_to(url, response)
        raise OSError(f"more than {_MAX_REDIRECTS} redirects")

    def _body(self, url: str, response: HTTPResponse) -> bytes:
        if response.status not in (200, 203):
            raise OSError(f"status {response.status} {response.reason}")
        coding = response.getheader("content-encoding", "identity").strip().lower()
        if coding != "identity":
            raise OSError(f"it is compressed with {coding!r}")
        announced = response.getheader("content-length", "").strip()
        size = int(announced) if announced.isdecimal() and not response.chunked else 0
        data = bytearray()
        while size <= self.max_bytes and (block := response.read1(_BLOCK)):
            data += block
            size = max(size, len(data))
        if size > self.max_bytes:
            raise PromptError(
                f"{quoted(url)} is larger than {self.max_bytes} bytes: read it "
                "yourself and give the bytes"
            )
        if len(data) < size:
            raise OSError(f"it broke off after {len(data)} of {size} bytes")
        return bytes(data)

    def _connect(self, url: str, deadline: Deadline) -> Connection:
        scheme, host = urlsplit(url).scheme, host_of(url)
        port = urlsplit(url).port or PORTS[scheme]
        literal = literal_address(host)
        if literal is not None and not self.allows(literal):
            raise _private(url, literal)
        proxy = proxy_of(scheme, host)
        if proxy is None:
            connection = self._reach(url, host, port, deadline)
        else:
            connection = to_proxy(proxy, deadline)
        try:
            if scheme == "https":
                connection.secure(host, port)
        except BaseException:
            connection.close()
            raise
        return connection

    def _reach(self, url: str, host: str, port: int, deadline: Deadline) -> Connection:
        """Connect to the first address of a host that is allowed and answers."""
        literal = literal_address(host)
        if literal is not None and "localhost" not in host:
            found: Sequence[str] = [host if ":" in host else str(literal)]
        else:
            found = deadline.wait(lambda: self.resolve(host, port))
        refused: IPAddress | None = None
        failure: OSError | None = None
        for tried, text in enumerate(found):
            address = ip_address(text.partition("%")[0])
            if not self.allows(address):
                refused = address
                continue
            left = deadline.left() / (len(found) - tried)
            try:
                sock = socket.create_connection((text, port), left)
            except OSError as error:
                failure = error
            else:
                return Connection(sock, deadline)
        if failure is not None:
            raise failure
        if refused is not None:
            raise _private(url, refused)
        raise OSError(f"{host!r} has no address")


def _moved_to(url: str, response: HTTPResponse) -> str:
    location = response.getheader("location")
    if not location:
        raise OSError(f"status {response.status} without a `Location`")
    # Headers are read as Latin-1, and many servers send UTF-8.
    location = location.encode("latin-1").decode(errors="replace")
    return urljoin(url, location)


def _private(url: str, address: IPAddress) -> PromptError:
    return PromptError(
        f"{quoted(url)} leads to {address}, which is not a public address: give the "
        "bytes, or allow it with `llm.set_media_loader(llm.MediaLoader("
        "allow_private_addresses=True))`"
    )


def set_media_loader(loader: LoadsMedia | None) -> None:
    """Replace what loads `http` and `https` addresses, for the whole process.

    Args:
        loader: Called with an address, gives its bytes; async calls do so in a thread.
            `None` brings the default `MediaLoader()` back.

    Raises:
        InvalidCallError: It cannot be called.
    """
    if loader is not None and not callable(loader):
        raise InvalidCallError(
            f"{loader!r} is no media loader: give a `llm.MediaLoader`, or a function "
            "that takes an address and returns bytes"
        )
    _loaders[:] = [MediaLoader() if loader is None else loader]


_loaders: list[LoadsMedia] = [MediaLoader()]
"""The loader of this process, alone."""


def load_address(url: str) -> bytes:
    """Load an address with the loader of this process.

    Args:
        url: An `http` or `https` address.

    Returns:
        Its bytes.

    Raises:
        PromptError: The loader gives something else, or cannot load it.
    """
    # It is the user's, and may give anything.
    data = cast(object, _loaders[0](url))
    kind = type(data).__name__
    if isinstance(data, (bytes, bytearray)):
        return bytes(data)
    if inspect.iscoroutine(data):
        data.close()
    raise PromptError(
        f"the media loader gave {kind!r} for {quoted(url)}: a loader is "
        "a plain function that returns bytes, or raises"
    )
