"""Images, audio and documents: how to load and to recognise them."""

from __future__ import annotations

import os
from collections.abc import Sequence
from importlib import import_module
from stat import S_ISREG
from typing import Any, TypeAlias

from mirascope._parts import MEDIA
from mirascope.core.base._event_loop import in_threads
from mirascope.core.base._flow import Either, Flow
from mirascope.exceptions import PromptError, UnsupportedPartError

from .addresses import HTTP, quoted, scheme_of
from .encoding import read_data_url
from .media_loader import MAX_BYTES, load_address

Source: TypeAlias = "str | os.PathLike[str]"
"""A path, or an address."""

# Brands as in ISO/IEC 23008-12, which `filetype` knows only in part.
_HEIF_BRANDS = {
    b"heic": "heic",
    b"heix": "heic",
    b"heim": "heic",
    b"heis": "heic",
    b"hevc": "heif",
    b"hevx": "heif",
    b"mif1": "heif",
    b"msf1": "heif",
}


def media_type(data: bytes, kind: str) -> str:
    """Recognise bytes by their first few.

    Args:
        data: The bytes of a file.
        kind: What they are meant to be.

    Returns:
        The media type, such as `image/png`.

    Raises:
        PromptError: They are nothing of that kind that providers take.
    """
    known = MEDIA[kind].types
    found = known.get(_extension(data) or "")
    if found is None:
        raise PromptError(
            f"{len(data)} bytes are no known {kind}: give one of "
            f"{sorted(known.values())}, or a part with its own `media_type`"
        )
    return found


def load_media(sources: Sequence[Source]) -> Flow[list[bytes]]:
    """Read files and addresses, as one step.

    Args:
        sources: Paths, and `http`, `https` or `data` addresses; in async calls they are
            read at the same time, in threads.

    Returns:
        The bytes of each.

    Raises:
        PromptError: One cannot be read, in time or in size.
        UnsupportedPartError: An address has another scheme.
    """
    loaded: list[bytes] = yield Either(
        lambda: [read_media(source) for source in sources],
        lambda: in_threads(read_media, sources),
    )
    return loaded


def read_media(source: Source, *, max_bytes: int = MAX_BYTES) -> bytes:
    """Read one file or address.

    Args:
        source: A path, or an `http`, `https` or `data` address.
        max_bytes: The most bytes of a file to accept.

    Returns:
        The bytes.

    Raises:
        PromptError: It cannot be read, or is larger.
        UnsupportedPartError: The address has another scheme.
    """
    scheme = scheme_of(source) if isinstance(source, str) else ""
    if not isinstance(source, str) or not scheme:
        return _read_file(source, max_bytes)
    if scheme in HTTP:
        return load_address(source)
    media = read_data_url(source)
    if media is None:
        raise UnsupportedPartError(
            f"{quoted(source)} has the scheme {scheme!r}, which is not loaded: give a "
            "path, an `http`, `https` or `data` address, or bytes"
        )
    return media.bytes


def _read_file(path: Source, max_bytes: int) -> bytes:
    """Read a file; a pipe or device may have no end, or never answer."""
    try:
        if not S_ISREG(os.stat(path).st_mode):
            raise OSError("it is no regular file")
        with open(path, "rb") as file:
            data = file.read(max_bytes + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise PromptError(
            f"{quoted(path)} cannot be loaded ({reason}): give a path that exists, an "
            "address that answers, or bytes"
        ) from error
    if len(data) > max_bytes:
        raise PromptError(
            f"{quoted(path)} is larger than {max_bytes} bytes: read it yourself and "
            "give the bytes"
        )
    return data


def _extension(data: bytes) -> str | None:
    """Guess the extension that a file of these bytes would have."""
    if data[4:8] == b"ftyp" and (brand := _HEIF_BRANDS.get(data[8:12])):
        return brand
    if data[:2] == b"\xff\xfa":
        return "mp3"
    if data[:4] == b"FORM" and data[8:12] == b"AIFC":
        return "aiff"
    # `filetype` has no type hints.
    match: Any = import_module("filetype").guess(data)
    return None if match is None else match.extension
