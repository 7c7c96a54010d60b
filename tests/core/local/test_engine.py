"""What the clients of the embedded engine give, on the real model."""

from __future__ import annotations

import asyncio
import gc
import json
import threading
import weakref
from pathlib import Path
from typing import Any

import pytest

from mirascope.core.local._engine import (
    AsyncLocalClient,
    LocalClient,
    LocalEngineError,
)
from mirascope.exceptions import InvalidCallError

from .conftest import wait_until

COUNT = [{"role": "user", "content": "Count to one thousand."}]
FIXED: dict[str, Any] = {"temperature": 0, "seed": 1, "max_tokens": 8}


def working() -> bool:
    """Whether a model is answering."""
    return any(thread.name == "mirascope-local" for thread in threading.enumerate())


def text_of(answer: dict[str, Any]) -> str:
    """The text of a whole answer."""
    return answer["choices"][0]["message"]["content"]


def test_a_whole_answer_has_the_chat_format(client: LocalClient, model: str) -> None:
    answer = client.chat.completions.create(model=model, messages=COUNT, **FIXED)
    assert answer["object"] == "chat.completion"
    assert answer["model"] == model
    assert answer["choices"][0]["finish_reason"] == "length"
    assert answer["choices"][0]["message"]["role"] == "assistant"
    assert answer["usage"]["completion_tokens"] == 8
    assert text_of(answer)


def test_a_seed_repeats_and_the_stream_says_the_same(
    client: LocalClient, model: str
) -> None:
    create = client.chat.completions.create
    params = {**FIXED, "temperature": 1}
    first = text_of(create(model=model, messages=COUNT, **params))
    create(model=model, messages=[{"role": "user", "content": "Hi"}], **FIXED)
    chunks = list(create(model=model, messages=COUNT, stream=True, **params))
    deltas = [choice["delta"] for chunk in chunks for choice in chunk["choices"]]
    assert "".join(delta.get("content") or "" for delta in deltas) == first
    assert {chunk["model"] for chunk in chunks} == {model}
    assert {chunk["object"] for chunk in chunks} == {"chat.completion.chunk"}
    assert not any("prompt_progress" in chunk for chunk in chunks)
    assert chunks[-1]["usage"]["completion_tokens"] == 8


def test_another_seed_says_something_else(client: LocalClient, model: str) -> None:
    content = {
        text_of(
            client.chat.completions.create(
                model=model, messages=COUNT, seed=seed, temperature=2, max_tokens=4
            )
        )
        for seed in range(3)
    }
    assert len(content) > 1


def test_a_schema_is_kept_to(client: LocalClient, model: str) -> None:
    schema = {
        "type": "object",
        "properties": {"city": {"type": "string"}, "size": {"enum": ["s", "m", "l"]}},
        "required": ["city", "size"],
        "additionalProperties": False,
    }
    answer = client.chat.completions.create(
        model=model,
        messages=[{"role": "user", "content": "Which city is the biggest?"}],
        response_format={
            "type": "json_schema",
            "json_schema": {"name": "City", "schema": schema, "strict": True},
        },
        **{**FIXED, "max_tokens": 200},
    )
    value = json.loads(text_of(answer))
    assert set(value) == {"city", "size"}
    assert value["size"] in ["s", "m", "l"]


def test_parts_of_text_are_read_and_none_is_left_out(
    client: LocalClient, model: str
) -> None:
    create = client.chat.completions.create
    whole = create(model=model, messages=COUNT, **FIXED)
    parts = [{"type": "text", "text": COUNT[0]["content"]}]
    message = {"role": "user", "content": parts}
    same = create(model=model, messages=[message], top_p=None, tools=None, **FIXED)
    assert text_of(same) == text_of(whole)


def test_a_stop_text_ends_the_answer(client: LocalClient, model: str) -> None:
    create = client.chat.completions.create
    whole = text_of(create(model=model, messages=COUNT, **FIXED))
    stop = whole.split()[2]
    answer = create(model=model, messages=COUNT, stop=[stop], **FIXED)
    assert answer["choices"][0]["finish_reason"] == "stop"
    assert text_of(answer) == whole.partition(stop)[0]


