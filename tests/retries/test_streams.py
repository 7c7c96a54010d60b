"""Streams with fallbacks: leaving, closing, reading again, copies, tools, contexts."""

from __future__ import annotations

import asyncio
import contextvars
import pickle
import threading
from collections.abc import Callable
from copy import copy, deepcopy
from typing import Any

import openai
import pytest
from pydantic import BaseModel, Field, ValidationError

from mirascope import llm
from mirascope.core.base import BaseStructuredStream
from mirascope.exceptions import WrongIterationError
from mirascope.retries import FallbackError, fallback
from mirascope.retries.fallback import Fallback
from tests.server import Answer, Call, Fault, Server

BAD = Answer(fault=Fault(status=400))
CUT = Answer(text=("one", " two", " three"), fault=Fault(break_after=3))
EMPTY = Answer(text="x", fault=Fault(break_after=0))
FINE = Answer(text=("at", " last"))
CLAUDE: Fallback = {"catch": Exception, "provider": "anthropic", "model": "claude"}
LLAMA: Fallback = {"catch": Exception, "provider": "groq", "model": "llama"}


def say(word: str = "x") -> str:
    return word


async def asay(word: str = "x") -> str:
    return word


def stream_of(
    *entries: Fallback, restart: bool = False, catch: Any = Exception, **options: Any
) -> Any:
    call = llm.call("openai", "gpt", **{"stream": True, **options})
    return fallback(catch, [*entries], restart_streams=restart)(call(say))


def text_of(stream: Any) -> list[str]:
    return [
        f"<{chunk.content}" if chunk.restarted else chunk.content
        for chunk, _ in stream
        if chunk.content or chunk.restarted
    ]


def models(server: Server) -> list[str]:
    return [request.common["model"] for request in server.requests]


# -- when it goes on elsewhere ---------------------------------------------------------


def test_several_providers_may_fail_before_the_first_chunk(server: Server) -> None:
    server.will(BAD, EMPTY, FINE)
    stream = stream_of(CLAUDE, LLAMA)()
    assert text_of(stream) == ["at", " last"]
    assert models(server) == ["gpt", "claude", "llama"]
    assert len(stream._caught) == 2
    assert not stream.restarted


def test_a_stream_without_a_failure_has_nothing_caught(server: Server) -> None:
    stream = stream_of(CLAUDE)()
    list(stream)
    assert not hasattr(stream, "_caught")
    assert not stream.restarted


def test_it_may_begin_anew_more_than_once(server: Server) -> None:
    server.will(CUT, CUT, FINE)
    stream = stream_of({**LLAMA, "model": "first"}, LLAMA, restart=True)()
    once = text_of(stream)
    assert once == ["one", " two", "<", "one", " two", "<", "at", " last"]
    assert text_of(stream) == once
    assert stream.content == "at last"
    assert models(server) == ["gpt", "first", "llama"]


def test_what_fails_before_its_first_chunk_leaves_no_mark(server: Server) -> None:
    server.will(CUT, BAD, FINE)
    stream = stream_of(CLAUDE, LLAMA, restart=True)()
    assert text_of(stream) == ["one", " two", "<", "at", " last"]


def test_only_what_is_caught_leaves_a_provider(server: Server) -> None:
    server.will(BAD, FINE)
    stream = stream_of(LLAMA, catch=openai.RateLimitError)()
    with pytest.raises(openai.BadRequestError):
        list(stream)
    assert models(server) == ["gpt"]
    assert text_of(stream) == ["at", " last"]  # nothing had arrived: it is sent again


def test_each_fallback_catches_for_itself(server: Server) -> None:
    server.will(BAD, BAD)
    stream = stream_of({**LLAMA, "catch": KeyError}, CLAUDE)()
    with pytest.raises(llm.BadRequestError) as failed:
        list(stream)
    assert failed.value.provider == "groq"
    assert models(server) == ["gpt", "llama"]


def test_all_failed_at_opening(server: Server) -> None:
    server.will(BAD)
    stream = stream_of(CLAUDE, LLAMA)()
    with pytest.raises(FallbackError) as failed:
        list(stream)
    assert len(failed.value.errors) == 3
    assert failed.value.__cause__ is failed.value.errors[-1]


def test_all_failed_in_the_midst(server: Server) -> None:
    server.will(CUT)
    stream = stream_of(LLAMA, restart=True)()
    seen: list[str] = []
    with pytest.raises(FallbackError) as failed:
        seen.extend(chunk.content for chunk, _ in stream)
    assert len(failed.value.errors) == 2
    with pytest.raises(FallbackError):
        list(stream)
    assert models(server) == ["gpt", "llama"]


