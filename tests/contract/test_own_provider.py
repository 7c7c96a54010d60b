"""A provider that a program makes with `call_factory` and its nine keywords."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import AsyncIterator, Iterator
from contextvars import copy_context
from typing import Any

import pytest
from pydantic import BaseModel, field_validator

from mirascope import llm
from mirascope.core import Messages, metadata, prompt_template
from mirascope.core.base import (
    BaseCallResponse,
    BaseCallResponseChunk,
    BaseMessageParam,
    BaseStream,
    BaseTool,
    Usage,
    call_factory,
    transform_tool_outputs,
)
from mirascope.core.base._utils import fn_is_async, setup_call

KEYWORDS = {
    "TCallResponse",
    "TCallResponseChunk",
    "TToolType",
    "TStream",
    "default_call_params",
    "setup_call",
    "get_json_output",
    "handle_stream",
    "handle_stream_async",
}


class ParrotTool(BaseTool):
    tool_call: dict[str, Any] | None = None

    @classmethod
    def tool_schema(cls) -> dict[str, Any]:
        return {"name": cls._name(), "parameters": cls.model_json_schema()}

    @classmethod
    def from_tool_call(cls, tool_call: dict[str, Any]) -> Any:
        return cls.model_validate({**tool_call["args"], "tool_call": tool_call})


class _Converter:
    @staticmethod
    def to_provider(messages: list[Any]) -> list[Any]:
        return [
            {"who": m.role, "says": m.content} if isinstance(m, BaseMessageParam) else m
            for m in messages
        ]

    @staticmethod
    def from_provider(messages: list[Any]) -> list[BaseMessageParam]:
        return [BaseMessageParam(role=m["who"], content=m["says"]) for m in messages]


class ParrotResponse(BaseCallResponse):
    _provider = "parrot"
    _message_converter = _Converter

    @property
    def content(self) -> str:
        return self.response.get("says", "")

    @property
    def finish_reasons(self) -> list[str]:
        return ["stop"]

    @property
    def model(self) -> str:
        return self.response["bird"]

    @property
    def id(self) -> str:
        return "parrot-1"

    @property
    def usage(self) -> None:
        return None

    @property
    def input_tokens(self) -> int:
        return 2

    @property
    def cached_tokens(self) -> int:
        return 0

    @property
    def output_tokens(self) -> int:
        return 3

    @property
    def message_param(self) -> dict[str, str]:
        return {"who": "assistant", "says": self.content}

    @property
    def tools(self) -> list[Any] | None:
        if not self.tool_types or "does" not in self.response:
            return None
        return [
            tool.from_tool_call(call)
            for call in self.response["does"]
            for tool in self.tool_types
            if tool._name() == call["name"]
        ]

    @property
    def tool(self) -> Any:
        return self.tools[0] if self.tools else None

    @classmethod
    @transform_tool_outputs
    def tool_message_params(cls, tools_and_outputs: Any) -> list[Any]:
        return [{"who": "tool", "says": out} for _, out in tools_and_outputs]

    @property
    def common_finish_reasons(self) -> list[str]:
        return ["stop"]

    @property
    def common_message_param(self) -> BaseMessageParam:
        return _Converter.from_provider([self.message_param])[0]

    @property
    def common_user_message_param(self) -> BaseMessageParam | None:
        if not self.user_message_param:
            return None
        return _Converter.from_provider([self.user_message_param])[0]


class ParrotChunk(BaseCallResponseChunk):
    @property
    def content(self) -> str:
        return self.chunk.get("says", "")

    @property
    def finish_reasons(self) -> list[str] | None:
        return ["stop"] if self.chunk.get("last") else None

    @property
    def model(self) -> str:
        return self.chunk["bird"]

    @property
    def id(self) -> str:
        return "parrot-1"

    @property
    def usage(self) -> None:
        return None

    @property
    def input_tokens(self) -> int | None:
        return 2 if self.chunk.get("last") else None

    @property
    def cached_tokens(self) -> int | None:
        return None

    @property
    def output_tokens(self) -> int | None:
        return 3 if self.chunk.get("last") else None

    @property
    def common_finish_reasons(self) -> list[str] | None:
        return self.finish_reasons


class ParrotStream(BaseStream):
    _provider = "parrot"

    def _construct_message_param(
        self, tool_calls: list[Any] | None = None, content: str | None = None
    ) -> dict[str, Any]:
        return {"who": "assistant", "says": content or ""}

    def construct_call_response(self) -> ParrotResponse:
        return ParrotResponse(
            metadata=self.metadata,
            response={"says": self.content, "bird": self.model},
            tool_types=self.tool_types,
            prompt_template=self.prompt_template,
            fn_args=self.fn_args,
            dynamic_config=self.dynamic_config,
            messages=self.messages,
            call_params=self.call_params,
            call_kwargs=self.call_kwargs,
            user_message_param=self.user_message_param,
            start_time=self.start_time,
            end_time=self.end_time,
        )


class Parrot:
    """What stands for the provider's service: it repeats the last message."""

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []

    def reply(self, kwargs: dict[str, Any]) -> dict[str, Any]:
        self.asked.append(kwargs)
        content = kwargs["messages"][-1]["says"]
        reply = {"says": content, "bird": kwargs["model"]}
        tools = [tool["name"] for tool in kwargs.get("tools") or ()]
        if tools:
            reply["does"] = [{"name": tools[0], "args": {"title": content}}]
        return reply

    def create(self, *, stream: bool, **kwargs: Any) -> Any:
        return self.pieces(kwargs) if stream else self.reply(kwargs)

    def pieces(self, kwargs: dict[str, Any]) -> Iterator[dict[str, Any]]:
        reply = self.reply(kwargs)
        for word in reply["says"].split():
            yield {"says": word, "bird": reply["bird"]}
        yield {"bird": reply["bird"], "last": True}

    async def acreate(self, *, stream: bool, **kwargs: Any) -> Any:
        return self.apieces(kwargs) if stream else self.reply(kwargs)

    async def apieces(self, kwargs: dict[str, Any]) -> AsyncIterator[dict[str, Any]]:
        for piece in self.pieces(kwargs):
            yield piece


