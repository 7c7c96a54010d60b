"""Addresses: which schemes are allowed, and which hosts are public."""

from __future__ import annotations

import os
import re
import socket
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import TypeAlias

IPAddress: TypeAlias = IPv4Address | IPv6Address

HTTP = frozenset({"http", "https"})
"""What is downloaded."""
COMMON_SCHEMES = HTTP | {"data"}
"""The schemes that every provider takes; some take their own beside them."""

_SCHEME = re.compile(r"(data|file):|([a-z][a-z0-9+.-]+)://", re.IGNORECASE)
# https://datatracker.ietf.org/doc/html/rfc6052#section-2.1
_NAT64 = IPv6Network("64:ff9b::/96")
_NOT_PUBLIC = (
    # Older Pythons know only a part of it, and clouds put the data of their machines
    # here: https://www.rfc-editor.org/rfc/rfc6890#section-2.2.2
    IPv4Network("192.0.0.0/24"),
    # Azure's host of the machine that asks:
    # https://learn.microsoft.com/azure/virtual-network/what-is-ip-address-168-63-129-16
    IPv4Network("168.63.129.16/32"),
)


def scheme_of(source: str) -> str:
    """Tell an address from a path.

    Args:
        source: Either.

    Returns:
        The scheme in lower case; empty for a path.
    """
    found = _SCHEME.match(source)
    return "" if found is None else (found[1] or found[2]).lower()


def quoted(source: str | os.PathLike[str]) -> str:
    """Name a path or an address in an error.

    Args:
        source: Either.

    Returns:
        It in quotes, cut where it is long, without the parts of an address that may
        hold a key: the user's name, the query.
    """
    text = os.fspath(source)
    if scheme_of(text) in HTTP:
        text = re.sub(r"(?<=//)[^/?#]*@", "", text)
        path, query, _ = text.partition("?")
        text = f"{path}?..." if query else text
    text = repr(text)
    return text if len(text) <= 200 else f"{text[:100]}...{text[-20:]}"


def literal_address(host: str) -> IPAddress | None:
    """Read a host that is an address itself, however it is written.

    Args:
        host: Such as `127.0.0.1`, `127.1`, `0x7f000001`, `::1` or `localhost`.

    Returns:
        The address; `None` for a name that has to be resolved.
    """
    name = host.rstrip(".").lower()
    if name == "localhost" or name.endswith(".localhost"):
        return IPv4Address("127.0.0.1")
    try:
        return ip_address(name.partition("%")[0])
    except ValueError:
        pass
    try:
        return IPv4Address(socket.inet_aton(name))
    except OSError:
        return None


def is_public(address: IPAddress) -> bool:
    """Tell whether an address is one of the public internet.

    Args:
        address: The address.

    Returns:
        Whether it and the IPv4 address inside it, if there is one, are neither private,
        loopback, link-local, multicast nor reserved.
    """
    if isinstance(address, IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if address in _NAT64:
            inner = IPv4Address(address.packed[-4:])
        if inner is not None:
            return is_public(inner)
        if address.is_site_local:
            return False
    return (
        address.is_global
        and not address.is_multicast
        and not address.is_reserved
        and not any(address in network for network in _NOT_PUBLIC)
    )
