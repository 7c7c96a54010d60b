"""Images, audio and documents: how to load, recognise and encode them."""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Sequence
from importlib import import_module
from stat import S_ISREG
from typing import TYPE_CHECKING, Any, Literal, Protocol, TypeAlias, cast

from mirascope.core.base._event_loop import in_threads
from mirascope.core.base._flow import Flow, do
from mirascope.exceptions import PromptError, UnsupportedPartError

from .addresses import HTTP, scheme_of, shown
from .encoding import read_data_url
from .media_loader import MAX_BYTES, load_address
from .parts import AudioPart, ImagePart

if TYPE_CHECKING:
    from wave import Wave_read

MediaKind: TypeAlias = Literal["image", "audio", "document"]
Source: TypeAlias = "str | os.PathLike[str]"
"""A path, or an address."""

_TYPES: dict[MediaKind, dict[str, str]] = {
    "image": {
        "jpg": "image/jpeg",
        "png": "image/png",
        "gif": "image/gif",
        "webp": "image/webp",
        "heic": "image/heic",
        "heif": "image/heif",
    },
    "audio": {
        "wav": "audio/wav",
        "mp3": "audio/mp3",
        "aiff": "audio/aiff",
        "aac": "audio/aac",
        "ogg": "audio/ogg",
        "flac": "audio/flac",
    },
    "document": {"pdf": "application/pdf"},
}
"""File extension, as `filetype` guesses it, to media type, for each kind."""
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


def media_type(data: bytes, kind: MediaKind) -> str:
    """Recognise bytes by their first few.

    Args:
        data: The bytes of a file.
        kind: What they are meant to be.

    Returns:
        The media type, such as `image/png`.

    Raises:
        PromptError: They are nothing of that kind that providers take.
    """
    known = _TYPES[kind]
    found = known.get(_extension(data) or "")
    if found is None:
        raise PromptError(
            f"{len(data)} bytes are no known {kind}: give one of "
            f"{sorted(known.values())}, or a part with its own `media_type`"
        )
    return found


def load(sources: Sequence[Source], is_async: bool) -> Flow[list[bytes]]:
    """Read files and addresses, as one step.

    Args:
        sources: Paths, and `http`, `https` or `data` addresses.
        is_async: Whether the flow is driven by `arun`; then they are read at the same
            time, in threads.

    Returns:
        The bytes of each.

    Raises:
        PromptError: One cannot be read, in time or in size.
        UnsupportedPartError: An address has another scheme.
    """
    if is_async:
        return (yield from do(lambda: in_threads(read, sources)))
    return (yield from do(lambda: [read(source) for source in sources]))


def read(source: Source, *, max_bytes: int = MAX_BYTES) -> bytes:
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
            f"{shown(source)} has the scheme {scheme!r}, which is not loaded: give a "
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
            f"{shown(path)} cannot be loaded ({reason}): give a path that exists, an "
            "address that answers, or bytes"
        ) from error
    if len(data) > max_bytes:
        raise PromptError(
            f"{shown(path)} is larger than {max_bytes} bytes: read it yourself and "
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
    guess = cast("Callable[[bytes], Any]", import_module("filetype").guess)
    match = guess(data)
    return None if match is None else match.extension


def media_part(value: object) -> ImagePart | AudioPart | None:
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
        return _image_part(cast(Image, value))
    if _is_a(value, "pydub", "AudioSegment"):
        segment = cast(AudioSegment, value)
        segment = segment.set_frame_rate(24_000).set_channels(1).set_sample_width(2)
        return _wav_part(segment.raw_data, (1, 2, 24_000))
    if _is_a(value, "wave", "Wave_read"):
        wave = cast("Wave_read", value)
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


def _image_part(image: Image) -> ImagePart:
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
    return ImagePart(
        type="image",
        media_type=f"image/{form.lower()}",
        image=buffer.getvalue(),
        detail=None,
    )


def _wav_part(frames: bytes, shape: tuple[int, int, int]) -> AudioPart:
    """Write samples of (channels, bytes per sample, rate) as a WAV file."""
    import wave

    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        channels, width, rate = shape
        file.setnchannels(channels)
        file.setsampwidth(width)
        file.setframerate(rate)
        file.writeframes(frames)
    return AudioPart(type="audio", media_type="audio/wav", audio=buffer.getvalue())
