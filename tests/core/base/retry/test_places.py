"""Where `retries=` and `timeout=` can be given, and which of several counts."""

from __future__ import annotations

import asyncio
import pickle
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from pydantic import BaseModel

from mirascope import llm
from mirascope.core import openai
from mirascope.exceptions import OptionError
from tests.server import Answer, Fault, Server

sdk = pytest.importorskip("openai")

FAILS = Answer(fault=Fault(status=500))


def soon(attempts: int) -> llm.RetryPolicy:
    return llm.RetryPolicy(attempts=attempts, max_wait_s=0.001)


def client_of(server: Server, is_async: bool = False, **options: Any) -> Any:
    kind = sdk.AsyncOpenAI if is_async else sdk.OpenAI
    return kind(base_url=server.url + "/v1", api_key="k", **options)


def count(server: Server, ask: Any) -> int:
    server.will(FAILS)
    with pytest.raises(sdk.InternalServerError):
        ask()
    return len(server.requests)


def test_a_context_and_an_override_count_more_than_the_decorator(
    server: Server,
) -> None:
    @llm.call("openai/gpt-4o-mini", client=client_of(server), retries=soon(3))
    def ask() -> str:
        return "hi"

    assert count(server, ask) == 3
    with llm.context(retries=soon(2)):
        assert count(server, ask) == 2
        with llm.context(retries=soon(4)):
            assert count(server, ask) == 4
        with llm.context(timeout=30):
            assert count(server, ask) == 2
    with llm.context(retries=0):
        assert count(server, ask) == 1
    assert count(server, llm.override(ask, retries=0)) == 1
    assert count(server, llm.override(ask, retries=soon(5))) == 5
    assert count(server, ask) == 3


@pytest.mark.parametrize(
    "wrong", [{"retries": -1}, {"retries": 1.5}, {"timeout": 0}, {"timeout": (3, 4)}]
)
def test_what_is_wrong_is_refused_where_it_is_given(wrong: Any) -> None:
    @llm.call("openai/gpt-4o-mini")
    def ask() -> str:
        return "hi"

    uses: list[tuple[Any, tuple[Any, ...]]] = [
        (llm.call, ("openai/gpt-4o-mini",)),
        (llm.override, (ask,)),
        (llm.context, ()),
        (openai.call, ("gpt-4o-mini",)),
    ]
    for use, args in uses:
        with pytest.raises(OptionError, match="give the "):
            use(*args, **wrong)


def test_without_a_policy_the_sdk_tries_as_it_was_told(server: Server) -> None:
    headers = {"retry-after-ms": "1"}
    fails = Answer(fault=Fault(status=500, headers=headers))
    client = client_of(server, max_retries=1)
    cases: list[tuple[Any, int]] = [({}, 2), ({"timeout": 30}, 2), ({"retries": 0}, 1)]
    for options, expected in cases:
        server.will(fails)
        with pytest.raises(sdk.InternalServerError):
            openai.call("gpt-4o-mini", client=client, **options)(lambda: "hi")()
        assert len(server.requests) == expected


def test_a_client_that_was_wrapped_keeps_what_it_was_wrapped_in(
    server: Server,
) -> None:
    seen: list[Any] = []
    client = client_of(server, max_retries=0)
    inner = client.chat.completions.create

    def create(**kwargs: Any) -> Any:
        seen.append(kwargs)
        return inner(**kwargs)

    client.chat.completions.create = create
    ask = openai.call("gpt-4o-mini", client=client, retries=soon(2))(lambda: "hi")
    assert count(server, ask) == 2
    assert len(seen) == 2
    client.max_retries = 1
    server.will(Answer())
    with pytest.warns(UserWarning, match="max_retries=0"):
        ask()
    assert len(seen) == 3


def test_a_client_is_copied_once_and_shares_its_connections(server: Server) -> None:
    client = client_of(server)
    ask = openai.call("gpt-4o-mini", client=client, retries=soon(3))(lambda: "hi")
    count(server, ask)
    count(server, ask)
    server.will(Answer())
    openai.call("gpt-4o-mini", client=client)(lambda: "hi")()
    count(server, ask)
    assert len(server.ports) == 1
    assert client.max_retries == 2


def test_calls_of_a_pickled_function_are_sent_again_too(server: Server) -> None:
    again = pickle.loads(pickle.dumps(pickled))  # noqa: S301
    with llm.context(provider="openai", model="m", client=client_of(server)):
        assert count(server, again) == 2


@llm.call("openai/gpt-4o-mini", retries=soon(2), timeout=30)
def pickled() -> str:
    return "hi"


