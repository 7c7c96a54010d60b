"""What a prompt function may decide for its own call, and what wins."""

from __future__ import annotations

import copy
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from mirascope.core import BaseMessageParam, Messages, metadata, prompt_template
from tests.server import Answer, Server

from .row import Row
from .way import Clients, Way, make_prompt

USER = [{"role": "user", "content": "hello"}]


def config(**keys: Any):
    """Say a dynamic config."""
    return lambda _: {"messages": [Messages.User("hello")], **keys}


def test_messages_may_come_from_a_generator(way: Way) -> None:
    turns = (Messages.User("a"), Messages.Assistant("b"), Messages.User("c"))
    way.ask(lambda _: {"messages": (turn for turn in turns)})
    assert [m["content"] for m in way.server.last.messages] == ["a", "b", "c"]


@pytest.mark.parametrize("content", ["hello", Messages.User("hello"), ("hello",)])
def test_messages_are_normalised(way: Way, content: object) -> None:
    if isinstance(content, tuple):
        content = [BaseMessageParam(role="user", content=content[0])]
    way.ask(lambda _: {"messages": content})
    assert way.server.last.messages == USER


def test_messages_win_over_the_template(way: Way) -> None:
    prompt = prompt_template("from the {genre} template")(
        make_prompt(config(), way.is_async)
    )
    response = way.get(way.call()(prompt)())
    assert way.server.last.messages == USER
    assert response.prompt_template is None


def test_empty_messages_count_as_absent(way: Way) -> None:
    prompt = prompt_template("hello")(
        make_prompt(lambda _: {"messages": []}, way.is_async)
    )
    response = way.get(way.call()(prompt)())
    assert way.server.last.messages == USER
    assert response.prompt_template == "hello"


def test_computed_fields_fill_the_template_and_win_over_arguments(way: Way) -> None:
    prompt = prompt_template("{genre} by {author}")(
        make_prompt(
            lambda _: {"computed_fields": {"author": "Ann", "genre": "poems"}},
            way.is_async,
        )
    )
    response = way.get(way.call()(prompt)("fantasy"))
    assert way.server.last.messages[0]["content"] == "poems by Ann"
    assert response.fn_args == {"genre": "poems", "author": "Ann"}
    assert response.dynamic_config["computed_fields"]["author"] == "Ann"


def test_call_params_are_merged_key_by_key(way: Way) -> None:
    mine = {"temperature": 0.9, "max_tokens": 7}
    before = copy.deepcopy(mine)
    base = {"temperature": 0.1, "stop": ["a", "b"]}
    response = way.ask(config(call_params=mine), call_params=base)
    sent = way.server.last.common
    assert (sent["temperature"], sent["max_tokens"], sent["stop"]) == (
        0.9,
        7,
        ["a", "b"],
    )
    assert mine == before
    assert base == {"temperature": 0.1, "stop": ["a", "b"]}
    assert response.call_params == base


def test_one_provider_key_does_not_stop_the_translation_of_others(way: Way) -> None:
    way.ask(
        config(call_params={"stop": ["a", "b"], "seed": None}),
        call_params={"max_tokens": 3, **way.row.sdk.own},
    )
    sent = way.server.last.common
    assert sent["stop"] == ["a", "b"]
    assert sent["max_tokens"] == 3
    assert way.row.wire.own_common.items() <= sent.items()
    assert "seed" not in sent


@pytest.mark.needs("client")
def test_a_client_counts_for_its_call_only(way: Way) -> None:
    clients = iter([way.client(api_key="first"), None, way.client(api_key="third")])

    def say(_: str) -> dict[str, Any]:
        client = next(clients)
        given = {} if client is None else {"client": client}
        return {"messages": [Messages.User("hello")], **given}

    own = way.client(api_key="the decorator's")
    decorated = way.decorate(say, client=own)
    for _ in range(3):
        way.get(decorated())
    assert [way.row.wire.key_of(request) for request in way.server.requests] == [
        "first",
        "the decorator's",
        "third",
    ]


@pytest.mark.needs("package", "client")
def test_the_client_of_one_thread_does_not_reach_another(
    row: Row, server: Server, clients: Clients
) -> None:
    names = [f"key-{n}" for n in range(8)]
    own = {key: clients.get(row, False, api_key=key) for key in names}

    def recommend_book(key: str) -> dict[str, Any]:
        return {"messages": [Messages.User(key)], "client": own[key]}

    decorated = row.module.call(row.model)(recommend_book)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(decorated, names))
    for request in server.requests:
        assert row.wire.key_of(request) == request.messages[0]["content"]


def test_metadata_replaces_the_decorators(way: Way) -> None:
    prompt = metadata({"tags": {"old"}})(
        make_prompt(config(metadata={"tags": {"new"}}), way.is_async)
    )
    assert way.get(way.call()(prompt)()).metadata == {"tags": {"new"}}


@pytest.mark.parametrize("above", [False, True])
def test_metadata_counts_in_either_order(way: Way, above: bool) -> None:
    tagged = metadata({"tags": {"a"}})
    prompt = make_prompt(lambda _: "hello", way.is_async)
    decorated = tagged(way.call()(prompt)) if above else way.call()(tagged(prompt))
    assert way.get(decorated()).metadata == {"tags": {"a"}}


def test_unknown_keys_are_kept_and_ignored(way: Way) -> None:
    response = way.ask(config(unheard_of=1))
    assert response.dynamic_config["unheard_of"] == 1
    assert "unheard_of" not in way.server.last.common


def test_keys_that_are_none_count_as_absent(way: Way) -> None:
    way.server.will(Answer(text="fine"))
    names = ("tools", "call_params", "client", "metadata", "computed_fields")
    response = way.ask(config(**dict.fromkeys(names)))
    assert response.content == "fine"
    assert response.tools is None
    assert response.metadata == {}


def test_a_config_is_never_written_to(way: Way) -> None:
    content = {
        "messages": [way.native("user", "hello")],
        "call_params": {"max_tokens": 1},
        "metadata": {"tags": {"a"}},
    }
    before = copy.deepcopy(content)
    way.ask(lambda _: content, json_mode=True)
    way.collect(way.stream(lambda _: content))
    assert content == before


def test_the_config_also_serves_a_stream(way: Way) -> None:
    stream = way.stream(config(call_params={"max_tokens": 2}, metadata={"tags": {"s"}}))
    way.collect(stream)
    assert way.server.last.common["max_tokens"] == 2
    assert stream.metadata == {"tags": {"s"}}
