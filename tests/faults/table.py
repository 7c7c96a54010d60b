"""Bodies that are no answers, and what each provider's calls end in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from .outcome import SDK


@dataclass(frozen=True, kw_only=True)
class Body:
    """A body with status 200; its outcomes by row, where they are not the usual."""

    data: bytes
    kind: str = "application/json"
    whole: Mapping[str, str] = field(default_factory=dict[str, str])
    streamed: Mapping[str, str] = field(default_factory=dict[str, str])


def sdk(rows: str) -> dict[str, str]:
    """Say for which rows the SDK has an error of its own."""
    return dict.fromkeys(rows.split(), SDK)


WHOLE, STREAMED = "NoAnswerError", "BrokenStreamError"
"""What a call ends in where nothing else is said."""
ALWAYS = sdk("mistral")
"""The SDK that checks what it is sent."""
LITELLM = sdk("litellm")
FRAMES = sdk("bedrock google")
"""The SDKs that see that something is no stream, if it is long enough."""
ALWAYS_STREAMED = ALWAYS | sdk("cohere")
PARSED = sdk("openai groq anthropic azure cohere litellm")
"""The SDKs that complain of what is no JSON."""
TYPED = sdk("bedrock cohere litellm")
"""The SDKs whose parsers trip over JSON that is no object."""

BODIES: dict[str, Body] = {
    "an error": Body(
        data=b'{"error": {"message": "overloaded upstream", "code": 502}}',
        whole=LITELLM,
        streamed=FRAMES,
    ),
    "an error in a word": Body(
        data=b'{"error": "boom"}', whole=LITELLM, streamed=FRAMES
    ),
    "a message": Body(
        data=b'{"message": "boom"}',
        whole=sdk("cohere litellm"),
        streamed=sdk("bedrock"),
    ),
    "an empty object": Body(data=b"{}", whole=LITELLM),
    "null": Body(data=b"null", whole=sdk("bedrock litellm")),
    "a list": Body(data=b"[]", whole=TYPED),
    "a string": Body(data=b'"x"', whole=TYPED),
    "a number": Body(data=b"3", whole=TYPED | sdk("google"), streamed=sdk("google")),
    "not a number": Body(
        data=b"NaN", whole=TYPED | sdk("google"), streamed=sdk("google")
    ),
    "nothing": Body(data=b"", whole=PARSED),
    "a page": Body(
        data=b"<html>\n<body>Please log in</body>\n</html>",
        kind="text/html",
        whole=sdk("azure cohere google litellm"),
        streamed=FRAMES | sdk("azure"),
    ),
    "half of an object": Body(
        data=b'{"id": "x", "choi', whole=PARSED | sdk("google"), streamed=FRAMES
    ),
    "nothing in it": Body(
        data=b'{"choices": [], "content": [], "candidates": []}',
        streamed=sdk("bedrock"),
    ),
    "null in it": Body(
        data=b'{"choices": null, "content": null, "candidates": null, "message": null,'
        b' "output": null}',
        whole=LITELLM,
        streamed=sdk("bedrock"),
    ),
    "a word in it": Body(
        data=b'{"choices": "x", "content": "x", "candidates": "x", "message": "x",'
        b' "output": "x"}',
        whole=TYPED,
        streamed=sdk("bedrock"),
    ),
    "null items": Body(
        data=b'{"choices": [null], "content": [null], "candidates": [null], "message":'
        b' {"content": [null]}, "output": {"message": {"content": [null]}}}',
        whole=LITELLM,
        streamed=sdk("bedrock"),
    ),
    "empty items": Body(
        data=b'{"choices": [{}], "content": [{}], "candidates": [{}], "message": {},'
        b' "output": {"message": {}}}',
        whole=LITELLM,
        streamed=sdk("bedrock"),
    ),
}