def test_an_error_of_the_prompt_function_goes_on_too(server: Server) -> None:
    tries: list[int] = []

    def failing(word: str = "x") -> str:
        tries.append(1)
        if len(tries) == 2:
            raise KeyError
        return word

    server.will(BAD, FINE)
    call = llm.call("openai", "gpt", stream=True)
    stream = fallback(Exception, [CLAUDE, LLAMA])(call(failing))()
    assert text_of(stream) == ["at", " last"]
    assert models(server) == ["gpt", "llama"]
    assert [type(error) for error in stream._caught][1] is KeyError


def test_errors_of_the_reader_are_the_readers(server: Server) -> None:
    server.will(FINE)
    items = iter(stream_of(LLAMA, restart=True)())
    next(items)
    with pytest.raises(KeyError):
        items.throw(KeyError())  # type: ignore[attr-defined]
    assert set(models(server)) == {"gpt"}


def test_the_wrong_loop_is_told_at_once(server: Server) -> None:
    stream = stream_of(LLAMA)()

    async def read() -> None:
        async for _ in stream:
            pass

    with pytest.raises(WrongIterationError):
        asyncio.run(read())

    async def make() -> Any:
        made = llm.call("openai", "gpt", stream=True)(asay)
        return await fallback(Exception, [LLAMA])(made)()

    with pytest.raises(WrongIterationError):
        list(asyncio.run(make()))
    assert server.requests == []


# -- leaving, closing, copying ---------------------------------------------------------


def test_leaving_it_early_keeps_what_came(server: Server) -> None:
    server.will(BAD, FINE)
    stream = stream_of(LLAMA)()
    for chunk, _ in stream:
        if chunk.content:
            break
    assert stream.content == "at"
    assert text_of(stream) == ["at"]
    assert len(server.requests) == 2
    server.settle()


def test_leaving_it_at_the_mark(server: Server) -> None:
    server.will(CUT, FINE)
    stream = stream_of(LLAMA, restart=True)()
    for chunk, _ in stream:
        if chunk.restarted:
            break
    server.settle()
    assert stream.provider == "groq"
    assert text_of(stream)[:3] == ["one", " two", "<"]
    assert len(server.requests) == 2


def test_leaving_an_async_one(server: Server) -> None:
    server.will(CUT, FINE)

    async def main() -> None:
        call = llm.call("openai", "gpt", stream=True)(asay)
        stream = await fallback(Exception, [LLAMA], restart_streams=True)(call)()
        async for chunk, _ in stream:
            if chunk.restarted:
                break
        assert stream.provider == "groq"
        await stream.aclose()
        again = [chunk.content async for chunk, _ in stream]
        assert "".join(again).startswith("one two")

    asyncio.run(main())
    server.settle()


def test_a_block_closes_it(server: Server) -> None:
    server.will(BAD, FINE)
    with stream_of(LLAMA)() as stream:
        next(iter(stream))
    server.settle()
    assert list(stream)


def test_a_closed_one_is_not_read_elsewhere(server: Server) -> None:
    server.will(BAD, FINE)
    stream = stream_of(LLAMA)()
    stream.close()
    assert list(stream) == []
    assert server.requests == []


def test_another_thread_closes_it(server: Server) -> None:
    hold = threading.Event()
    server.will(BAD, Answer(text=("a", "b"), fault=Fault(hold=hold, hold_after=3)))
    stream = stream_of(LLAMA)()
    begun = threading.Event()
    closer = threading.Thread(target=lambda: begun.wait() and stream.close())
    closer.start()
    for chunk, _ in stream:
        if chunk.content:
            begun.set()
    hold.set()
    closer.join()
    assert stream.provider == "groq"


def test_a_cancelled_read_is_no_failure(server: Server) -> None:
    hold = threading.Event()
    server.will(Answer(fault=Fault(hold=hold)))

    async def main() -> None:
        call = llm.call("openai", "gpt", stream=True)(asay)
        stream = await fallback(Exception, [LLAMA])(call)()

        async def read() -> None:
            async for _ in stream:
                pass

        task = asyncio.create_task(read())
        while not server.requests:
            await asyncio.sleep(0.01)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(main())
    hold.set()
    server.settle()
    assert models(server) == ["gpt"]


