"""What is read from the error of an SDK, whatever is in it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mirascope import llm
from tests.internals import adopt, retry_after

from .made import Response, sdk_error

RateLimitError = sdk_error("openai", "RateLimitError")
ClientError = sdk_error("google", "APIError")
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["error", "code", "type", "details", "message", "status"])
            | st.sampled_from(["innererror", "Error", "Code", "request_id", "@type"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


def waiting(**headers: str) -> float | None:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return retry_after(RateLimitError(response=Response(headers=named)))


def ahead(seconds: float) -> datetime:
    return datetime.now(UTC) + timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry_after": "3"}, 3),
        ({"Retry_After": " 1.5 "}, 1.5),
        ({"retry_after": "3600"}, 3600),
        ({"retry_after": "3601"}, None),
        ({"retry_after": "0"}, None),
        ({"retry_after": "-1"}, None),
        ({"retry_after": "soon"}, None),
        ({"retry_after": "nan"}, None),
        ({"retry_after": "inf"}, None),
        ({"retry_after": "1e2"}, None),
        ({"retry_after": "\u0663"}, None),
        ({"retry_after_ms": "250"}, 0.25),
        ({"retry_after_ms": "250", "retry_after": "3"}, 0.25),
        ({"retry_after_ms": "x", "retry_after": "3"}, 3),
        ({"retry_after_ms": "0", "retry_after": "3"}, 3),
        (
            {
                "x_ratelimit_remaining_requests": "0",
                "x_ratelimit_reset_requests": "6m0s",
            },
            360,
        ),
        (
            {
                "x_ratelimit_remaining_requests": "1",
                "x_ratelimit_reset_requests": "6m0s",
                "x_ratelimit_remaining_tokens": "0",
                "x_ratelimit_reset_tokens": "120ms",
            },
            0.12,
        ),
        ({"x_ratelimit_reset_requests": "6m0s"}, None),
        ({}, None),
    ],
)
def test_how_long_to_wait_is_read_from_headers(
    headers: dict[str, str], seconds: float | None
) -> None:
    assert waiting(**headers) == (None if seconds is None else pytest.approx(seconds))


@pytest.mark.parametrize("seconds", [1, 90, 3599])
def test_a_date_says_how_long_to_wait(seconds: int) -> None:
    found = waiting(retry_after=format_datetime(ahead(seconds), usegmt=True))
    assert found is not None or seconds == 1
    assert found is None or seconds - 30 < found <= seconds
    reset = waiting(
        anthropic_ratelimit_tokens_remaining="0",
        anthropic_ratelimit_tokens_reset=ahead(seconds).strftime("%Y-%m-%dT%H:%M:%SZ"),
    )
    assert reset is None or seconds - 30 < reset <= seconds


@pytest.mark.parametrize("seconds", [-5, 4000])
def test_a_date_that_is_past_or_far_says_nothing(seconds: int) -> None:
    assert waiting(retry_after=format_datetime(ahead(seconds), usegmt=True)) is None


@given(st.text(max_size=40) | st.from_regex(r"[0-9a-z.: ,+-]{0,20}", fullmatch=True))
@example("5 6 7")
@example("Wed, 21 Oct 2026 07:28:00 GMT")
@example("Wed, 99 Oct 99999 07:28:00 GMT")
@example("9" * 400)
@example("1h" * 9)
def test_any_header_says_seconds_or_nothing(value: str) -> None:
    for name in ("retry_after", "retry_after_ms", "x_ratelimit_reset_requests"):
        found = waiting(**{name: value, "x_ratelimit_remaining_requests": "0"})
        assert found is None or 0 < found <= 3600


@given(st.floats(min_value=0.001, max_value=3600))
def test_seconds_are_read_back(seconds: float) -> None:
    text = f"{seconds:.3f}"
    if float(text) > 0:
        assert waiting(retry_after=text) == pytest.approx(float(text))
    delay = {"error": {"details": [{"retryDelay": f"{text}s"}]}}
    assert retry_after(ClientError(details=delay)) == waiting(retry_after=text)


@given(
    body=JSON,
    status=st.sampled_from([200, 400, 402, 429, 500, 503, None, "429", -1, 10**9]),
    headers=st.none() | st.dictionaries(st.text(max_size=9), st.text(max_size=9)),
    sdk=st.sampled_from(["openai", "google", "mistralai", "azure", "botocore"]),
)
def test_any_body_is_read_without_an_error(
    body: Any, status: Any, headers: Any, sdk: str
) -> None:
    held: list[dict[str, Any]] = [
        {"body": body, "code": status, "response": Response(status, headers)},
        {"details": body, "code": status, "response": body},
        {"response": Response(status, headers, body), "status_code": status},
        {"response": Response(status, headers, repr(body)), "headers": headers},
        {"response": {"Error": body, "ResponseMetadata": body}, "message": body},
    ]
    for one in held:
        error: Any = adopt(sdk_error(sdk, "APIError")(**one), sdk)
        assert isinstance(error, llm.ProviderError) or sdk not in ("openai", "google")
        if isinstance(error, llm.ProviderError):
            check_types(error)


def check_types(error: llm.ProviderError) -> None:
    assert isinstance(error.http_status, int | None)
    assert isinstance(error.error_code, str | None)
    assert isinstance(error.request_id, str | None)
    assert isinstance(error.retry_after_s, float | None)
    assert isinstance(error.retryable, bool)
    assert isinstance(error.provider, str)


@pytest.mark.parametrize(
    ("held", "code"),
    [
        ({"body": {"code": "a", "type": "b"}}, "a"),
        ({"body": {"error": {"code": None, "type": "b"}}}, "b"),
        ({"body": {"error": {"code": 429, "type": "b"}}}, "b"),
        ({"body": {"error": "it went boom"}}, None),
        ({"body": {"error": "boom"}}, "boom"),
        ({"body": {"error": None}}, None),
        ({"body": {"error": ["x"]}}, None),
        ({"body": "<html>"}, None),
        ({"body": b"\xff"}, None),
        ({"body": [{"error": {"code": "a"}}]}, "a"),
        ({"code": "own", "body": {"code": "a"}}, "own"),
        ({}, None),
    ],
)
def test_the_code_is_a_word_or_nothing(held: dict[str, Any], code: str | None) -> None:
    error: Any = adopt(RateLimitError(**held), "openai")
    assert isinstance(error, llm.RateLimitError)
    assert error.error_code == code


def test_what_the_sdk_says_itself_comes_first() -> None:
    error: Any = adopt(RateLimitError(request_id="r", error_code="c"), "openai")
    assert (error.request_id, error.error_code) == ("r", "c")
    error.request_id = error.error_code = None  # as an SDK might
    assert (error.request_id, error.error_code) == (None, None)


class Hostile:
    """Something whose attributes raise what they like."""

    __slots__ = ()

    @property
    def headers(self) -> Any:
        raise OSError("no")

    async def text(self) -> str:
        return "{}"

    @property
    def status_code(self) -> int:
        raise ZeroDivisionError


class Slots:
    """An answer without a dict."""

    __slots__ = ("headers", "status_code")

    def __init__(self) -> None:
        self.headers, self.status_code = {"retry-after": "3"}, 429


def test_what_cannot_be_looked_at_is_not_there() -> None:
    error: Any = adopt(RateLimitError(response=Hostile()), "openai")
    assert isinstance(error, llm.RateLimitError)
    assert (error.http_status, error.retry_after_s) == (None, None)
    error = adopt(RateLimitError(response=Slots()), "openai")
    assert (error.http_status, error.retry_after_s) == (429, 3)