def test_a_path_is_reported_as_it_was_given(
    client: LocalClient, model_file: Path
) -> None:
    params: dict[str, Any] = {"messages": COUNT, "max_tokens": 1}
    answer = client.chat.completions.create(model=model_file, **params)
    assert answer["model"] == str(model_file)


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize(
    ("params", "message", "kind"),
    [
        ({"temperature": "hot"}, "temperature", "invalid_request_error"),
        ({"response_format": {"type": "x"}}, "'smollm2-135m': response_format", None),
        (
            {"messages": [{"role": "user", "content": "x " * 5000}]},
            "more `context_tokens=`, up to 8192, than its 4096",
            "exceed_context_size_error",
        ),
    ],
)
def test_what_the_engine_refuses_is_one_error(
    client: LocalClient,
    model: str,
    stream: bool,
    params: dict[str, Any],
    message: str,
    kind: str | None,
) -> None:
    request = {"messages": COUNT, "max_tokens": 1, **params}
    create: Any = client.chat.completions.create
    with pytest.raises(LocalEngineError, match=message) as caught:
        list(create(model=model, stream=stream, **request))
    assert caught.value.model == model
    assert caught.value.code == 400
    assert caught.value.type == kind or kind is None


@pytest.mark.parametrize("wrong", [{"context_tokens": 0}, {"slots": -1}])
def test_a_client_with_no_room_is_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(InvalidCallError, match="give 1 or more"):
        LocalClient(**wrong)


@pytest.mark.parametrize("leave", ["close", "with", "forget"])
def test_leaving_a_stream_stops_the_generation(
    client: LocalClient, model: str, leave: str
) -> None:
    stream = client.chat.completions.create(
        model=model, messages=COUNT, stream=True, max_tokens=3000
    )
    next(stream)
    assert working()
    if leave == "close":
        stream.close()
        assert list(stream) == []
    elif leave == "with":
        with stream:
            pass
    else:
        del stream
    assert wait_until(lambda: not working(), 10)