def test_copies_and_pickles_are_of_the_answer_that_came(server: Server) -> None:
    server.will(CUT, FINE)
    stream = stream_of(LLAMA, restart=True)()
    list(stream)
    for made in (
        pickle.loads(pickle.dumps(stream)),  # noqa: S301
        deepcopy(stream),
    ):
        assert type(made) is llm.Stream
        assert text_of(made) == ["at", " last"]
        assert made.provider == "groq"
    assert text_of(copy(stream)) == text_of(stream)
    assert len(server.requests) == 2


def test_the_response_that_it_has_become(server: Server) -> None:
    server.will(CUT, FINE)
    stream = stream_of(CLAUDE, restart=True)()
    list(stream)
    response = stream.construct_call_response()
    assert (response.provider, response.content) == ("anthropic", "at last")
    assert stream.message_param.content == "at last"
    assert stream.input_tokens == response.input_tokens
    chunk = next(chunk for chunk, _ in stream if chunk.restarted)
    assert chunk.content == ""
    assert chunk.finish_reasons is None
    assert chunk.chunk is not None
    assert pickle.loads(pickle.dumps(chunk)).restarted  # noqa: S301
    assert copy(chunk).restarted


# -- tools and response models ---------------------------------------------------------


def look(word: str) -> str:
    """Look a word up."""
    return word


TOOL = Call(name="look", arguments='{"word": "whale"}', cuts=(4, 12))


@pytest.mark.parametrize("partial_tools", [False, True])
def test_tools_begin_anew(server: Server, partial_tools: bool) -> None:
    cut = Answer(text="", calls=(TOOL,), fault=Fault(break_after=3))
    server.will(cut, Answer(text="", calls=(TOOL,)))
    how: Any = {"partial_tools": True} if partial_tools else True
    stream = stream_of(CLAUDE, restart=True, tools=[look], stream=how)()
    pairs = list(stream)
    at = next(n for n, (chunk, _) in enumerate(pairs) if chunk.restarted)
    assert pairs[at][1] is None
    tools = [tool for _, tool in pairs[at:] if tool is not None]
    assert tools[-1].args == {"word": "whale"}
    assert tools[-1].call() == "whale"
    assert (len(tools) > 1) == partial_tools
    assert len(server.requests) == 2


class Book(BaseModel):
    title: str
    year: int = Field(gt=0)


def book(year: int, **more: Any) -> Answer:
    call = Call(name="Book", arguments=f'{{"title": "Dune", "year": {year}}}', **more)
    return Answer(text="", calls=(call,))


def test_values_begin_anew(server: Server) -> None:
    call = Call(name="Book", arguments='{"title": "Du', cuts=(12,))
    cut = Answer(text="", calls=(call,), fault=Fault(break_after=4))
    server.will(cut, book(1965, cuts=(13, 20)))
    stream = stream_of(CLAUDE, restart=True, response_model=Book)()
    assert isinstance(stream, BaseStructuredStream)
    values = list(stream)
    assert values[-1] == Book(title="Dune", year=1965)
    assert stream.constructed_response_model == values[-1]
    assert stream.restarted
    assert len(stream._caught) == 1
    assert list(stream) == values
    assert len(server.requests) == 2
    for made in (
        pickle.loads(pickle.dumps(stream)),  # noqa: S301
        deepcopy(stream),
    ):
        assert type(made) is BaseStructuredStream
        assert list(made)[-1] == values[-1]
    assert list(copy(stream)) == values


def test_an_answer_that_does_not_fit_is_left_if_nothing_was_read(
    server: Server,
) -> None:
    server.will(Answer(text="no"), book(1965))
    stream = stream_of(CLAUDE, response_model=Book)()
    assert list(stream)[-1].year == 1965


def test_a_whole_value_that_is_wrong_begins_anew_if_told_to(server: Server) -> None:
    server.will(book(-1), book(1965))
    stream = stream_of(
        CLAUDE, restart=True, catch=ValidationError, response_model=Book
    )()
    assert list(stream)[-1].year == 1965
    server.will(book(-1))
    with pytest.raises(ValidationError):
        list(stream_of(CLAUDE, catch=ValidationError, response_model=Book)())


def test_leaving_a_structured_one_early(server: Server) -> None:
    server.will(BAD, book(1965, cuts=(13, 20)))
    stream = stream_of(CLAUDE, response_model=Book)()
    first = next(iter(stream))
    assert list(stream) == [first]
    with stream_of(CLAUDE, response_model=Book)() as other:
        pass
    assert list(other) == []
    server.settle()


