"""Errors of the provider pass through, from each layer, whole and streamed."""

from __future__ import annotations

import json
from typing import Any

import pytest

from mirascope import llm
from tests.server import Answer, Fault
from tests.server.dialects.chat_completions import RESPONSES_ONLY

from .row import ERRORS
from .way import Way

AT_ONCE = {"retry-after": "0", "retry-after-ms": "1"}


def error_of(way: Way, status: int) -> Any:
    return way.row.sdk.find(way.row.sdk.errors[status])


def check_class(way: Way, error: Exception, status: int) -> None:
    """Check that an error is of the SDK's class, and under `llm` of a kind too."""
    theirs = error_of(way, status)
    if way.layer == "core":
        assert not isinstance(error, llm.ProviderError)
        assert type(error) is theirs
    else:
        assert isinstance(error, llm.ProviderError)
        assert type(error).__qualname__ == theirs.__qualname__
        assert type(error).__module__ == theirs.__module__


@pytest.mark.parametrize("status", ERRORS)
def test_a_status_is_the_sdks_own_error(way: Way, status: int) -> None:
    way.server.will(Answer(fault=Fault(status=status)))
    with pytest.raises(error_of(way, status)) as caught:
        way.ask(**way.own_client)
    check_class(way, caught.value, status)
    assert way.row.sdk.status_of(caught.value) == status
    assert f"code_{status}" in repr(way.row.sdk.body_of(caught.value))
    assert not hasattr(caught.value, "_response")


def test_the_error_of_a_stream_comes_with_its_first_iteration(way: Way) -> None:
    way.server.will(Answer(fault=Fault(status=429)))
    stream = way.stream(**way.own_client)
    assert way.server.requests == []
    with pytest.raises(error_of(way, 429)) as caught:
        way.collect(stream)
    check_class(way, caught.value, 429)
    with pytest.raises(ValueError, match="iterate"):
        stream.construct_call_response()


def test_a_closed_connection_is_the_sdks_own_error(way: Way) -> None:
    way.server.will(Answer(fault=Fault(disconnect=True)))
    with pytest.raises(way.row.sdk.find(way.row.sdk.disconnected)):
        way.ask(**way.own_client)


@pytest.mark.needs("responses")
@pytest.mark.parametrize("stream", [False, True], ids=["whole", "streamed"])
def test_a_model_that_chat_completions_lack_is_noted_on_the_error(
    way: Way, stream: bool
) -> None:
    def ask(**options: Any) -> None:
        way.collect(way.ask(stream=stream, **way.own_client, **options))

    way.server.will(Answer(fault=Fault(status=404)))
    with pytest.raises(error_of(way, 404)) as caught:
        ask(model=RESPONSES_ONLY)
    check_class(way, caught.value, 404)
    [note] = caught.value.__notes__
    assert "client.responses.create" in note
    assert "responses.create" not in str(caught.value)
    assert "v1/responses" in str(caught.value)
    with pytest.raises(error_of(way, 404)) as caught:
        ask()
    assert not hasattr(caught.value, "__notes__")


def test_a_body_that_is_no_json_is_a_typed_error(way: Way) -> None:
    way.server.will(Answer(fault=Fault(malformed=True)))
    with pytest.raises((json.JSONDecodeError, way.row.sdk.find(way.row.sdk.malformed))):
        way.ask(**way.own_client)


@pytest.mark.needs("client")
def test_the_sdk_retries_as_it_was_told_to(way: Way) -> None:
    way.server.will(
        Answer(fault=Fault(status=429, headers=AT_ONCE)),
        Answer(text="at last"),
    )
    assert way.ask(client=way.client(max_retries=1)).content == "at last"
    assert len(way.server.requests) == 2


def test_a_failed_call_leaves_the_next_one_alone(way: Way) -> None:
    way.server.will(Answer(fault=Fault(status=400)), Answer(text="fine"))
    decorated = way.decorate(**way.own_client)
    with pytest.raises(error_of(way, 400)):
        way.get(decorated())
    assert way.get(decorated()).content == "fine"


def test_errors_of_the_prompt_function_pass_through(way: Way) -> None:
    class OwnError(Exception):
        pass

    def say(_: str) -> str:
        raise OwnError

    for stream in (False, True):
        with pytest.raises(OwnError):
            way.ask(say, stream=stream)
    assert way.server.requests == []


def test_errors_of_the_output_parser_pass_through(way: Way) -> None:
    class OwnError(Exception):
        pass

    def parse(_: object) -> str:
        raise OwnError

    with pytest.raises(OwnError) as caught:
        way.ask(output_parser=parse)
    assert not hasattr(caught.value, "_response")
