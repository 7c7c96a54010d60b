"""Names for small values that several modules and users speak of."""

from __future__ import annotations

from typing import Any, Literal, TypeAlias

from pydantic import BaseModel
from typing_extensions import TypedDict

Provider: TypeAlias = Literal[
    "anthropic",
    "azure",
    "bedrock",
    "cohere",
    "gemini",
    "google",
    "groq",
    "litellm",
    "mistral",
    "openai",
    "vertex",
    "xai",
]
"""Providers with a service of their own."""

LocalProvider: TypeAlias = Literal["local", "ollama", "vllm"]
"""Providers that run on the user's machines."""

FinishReason: TypeAlias = Literal[
    "stop", "length", "tool_calls", "content_filter", "error"
]
"""Why an answer ended, as all providers share it; `error` is a failure."""

BaseType: TypeAlias = (
    type[str]
    | type[int]
    | type[float]
    | type[bool]
    | type[bytes]
    | type[list[Any]]
    | type[set[Any]]
    | type[tuple[Any, ...]]
    | type[dict[Any, Any]]
)
"""The builtin types that a `response_model` may be."""

JsonableType: TypeAlias = (
    str
    | int
    | float
    | bool
    | bytes
    | list["JsonableType"]
    | set["JsonableType"]
    | tuple["JsonableType", ...]
    | dict[str, "JsonableType"]
    | BaseModel
    | None
)
"""What a tool may return as its output."""


class Metadata(TypedDict, total=False):
    """What `@metadata` attaches to a call."""

    tags: set[str]
    """Labels for observability."""


class Usage(BaseModel, defer_build=True):
    """Tokens of one call, as all providers share them."""

    input_tokens: int
    """All tokens of the prompt, cached ones included."""
    cached_tokens: int
    """Those of the input that came from the provider's cache."""
    output_tokens: int
    """All generated tokens, reasoning included."""
    total_tokens: int
    """Input plus output."""


class ImageMetadata(BaseModel, defer_build=True):
    """An image that a call was charged for."""

    width: int
    height: int
    tokens: int | None = None
    detail: str | None = None


class VideoMetadata(BaseModel, defer_build=True):
    """A video that a call was charged for."""

    duration_seconds: float
    with_audio: bool | None = False
    tokens: int | None = None


class AudioMetadata(BaseModel, defer_build=True):
    """Audio that a call was charged for."""

    duration_seconds: float
    with_timestamps: bool | None = False
    tokens: int | None = None


class GoogleMetadata(BaseModel, defer_build=True):
    """What only Google charges for."""

    use_vertex_ai: bool | None = False
    grounding_requests: int | None = None


class PDFImageMetadata(BaseModel, defer_build=True):
    """An image inside a PDF."""

    width: int
    height: int
    tokens: int | None = None


class PDFMetadata(BaseModel, defer_build=True):
    """A PDF that a call was charged for."""

    page_count: int | None = None
    text_tokens: int | None = None
    images: list[PDFImageMetadata] | None = None
    cached: bool | None = None


class CostMetadata(BaseModel, defer_build=True):
    """Everything a price may depend on. All fields are optional."""

    input_tokens: int | float | None = None
    output_tokens: int | float | None = None
    cached_tokens: int | float | None = None
    streaming_mode: bool | None = None
    cached_response: bool | None = None
    context_length: int | None = None
    realtime_mode: bool | None = None
    region: str | None = None
    tier: str | None = None
    batch_mode: bool | None = None
    images: list[ImageMetadata] | None = None
    videos: list[VideoMetadata] | None = None
    audio: list[AudioMetadata] | None = None
    audio_output: list[AudioMetadata] | None = None
    pdf: PDFMetadata | None = None
    context_cache_tokens: int | None = None
    context_cache_hours: float | None = None
    google: GoogleMetadata | None = None
    realtime_tokens: int | None = None
    cache_write: bool | None = None
    cache_write_tokens: int | None = None
    """Those of the input that were written to the provider's cache."""
    tool_use_tokens: int | None = None
    """Those of the input that the provider's own tools brought."""
    units: dict[str, int | float] | None = None
    """What else is charged for, such as `web_searches` or `cache_write_1h_tokens`, by
    the names that genai-prices has; it goes before the fields that say the same."""
    speed: str | None = None
    """The speed at which the provider answered, such as `fast`."""
    cost: float | None = None
    """The cost in US dollars, where the provider reports it."""
