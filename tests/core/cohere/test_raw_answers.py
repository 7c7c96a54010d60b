"""Whole answers are read from their bytes; nobody may notice but the clock."""

from __future__ import annotations

import asyncio
import functools
import json
from typing import Any

import cohere
import pytest

from mirascope.core import cohere as c
from mirascope.core.base._raw import RawAnswer
from mirascope.core.cohere._call import create_of
from tests.server import Answer, Call, Fault, Server, Usage

ANSWER = Answer(
    text="hello", calls=(Call(name="now"),), usage=Usage(), thinking=("hm",)
)
HELLO: list[Any] = [{"role": "user", "content": "hi"}]


@pytest.fixture
def client(server: Server) -> Any:
    server.will(ANSWER)
    with cohere.ClientV2(api_key="k", base_url=server.url) as client:
        yield client


def ask(client: Any) -> Any:
    @c.call("m", client=client)
    def prompt() -> str:
        return "hi"

    return prompt()


def is_raw(client: Any) -> bool:
    return type(create_of(client, False)(model="m", messages=HELLO)) is RawAnswer


def test_the_sdks_object_is_made_on_demand(client: Any) -> None:
    assert is_raw(client)
    response = ask(client)
    assert response.response == client.chat(model="m", messages=response.messages)
    assert response.response is response.response


def test_a_client_of_the_first_version_is_read_raw_too(server: Server) -> None:
    server.will(ANSWER)
    with cohere.Client(api_key="k", base_url=server.url) as client:
        assert is_raw(client)
        assert ask(client).content == "hello"


def test_async_answers_are_read_raw_too(server: Server) -> None:
    server.will(ANSWER)

    async def main() -> Any:
        async with cohere.AsyncClientV2(api_key="k", base_url=server.url) as client:
            return await create_of(client, True)(model="m", messages=HELLO)

    answer = asyncio.run(main())
    assert type(answer) is RawAnswer
    assert type(answer.native()) is cohere.V2ChatResponse


def test_both_paths_say_the_same(client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    raw = ask(client)
    monkeypatch.setenv("MIRASCOPE_RAW_RESPONSES", "0")
    assert not is_raw(client)
    plain = ask(client)
    dumps = [json.loads(response.model_dump_json()) for response in (raw, plain)]
    for dump in dumps:
        del dump["start_time"], dump["end_time"]
    assert dumps[0] == dumps[1]
    for name in ("usage", "thinking", "citations", "tool_plan", "common_usage"):
        assert getattr(raw, name) == getattr(plain, name), name


def test_both_paths_send_the_same(client: Any, server: Server) -> None:
    params = {"k": 3, "request_options": {"additional_headers": {"X-One": "1"}}}
    create_of(client, False)(model="m", messages=HELLO, **params)
    client.chat(model="m", messages=HELLO, **params)
    raw, plain = server.requests
    assert raw.body == plain.body
    assert raw.headers == plain.headers


def test_a_patched_instance_is_asked_itself(client: Any) -> None:
    chat, seen = client.chat, []

    def spy(**kwargs: Any) -> Any:
        seen.append(kwargs["model"])
        return chat(**kwargs)

    client.chat = spy
    assert not is_raw(client)
    assert ask(client).content == "hello"
    assert seen == ["m", "m"]


def test_a_patched_class_is_asked_itself(
    client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    kind: Any = cohere.ClientV2
    chat, seen = kind.chat, []

    @functools.wraps(chat)
    def spy(self: Any, **kwargs: Any) -> Any:
        seen.append(kwargs["model"])
        return chat(self, **kwargs)

    monkeypatch.setattr(kind, "chat", spy)
    del client.chat
    assert not is_raw(client)
    assert ask(client).content == "hello"
    assert seen == ["m", "m"]


def test_something_that_only_looks_like_a_client_is_asked_itself(client: Any) -> None:
    class Proxy:
        def __getattr__(self, name: str) -> Any:
            seen.append(name)
            return getattr(client, name)

    seen: list[str] = []
    assert not is_raw(Proxy())
    assert ask(Proxy()).content == "hello"
    assert "chat" in seen
    assert "v2" not in seen


def test_the_sdk_judges_errors_and_keywords(client: Any, server: Server) -> None:
    create = create_of(client, False)
    with pytest.raises(TypeError, match="unheard_of"):
        create(model="m", messages=HELLO, unheard_of=1)
    server.will(Answer(fault=Fault(status=404)))
    with pytest.raises(cohere.NotFoundError) as caught:
        create(model="m", messages=HELLO)
    assert "code_404" in caught.value.body["message"]
    server.will(Answer(fault=Fault(malformed=True)))
    with pytest.raises(cohere.core.ApiError):
        create(model="m", messages=HELLO)
