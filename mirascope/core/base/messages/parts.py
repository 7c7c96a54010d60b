"""The messages and content parts that all providers share."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import (
    BaseModel,
    BeforeValidator,
    Field,
    PlainSerializer,
    ValidatorFunctionWrapHandler,
    field_serializer,
    field_validator,
)
from typing_extensions import override

from mirascope._parts import MEDIA
from mirascope.core.base._fields import LISTS, is_dict, is_list

from .addresses import HTTP, scheme_of

__all__ = [
    "AudioPart",
    "AudioURLPart",
    "BaseMessageParam",
    "CacheControlPart",
    "DocumentPart",
    "DocumentURLPart",
    "ImagePart",
    "ImageURLPart",
    "TextPart",
    "ToolCallPart",
    "ToolResultPart",
]

Options: TypeAlias = Mapping[str, Any]

_BYTES = "$base64"
"""The one key of what stands for bytes in the JSON of native content."""


def _encode(data: object) -> object:
    return base64.b64encode(data).decode() if isinstance(data, bytes) else data


def _decode(data: object) -> object:
    if not isinstance(data, str):
        return data
    try:
        return base64.b64decode(data, validate=True)
    except binascii.Error as error:
        raise ValueError(
            "the text is not base64: give bytes, or bytes in base64"
        ) from error


def _encode_all(value: Any) -> Any:
    """Write the bytes in native content, so that `_decode_all` finds them again."""
    if isinstance(value, bytes):
        return {_BYTES: _encode(value)}
    if is_dict(value):
        return {name: _encode_all(item) for name, item in value.items()}
    return list(map(_encode_all, value)) if isinstance(value, LISTS) else value


def _decode_all(value: Any) -> Any:
    """Read what `_encode_all` wrote; what holds no bytes stays the same object."""
    if is_dict(value):
        if len(value) == 1 and _BYTES in value:
            return _decode(value[_BYTES])
        read = {name: _decode_all(item) for name, item in value.items()}
        same = all(read[name] is item for name, item in value.items())
        return value if same else read
    if is_list(value):
        found = list(map(_decode_all, value))
        return value if all(map(lambda a, b: a is b, value, found)) else found
    return value


Bytes: TypeAlias = Annotated[
    bytes, BeforeValidator(_decode), PlainSerializer(_encode, when_used="json")
]
"""Bytes, which are base64 in JSON; text is read as base64."""


class TextPart(BaseModel, defer_build=True):
    """Text."""

    type: Literal["text"]
    text: str


class ImagePart(BaseModel, defer_build=True):
    """An image, as bytes."""

    type: Literal["image"]
    media_type: str
    """Such as `image/png`."""
    image: Bytes
    detail: str | None
    """The resolution to see it in, such as `low`; `None` is the provider's default."""


class ImageURLPart(BaseModel, defer_build=True):
    """An image, by its address."""

    type: Literal["image_url"]
    url: str
    detail: str | None
    """The resolution to see it in, such as `low`; `None` is the provider's default."""


class AudioPart(BaseModel, defer_build=True):
    """Audio, as bytes, or as text that is already base64."""

    type: Literal["audio"]
    media_type: str
    """Such as `audio/wav`."""
    audio: Annotated[bytes | str, PlainSerializer(_encode, when_used="json")]

    @field_validator("audio", mode="wrap")
    @classmethod
    def _read_audio(cls, audio: Any, handler: ValidatorFunctionWrapHandler) -> Any:
        # Of a union with bytes, pydantic makes bytes of the characters of JSON's text.
        return audio if isinstance(audio, str) else handler(audio)

    @override
    def __eq__(self, other: object) -> bool:
        if type(self) is not type(other) or not isinstance(other, AudioPart):
            return NotImplemented
        return self.media_type == other.media_type and (
            _encode(self.audio) == _encode(other.audio)
        )

    __hash__ = BaseModel.__hash__


class AudioURLPart(BaseModel, defer_build=True):
    """Audio, by its address."""

    type: Literal["audio_url"]
    url: str


class DocumentPart(BaseModel, defer_build=True):
    """A document, as bytes."""

    type: Literal["document"]
    media_type: str
    """Such as `application/pdf`."""
    document: Bytes


class DocumentURLPart(BaseModel, defer_build=True):
    """A document, by its address."""

    type: Literal["document_url"]
    url: str