parrot = Parrot()


def setup(
    *,
    model: str,
    client: Any,
    fn: Any,
    fn_args: dict[str, Any],
    dynamic_config: Any,
    tools: Any,
    json_mode: bool,
    call_params: Any,
    response_model: Any,
    stream: Any,
) -> tuple[Any, str | None, list[Any], Any, dict[str, Any]]:
    seen.append({"json_mode": json_mode, "response_model": response_model, "fn": fn})
    template, messages, tool_types, call_kwargs = setup_call(
        fn, fn_args, dynamic_config, tools, ParrotTool, call_params, dict
    )
    native = _Converter.to_provider(messages)
    call_kwargs |= {"model": model, "messages": native}
    bird = client or parrot
    create = bird.acreate if fn_is_async(fn) else bird.create
    return create, template, native, tool_types, call_kwargs


def handle_stream(
    stream: Any, tool_types: Any, partial_tools: bool = False
) -> Iterator[tuple[ParrotChunk, None]]:
    for piece in stream:
        yield ParrotChunk(chunk=piece), None


async def handle_stream_async(
    stream: Any, tool_types: Any, partial_tools: bool = False
) -> AsyncIterator[tuple[ParrotChunk, None]]:
    async for piece in stream:
        yield ParrotChunk(chunk=piece), None


def get_json_output(answer: Any, json_mode: bool) -> str | dict[str, Any]:
    if isinstance(answer, ParrotChunk):
        return answer.content
    if json_mode:
        return answer.content
    if "does" in answer.response:
        return answer.response["does"][0]["args"]
    raise ValueError("no call")


seen: list[dict[str, Any]] = []
parrot_call = call_factory(
    TCallResponse=ParrotResponse,
    TCallResponseChunk=ParrotChunk,
    TToolType=ParrotTool,
    TStream=ParrotStream,
    default_call_params={"volume": 1},
    setup_call=setup,
    get_json_output=get_json_output,
    handle_stream=handle_stream,
    handle_stream_async=handle_stream_async,
)


class Book(BaseModel):
    """A book."""

    title: str


@pytest.fixture(autouse=True)
def fresh() -> None:
    seen.clear()
    parrot.asked.clear()


class Picky(BaseModel):
    """A book whose title the parrot learns from what it is told."""

    title: str

    @field_validator("title")
    @classmethod
    def _told(cls, title: str) -> str:
        if "not valid" not in title:
            raise ValueError("say what I say")
        return title


