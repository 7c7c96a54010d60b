"""The messages and content parts that all providers share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import BaseModel, Field

from ._erased import unvalidated


class TextPart(BaseModel, defer_build=True):
    """Text."""

    type: Literal["text"]
    text: str


class ImagePart(BaseModel, defer_build=True):
    """An image, as bytes."""

    type: Literal["image"]
    media_type: str
    """Such as `image/png`."""
    image: bytes
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
    audio: bytes | str


class AudioURLPart(BaseModel, defer_build=True):
    """Audio, by its address."""

    type: Literal["audio_url"]
    url: str


class DocumentPart(BaseModel, defer_build=True):
    """A document, as bytes."""

    type: Literal["document"]
    media_type: str
    """Such as `application/pdf`."""
    document: bytes


class DocumentURLPart(BaseModel, defer_build=True):
    """A document, by its address."""

    type: Literal["document_url"]
    url: str


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
    content: str
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
    """The content as the provider sent it."""


Part: TypeAlias = (
    TextPart
    | ImagePart
    | ImageURLPart
    | AudioPart
    | AudioURLPart
    | DocumentPart
    | DocumentURLPart
    | CacheControlPart
    | ToolCallPart
    | ToolResultPart
    | NativePart
)
"""One piece of a message's content."""

PARTS: tuple[type[BaseModel], ...] = (
    TextPart,
    ImagePart,
    ImageURLPart,
    AudioPart,
    AudioURLPart,
    DocumentPart,
    DocumentURLPart,
    CacheControlPart,
    ToolCallPart,
    ToolResultPart,
    NativePart,
)


_FIELDS = {"role", "content"}


class BaseMessageParam(BaseModel, defer_build=True):
    """One message of a conversation, for any provider.

    Args:
        role: Who speaks: `system`, `user`, `assistant` or `tool`.
        content: The text, or a list of parts. Dicts are read as parts by their `type`.
    """

    role: str
    content: str | Sequence[Annotated[Part, Field(discriminator="type")]]


def text_message(role: str, text: str) -> BaseMessageParam:
    """Make a message of plain text, as nearly all are.

    Args:
        role: Who speaks.
        text: What is said.

    Returns:
        The message, without the cost of validating two strings.
    """
    return unvalidated(BaseMessageParam, {"role": role, "content": text}, _FIELDS)