def test_a_policy_serves_many_threads_and_tasks_at_once(server: Server) -> None:
    policy = soon(3)
    client = client_of(server)
    turns = threading.Lock(), dict[str, int]()

    def answer(request: Any) -> Answer:
        text = request.body["messages"][0]["content"]
        with turns[0]:
            turns[1][text] = turns[1].get(text, 0) + 1
            return FAILS if turns[1][text] < 3 else Answer(text=text)

    @openai.call("gpt-4o-mini", client=client, retries=policy)
    def ask(n: str) -> str:
        return n

    names = [f"thread {n}" for n in range(40)]
    server.will(answer)
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(ask, names))
    assert [one.content for one in answers] == names
    assert all(len(one.attempts) == 3 for one in answers)

    async def main() -> list[Any]:
        @openai.call("gpt-4o-mini", client=client_of(server, True), retries=policy)
        async def ask(n: str) -> str:
            return n

        return await asyncio.gather(*(ask(f"task {n}") for n in range(40)))

    answers = asyncio.run(main())
    assert [one.content for one in answers] == [f"task {n}" for n in range(40)]
    assert all(len(one.attempts) == 3 for one in answers)


def test_calls_inside_calls_have_their_own_tries(server: Server) -> None:
    client = client_of(server)

    @openai.call("gpt-4o-mini", client=client, retries=soon(2))
    def inner() -> str:
        return "inner"

    @openai.call("gpt-4o-mini", client=client, retries=soon(2))
    def outer() -> str:
        return f"outer: {inner().content}"

    server.will(FAILS, Answer(text="a"), FAILS, Answer(text="b"))
    answer = outer()
    assert answer.content == "b"
    assert len(answer.attempts) == 2
    assert len(server.requests) == 4


class Book(BaseModel):
    title: str


def test_an_answer_that_is_no_book_is_not_sent_again(server: Server) -> None:
    ask = openai.call(
        "gpt-4o-mini",
        client=client_of(server),
        response_model=Book,
        json_mode=True,
        retries=soon(3),
    )(lambda: "hi")
    server.will(Answer(text='{"name": "Dune"}'))
    with pytest.raises(ValueError, match="title"):
        ask()
    assert len(server.requests) == 1


def test_streams_are_tried_again_only_before_their_first_chunk(server: Server) -> None:
    ask = openai.call(
        "gpt-4o-mini", client=client_of(server), stream=True, retries=soon(3)
    )(lambda: "hi")
    server.will(FAILS, Answer(fault=Fault(break_after=2)), Answer())
    stream = ask()
    assert stream.attempts == ()
    with pytest.raises(Exception) as caught:  # noqa: PT011
        for _ in stream:
            pass
    assert len(server.requests) == 2
    assert len(stream.attempts) == 2
    assert stream.attempts[1].error is caught.value
    assert not hasattr(caught.value, "__notes__")


@pytest.mark.parametrize("stream", [False, True], ids=["whole", "streamed"])
def test_a_client_of_the_dynamic_config_is_told_too(
    server: Server, stream: bool
) -> None:
    client = client_of(server, max_retries=2)

    @llm.call("openai/gpt-4o-mini", retries=soon(2), timeout=30, stream=stream)
    def ask() -> Any:
        return {"messages": [{"role": "user", "content": "hi"}], "client": client}

    assert count(server, lambda: list(ask())) == 2
    assert float(server.last.headers["x-stainless-read-timeout"]) <= 30


def test_streamed_response_models_are_tried_again(server: Server) -> None:
    ask = llm.call(
        "openai/gpt-4o-mini",
        client=client_of(server),
        response_model=Book,
        json_mode=True,
        stream=True,
        retries=soon(3),
    )(lambda: "hi")
    server.will(FAILS, FAILS, Answer(text='{"title": "Dune"}'))
    books = ask()
    assert [book.title for book in books][-1] == "Dune"
    assert len(books.stream.attempts) == 3
    assert books.constructed_response_model == Book(title="Dune")


def test_a_failed_stream_can_be_iterated_again(server: Server) -> None:
    ask = openai.call(
        "gpt-4o-mini", client=client_of(server), stream=True, retries=soon(2)
    )(lambda: "hi")
    stream = ask()
    assert count(server, lambda: list(stream)) == 2
    assert [one.wait_s for one in stream.attempts] == [0.001, 0.0]
    server.will(Answer())
    assert "".join(chunk.content for chunk, _ in stream) == "Hello wörld"
    assert len(stream.attempts) == 3


def test_a_generator_that_is_left_in_a_wait_sends_nothing_more(
    server: Server, runner: asyncio.Runner
) -> None:
    long = llm.RetryPolicy(max_wait_s=1000)
    server.will(Answer(fault=Fault(status=429, headers={"retry-after": "900"})))

    @openai.call(
        "gpt-4o-mini", client=client_of(server, True), stream=True, retries=long
    )
    async def ask() -> str:
        return "hi"

    async def main() -> None:
        items = aiter(await ask())
        reading = asyncio.ensure_future(anext(items))
        while not server.requests:
            await asyncio.sleep(0.01)
        await asyncio.sleep(0.05)
        reading.cancel()
        with pytest.raises(asyncio.CancelledError):
            await reading
        await items.aclose()

    runner.run(main())
    assert len(server.requests) == 1