def test_an_async_structured_one(server: Server) -> None:
    server.will(BAD, book(1965))

    async def main() -> Any:
        call = llm.call("openai", "gpt", stream=True, response_model=Book)(asay)
        stream = await fallback(Exception, [CLAUDE])(call)()
        values = [value async for value in stream]
        assert [value async for value in stream] == values
        await stream.aclose()
        return values[-1]

    assert asyncio.run(main()) == Book(title="Dune", year=1965)


# -- what surrounds it -----------------------------------------------------------------


def test_it_goes_on_in_the_settings_it_was_made_in(server: Server) -> None:
    server.will(BAD, FINE)
    ask = stream_of({"catch": Exception, "provider": "openai", "model": "other"})
    params = {"temperature": 0.25}
    with llm.context(provider="openai", model="inside", call_params=params):
        stream = ask()
    with llm.context(provider="groq", model="later"):
        list(stream)
    assert models(server) == ["inside", "other"]
    assert server.last.common["temperature"] == 0.25


def test_an_override_is_in_force_when_it_goes_on(server: Server) -> None:
    server.will(BAD, FINE)
    ask = fallback(Exception, [LLAMA])(llm.call("openai", "gpt")(say))
    stream = llm.override(ask, stream=True, call_params={"temperature": 0.25})()
    assert text_of(stream) == ["at", " last"]
    assert server.last.common["temperature"] == 0.25


def test_what_is_bound_where_it_is_made_sees_all_requests(server: Server) -> None:
    server.will(BAD, FINE)
    with llm.track() as total:
        stream = stream_of(LLAMA)()
    list(stream)
    assert total.calls == 2
    with llm.track() as later:
        list(stream_of(LLAMA)())
    assert (total.calls, later.calls) == (2, 1)


def test_nothing_leaks_into_what_is_done_between_chunks(server: Server) -> None:
    plain = llm.call("openai", "plain")(say)
    server.will(CUT, FINE)
    seen: list[str] = []
    for chunk, _ in stream_of(LLAMA, restart=True)():
        if chunk.restarted:
            seen.append(plain().provider)
    assert seen == ["openai"]


def test_nothing_leaks_into_tasks_between_chunks(server: Server) -> None:
    plain = llm.call("openai", "plain")(asay)

    async def main() -> None:
        call = llm.call("openai", "gpt", stream=True)(asay)
        stream = await fallback(Exception, [LLAMA], restart_streams=True)(call)()
        server.will(CUT, FINE)
        async for chunk, _ in stream:
            if chunk.restarted:
                response = await asyncio.create_task(plain())
                assert response.provider == "openai"

    asyncio.run(main())


def test_it_may_be_read_in_another_thread_and_context(server: Server) -> None:
    server.will(CUT, FINE)
    stream = stream_of(LLAMA, restart=True)()
    items = iter(stream)
    next(items)
    read: list[Any] = []
    work = threading.Thread(target=contextvars.Context().run, args=(read.extend, items))
    work.start()
    work.join()
    assert "".join(chunk.content for chunk, _ in read).endswith("at last")


def stacked() -> Callable[..., Any]:
    inner = stream_of(CLAUDE, catch=llm.ProviderError)
    return fallback(FallbackError, [LLAMA])(inner)


def test_decorators_can_be_stacked(server: Server) -> None:
    server.will(BAD, BAD, FINE)
    stream = stacked()()
    assert text_of(stream) == ["at", " last"]
    assert models(server) == ["gpt", "claude", "llama"]
    assert stream.provider == "groq"
    assert text_of(stream) == ["at", " last"]


def test_stacked_ones_begin_anew(server: Server) -> None:
    server.will(CUT, CUT, FINE)
    inner = stream_of({**LLAMA, "model": "first"}, restart=True)
    stream = fallback(FallbackError, [LLAMA], restart_streams=True)(inner)()
    assert text_of(stream) == ["one", " two", "<", "one", " two", "<", "at", " last"]
    assert stream.content == "at last"


def test_a_plain_function_that_makes_a_stream(server: Server) -> None:
    tell = llm.call("openai", "gpt", stream=True)(say)
    server.will(BAD, FINE)
    stream = fallback(Exception, [LLAMA])(lambda: tell("hi"))()
    assert text_of(stream) == ["at", " last"]


def test_retries_are_used_up_first(server: Server) -> None:
    busy = Answer(fault=Fault(status=429, headers={"retry-after-ms": "1"}))
    server.will(busy, busy, FINE)
    stream = stream_of(LLAMA, catch=llm.RateLimitError, retries=1)()
    assert text_of(stream) == ["at", " last"]
    assert models(server) == ["gpt", "gpt", "llama"]
