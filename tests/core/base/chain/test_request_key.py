"""The key of a request: what counts, and what does not."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.internals import ProviderRequest, key_input, request_key


def a_request(**more: Any) -> ProviderRequest:
    body = {
        "model": "m",
        "messages": [{"role": "user", "content": [{"type": "text", "text": "hi"}]}],
        "temperature": 0.5,
        "tools": [{"parameters": {"properties": {"timeout": {"type": "integer"}}}}],
        **more,
    }
    return ProviderRequest("openai", "m", body, print)


def test_equal_requests_have_equal_keys() -> None:
    request = a_request()
    other = request._replace(kwargs=dict(reversed(request.kwargs.items())))
    assert request_key(request) == request_key(other)
    for left_out in (
        {"timeout": 3},
        {"extra_headers": {"Authorization": "k-secret"}},
        {"metadata": {"who": "me"}},
        {"api_key": "k-secret"},
        {"request_options": {"timeout_in_seconds": 3}},
    ):
        same = a_request(**left_out)
        assert "k-secret" not in key_input(same)
    for left_out in (
        {"timeout": 3},
        {"metadata": {"who": "me"}},
        {"extra_headers": {}},
    ):
        assert request_key(a_request(**left_out)) == request_key(request)


def test_any_other_request_has_another_key() -> None:
    request = a_request(image=b"1", url="https://a/b.png")
    tool = {"parameters": {"properties": {"timeout": {"type": "string"}}}}
    others = [
        a_request(image=b"2", url="https://a/b.png"),
        a_request(image=b"1", url="https://a/c.png"),
        a_request(image=b"1", url="https://a/b.png", temperature=0.6),
        a_request(image=b"1", url="https://a/b.png", tools=[tool]),
        request._replace(api="vertex"),
        request._replace(model="n"),
        request._replace(provider="xai"),
        request._replace(schema={"type": "object"}),
        request._replace(streams=True),
    ]
    keys = {request_key(one) for one in [request, *others]}
    assert len(keys) == len(others) + 1


def test_a_key_is_the_same_in_every_process_and_version() -> None:
    assert request_key(a_request()) == "28fd557606927a2b52fda4f0e53612c6"


WORDS = st.text(max_size=4) | st.sampled_from(
    [
        *("text", "content", "api_key", "password", "headers", "timeout", "metadata"),
        *("https://a/b?token=1", "https://a/b?token=2", "https://u:1@a/", "\0hash"),
    ]
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | WORDS,
    lambda one: st.lists(one, max_size=3) | st.dictionaries(WORDS, one, max_size=3),
    max_leaves=8,
)
SENT = st.sampled_from(
    ["messages", "tools", "temperature", "response_format", "documents", "extra_body"]
)
LEFT_OUT = (
    *("timeout", "timeout_ms", "extra_headers", "metadata", "api_key", "api_base"),
    *("vertex_credentials", "aws_secret_access_key", "aws_session_token", "base_url"),
)
OPTIONS = ("config", "http_options", "request_options")


def told(value: Any) -> str:
    return json.dumps(value, sort_keys=True)


def key_of(**body: Any) -> str:
    return request_key(ProviderRequest("openai", "m", body, print))


@given(st.dictionaries(SENT, VALUES), SENT, VALUES, VALUES)
def test_whatever_is_sent_counts(body: Any, name: str, one: Any, other: Any) -> None:
    if name == "extra_body":
        one, other = {"x": one}, {"x": other}
    elif one is None or other is None:
        one, other = [one], [other]
    keys = {key_of(**{**body, name: value}) for value in (one, other)}
    assert len(keys) == 1 + (told(one) != told(other))


@given(st.dictionaries(SENT, VALUES), st.sampled_from(LEFT_OUT), VALUES)
def test_how_it_is_sent_does_not(body: Any, name: str, value: Any) -> None:
    assert key_of(**body, **{name: value}) == key_of(**body)
    for options in OPTIONS:
        given = {"of": body}
        with_value = key_of(**{options: {**given, name: value}})
        assert with_value == key_of(**{options: given})


def turned(value: Any) -> Any:
    """Turn the order of all names around."""
    if isinstance(value, dict):
        return {name: turned(one) for name, one in reversed(value.items())}
    return [turned(one) for one in value] if isinstance(value, list) else value


@given(st.dictionaries(SENT, VALUES))
def test_the_order_of_names_does_not(body: Any) -> None:
    assert key_of(**turned(body)) == key_of(**body)


@pytest.mark.parametrize(
    ("body", "other"),
    [
        ({"image": "https://a/b?token=1"}, {"image": "https://a/b?token=2"}),
        ({"image": "https://u:1@a/b"}, {"image": "https://u:2@a/b"}),
        ({"messages": [{"password": "1"}]}, {"messages": [{"password": "2"}]}),
        ({"mcp": [{"authorization_token": "1"}]}, {"mcp": [{}]}),
        ({"tools": [{"headers": {"x": "1"}}]}, {"tools": [{"headers": {"x": "2"}}]}),
        ({"extra_query": {"of": "1"}}, {"extra_query": {"of": "2"}}),
        ({"extra_body": {"of": "1"}}, {"extra_body": {"of": "2"}}),
        ({"extra_body": {"timeout": 1}}, {"extra_body": {"timeout": 2}}),
        ({"n": 1}, {"n": 1.0}),
        ({"n": 1}, {"n": True}),
        ({"n": "1"}, {"n": 1}),
        ({"n": b"1"}, {"n": "1"}),
    ],
    ids=str,
)
def test_kinds_of_what_counts(body: Any, other: Any) -> None:
    assert key_of(**body) != key_of(**other)


def test_credentials_do_not_count_and_are_never_written_down() -> None:
    secret = "k-secret"
    without = {"extra_query": {"of": "1"}, "extra_body": {"of": "1"}}
    held = {"extra_query": {"of": "1", "key": secret}, "api_key": secret}
    held["extra_body"] = {"of": "1", "api_key": secret}
    assert key_of(**held) == key_of(**without)
    sent = {
        "messages": [{"url": f"https://a/b?token={secret}", "password": secret}],
        "mcp_servers": [{"authorization_token": secret}],
        "tools": [{"headers": {"x": secret}}],
        **held,
    }
    assert secret not in key_input(ProviderRequest("openai", "m", sent, print))
