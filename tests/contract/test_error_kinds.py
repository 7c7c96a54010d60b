"""Errors of each SDK have the kind that the table says, cell by cell."""

from __future__ import annotations

import json
import pickle
import threading
import traceback
from collections.abc import Callable
from typing import Any

import pytest

from mirascope import llm
from mirascope.exceptions import NoAnswerError
from tests.blame import raised_by
from tests.internals import adopt
from tests.raw import switch_raw
from tests.server import Answer, Fault

from .error_cells import CELLS, EVENTS, STATUSES
from .row import Row
from .way import Way

MakeWay = Callable[..., Way]
AT_ONCE = {"x-should-retry": "false"}
"""The SDKs that are made by Stainless do not try again then."""

RETRYABLE = (llm.RateLimitError, llm.ServerError, llm.APIConnectionError)


def core_and_llm(make_way: MakeWay, row: Row, is_async: bool) -> tuple[Way, Way]:
    layer = "core" if row.package is not None else "llm"
    return make_way(row, layer, is_async), make_way(row, "llm", is_async)


def fail(way: Way, fault: Fault, stream: bool) -> Exception:
    """Make a call that fails, and give its error."""
    way.server.will(Answer(fault=fault))
    with pytest.raises(Exception) as caught:  # noqa: PT011  any that it raises
        read(way.ask(stream=stream, **way.own_client), way if stream else None)
    return caught.value


def read(answer: Any, way: Way | None) -> None:
    if way is not None:
        way.collect(answer)


def check(
    ways: tuple[Way, Way], fault: Fault, kind: type[llm.ProviderError], stream: bool
) -> Any:
    """Check that an error is the SDK's, and of a kind under `llm`."""
    core, way = ways
    theirs = fail(core, fault, stream)
    error: Any = fail(way, fault, stream)
    if core.layer == "core":
        assert not isinstance(theirs, llm.ProviderError)
        assert type(error).__name__ == type(theirs).__name__
        assert type(error).__module__ == type(theirs).__module__
        assert llm.classify(theirs) is kind, repr(theirs)
        assert isinstance(error, type(theirs))
        text, held = traceback.format_exception(theirs), dict(vars(theirs))
        assert adopt(theirs, way.row.provider) is theirs
        assert traceback.format_exception(theirs) == text
        assert vars(theirs) == held
    assert llm.classify(error) is kind, repr(error)
    for clause in (kind, (KeyError, kind), type(error).__mro__[1]):
        try:
            raise error
        except clause:
            pass
    assert error.provider == way.row.provider
    assert error.retryable == (
        issubclass(kind, RETRYABLE) and kind is not llm.QuotaExceededError
    )
    again: Any = pickle.loads(pickle.dumps(error))  # noqa: S301
    assert llm.classify(again) is kind
    assert str(again) == str(error)
    for name in ("http_status", "error_code", "request_id", "retry_after_s"):
        assert getattr(again, name) == getattr(error, name), name
    return error


@pytest.mark.parametrize("status", STATUSES)
def test_a_status_has_its_kind(
    make_way: MakeWay, row: Row, is_async: bool, status: int
) -> None:
    headers = {**AT_ONCE, "retry-after": "3", "x-request-id": "req-1"}
    fault = Fault(status=status, headers=headers)
    ways = core_and_llm(make_way, row, is_async)
    error = check(ways, fault, STATUSES[status], stream=status % 2 == is_async)
    assert error.http_status == status
    assert error.retry_after_s == 3
    assert error.request_id == "req-1"
    assert raised_by(error) not in ("mirascope", "tests")


def test_a_body_makes_the_kind_narrower(
    make_way: MakeWay, row: Row, is_async: bool
) -> None:
    ways = core_and_llm(make_way, row, is_async)
    for number, cell in enumerate(CELLS):
        if cell.rows and row.id not in cell.rows.split():
            continue
        body = json.dumps(cell.body).encode()
        headers = {**AT_ONCE, **cell.headers}
        fault = Fault(status=cell.status, body=body, headers=headers)
        error = check(ways, fault, cell.kind, stream=number % 2 == is_async)
        assert cell.code in (None, error.error_code)
        if cell.retry_after_s is not None:
            assert error.retry_after_s == pytest.approx(cell.retry_after_s)


def test_an_event_in_a_stream_has_its_kind(
    make_way: MakeWay, row: Row, is_async: bool
) -> None:
    ways = core_and_llm(make_way, row, is_async)
    for one in EVENTS:
        if row.id not in one.rows.split():
            continue
        for place in (0, 2):

            def cut(
                events: list[bytes], place: int = place, last: bytes = one.event
            ) -> list[bytes]:
                return [*events[:place], last]

            check(ways, Fault(changes=cut), one.kind, stream=True)


@pytest.mark.parametrize("stream", [False, True], ids=["whole", "streamed"])
def test_a_connection_that_is_closed_has_its_kind(
    make_way: MakeWay, row: Row, is_async: bool, stream: bool
) -> None:
    ways = core_and_llm(make_way, row, is_async)
    error = check(ways, Fault(disconnect=True), llm.APIConnectionError, stream)
    assert error.http_status is None


def test_a_stream_that_breaks_off_has_its_kind(
    make_way: MakeWay, row: Row, is_async: bool
) -> None:
    kind = llm.APIConnectionError
    if row.id == "litellm":  # it says only that something was wrong
        kind = llm.UnreadableAnswerError
    check(core_and_llm(make_way, row, is_async), Fault(break_after=2), kind, True)


def test_no_time_left_has_its_kind(make_way: MakeWay, row: Row, is_async: bool) -> None:
    if row.sdk.little_time is None or (row.sdk.name == "google.genai" and is_async):
        pytest.skip("there is no such parameter, or not in every version")
    way = make_way(row, "llm", is_async)
    hold = threading.Event()
    way.server.will(Answer(fault=Fault(hold=hold)))
    try:
        with pytest.raises(llm.APITimeoutError) as caught:
            way.ask(call_params=row.sdk.little_time, **way.own_client)
    finally:
        hold.set()
    assert raised_by(caught.value) != "tests"
    way.settle()


UNREADABLE: dict[str, tuple[bytes, str]] = {
    "half of an object": (b'{"id": "x", "choi', "application/json"),
    "another encoding": ('{"id": "é"}'.encode("latin-1"), "application/json"),
    "bytes behind it": (b'{"id": "x"}\xff', "application/json"),
    "two objects": (b'{"id": "x"}{"id": "y"}', "application/json"),
    "a page": (b"<html>Please log in</html>", "application/json"),
    "nothing": (b"", "application/json"),
    "too deep": (b"[" * 100_000, "application/json"),
    "too large a number": (b'{"id": ' + b"9" * 5000 + b"}", "application/json"),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_what_cannot_be_parsed_has_its_kind(
    make_way: MakeWay,
    row: Row,
    is_async: bool,
    name: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    body, kind = UNREADABLE[name]
    core, way = core_and_llm(make_way, row, is_async)
    fault = Fault(body=body, kind=kind)
    found: list[tuple[type, ...]] = []
    for raw in ("1", "0"):
        switch_raw(monkeypatch, raw)
        theirs, error = fail(core, fault, False), fail(way, fault, False)
        found.append((type(theirs), *type(error).__mro__))
        if isinstance(theirs, NoAnswerError):  # the SDK takes it for an answer
            assert type(error) is type(theirs)
        elif row.id == "litellm":
            assert isinstance(error, llm.ProviderError)
        else:
            assert isinstance(error, llm.UnreadableAnswerError), repr(error)
            assert isinstance(error, type(theirs))
            assert not error.retryable
    assert found[0] == found[1]
