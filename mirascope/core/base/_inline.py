"""Loading what a provider takes only as bytes, before its request is made."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias, cast

from ._flow import Flow
from ._media import load, media_type
from .message_param import (
    AudioPart,
    AudioURLPart,
    BaseMessageParam,
    DocumentPart,
    DocumentURLPart,
    ImagePart,
    ImageURLPart,
)

Chosen: TypeAlias = Callable[[Any], bool]


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


def addresses(messages: Sequence[Any], chosen: Chosen) -> list[str]:
    """Find what has to be loaded.

    Args:
        messages: Common and native messages.
        chosen: Tells whether a part is to be loaded.

    Returns:
        The addresses, in order.
    """
    return [
        part.url
        for message in messages
        if isinstance(message, BaseMessageParam) and type(message.content) is not str
        for part in _found(message, chosen)
    ]


def inline(
    messages: Sequence[Any], urls: list[str], chosen: Chosen, is_async: bool
) -> Flow[list[Any]]:
    """Replace parts that are addresses by parts that hold the bytes.

    Args:
        messages: Common and native messages.
        urls: Their addresses, from `addresses`.
        chosen: Tells whether a part is to be loaded.
        is_async: Whether the flow is driven by `arun`.

    Returns:
        The messages; those without such parts are the same objects.

    Raises:
        PromptError: An address cannot be loaded.
    """
    loaded = iter((yield from load(urls, is_async)))
    return [
        BaseMessageParam(
            role=message.role,
            content=[
                _bytes_part(part, next(loaded)) if chosen(part) else part
                for part in message.content
            ],
        )
        if _found(message, chosen)
        else message
        for message in messages
    ]


def _found(message: Any, chosen: Chosen) -> list[Any]:
    if not isinstance(message, BaseMessageParam) or isinstance(message.content, str):
        return []
    parts = cast("Sequence[Any]", message.content)
    return [part for part in parts if chosen(part)]


def _bytes_part(part: Any, data: bytes) -> Any:
    if isinstance(part, AudioURLPart):
        return AudioPart(type="audio", media_type=media_type(data, "audio"), audio=data)
    if isinstance(part, ImageURLPart):
        return ImagePart(
            type="image",
            media_type=media_type(data, "image"),
            image=data,
            detail=part.detail,
        )
    assert isinstance(part, DocumentURLPart)
    kind = "text/plain" if _is_text(data) else media_type(data, "document")
    return DocumentPart(type="document", media_type=kind, document=data)


def _is_text(data: bytes) -> bool:
    try:
        return not data.startswith(b"%PDF") and "\0" not in data.decode()
    except UnicodeDecodeError:
        return False
