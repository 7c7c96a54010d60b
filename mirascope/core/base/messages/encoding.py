"""Writing content parts as the blocks of a service, and the media in them."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple, NoReturn
from urllib.parse import unquote, unquote_to_bytes

from mirascope.core.base._fields import is_mapping
from mirascope.exceptions import (
    PromptError,
    UnsupportedOutputError,
    UnsupportedPartError,
)

EXTRA_KEYS = "beside"
"""The key under which a `NativePart` has what the part before it has no place for."""

# https://datatracker.ietf.org/doc/html/rfc2397
_DATA_URL = re.compile(
    r"data:(?P<type>[^;,]*)[^,]*?(?P<base64>;base64)?,(?P<data>.*)",
    re.DOTALL | re.IGNORECASE,
)
_URL_SAFE = str.maketrans("-_", "+/")


class BlockWriter:
    """Writes parts by a table of the kinds that a service takes.

    Args:
        provider: The service.
        table: The type of a part to what makes the service's block of it.
    """

    def __init__(self, provider: str, table: Mapping[str, Callable[[Any], Any]]):
        self.provider = provider
        self.table = table

    def write(self, parts: Sequence[Any]) -> list[Any]:
        """Write parts as blocks.

        Args:
            parts: The parts of one message.

        Returns:
            The blocks. What the service itself once sent is given back as it was; what
            only another service understands is left out.

        Raises:
            UnsupportedPartError: The service takes no such part.
        """
        blocks: list[Any] = []
        for part in parts:
            if part.type != "native":
                self.add(blocks, part)
            elif part.provider != self.provider:
                continue
            elif (extra_keys := extra_keys_of(part.content)) is not None:
                blocks[-1:] = [{**blocks[-1], **self.restored(extra_keys)}]
            else:
                blocks.append(self.restored(part.content))
        return blocks

    def restored(self, content: Any) -> Any:
        """Give the service's own content back as it takes it.

        Args:
            content: The content of a `NativePart`.

        Returns:
            The block.
        """
        return content

    def add(self, blocks: list[Any], part: Any) -> None:
        """Write one part.

        Args:
            blocks: What was written before it; the block is added.
            part: The part.
        """
        make = self.table.get(part.type)
        if make is None:
            refuse_part(self.provider, part.type, self.table)
        blocks.append(make(part))


def extra_keys_of(content: Any) -> Any:
    """Find what belongs to the block before it, if that is what content is.

    Args:
        content: The content of a `NativePart`.

    Returns:
        The keys of the block that are to be replaced; `None` for a block of its own.
    """
    return (
        content.get(EXTRA_KEYS) if is_mapping(content) and len(content) == 1 else None
    )


def refuse_part(
    provider: str, what: str, table: Mapping[str, object] | frozenset[str]
) -> NoReturn:
    """Refuse content before any request is made.

    Args:
        provider: The service.
        what: What it does not take, such as `audio of type audio/flac`.
        table: The types of parts that it takes.

    Raises:
        UnsupportedPartError: Always.
    """
    takes = ", ".join(sorted(table))
    raise UnsupportedPartError(f"{provider!r} takes no {what} part: it takes {takes}")


def write_output(
    provider: str,
    name: str,
    output: Sequence[Any],
    table: Mapping[str, Callable[[Any], Any]],
) -> list[Any]:
    """Write the parts that a tool gave.

    Args:
        provider: The service.
        name: The tool.
        output: The parts.
        table: The type of a part to what makes the service's block of it.

    Returns:
        The blocks.

    Raises:
        UnsupportedOutputError: The service takes no such media from a tool.
    """
    for part in output:
        if part.type not in table:
            raise UnsupportedOutputError(
                f"{provider!r} takes no {part.type} as the output of a tool, and "
                f"{name!r} gave one: return text, and show the {part.type} in a "
                "user's message after the results"
            )
    return [table[part.type](part) for part in output]


class Media(NamedTuple):
    """Bytes, and what they are."""

    media_type: str
    data: str
    """In base64."""

    @property
    def bytes(self) -> bytes:
        """The bytes themselves."""
        return to_bytes(self.data)


def to_base64(data: bytes | str) -> str:
    """Put bytes into base64; text is in it already.

    Args:
        data: The bytes or text.

    Returns:
        The text.
    """
    return data if isinstance(data, str) else base64.b64encode(data).decode()


def to_bytes(data: bytes | str) -> bytes:
    """Take text out of base64; bytes stay.

    Args:
        data: The bytes or text.

    Returns:
        The bytes.

    Raises:
        PromptError: The text is not base64.
    """
    if not isinstance(data, str):
        return data
    text = "".join(data.split()).translate(_URL_SAFE)
    try:
        return base64.b64decode(text, validate=True)
    except ValueError as error:
        start = data if len(data) <= 40 else f"{data[:40]}..."
        raise PromptError(
            f"{start!r} is not base64 ({error}): give the bytes themselves"
        ) from error


def data_url(media_type: str, data: bytes | str) -> str:
    """Write media as an address that holds them.

    Args:
        media_type: Such as `image/png`.
        data: The bytes, or text that is already base64.

    Returns:
        The address.
    """
    return f"data:{media_type};base64,{to_base64(data)}"


def read_data_url(url: str) -> Media | None:
    """Read media from an address that holds them.

    Args:
        url: Any address.

    Returns:
        The media, or `None` if the address only points somewhere.
    """
    found = _DATA_URL.match(url)
    if found is None:
        return None
    data = found["data"]
    if not found["base64"]:
        data = to_base64(unquote_to_bytes(data))
    elif "%" in data:
        data = unquote(data)
    return Media(found["type"].lower() or "text/plain", data)