@pytest.mark.parametrize("is_async", [False, True], ids=["sync", "async"])
@pytest.mark.parametrize("agnostic", [False, True], ids=["core", "llm"])
def test_an_answer_is_asked_for_again(is_async: bool, agnostic: bool) -> None:
    options: Any = {"response_model": Picky, "validation_retries": 1}
    if agnostic:
        llm.register_provider("parrot", parrot_call)
    call = llm.call("parrot", "ara", **options) if agnostic else None
    call = call or parrot_call("ara", **options)

    @prompt_template("Say {word}")
    def repeat(word: str) -> None: ...

    @prompt_template("Say {word}")
    async def repeat_async(word: str) -> None: ...

    def ask() -> Any:
        if is_async:
            return asyncio.run(call(repeat_async)("hello"))
        return call(repeat)("hello")

    found = ask()
    assert "say what I say" in found.title
    first, second = (asked["messages"] for asked in parrot.asked)
    assert [m["who"] for m in second] == ["user", "assistant", "tool"]
    assert second[:1] == first
    assert len(found._response.messages) == 3
    assert [type(one.error).__name__ for one in found._response.attempts] == [
        *("ValidationError", "NoneType"),
    ]
    options["json_mode"] = True
    call = parrot_call("ara", **options)
    parrot.asked.clear()
    with pytest.raises(ValueError, match=r"not JSON|no JSON"):
        ask()
    assert [m["who"] for m in parrot.asked[1]["messages"]] == [
        *("user", "assistant", "user"),
    ]


def test_the_factory_takes_exactly_nine_keywords() -> None:
    parameters = inspect.signature(call_factory).parameters
    assert set(parameters) == KEYWORDS
    kinds = {parameter.kind for parameter in parameters.values()}
    assert kinds == {inspect.Parameter.KEYWORD_ONLY}
    with pytest.raises(TypeError):
        call_factory()
    with pytest.raises(TypeError):
        call_factory(ParrotResponse)


def test_a_call() -> None:
    @metadata({"tags": {"bird"}})
    @parrot_call("ara")
    @prompt_template("Say {word}")
    def repeat(word: str) -> None: ...

    response = repeat("hello")
    assert type(response) is ParrotResponse
    assert response.content == str(response) == "Say hello"
    assert (response.model, response.provider) == ("ara", "parrot")
    assert response.fn_args == {"word": "hello"}
    assert response.prompt_template == "Say {word}"
    assert response.metadata == {"tags": {"bird"}}
    assert response.user_message_param == {"who": "user", "says": "Say hello"}
    assert 0 < response.start_time <= response.end_time
    assert parrot.asked[0]["messages"] == [{"who": "user", "says": "Say hello"}]
    assert response.tool_message_params([(None, {"a": 1})]) == [
        {"who": "tool", "says": '{"a": 1}'}
    ]


def test_an_async_call(runner: Any) -> None:
    @parrot_call("ara")
    async def repeat(word: str) -> str:
        return word

    assert inspect.iscoroutinefunction(repeat)
    assert runner.run(repeat("hello")).content == "hello"
    assert inspect.iscoroutinefunction(seen[0]["fn"])


def test_parameters_default_and_merge() -> None:
    parrot_call("ara")(lambda: "x")()
    assert parrot.asked[-1]["volume"] == 1

    @parrot_call("ara", call_params={"volume": 2, "pitch": 3})
    def repeat() -> Any:
        return {"messages": [Messages.User("x")], "call_params": {"pitch": 4}}

    repeat()
    assert (parrot.asked[-1]["volume"], parrot.asked[-1]["pitch"]) == (2, 4)


class PricedResponse(ParrotResponse):
    @property
    def cost(self) -> float:
        return 0.25


class PricedStream(ParrotStream):
    @property
    def cost(self) -> float:
        return 0.75


@pytest.mark.parametrize("is_async", [False, True], ids=["sync", "async"])
@pytest.mark.parametrize("priced", [False, True], ids=["unpriced", "priced"])
def test_limits_and_trackers_read_its_responses(
    is_async: bool, priced: bool, runner: asyncio.Runner
) -> None:
    call = call_factory(
        TCallResponse=PricedResponse if priced else ParrotResponse,
        TCallResponseChunk=ParrotChunk,
        TToolType=ParrotTool,
        TStream=PricedStream if priced else ParrotStream,
        default_call_params={},
        setup_call=setup,
        get_json_output=get_json_output,
        handle_stream=handle_stream,
        handle_stream_async=handle_stream_async,
    )
    limit = llm.limit(usd=1, tokens=10**5, concurrency=1, unpriced="ignore")

    async def repeat() -> str:
        return "hello you"

    async def read() -> None:
        await call("ara", limit=limit)(repeat)()
        async for _ in await call("ara", limit=limit, stream=True)(repeat)():
            assert limit.concurrency == 1

    with llm.track() as tracked:
        if is_async:
            runner.run(read(), context=copy_context())
        else:
            call("ara", limit=limit)(lambda: "hello you")()
            for _ in call("ara", limit=limit, stream=True)(lambda: "hello you")():
                assert limit.concurrency == 1
    assert (tracked.calls, tracked.input_tokens, tracked.output_tokens) == (2, 4, 6)
    assert (limit.tokens, limit.concurrency, tracked.estimated) == (10, 0, 0)
    assert tracked.cost_usd == (1.0 if priced else None)
    assert tracked.cost_unknown == (0 if priced else 2)
    assert limit.spent_usd == (1.0 if priced else 0.0)
    with pytest.raises(llm.UnpricedModelError, match="'ara'"), llm.limit(usd=1):
        call("ara")(lambda: "hello")()


