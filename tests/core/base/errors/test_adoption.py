"""An error of an SDK that is one of ours too."""

from __future__ import annotations

import json
import pickle
import traceback

import pytest

from mirascope import llm
from mirascope.exceptions import NoAnswerError
from tests.internals import adopt


class SlowDownError(Exception):
    """An error with a header, as an SDK has it."""

    def __init__(self, *, headers: dict[str, str]) -> None:
        super().__init__("slow down")
        self.headers = headers
        self.status_code = 429


SlowDownError.__module__ = "mistralai.client"
SlowDownError.__name__ = "MistralError"


def test_it_is_the_same_object_and_caught_by_both() -> None:
    error = SlowDownError(headers={"Retry-After": "3"})
    before = traceback.format_exception(error)
    assert adopt(error, "mistral") is error
    assert isinstance(error, SlowDownError)
    assert isinstance(error, llm.RateLimitError)
    assert (error.provider, error.http_status) == ("mistral", 429)
    assert (error.retry_after_s, error.retryable) == (3, True)
    assert traceback.format_exception(error) == before
    assert adopt(error, "another") is error
    assert error.provider == "mistral"


@pytest.mark.parametrize(
    "error",
    [
        TimeoutError("late"),
        ConnectionResetError(104, "reset"),
        UnicodeDecodeError("utf-8", b"\xff", 0, 1, "invalid start byte"),
        json.JSONDecodeError("Expecting value", "{", 1),
    ],
)
def test_one_of_python_is_caught_by_both(error: Exception) -> None:
    made = adopt(error, "openai")
    assert isinstance(made, type(error) if made is not error else ValueError)
    assert isinstance(made, llm.ProviderError)
    assert str(made) == str(error)
    again = pickle.loads(pickle.dumps(made))  # noqa: S301
    assert isinstance(again, llm.ProviderError)
    assert str(again) == str(error)


@pytest.mark.parametrize("error", [NoAnswerError("none"), ValueError("x"), KeyError()])
def test_what_is_no_providers_error_stays_as_it_is(error: Exception) -> None:
    kind = type(error)
    assert adopt(error, "openai") is error
    assert type(error) is kind
    assert llm.classify(error) is None
