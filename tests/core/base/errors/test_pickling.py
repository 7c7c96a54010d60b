"""Errors that leave the process, and copies of them."""

from __future__ import annotations

import copy
import pickle
import traceback
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import pytest

from mirascope import llm
from tests.internals import adopt

from .made import Response, sdk_error

KEY = "sk-SECRET-123"
RateLimitError = sdk_error("openai", "RateLimitError")
Disconnected = sdk_error("aiohttp", "ClientError", OSError)


class _Request:
    def __init__(self, key: str) -> None:
        self.headers = {"authorization": key}
        self.lock = open  # which no pickle takes


@dataclass(frozen=True)
class Frozen(Exception):  # noqa: N818
    """An error whose attributes cannot be set."""

    message: str


Frozen.__module__, Frozen.__qualname__ = "mistralai.client", "NoResponseError"
Frozen.__name__ = "NoResponseError"


class Slotted(ValueError):  # noqa: N818
    """An error of another layout."""

    __slots__ = ("position",)


Slotted.__module__, Slotted.__name__ = "json.decoder", "JSONDecodeError"


def full() -> Any:
    """Make an error that holds all that may be in one."""
    headers = {
        "Retry-After": "3",
        "X-Request-Id": "r",
        "Set-Cookie": KEY,
        "X-RateLimit-Remaining": "0",
    }
    error = RateLimitError(
        f"slow down at https://user:{KEY}@host/v1?api_key={KEY}&n=1",
        request=_Request(KEY),
        response=Response(429, headers),
        headers=headers,
        body={"error": {"code": "slow", "api_key": KEY}, "more": [1, (2.5, None)]},
        model_extra=object(),
    )
    error.add_note("a note")
    return adopt(error, "openai")


def test_a_pickle_holds_what_is_plain_and_no_credential() -> None:
    error = full()
    data = pickle.dumps(error)
    assert KEY.encode() not in data
    again = pickle.loads(data)  # noqa: S301
    twice = pickle.loads(pickle.dumps(again))  # noqa: S301
    for one in (again, twice):
        assert isinstance(one, llm.RateLimitError)
        assert (one.provider, one.http_status, one.error_code) == (
            "openai",
            429,
            "slow",
        )
        assert (one.request_id, one.retry_after_s, one.retryable) == ("r", 3, True)
        assert one.response is None
        assert one.request is None
        assert one.body["more"] == [1, (2.5, None)]
        assert one.__notes__ == ["a note"]
        assert str(one) == "slow down at https://***@host/v1?api_key=***&n=1"
        assert llm.classify(one) is llm.RateLimitError


def test_a_copy_holds_all_of_it() -> None:
    error = full()
    copied = copy.copy(error)
    assert type(copied) is type(error)
    assert copied.response is error.response
    assert (str(copied), copied.args) == (str(error), error.args)
    deep = copy.deepcopy(error)
    assert isinstance(deep, llm.RateLimitError)
    assert deep.retry_after_s == 3


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_every_protocol_of_pickles_takes_it(protocol: int) -> None:
    again = pickle.loads(pickle.dumps(full(), protocol))  # noqa: S301
    assert again.retry_after_s == 3


@pytest.mark.parametrize(
    "error",
    [
        Frozen("no"),
        Slotted("no"),
        Disconnected("no"),
        TimeoutError(),
        ConnectionResetError(104, "reset"),
        UnicodeDecodeError("utf-8", b"\xff", 0, 1, "bad"),
    ],
)
def test_an_error_of_any_layout_is_of_both_classes(error: Exception) -> None:
    theirs = type(error)
    text = traceback.format_exception_only(error)
    made = adopt(error, "p")
    assert isinstance(made, theirs)
    assert isinstance(made, llm.ProviderError)
    assert traceback.format_exception_only(made) == text
    again = pickle.loads(pickle.dumps(made))  # noqa: S301
    assert isinstance(again, llm.ProviderError)
    assert (str(again), again.provider) == (str(error), "p")
    assert getattr(again, "errno", None) == getattr(error, "errno", None)


def test_threads_give_one_error_one_kind() -> None:
    error = RateLimitError()
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: adopt(error, "openai"), range(200)))
    assert all(one is error for one in made)
    assert type(error).__mro__[1] is RateLimitError


def test_groups_and_wrappers_are_left_alone() -> None:
    group = ExceptionGroup("g", [RateLimitError()])
    wrapped = ValueError("w")
    wrapped.__cause__ = RateLimitError()
    for one in (group, wrapped, KeyboardInterrupt(), SystemExit()):
        assert llm.classify(one) is None