def test_a_client_of_the_users_own() -> None:
    mine = Parrot()
    parrot_call("ara", client=mine)(lambda: "x")()
    assert len(mine.asked) == 1
    assert parrot.asked == []


def test_a_stream() -> None:
    @parrot_call("ara", stream=True)
    def repeat(word: str) -> str:
        return word

    stream = repeat("one two three")
    assert type(stream) is ParrotStream
    assert parrot.asked == []
    pairs = list(stream)
    assert [chunk.content for chunk, _ in pairs] == ["one", "two", "three", ""]
    assert stream.content == "onetwothree"
    assert stream.message_param == {"who": "assistant", "says": "onetwothree"}
    assert stream.finish_reasons == ["stop"]
    assert (stream.input_tokens, stream.output_tokens) == (2, 3)
    assert stream.model == "ara"
    assert stream.construct_call_response().content == "onetwothree"
    assert stream.start_time > 0
    assert [str(chunk) for chunk, _ in stream] == [str(chunk) for chunk, _ in pairs]
    assert len(parrot.asked) == 1


def test_an_async_stream(runner: Any) -> None:
    @parrot_call("ara", stream=True)
    async def repeat(word: str) -> str:
        return word

    async def main() -> tuple[Any, list[str]]:
        stream = await repeat("one two")
        return stream, [chunk.content async for chunk, _ in stream]

    stream, words = runner.run(main())
    assert words == ["one", "two", ""]
    assert stream.content == "onetwo"
    assert stream.end_time >= stream.start_time > 0


def test_tools_are_offered_and_called() -> None:
    def shout(title: str) -> str:
        """Shout a title."""
        return title.upper()

    @parrot_call("ara", tools=[shout])
    def repeat(word: str) -> str:
        return word

    response = repeat("dune")
    assert parrot.asked[0]["tools"][0]["name"] == "shout"
    assert response.tool.call() == "DUNE"
    assert isinstance(response.tool, ParrotTool)


def test_a_response_model_comes_from_the_hidden_tool() -> None:
    @parrot_call("ara", response_model=Book)
    def repeat(word: str) -> str:
        return word

    book = repeat("Dune")
    assert book == Book(title="Dune")
    assert type(book._response) is ParrotResponse
    assert seen[0]["response_model"] is Book
    assert seen[0]["json_mode"] is False


def test_a_response_model_comes_from_json_text() -> None:
    @parrot_call("ara", response_model=Book, json_mode=True)
    def repeat(word: str) -> str:
        return word

    assert repeat('{"title": "Dune"}') == Book(title="Dune")
    assert seen[0]["json_mode"] is True


def test_a_response_model_is_streamed() -> None:
    @parrot_call("ara", response_model=Book, stream=True)
    def repeat(word: str) -> str:
        return word

    *_, last = repeat('{"title": "Dune"}')
    assert last == Book(title="Dune")


def test_an_own_provider_serves_the_neutral_layer(runner: Any) -> None:
    llm.register_provider("parrot", parrot_call)

    @llm.call("parrot", "ara")
    def repeat(word: str) -> str:
        return word

    response = repeat("hello")
    assert type(response) is llm.CallResponse
    assert response.content == "hello"
    assert response.provider == "parrot"
    assert response.finish_reasons == ["stop"]
    assert response.message_param == Messages.Assistant("hello")
    assert response.messages == [Messages.User("hello")]
    assert response.user_message_param == Messages.User("hello")
    assert response.usage == Usage(
        input_tokens=2, cached_tokens=0, output_tokens=3, total_tokens=5
    )
    assert response.cost is None

    @llm.call("parrot/ara", stream=True)
    async def arepeat(word: str) -> str:
        return word

    async def main() -> llm.Stream:
        stream = await arepeat("one two")
        async for chunk, _ in stream:
            assert type(chunk) is llm.CallResponseChunk
        return stream

    stream = runner.run(main())
    assert stream.content == "onetwo"
    assert stream.construct_call_response().content == "onetwo"
