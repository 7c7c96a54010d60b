"""Errors of the provider pass through, from each layer, whole and streamed."""

from __future__ import annotations

import json

import pytest

from tests.server import Answer, Fault

from .way import Way

ERRORS = {
    400: "BadRequestError",
    401: "AuthenticationError",
    403: "PermissionDeniedError",
    404: "NotFoundError",
    429: "RateLimitError",
    500: "InternalServerError",
}


def options(way: Way) -> dict[str, object]:
    return {"client": way.client()}


@pytest.mark.parametrize(("status", "name"), ERRORS.items(), ids=map(str, ERRORS))
def test_a_status_is_the_sdks_own_error(way: Way, status: int, name: str) -> None:
    way.server.will(Answer(fault=Fault(status=status)))
    with pytest.raises(way.row.sdk_name(name)) as caught:
        way.ask(**options(way))
    assert type(caught.value) is way.row.sdk_name(name)
    assert caught.value.status_code == status
    body = caught.value.body
    assert body.get("error", body)["code"] == f"code_{status}"
    assert not hasattr(caught.value, "_response")


def test_the_error_of_a_stream_comes_with_its_first_iteration(way: Way) -> None:
    way.server.will(Answer(fault=Fault(status=429)))
    stream = way.stream(**options(way))
    assert way.server.requests == []
    with pytest.raises(way.row.sdk_name("RateLimitError")) as caught:
        way.collect(stream)
    assert type(caught.value) is way.row.sdk_name("RateLimitError")
    with pytest.raises(ValueError, match="iterate"):
        stream.construct_call_response()


def test_a_closed_connection_is_the_sdks_own_error(way: Way) -> None:
    way.server.will(Answer(fault=Fault(disconnect=True)))
    with pytest.raises(way.row.sdk_name("APIConnectionError")):
        way.ask(**options(way))


def test_a_body_that_is_no_json_is_the_sdks_own_error(way: Way) -> None:
    way.server.will(Answer(fault=Fault(malformed=True)))
    with pytest.raises((json.JSONDecodeError, way.row.sdk_name("APIError"))):
        way.ask(**options(way))


def test_the_sdk_retries_as_it_was_told_to(way: Way) -> None:
    way.server.will(
        Answer(fault=Fault(status=429, headers={"retry-after-ms": "1"})),
        Answer(text="at last"),
    )
    assert way.ask(client=way.client(max_retries=1)).content == "at last"
    assert len(way.server.requests) == 2


def test_a_failed_call_leaves_the_next_one_alone(way: Way) -> None:
    way.server.will(Answer(fault=Fault(status=400)), Answer(text="fine"))
    decorated = way.decorate(**options(way))
    with pytest.raises(way.row.sdk_name("BadRequestError")):
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
