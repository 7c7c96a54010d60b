"""Checking parts, and loading what a provider takes only as bytes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

from mirascope._parts import MEDIA
from mirascope.core.base._flow import Flow
from mirascope.exceptions import UnsupportedPartError

from .addresses import quoted
from .encoding import data_url, read_data_url, to_bytes
from .media import load_media, media_type
from .parts import (
    MEDIA_OF_URLS,
    BaseMessageParam,
    TextPart,
    is_fetched,
    media_part,
)

PartFilter: TypeAlias = Callable[[Any], bool]

_JPG, _JPEG = "image/jpg", "image/jpeg"


def have_parts(messages: Sequence[Any]) -> bool:
    """Tell whether any message is more than text.

    Args:
        messages: Common and native messages.

    Returns:
        Whether one may be.
    """
    for message in messages:  # noqa: SIM110  the loop costs a third of `any`
        if type(getattr(message, "content", "")) is not str:
            return True
    return False


def check_parts(
    messages: Sequence[Any], provider: str, schemes: frozenset[str]
) -> Sequence[Any]:
    """Refuse what may not leave this machine, or cannot be read where it arrives.

    Args:
        messages: Common and native messages.
        provider: The provider.
        schemes: Those of the addresses that it takes.

    Returns:
        The messages, with media types under their proper names.

    Raises:
        UnsupportedPartError: An address has another scheme.
        PromptError: What should be base64 is not.
    """
    found = list(messages)
    for at, message in enumerate(found):
        if not isinstance(message, BaseMessageParam) or type(message.content) is str:
            continue
        parts = [_check_part(part, provider, schemes) for part in message.content]
        if any(new is not old for new, old in zip(parts, message.content, strict=True)):
            found[at] = message.model_copy(update={"content": parts})
    return found


def _check_part(part: Any, provider: str, schemes: frozenset[str]) -> Any:
    if part.type in MEDIA:
        if isinstance(data := getattr(part, part.type), str):
            to_bytes(data)
        if part.media_type.lower() == _JPG:
            return part.model_copy(update={"media_type": _JPEG})
    elif part.type in MEDIA_OF_URLS:
        before, colon, _ = part.url.partition(":")
        scheme = before.lower() if colon else ""
        media = read_data_url(part.url) if scheme == "data" else None
        if scheme not in schemes or (scheme == "data" and media is None):
            takes = ", ".join(f"`{scheme}`" for scheme in sorted(schemes))
            raise UnsupportedPartError(
                f"the address {quoted(part.url)} of the {part.type} part is not sent "
                f"to {provider!r}: it can be {takes}; give what is in a file as bytes"
            )
        if media is not None:
            data = media.bytes
            if media.media_type == _JPG:
                return part.model_copy(update={"url": data_url(_JPEG, data)})
    return part


def load_urls(messages: Sequence[Any], chosen: PartFilter) -> Flow[list[Any]]:
    """Replace parts that are addresses by parts that hold the bytes.

    Args:
        messages: Common and native messages.
        chosen: Tells whether a part is to be loaded.

    Returns:
        The messages; those without such parts are the same objects.

    Raises:
        PromptError: An address cannot be loaded.
    """
    found = [part for one in messages for part in _chosen_parts(one, chosen)]
    if not found:
        return [*messages]
    loaded = iter((yield from load_media([part.url for part in found])))
    return replaced(messages, chosen, lambda part: _bytes_part(part, next(loaded)))


def load_fetched(messages: Sequence[Any]) -> Flow[list[Any]]:
    """Load the addresses of a template that no request is made of; see `load_urls`."""
    return load_urls(messages, is_fetched)


def replaced(
    messages: Sequence[Any], chosen: PartFilter, make: Callable[[Any], Any]
) -> list[Any]:
    """Put others in the place of some parts; other messages are the same objects."""
    return [
        BaseMessageParam(
            role=message.role,
            content=[make(part) if chosen(part) else part for part in message.content],
        )
        if _chosen_parts(message, chosen)
        else message
        for message in messages
    ]


def as_text(part: Any) -> TextPart:
    """Write down a part that is an address."""
    return TextPart(type="text", text=part.model_dump_json())


def _chosen_parts(message: Any, chosen: PartFilter) -> list[Any]:
    if not isinstance(message, BaseMessageParam) or isinstance(message.content, str):
        return []
    return [part for part in message.content if chosen(part)]


def _bytes_part(part: Any, data: bytes) -> Any:
    kind = MEDIA_OF_URLS[part.type]
    is_text = MEDIA[kind].takes_text and _is_text(data)
    found = "text/plain" if is_text else media_type(data, kind)
    return media_part(kind, found, data, part.__dict__)


def _is_text(data: bytes) -> bool:
    try:
        return not data.startswith(b"%PDF") and "\0" not in data.decode()
    except UnicodeDecodeError:
        return False
