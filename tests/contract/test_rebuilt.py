"""What a stream is rebuilt into is what the call would have given, field by field."""

from __future__ import annotations

from typing import Any

import pytest

from tests.internals import as_dict
from tests.server import Answer, Call, Usage

from .way import Way

ANSWERS = {
    "text": Answer(text=("Hel", "lo wörl", "d"), around={"service_tier": "priority"}),
    "probabilities": Answer(text=("Hel", "lo"), logprobs=True),
    "calls": Answer(
        text="",
        calls=(Call(name="find", arguments='{"title": "x"}', id="call_1"),),
    ),
    "counts": Answer(usage=Usage(input=10, output=5, cached=4, reasoning=2)),
    "cut": Answer(finish="length"),
}
APART = frozenset(
    {
        *("HTTPHeaders", "RetryAttempts", "metrics", "sdk_http_response"),
        # What the services of these tests say only in streams.
        *("content_filter_results", "prompt_filter_results", "x_groq"),
    }
)
"""What belongs to the HTTP response and not to the answer."""
MADE_UP = {
    "litellm": frozenset(
        {
            *("_response_ms", "created", "completion_tokens_details"),
            *("cache_creation_input_tokens", "cache_read_input_tokens", "cost"),
        }
    ),
}
"""What an SDK puts into the chunks of a stream, whatever the service says."""


def find(title: str) -> str:
    """Find a book."""
    return title


def content_of(value: Any, apart: frozenset[str]) -> Any:
    """Leave out what says nothing."""
    if isinstance(value, dict):
        read = {
            str(k): content_of(v, apart) for k, v in value.items() if k not in apart
        }
        return {k: v for k, v in read.items() if v not in (None, [], {}, "")}
    if isinstance(value, list | tuple):
        return [content_of(one, apart) for one in value]
    return value


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS.keys())
def test_a_stream_is_rebuilt_field_by_field(sync_way: Way, answer: Answer) -> None:
    way = sync_way
    way.server.will(answer)
    options = {"tools": [find]} if answer.calls else {}
    whole = way.ask(**options)
    stream = way.stream(**options)
    way.collect(stream)
    rebuilt = stream.construct_call_response()
    assert type(rebuilt.response) is type(whole.response)
    apart = APART | MADE_UP.get(way.row.id, frozenset())
    assert content_of(as_dict(rebuilt.response), apart) == content_of(
        as_dict(whole.response), apart
    )
    assert rebuilt.cost == whole.cost
