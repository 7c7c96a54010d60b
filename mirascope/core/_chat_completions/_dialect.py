"""How one service's chat completions differ from the others'."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any, Literal

from mirascope.core.base._call.settings import ParamTable, same
from mirascope.core.base.types import FinishReason

PARAMS: ParamTable = same(
    *("temperature", "max_tokens", "top_p", "frequency_penalty", "presence_penalty"),
    *("seed", "stop"),
)
"""The common parameters of chat completions."""
IMAGES = frozenset({"image/jpeg", "image/png", "image/gif", "image/webp"})

FINISH: dict[str, FinishReason] = {
    "stop": "stop",
    "length": "length",
    "tool_calls": "tool_calls",
    "function_call": "tool_calls",
    "content_filter": "content_filter",
    "error": "error",
}


def required(_: str) -> object:
    """Force a call of any offered tool."""
    return "required"


def by_name(name: str) -> object:
    """Force a call of one tool."""
    return {"type": "function", "function": {"name": name}}


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """One service, as the ways in which it differs."""

    provider: str
    parts: frozenset[str] = frozenset({"text", "image", "image_url"})
    """The types of content parts that the service takes, tool parts aside."""
    output_parts: frozenset[str] = frozenset({"text"})
    """The types of parts that it takes as the output of a tool."""
    load_types: frozenset[str] = frozenset()
    """Those that it takes only as bytes: addresses are loaded."""
    images: frozenset[str] = IMAGES
    """The media types of images that it takes."""
    force: Callable[[str], object] = required
    """How a tool is forced, by its name."""
    usage_option: bool = True
    """Whether usage in streams must be asked for with `stream_options`."""
    instruction: Literal["message", "append"] = "message"
    """Where the JSON instruction goes: a user message of its own, or the last one."""
    text_answers: bool = True
    """Whether an answer of the history that is text alone is sent as a string."""
    empty_answers: bool = True
    """Whether the service takes a history in which an answer says nothing."""
    json_object: bool = True
    """Whether the service has the `json_object` response format."""
    json_with_tools: bool = True
    """Whether a response format may be given together with tools."""
    schema: Literal["strict", "always"] = "strict"
    """Whether a schema is sent for strict models only, or for every response model."""
    finish: Mapping[str, FinishReason] = field(default_factory=lambda: FINISH)
    """The service's finish reasons to the common ones."""
    sdk: str | None = None
    """The package whose types answers are built of; dicts where there is none."""

    def build(self, name: str, data: dict[str, Any]) -> Any:
        """Make an object of the SDK from its fields."""
        kind = self.class_of(name)
        return data if kind is None else kind.construct(**data)

    def class_of(self, name: str) -> Any:
        """Find a class of the SDK; `None` where there is no SDK."""
        if self.sdk is None:
            return None
        return getattr(import_module(f"{self.sdk}.types.chat"), name)