class FetchedDocumentPart(DocumentURLPart, defer_build=True):
    """A document whose address is loaded for whichever service it is sent to."""


class CacheControlPart(BaseModel, defer_build=True):
    """A mark that lets the provider cache the prompt up to the part before it."""

    type: Literal["cache_control"]
    cache_type: str
    """Such as `ephemeral`."""


class ToolCallPart(BaseModel, defer_build=True):
    """A tool call that the model made."""

    type: Literal["tool_call"]
    name: str
    args: dict[str, Any] | None = None
    id: str | None = None


class ToolResultPart(BaseModel, defer_build=True):
    """What a tool call gave."""

    type: Literal["tool_result"]
    content: (
        str
        | Sequence[
            Annotated[
                TextPart | ImagePart | AudioPart | DocumentPart,
                Field(discriminator="type"),
            ]
        ]
    )
    """Text; parts, if the tool gave an image or other media."""
    name: str = ""
    id: str | None = None
    is_error: bool = False


class NativePart(BaseModel, defer_build=True):
    """Content of one provider without a common form, kept so that it can be sent back.

    Such parts come from responses (reasoning with its signature, results of tools that
    the provider ran). Another provider leaves them out.
    """

    type: Literal["native"] = "native"
    provider: str
    """The provider whose content this is."""
    content: Any
    """The content as the provider sent it; its bytes are base64 in JSON."""

    @field_serializer("content", when_used="json")
    def _dump_content(self, content: Any) -> Any:
        return _encode_all(content)

    @field_validator("content", mode="before")
    @classmethod
    def _read_content(cls, content: Any) -> Any:
        return _decode_all(content)


ContentPart: TypeAlias = (
    TextPart
    | ImagePart
    | ImageURLPart
    | AudioPart
    | AudioURLPart
    | DocumentPart
    | DocumentURLPart
    | CacheControlPart
)
"""The parts that a prompt may be made of."""
Part: TypeAlias = ContentPart | ToolCallPart | ToolResultPart | NativePart
"""One piece of a message's content."""

MEDIA_OF_URLS = {f"{kind}_url": kind for kind in MEDIA}
"""The kind of media, by the type of the parts that hold addresses of it."""


def media_part(kind: str, media_type: str, data: bytes, options: Options) -> Any:
    """Make a part that holds bytes.

    Args:
        kind: The kind of media.
        media_type: Such as `image/png`.
        data: The bytes.
        options: The other fields, by name; those that are missing are `None`.

    Returns:
        The part.
    """
    facts = MEDIA[kind]
    fields = {name: options.get(name) for name in facts.options}
    fields |= {"type": kind, "media_type": media_type, kind: data}
    return globals()[facts.part](**fields)


def url_part(kind: str, url: str, options: Options) -> Any:
    """Make the part that a template has of an address; see `media_part`."""
    facts = MEDIA[kind]
    fields = {name: options.get(name) for name in facts.options}
    made = facts.fetched if facts.fetched and scheme_of(url) in HTTP else facts.url
    return globals()[made](type=f"{kind}_url", url=url, **fields)


def is_fetched(part: Any) -> bool:
    """Tell whether a part is loaded for whichever service it is sent to."""
    return isinstance(part, FetchedDocumentPart)


class BaseMessageParam(BaseModel, defer_build=True):
    """One message of a conversation, for any provider.

    Args:
        role: Who speaks: `system`, `user`, `assistant` or `tool`.
        content: The text, or a list of parts. Dicts are read as parts by their `type`.
    """

    role: str
    content: str | Sequence[Annotated[Part, Field(discriminator="type")]]


# The slots of a model, which are set without looking for their names in its classes.
_set_fields, _set_names, _set_extra, _set_private = (
    vars(BaseModel)[slot].__set__
    for slot in (
        "__dict__",
        "__pydantic_fields_set__",
        "__pydantic_extra__",
        "__pydantic_private__",
    )
)
_FIELDS = {"role", "content"}


def text_message(role: str, text: str) -> BaseMessageParam:
    """Make a message of plain text, as nearly all are.

    Args:
        role: Who speaks.
        text: The content.

    Returns:
        The message, without the cost of validating two strings.
    """
    made = object.__new__(BaseMessageParam)
    _set_fields(made, {"role": role, "content": text})
    _set_names(made, _FIELDS)
    _set_extra(made, None)
    _set_private(made, None)
    return made
