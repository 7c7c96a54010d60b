"""Anthropic, with its own client; other platforms are in tests/core/anthropic."""

from __future__ import annotations

from typing import Any

from tests.contract.row import Params, Row, Sdk, Wire
from tests.server.dialects.anthropic import REASONS


def content_of(message: Any) -> str:
    """Read the text of a message, which may be in blocks."""
    content = message["content"]
    if isinstance(content, str):
        return content
    return "".join(block.get("text", "") for block in content)


ROWS = (
    Row(
        id="anthropic",
        provider="anthropic",
        package="anthropic",
        prefix="Anthropic",
        model="claude-sonnet-4-6",
        lacks=frozenset(
            {
                *("frequency_penalty", "presence_penalty", "seed"),
                *("detail", "response_format", "system"),
            }
        ),
        has=frozenset(
            {
                *("error_events", "extra_headers", "images", "price", "raw_streams"),
                *("refusal", "stops_at_once", "thinking"),
            }
        ),
        wire=Wire(
            path="/v1/messages",
            base="",
            # The header is another one since the SDK's second version.
            key_of=lambda request: (
                request.headers.get("x-api-key")
                or request.headers["authorization"].removeprefix("Bearer ")
            ),
            key="ANTHROPIC_API_KEY",
            base_key="ANTHROPIC_BASE_URL",
            emulated=("ANTHROPIC_BASE_URL", ""),
            words=REASONS,
            defaults={"max_tokens": 1024},
            own_common={"top_k": 3},
            stream_options=False,
            forced=lambda name: {"type": "function", "function": {"name": name}},
            media={"image": "passed", "document": "passed"},
        ),
        sdk=Sdk(
            name="anthropic",
            clients=("Anthropic", "AsyncAnthropic"),
            text_of=content_of,
            own={"top_k": 3},
            native_tool={"type": "web_search_20250305", "name": "theirs"},
            response_type="Message",
            chunk_type="",
        ),
    ),
)

PARAMS = (
    Params(
        name="anthropic:AnthropicCallParams",
        sdk=("anthropic", "2.14"),
        methods=(
            "anthropic.resources.messages:Messages.create",
            "anthropic.resources.beta.messages:Messages.create",
        ),
        hints="anthropic.types.beta.message_create_params:MessageCreateParamsBase",
        more={
            "output_format": "in the body",
            "temperature": "in the body",
            "tools": "as a keyword, beside the decorator's tools",
            "top_k": "in the body",
            "top_p": "in the body",
        },
    ),
)
