"""Whole answers are read from their bytes; nobody may notice but the clock."""

from __future__ import annotations

import functools
import json
from typing import Any

import pytest

from tests.raw import switch_raw
from tests.server import Answer, Call, Server, Usage

sdk = pytest.importorskip("openai")

ANSWER = Answer(
    text="hello",
    calls=(Call(name="now"),),
    usage=Usage(input=10, output=3, cached=4),
    finish="tool_calls",
)
RAW_HEADER = "x-stainless-raw-response"


def ask(client: Any) -> Any:
    from mirascope.core import openai

    @openai.call("gpt-4o-mini", client=client)
    def recommend() -> str:
        return "Recommend a book"

    return recommend()


@pytest.fixture
def client(server: Server, monkeypatch: pytest.MonkeyPatch) -> Any:
    switch_raw(monkeypatch, None)
    with sdk.OpenAI(base_url=server.url + "/v1", api_key="k", max_retries=0) as client:
        yield client


def went_raw(server: Server) -> bool:
    return RAW_HEADER in server.last.headers


def test_the_stock_client_is_read_raw_and_gives_what_the_sdk_gives(
    client: Any, server: Server
) -> None:
    server.will(ANSWER)
    response = ask(client)
    assert went_raw(server)
    plain = client.chat.completions.create(
        model="gpt-4o-mini", messages=response.messages
    )
    assert not went_raw(server)
    assert type(response.response) is type(plain)
    assert response.response == plain
    assert response.response is response.response


def test_both_paths_say_the_same(
    client: Any, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.will(ANSWER)
    raw = ask(client)
    assert went_raw(server)
    switch_raw(monkeypatch, "0")
    plain = ask(client)
    assert not went_raw(server)
    for name in (
        "content", "finish_reasons", "model", "id", "usage", "input_tokens",
        "cached_tokens", "output_tokens", "cost", "message_param", "audio", "refusal",
        "thinking", "common_message_param", "common_finish_reasons", "common_usage",
    ):  # fmt: skip
        assert getattr(raw, name) == getattr(plain, name), name
    dumps = [json.loads(response.model_dump_json()) for response in (raw, plain)]
    for dump in dumps:
        del dump["start_time"], dump["end_time"]
    assert dumps[0] == dumps[1]


def test_a_patched_instance_is_asked_itself(client: Any, server: Server) -> None:
    server.will(ANSWER)
    seen: list[Any] = []
    create = client.chat.completions.create

    def spy(**kwargs: Any) -> Any:
        seen.append(kwargs["model"])
        return create(**kwargs)

    client.chat.completions.create = spy
    assert ask(client).content == "hello"
    assert seen == ["gpt-4o-mini"]
    assert not went_raw(server)


def test_a_patched_class_is_asked_itself(
    client: Any, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.will(ANSWER)
    assert ask(client).content == "hello"
    kind = type(client.chat.completions)
    create, seen = kind.create, []

    @functools.wraps(create)
    def spy(self: Any, **kwargs: Any) -> Any:
        completion = create(self, **kwargs)
        seen.append(completion.choices[0].message.content)
        return completion

    monkeypatch.setattr(kind, "create", spy)
    assert ask(client).content == "hello"
    assert seen == ["hello"]
    assert not went_raw(server)


def test_a_subclass_of_the_client_is_asked_the_ordinary_way(server: Server) -> None:
    class Mine(sdk.OpenAI):  # type: ignore[name-defined, misc]
        pass

    server.will(ANSWER)
    with Mine(base_url=server.url + "/v1", api_key="k") as client:
        assert ask(client).content == "hello"
    assert not went_raw(server)
