"""The one table of content parts; what knows the kinds of media reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


class MediaFacts:
    """What is known of a kind of media, whose name is also the field of its bytes.

    It is a plain class, since `import mirascope` makes it.

    Args:
        part: The class of parts that hold bytes.
        url: The class of parts that hold an address, of the type `KIND_url`.
        types: Media types by the file extension that bytes are recognised as.
        options: The fields that both classes have beside these, and that templates
            may set.
        fetched: The class of the addresses in templates that are loaded for every
            service, where few take them.
        takes_text: Whether plain text is one of these.
    """

    def __init__(
        self,
        part: str,
        url: str,
        types: Mapping[str, str],
        options: tuple[str, ...] = (),
        fetched: str | None = None,
        takes_text: bool = False,
    ) -> None:
        self.part = part
        self.url = url
        self.types = types
        self.options = options
        self.fetched = fetched
        self.takes_text = takes_text


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