def test_calls_of_many_threads_are_all_answered(
    client: LocalClient, model: str
) -> None:
    answers: dict[int, str] = {}

    def ask(number: int) -> None:
        message = {"role": "user", "content": f"Say the number {number}."}
        create = client.chat.completions.create
        answers[number] = text_of(create(model=model, messages=[message], **FIXED))

    threads = [threading.Thread(target=ask, args=(each,)) for each in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == list(range(6))
    assert all(answers.values())


def test_threads_that_come_at_once_load_the_model_once(
    client: LocalClient, model: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "mirascope.local")
    other = LocalClient(context_tokens=256, slots=2)
    params: dict[str, Any] = {"messages": COUNT, "max_tokens": 1, "model": model}
    create = other.chat.completions.create
    threads = [threading.Thread(target=create, kwargs=params) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    LocalClient(context_tokens=256, slots=2).chat.completions.create(**params)
    assert len(caplog.messages) == 1
    other.close()
    create(**params)
    assert len(caplog.messages) == 2
    other.close()


def test_closing_the_last_client_ends_what_is_answered(model: str) -> None:
    client = LocalClient(context_tokens=512, slots=1)
    create = client.chat.completions.create
    params: dict[str, Any] = {"messages": COUNT, "stream": True, "model": model}
    first, second = create(**params), create(**params)
    next(first)
    client.close()
    assert not working()
    with pytest.raises(LocalEngineError, match="closed during the answer"):
        list(first)
    with pytest.raises(LocalEngineError, match="closed before the answer"):
        list(second)


def test_a_model_stays_while_another_client_uses_it(model: str) -> None:
    one, two = (LocalClient(context_tokens=512, slots=1) for _ in range(2))
    params: dict[str, Any] = {"messages": COUNT, "model": model}
    one.chat.completions.create(max_tokens=1, **params)
    stream = two.chat.completions.create(stream=True, max_tokens=4, **params)
    one.close()
    assert list(stream)[-1]["usage"]["completion_tokens"] == 4
    two.close()


def test_async_answers_come_while_the_loop_runs(
    client: LocalClient, model: str
) -> None:
    async def main() -> tuple[list[str], int]:
        create = AsyncLocalClient().chat.completions.create
        params: dict[str, Any] = {"model": model, "messages": COUNT, **FIXED}
        calls = asyncio.gather(create(**params), create(**params))
        ticks = 0
        while not calls.done():
            await asyncio.sleep(0.001)
            ticks += 1
        stream = await create(stream=True, **params)
        texts = [text_of(answer) for answer in await calls]
        chunks = [chunk async for chunk in stream]
        choices = [choice for chunk in chunks for choice in chunk["choices"]]
        texts.append("".join(each["delta"].get("content") or "" for each in choices))
        return texts, ticks

    for _ in range(2):  # the engine outlives a loop
        texts, ticks = asyncio.run(main())
        assert ticks > 10
        assert all(texts)
        assert len(texts) == 3


@pytest.mark.parametrize("whole", [True, False])
def test_a_cancelled_call_stops_the_generation(
    client: LocalClient, model: str, whole: bool
) -> None:
    async def main() -> None:
        create = AsyncLocalClient().chat.completions.create
        params: dict[str, Any] = {
            "model": model,
            "messages": COUNT,
            "max_tokens": 3000,
            "ignore_eos": True,
        }

        async def consume() -> None:
            if whole:
                await create(**params)
            async for _ in await create(stream=True, **params):
                pass

        task = asyncio.create_task(consume())
        assert await asyncio.to_thread(wait_until, working, 10)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert await asyncio.to_thread(wait_until, lambda: not working(), 10)

    asyncio.run(main())


def test_a_prompt_beyond_what_the_model_was_trained_for_is_to_be_shortened(
    model: str,
) -> None:
    content = [{"role": "user", "content": "x " * 9000}]
    with (
        LocalClient(context_tokens=10_000, slots=1) as client,
        pytest.raises(LocalEngineError, match="trained for 8192 tokens: shorten"),
    ):
        client.chat.completions.create(model=model, messages=content, max_tokens=1)


class Message(dict[str, str]):
    """A message that can be watched."""


def test_a_cancelled_call_frees_its_prompt_while_others_are_answered(
    model: str,
) -> None:
    async def main() -> None:
        async with AsyncLocalClient(context_tokens=512, slots=1) as client:
            create = client.chat.completions.create
            params: dict[str, Any] = {"model": model, "max_tokens": 400}
            first = await create(stream=True, messages=COUNT, ignore_eos=True, **params)
            await anext(first)  # it has the only slot
            message = Message(role="user", content="hi")
            seen = weakref.ref(message)
            task = asyncio.create_task(create(messages=[message], **params))
            del message
            await asyncio.sleep(0)
            assert seen() is not None
            task.cancel()
            await asyncio.wait([task])
            assert task.cancelled()
            del task
            gc.collect()
            assert seen() is None
            assert (await anext(first))["choices"]
            await first.aclose()

    asyncio.run(main())


@pytest.mark.parametrize("leave", ["aclose", "with", "break", "loop"])
def test_leaving_an_async_stream_stops_the_generation(
    client: LocalClient, model: str, leave: str
) -> None:
    kept: list[object] = []

    async def main() -> None:
        stream = await AsyncLocalClient().chat.completions.create(
            model=model, messages=COUNT, stream=True
        )
        if leave == "with":
            async with stream:
                await anext(stream)
            return
        async for _ in stream:
            break
        if leave == "aclose":
            await stream.aclose()
            assert [chunk async for chunk in stream] == []
        elif leave == "loop":
            kept.append(stream)  # nobody stops it, but its loop ends

    asyncio.run(main())
    assert wait_until(lambda: not working(), 10)


def test_an_async_client_frees_its_models(model: str) -> None:
    async def main() -> None:
        client = AsyncLocalClient(context_tokens=512, slots=1)
        async with client:
            create = client.chat.completions.create
            params: dict[str, Any] = {"model": model, "messages": COUNT}
            stream = await create(stream=True, **params)
            await anext(stream)
        assert not working()
        with pytest.raises(LocalEngineError, match="closed during"):
            _ = [chunk async for chunk in stream]

    asyncio.run(main())
    AsyncLocalClient().close()  # need not be awaited
