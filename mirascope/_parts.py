"""The one table of content parts; what knows the kinds of media reads it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class MediaFacts(NamedTuple):
    """What is known of a kind of media, whose name is also the field of its bytes."""

    part: str
    """The class of parts that hold bytes."""
    url: str
    """The class of parts that hold an address, of the type `KIND_url`."""
    types: Mapping[str, str]
    """Media types by the file extension that bytes are recognised as."""
    options: tuple[str, ...] = ()
    """The fields that both classes have beside these, and that templates may set."""
    fetched: str | None = None
    """The class of the addresses in templates that are loaded for every service, where
    few take them."""
    takes_text: bool = False
    """Whether plain text is one of these."""


MEDIA = {
    "image": MediaFacts(
        "ImagePart",
        "ImageURLPart",
        {
            "jpg": "image/jpeg",
            "png": "image/png",
            "gif": "image/gif",
            "webp": "image/webp",
            "heic": "image/heic",
            "heif": "image/heif",
        },
        options=("detail",),
    ),
    "audio": MediaFacts(
        "AudioPart",
        "AudioURLPart",
        {
            "wav": "audio/wav",
            "mp3": "audio/mp3",
            "aiff": "audio/aiff",
            "aac": "audio/aac",
            "ogg": "audio/ogg",
            "flac": "audio/flac",
        },
    ),
    "document": MediaFacts(
        "DocumentPart",
        "DocumentURLPart",
        {"pdf": "application/pdf"},
        fetched="FetchedDocumentPart",
        takes_text=True,
    ),
}
"""By kind, which is also the specifier in templates, and the type of the parts."""

NAMES = [
    "BaseMessageParam",
    "CacheControlPart",
    "TextPart",
    "ToolCallPart",
    "ToolResultPart",
    *(name for facts in MEDIA.values() for name in (facts.part, facts.url)),
]
"""What every public package hands out of `core.base.messages.parts`."""
