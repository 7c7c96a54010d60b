"""Bodies that are no answers, and what each provider's calls end in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .outcome import ANSWER, SDK

STATUSES = (301, 402, 408, 413, 422, 500, 502, 529)
"""Statuses of which every SDK makes an error."""
WHOLE, STREAMED = "NoAnswerError", "BrokenStreamError"
"""What a call ends in where the table names no SDK that has an error of its own."""


@dataclass(frozen=True)
class Alike:
    """Bodies with status 200 of which the same SDKs complain."""

    whole: str
    """The rows whose SDK has an error of its own, unstreamed."""
    streamed: str
    bodies: Mapping[str, bytes]


PARSED = "openai groq anthropic azure cohere litellm"
"""The rows whose SDK complains of what is no JSON."""
CHECKS, CHECKS_STREAMED = "mistral", "mistral cohere"
"""The rows whose SDK checks all that it is sent."""

# Bedrock's frames and Google's lines show what is no stream only if it is long enough.
TABLE = (
    Alike(
        "litellm",
        "bedrock google",
        {
            "an error": b'{"error": {"message": "overloaded upstream", "code": 502}}',
            "an error in a word": b'{"error": "boom"}',
        },
    ),
    Alike("cohere litellm", "bedrock", {"a message": b'{"message": "boom"}'}),
    Alike("litellm", "", {"an empty object": b"{}"}),
    Alike("bedrock litellm", "", {"null": b"null"}),
    Alike("bedrock cohere litellm", "", {"a list": b"[]", "a string": b'"x"'}),
    Alike(
        "bedrock cohere google litellm",
        "google",
        {"a number": b"3", "not a number": b"NaN"},
    ),
    Alike(PARSED, "", {"nothing": b""}),
    Alike(
        f"{PARSED} google",
        "bedrock google",
        {"half of an object": b'{"id": "x", "choi'},
    ),
    Alike(
        "azure cohere google litellm",
        "bedrock google azure",
        {"a page": b"<html>\n<body>Please log in</body>\n</html>"},
    ),
    Alike(
        "",
        "bedrock",
        {"nothing in it": b'{"choices": [], "content": [], "candidates": []}'},
    ),
    Alike(
        "bedrock cohere litellm",
        "bedrock",
        {
            "a word in it": b'{"choices": "x", "content": "x", "candidates": "x",'
            b' "message": "x", "output": "x"}',
        },
    ),
    Alike(
        "litellm",
        "bedrock",
        {
            "null in it": b'{"choices": null, "content": null, "candidates": null,'
            b' "message": null, "output": null}',
            "null items": b'{"choices": [null], "content": [null], "candidates": [null]'
            b', "message": {"content": [null]},'
            b' "output": {"message": {"content": [null]}}}',
            "empty items": b'{"choices": [{}], "content": [{}], "candidates": [{}],'
            b' "message": {}, "output": {"message": {}}}',
        },
    ),
)
BODIES = {name: body for alike in TABLE for name, body in alike.bodies.items()}

CONTENT_TYPES = ("text/plain", "text/html", "application/x-ndjson")
"""Of what an answer may be said to be, though it is one."""
PARTICULAR = {
    **dict.fromkeys(("openai", "groq", "anthropic"), WHOLE),
    **dict.fromkeys(("mistral", "cohere"), SDK),
}
"""What a whole answer of another type may end in; streamed, only an SDK's own error."""


def kind_of(name: str) -> str:
    """Give the content type of a body."""
    return "text/html" if name == "a page" else "application/json"


def expected(name: str, row: str, *, stream: bool) -> str:
    """Give what a call of a row ends in that is answered with a body."""
    alike = next(one for one in TABLE if name in one.bodies)
    if stream:
        return SDK if row in f"{alike.streamed} {CHECKS_STREAMED}".split() else STREAMED
    return SDK if row in f"{alike.whole} {CHECKS}".split() else WHOLE


def allowed(kind: str, row: str, *, stream: bool) -> set[str]:
    """Give what a call of a row may end in whose answer has another content type."""
    particular = PARTICULAR.get(row, ANSWER)
    if stream:
        return {SDK if particular == SDK else ANSWER}
    if row == "azure" and "ndjson" in kind:
        particular = SDK
    return {ANSWER, particular}
