"""`retries=` and `timeout=` of providers that programs make with `call_factory`."""

from __future__ import annotations

import asyncio
import pickle
from collections.abc import Callable
from typing import Any

import pytest
from typing_extensions import override

from mirascope import llm

from .test_own_provider import Parrot, parrot_call

SOON = llm.RetryPolicy(attempts=3, max_wait_s=0.001)
STREAMS = pytest.mark.parametrize("stream", [False, True], ids=["whole", "streamed"])
KINDS = pytest.mark.parametrize("is_async", [False, True], ids=["sync", "async"])
LAYERS = pytest.mark.parametrize("layer", ["core", "llm"])


class Shy(Parrot):
    """Fails at first."""

    def __init__(self, *errors: Exception) -> None:
        super().__init__()
        self.errors = list(errors)

    @override
    def reply(self, kwargs: dict[str, Any]) -> dict[str, Any]:
        if self.errors:
            self.asked.append(kwargs)
            raise self.errors.pop(0)
        return super().reply(kwargs)


class Slow(Parrot):
    """Never answers."""

    @override
    async def acreate(self, *, stream: bool, **kwargs: Any) -> Any:
        self.asked.append(kwargs)
        await asyncio.Event().wait()


@pytest.fixture
def ask(runner: asyncio.Runner) -> Callable[..., Any]:
    """Call once: `ask(layer, is_async, stream, **options)` gives answer and text."""

    def ask(layer: str, is_async: bool, stream: bool, **options: Any) -> Any:
        options["stream"] = stream
        decorator = parrot_call("grey", **options)
        if layer == "llm":
            llm.register_provider("shy-parrot", parrot_call)
            decorator = llm.call("shy-parrot", "grey", **options)

        async def later() -> Any:
            answer = await decorator(_later)()
            if not stream:
                return answer, answer.content
            return answer, " ".join([one.content async for one, _ in answer]).strip()

        if is_async:
            return runner.run(later())
        answer = decorator(lambda: "hello there")()
        if not stream:
            return answer, answer.content
        return answer, " ".join(one.content for one, _ in answer).strip()

    return ask


async def _later() -> str:
    return "hello there"


@LAYERS
@KINDS
@STREAMS
def test_what_is_known_is_tried_again(
    ask: Any, layer: str, is_async: bool, stream: bool
) -> None:
    bird = Shy(TimeoutError("slow"), ConnectionResetError("lost"))
    answer, text = ask(layer, is_async, stream, client=bird, retries=SOON)
    assert text == "hello there"
    assert len(bird.asked) == 3
    kinds = [type(one.error) for one in answer.attempts[:-1]]
    if layer == "core":
        assert kinds == [TimeoutError, ConnectionResetError]
    else:
        assert issubclass(kinds[0], llm.APITimeoutError | TimeoutError)
        assert issubclass(kinds[1], llm.APIConnectionError)
        if stream:
            made = answer.construct_call_response()
            assert len(made.attempts) == 3
        again = pickle.loads(pickle.dumps(answer))  # noqa: S301
        assert len(again.attempts) == 3
    last = answer.attempts[-1]
    assert (last.error, last.wait_s) == (None, 0.0)


class OwnError(Exception):
    """Of the user's."""


@LAYERS
@KINDS
@STREAMS
def test_errors_of_ones_own_are_tried_again_where_they_are_named(
    ask: Any, layer: str, is_async: bool, stream: bool
) -> None:
    bird = Shy(OwnError("once"), OwnError("twice"))
    with pytest.raises(OwnError, match="once"):
        ask(layer, is_async, stream, client=bird, retries=SOON)
    named = llm.RetryPolicy(on=OwnError, max_wait_s=0.001)
    answer, text = ask(layer, is_async, stream, client=bird, retries=named)
    assert text == "hello there"
    assert [repr(one.error) for one in answer.attempts] == ["OwnError('twice')", "None"]


@LAYERS
@STREAMS
def test_an_async_call_is_ended_in_time(ask: Any, layer: str, stream: bool) -> None:
    bird = Slow()
    expected = TimeoutError if layer == "core" else llm.APITimeoutError
    with pytest.raises(expected):
        ask(layer, True, stream, client=bird, timeout=0.05, retries=SOON)
    assert len(bird.asked) == 1
