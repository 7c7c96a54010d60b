"""How what users write as a message becomes a `BaseMessageParam`."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NoReturn, Protocol, TypeAlias

from pydantic import BaseModel

from mirascope.core.base._fields import ITERABLE, LISTS, is_list
from mirascope.exceptions import MessageContentError, PromptError

from .parts import (
    BaseMessageParam,
    ContentPart,
    Part,
    TextPart,
    media_part,
    text_message,
)

if TYPE_CHECKING:
    from wave import Wave_read

Item: TypeAlias = "str | ContentPart | Image | AudioSegment | Wave_read"
"""One piece of a message, as users write it."""
Content: TypeAlias = "Item | Sequence[Item]"
"""A whole message, as users write it."""


class Image(Protocol):
    """An image of Pillow, as far as it is needed here."""

    format: str | None

    def save(self, fp: Any, format: str | None = None, **params: Any) -> None:
        """Encode the image into a file."""
        ...


class AudioSegment(Protocol):
    """An audio segment of pydub, as far as it is needed here."""

    @property
    def raw_data(self) -> bytes:
        """The samples."""
        ...

    def set_frame_rate(self, frame_rate: int) -> AudioSegment:
        """Resample."""
        ...

    def set_channels(self, channels: int) -> AudioSegment:
        """Mix to a number of channels."""
        ...

    def set_sample_width(self, sample_width: int) -> AudioSegment:
        """Change the number of bytes of a sample."""
        ...


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


_NOT_CONTENT: Any = (bytes, Mapping, BaseModel)


def message(role: str, content: Any) -> BaseMessageParam:
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
    if isinstance(content, _NOT_CONTENT):
        _refuse(content)
    if not isinstance(content, ITERABLE):
        raise MessageContentError(
            f"the content of a message is {content!r}: give text, a part, or a list"
        )
    found: list[ContentPart] = []
    for item in content:
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
    if isinstance(value, ContentPart):
        return value
    if isinstance(value, (str, bytes, BaseModel, dict, list)):
        return None
    return object_part(value)


def _refuse(value: object) -> NoReturn:
    name = type(value).__name__
    if isinstance(value, Part):
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
    if is_list(value):
        return value if all(map(_is_message, value)) else [message("user", value)]
    if isinstance(value, LISTS):
        return [message("user", value)] if value else []
    return None


def _is_message(item: object) -> bool:
    """Tell whether something is a message, of ours or of a provider."""
    if isinstance(item, BaseMessageParam):
        return True
    if isinstance(item, Part):
        return False
    return isinstance(item, (dict, BaseModel)) or hasattr(item, "role")


def object_part(value: Any) -> Any:
    """Turn an object of Pillow, pydub or `wave` into a part.

    Nothing is imported to find out whether it is one.

    Args:
        value: Any object.

    Returns:
        The part; `None` if the object is something else.

    Raises:
        PromptError: Pillow cannot encode the image.
    """
    if _is_a(value, "PIL", "Image"):
        return _image_part(value)
    if _is_a(value, "pydub", "AudioSegment"):
        segment = value.set_frame_rate(24_000).set_channels(1).set_sample_width(2)
        return _wav_part(segment.raw_data, (1, 2, 24_000))
    if _is_a(value, "wave", "Wave_read"):
        wave: Wave_read = value
        position = wave.tell()
        wave.rewind()
        frames = wave.readframes(wave.getnframes())
        wave.setpos(position)
        return _wav_part(
            frames, (wave.getnchannels(), wave.getsampwidth(), wave.getframerate())
        )
    return None


def _is_a(value: object, package: str, name: str) -> bool:
    """Tell whether a class of that name from that package is among the value's."""
    return any(
        base.__name__ == name and base.__module__.partition(".")[0] == package
        for base in type(value).__mro__
    )


def _image_part(image: Image) -> Any:
    """Encode an image in its own format; one made in memory becomes a PNG."""
    form = image.format or "PNG"
    if form == "MPO":  # JPEG with further frames, as cameras make it
        form = "JPEG"
    buffer = io.BytesIO()
    try:
        image.save(buffer, format=form)
    except (OSError, ValueError, KeyError) as error:
        raise PromptError(
            f"{image!r} cannot be encoded as {form}: convert it, for example with "
            '`image.convert("RGB")`'
        ) from error
    return media_part("image", f"image/{form.lower()}", buffer.getvalue(), {})


def _wav_part(frames: bytes, shape: tuple[int, int, int]) -> Any:
    """Write samples of (channels, bytes per sample, rate) as a WAV file."""
    import wave

    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        channels, width, rate = shape
        file.setnchannels(channels)
        file.setsampwidth(width)
        file.setframerate(rate)
        file.writeframes(frames)
    return media_part("audio", "audio/wav", buffer.getvalue(), {})
