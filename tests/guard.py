"""The wall around the test suite: a process that loads this reaches loopback only."""

from __future__ import annotations

import ipaddress
import os
import sys

_PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "FTP_PROXY")
_LOCAL_NAMES = {"", "localhost", "localhost.localdomain", "ip6-localhost"}
_on: list[bool] = []


class NetworkBlockedError(RuntimeError):
    """Something tried to leave the machine."""


def is_local(host: object) -> bool:
    """Tell whether a host is this machine, as far as can be told without asking."""
    if host is None:
        return True
    name = host.decode() if isinstance(host, bytes) else str(host)
    if name in _LOCAL_NAMES:
        return True
    try:
        return ipaddress.ip_address(name.partition("%")[0]).is_loopback
    except ValueError:
        return False


def _watch(event: str, args: tuple[object, ...]) -> None:
    if event == "socket.getaddrinfo":
        host = args[0]
    elif event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
        address = args[1]
        if not isinstance(address, tuple):
            return  # a Unix socket
        host = address[0]
    else:
        return
    if not is_local(host):
        raise NetworkBlockedError(f"{event} to {host!r}: tests use loopback only")


def block_network() -> None:
    """Refuse every connection that leaves the machine, from now on."""
    for name in _PROXIES:
        os.environ.pop(name, None)
        os.environ.pop(name.lower(), None)
    if not _on:
        _on.append(True)
        sys.addaudithook(_watch)
