"""How what users write as a message becomes a `BaseMessageParam`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NoReturn, TypeAlias, cast

from pydantic import BaseModel

from mirascope.exceptions import MessageContentError, PromptError

from . import parts
from .media import AudioSegment, Image, media_part
from .parts import (
    AudioPart,
    AudioURLPart,
    BaseMessageParam,
    CacheControlPart,
    DocumentPart,
    DocumentURLPart,
    ImagePart,
    ImageURLPart,
    TextPart,
    text_message,
)

if TYPE_CHECKING:
    from wave import Wave_read

ContentPart: TypeAlias = (
    TextPart
    | ImagePart
    | ImageURLPart
    | AudioPart
    | AudioURLPart
    | CacheControlPart
    | DocumentPart
    | DocumentURLPart
)
"""The parts that a prompt may be made of."""
Item: TypeAlias = "str | ContentPart | Image | AudioSegment | Wave_read"
"""One piece of a message, as users write it."""
Content: TypeAlias = "Item | Sequence[Item]"
"""A whole message, as users write it."""

CONTENT_PARTS = (
    TextPart,
    ImagePart,
    ImageURLPart,
    AudioPart,
    AudioURLPart,
    CacheControlPart,
    DocumentPart,
    DocumentURLPart,
)


class Messages:
    """The messages of a prompt, one method for each role."""

    if TYPE_CHECKING:
        Type: TypeAlias = Content | BaseMessageParam | Sequence[BaseMessageParam]
    else:
        Type = (
            str
            | BaseMessageParam
            | ContentPart
            | Sequence[str | BaseMessageParam | ContentPart | Any]
        )
    """What a prompt function returns, for annotations."""

    @classmethod
    def System(cls, content: Content) -> BaseMessageParam:  # noqa: N802  a role
        """Make a system message.

        Args:
            content: Text, a part, an image or audio, or a list of these.
        """
        return message("system", content)

    @classmethod
    def User(cls, content: Content) -> BaseMessageParam:  # noqa: N802  a role
        """Make a user message.

        Args:
            content: Text, a part, an image or audio, or a list of these.
        """
        return message("user", content)

    @classmethod
    def Assistant(cls, content: Content) -> BaseMessageParam:  # noqa: N802  a role
        """Make an assistant message.

        Args:
            content: Text, a part, an image or audio, or a list of these.
        """
        return message("assistant", content)


def message(role: str, content: object) -> BaseMessageParam:
    """Make a message of what a user wrote.

    Args:
        role: Who speaks.
        content: Text, a part, an image or audio, or an iterable of these.

    Returns:
        The message. Text stays text, everything else becomes a list of parts.

    Raises:
        PromptError: Something in it cannot be content.
    """
    if isinstance(content, str):
        return text_message(role, content)
    if (part := content_part(content)) is not None:
        return BaseMessageParam(role=role, content=[part])
    if isinstance(content, (bytes, Mapping, BaseModel)):
        _refuse(cast(object, content))
    if not isinstance(content, Iterable):
        raise MessageContentError(
            f"the content of a message is {content!r}: give text, a part, or a list"
        )
    found: list[ContentPart] = []
    for item in cast("Iterable[object]", content):
        if isinstance(item, str):
            found.append(TextPart(type="text", text=item))
        elif (part := content_part(item)) is not None:
            found.append(part)
        else:
            _refuse(item)
    return BaseMessageParam(role=role, content=found)


def content_part(value: object) -> ContentPart | None:
    """Make the part that an object stands for.

    Args:
        value: A part, or an image or audio of Pillow, pydub or `wave`.

    Returns:
        The part; `None` if it is anything else.
    """
    if isinstance(value, CONTENT_PARTS):
        return value
    if isinstance(value, (str, bytes, BaseModel, dict, list)):
        return None
    return media_part(value)


def _refuse(value: object) -> NoReturn:
    name = type(value).__name__
    if isinstance(value, parts.PARTS):
        advice = "put it into a `BaseMessageParam` with the role it belongs to"
    elif isinstance(value, (BaseMessageParam, Mapping)):
        advice = "a message cannot stand inside another, nor beside text and parts"
    elif isinstance(value, (bytes, int)):
        advice = "wrap bytes in an `ImagePart`, `AudioPart` or `DocumentPart`"
    else:
        advice = "give text, parts, or images and audio of Pillow, pydub or `wave`"
    raise PromptError(f"{value!r} ({name}) cannot be content: {advice}")


def as_messages(value: object) -> list[Any] | None:
    """Read the short forms in which messages may be written.

    Args:
        value: What a prompt function returned.

    Returns:
        Messages, in the common form or a provider's. A list that holds only messages is
        returned as it is. `None` if the value is no message at all.

    Raises:
        PromptError: It mixes messages with content.
    """
    if isinstance(value, str):
        return [text_message("user", value)]
    if isinstance(value, BaseMessageParam):
        return [value]
    if (part := content_part(value)) is not None:
        return [BaseMessageParam(role="user", content=[part])]
    if isinstance(value, list):
        items = cast("list[object]", value)
        return items if all(map(_is_message, items)) else [message("user", items)]
    if isinstance(value, tuple):
        return [message("user", cast("tuple[object, ...]", value))] if value else []
    return None


def _is_message(item: object) -> bool:
    """Tell whether something is a message, of ours or of a provider."""
    if isinstance(item, BaseMessageParam):
        return True
    if isinstance(item, parts.PARTS):
        return False
    return isinstance(item, (dict, BaseModel)) or hasattr(item, "role")
