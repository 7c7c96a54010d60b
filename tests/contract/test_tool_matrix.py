"""Every kind of tool on every provider: whole, streamed and in part."""

from __future__ import annotations

import asyncio
import inspect
import json
import warnings
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import Enum
from functools import partial
from typing import Annotated, Any, ClassVar, Literal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from typing_extensions import override

from mirascope import llm
from mirascope.core import (
    BaseMessageParam,
    BaseTool,
    BaseToolKit,
    Messages,
    TextPart,
    ToolCallPart,
    ToolResultPart,
    toolkit_tool,
)
from mirascope.exceptions import ToolDefinitionError
from tests.server import Answer, Call, Fault, Server

from .row import Row
from .rows import ROWS
from .way import Way


class Size(Enum):
    SMALL = "small"
    LARGE = "large"


class Book(BaseModel):
    title: str


class Odd(BaseTool):
    """Take what has the names of our members."""

    id: int
    args: list[str]
    delta: str = "none"
    tool_call: str = "none"

    @override
    def call(self) -> Any:
        return [self.id, self.args, self.delta, self.tool_call]


class Shelve(BaseModel):
    """Shelve a book."""

    shelf: int

    def call(self) -> str:
        return f"on shelf {self.shelf}"


class Library:
    name = "Central"

    def find(self, title: str) -> str:
        """Find a book.

        Args:
            title: The title.
        """
        return f"{title} in {self.name}"

    @classmethod
    def make(cls, name: str) -> str:
        return f"{cls.__name__} {name}"

    @staticmethod
    def shout(title: str) -> str:
        return title.upper()

    def __call__(self, shelf: int) -> str:
        return f"{self.name} {shelf}"


class Shop(BaseToolKit):
    __namespace__: ClassVar[str | None] = "shop"
    stock: list[str]
    sold: int = 0

    @toolkit_tool
    def sell(self, title: str) -> str:
        """Sell one of {self.stock}.

        Args:
            title: What to sell.
        """
        self.sold += 1
        return f"{title} of {self.stock}"

    @toolkit_tool
    async def price(self, title: str) -> str:
        """Tell a price."""
        await asyncio.sleep(0)
        return f"{title} is {len(self.stock)}"

    @toolkit_tool
    class Order(BaseTool):
        """Order more than {self.stock}."""

        title: str

        @override
        def call(self) -> str:
            return f"{self.title} beside {self.stock}"


async def look_up(word: str) -> str:
    """Look a word up."""
    await asyncio.sleep(0)
    return f"{word} is a word"


def google(title: str, pages: int = 1) -> str:
    """Order a book.

    Args:
        title: The title.
        pages: How long it is.
    """
    return f"{title}, {pages}"


def numpy(title: str, pages: int = 1) -> str:
    """Order a book.

    Parameters
    ----------
    title : str
        The title.
    pages : int
        How long it is.
    """
    return f"{title}, {pages}"


def rest(title: str, pages: int = 1) -> str:
    """Order a book.

    :param title: The title.
    :param pages: How long it is.
    """
    return f"{title}, {pages}"


def odd(
    self: str, id: int, args: str, call: str, delta: str = "d", tool_call: str = "t"
) -> list[Any]:
    return [self, id, args, call, delta, tool_call]


def positional(first: int, second: int = 2, /, *more: int, last: int) -> list[int]:
    return [first, second, *more, last]


def free(first: int, **more: str) -> dict[str, Any]:
    return {"first": first, **more}


def rich(
    book: Book,
    books: list[Book],
    size: Size,
    kind: Literal["a", "b"] = "b",
    price: Annotated[int, Field(gt=0, description="The price.")] = 3,
    note: str | None = None,
) -> list[Any]:
    return [book.title, [one.title for one in books], size, kind, price, note]


shout: Callable[[str], str] = lambda text: text.upper()  # noqa: E731
shout.__name__ = "louder"
shout.__annotations__ = {"text": str}


@dataclass(frozen=True)
class Kind:
    """A kind of tool, what it is called with, and what it then gives."""

    tool: Any
    name: str
    args: dict[str, Any]
    gives: Any
    described: tuple[str, ...] = ()
    """The parameters that have a description."""


ODD = {"id": 1, "args": ["a"], "delta": "d", "tool_call": "t"}
WORDS = {"self": "s", "id": 1, "args": "a", "call": "c"}
RICH = {"book": {"title": "Emma"}, "books": [{"title": "Dune"}], "size": "large"}
ORDER = {"title": "Emma"}
SHOP = Shop(stock=["Ubik"]).create_tools()
KINDS = {
    "class": Kind(Odd, "Odd", ODD, [1, ["a"], "d", "t"]),
    "model": Kind(Shelve, "Shelve", {"shelf": 3}, "on shelf 3"),
    "google": Kind(google, "google", ORDER, "Emma, 1", ("title", "pages")),
    "numpy": Kind(numpy, "numpy", ORDER, "Emma, 1", ("title", "pages")),
    "rest": Kind(rest, "rest", ORDER, "Emma, 1", ("title", "pages")),
    "async": Kind(look_up, "look_up", {"word": "Ara"}, "Ara is a word"),
    "colliding": Kind(odd, "odd", WORDS, ["s", 1, "a", "c", "d", "t"]),
    "positional": Kind(
        positional,
        "positional",
        {"first": 1, "more": [5, 6], "last": 9},
        [1, 2, 5, 6, 9],
    ),
    "rich": Kind(
        rich, "rich", RICH, ["Emma", ["Dune"], Size.LARGE, "b", 3, None], ("price",)
    ),
    "method": Kind(Library().find, "find", ORDER, "Emma in Central", ("title",)),
    "class method": Kind(Library.make, "make", {"name": "Bath"}, "Library Bath"),
    "static method": Kind(Library.shout, "shout", ORDER, "EMMA"),
    "object": Kind(Library(), "Library", {"shelf": 3}, "Central 3"),
    "partial": Kind(
        partial(google, pages=7), "google", ORDER, "Emma, 7", ("title", "pages")
    ),
    "lambda": Kind(shout, "louder", {"text": "hey"}, "HEY"),
    "toolkit class": Kind(SHOP[0], "shop_Order", ORDER, "Emma beside ['Ubik']"),
    "toolkit async": Kind(SHOP[1], "shop_price", ORDER, "Emma is 1"),
    "toolkit method": Kind(SHOP[2], "shop_sell", ORDER, "Emma of ['Ubik']", ("title",)),
}
FREE = Kind(free, "free", {"first": 1, "b": "x"}, {"first": 1, "b": "x"})


def answer(kind: Kind, id: str = "call_1") -> Call:
    text = json.dumps(kind.args)
    return Call(name=kind.name, arguments=text, id=id, cuts=tuple(range(3, 99, 5)))


def result(way: Way, tool: Any) -> Any:
    """Run a tool; an async one is waited for."""
    value = tool.call()
    return way.runner.run(_wait(value)) if inspect.isawaitable(value) else value


async def _wait(value: Any) -> Any:
    return await value


def tools_of(way: Way, answer: Answer, **options: Any) -> list[list[Any]]:
    """Get the tools of an answer: whole, streamed, streamed in part, and rebuilt."""
    way.server.will(answer)
    found = [way.ask(**options).tools]
    for stream in (True, {"partial_tools": True}):
        streamed = way.stream(**{**options, "stream": stream})
        tools = [tool for _, tool in way.collect(streamed) if tool is not None]
        found.append([tool for tool in tools if tool._delta is None])
        found.append(streamed.construct_call_response().tools)
    return found


def offered(server: Server) -> list[dict[str, Any]]:
    return [tool["function"] for tool in server.last.common["tools"]]


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_every_kind_of_tool_is_offered_and_called(neutral: Way, kind: Kind) -> None:
    reply = Answer(text="", calls=(answer(kind),))
    for [tool] in tools_of(neutral, reply, tools=[kind.tool]):
        assert tool._name() == kind.name
        assert tool._id == "call_1"
        assert result(neutral, tool) == kind.gives
    [function] = offered(neutral.server)
    assert function["name"] == kind.name
    assert function["description"]
    properties = function["parameters"]["properties"]
    assert set(kind.args) <= set(properties)
    described = {name for name, one in properties.items() if one.get("description")}
    assert set(kind.described) == described


def test_all_kinds_can_be_called_at_once(way: Way) -> None:
    kinds = [kind for name, kind in KINDS.items() if name != "partial"]
    calls = tuple(answer(kind, f"call_{n}") for n, kind in enumerate(kinds))
    reply = Answer(text="Well,", calls=calls)
    for tools in tools_of(way, reply, tools=[kind.tool for kind in kinds]):
        assert [tool._id for tool in tools] == [call.id for call in calls]
        assert [result(way, tool) for tool in tools] == [kind.gives for kind in kinds]
    assert [one["name"] for one in offered(way.server)] == [one.name for one in kinds]


def test_more_arguments_reach_a_function_that_takes_them(neutral: Way) -> None:
    reply = Answer(text="", calls=(answer(FREE),))
    for [tool] in tools_of(neutral, reply, tools=[free]):
        assert tool.call() == FREE.gives
        assert tool.args == FREE.args


def test_surplus_arguments_are_left_out_unless_they_are_forbidden(way: Way) -> None:
    class Narrow(Shelve):
        model_config = ConfigDict(extra="forbid")

    call = Call(name="Shelve", arguments='{"shelf": 3, "room": 4}')
    answer = Answer(text="", calls=(call, replace(call, name="now", id="call_2")))
    for shelve, _ in tools_of(way, answer, tools=[Shelve, now]):
        assert shelve.args == {"shelf": 3}
        assert shelve.call() == "on shelf 3"
    way.server.will(Answer(text="", calls=(replace(call, name="Narrow"),)))
    response = way.ask(tools=[Narrow])
    with pytest.raises(ValidationError, match="room"):
        _ = response.tools
    stream = way.stream(tools=[Narrow])
    with pytest.raises(ValidationError, match="room"):
        way.collect(stream)


def now() -> str:
    """Tell the time."""
    return "noon"


def test_a_schema_is_worked_out_once(way: Way) -> None:
    worked_out: list[type] = []

    class Count(BaseTool):
        """Count."""

        word: str

        @override
        def call(self) -> str:
            return self.word

        @classmethod
        @override
        def _description(cls) -> str:
            worked_out.append(cls)
            return "Count."

    for _ in range(2):
        decorated = way.decorate(tools=[Count])
        for _ in range(3):
            way.get(decorated())
    way.collect(way.stream(tools=[Count]))
    assert len(way.server.requests) == 7
    assert len(worked_out) == 1
    bodies = {json.dumps(request.common["tools"]) for request in way.server.requests}
    assert len(bodies) == 1


def test_results_keep_the_order_and_ids_of_what_they_are_given_for(way: Way) -> None:
    def fail(word: str) -> str:
        """Fail."""
        raise LookupError(word)

    calls = (
        Call(name="look_up", arguments='{"word": "a"}', id="call_1"),
        Call(name="fail", arguments='{"word": "b"}', id="call_2"),
        Call(name="now", arguments="{}", id="call_3"),
    )
    way.server.will(Answer(text="", calls=calls), Answer(text="done"))
    response = way.ask(tools=[look_up, fail, now])
    outputs: list[tuple[Any, Any]] = []
    for tool in response.tools:
        try:
            outputs.append((tool, result(way, tool)))
        except LookupError as error:
            outputs.append((tool, f"failed: {error}"))
    results = response.tool_message_params(outputs)
    assert way.stream_class.tool_message_params(outputs) == results
    turns = [response.user_message_param, response.message_param, *results]
    assert way.ask(lambda _: turns, tools=[look_up, fail, now]).content == "done"
    sent = [m for m in way.server.last.messages if m["role"] == "tool"]
    ids = ["call_1", "call_2", "call_3"]
    if way.layer == "llm":
        ids = way.row.wire.ids(ids)
    assert [m["tool_call_id"] for m in sent] == ids
    assert [m["content"] for m in sent] == ["a is a word", "failed: b", "noon"]


@pytest.mark.needs("default_client")
def test_a_decorated_call_of_either_kind_is_a_tool(way: Way) -> None:
    @llm.call(way.row.provider, way.row.model)
    def ask_back(text: str) -> str:
        """Ask a model.

        Args:
            text: What to ask.
        """
        return text

    @llm.call(way.row.provider, way.row.model)
    async def ask_later(text: str) -> str:
        """Ask a model later."""
        return text

    way.row.sdk.need(True)
    calls = (
        Call(name="ask_back", arguments='{"text": "hi"}', id="a"),
        Call(name="ask_later", arguments='{"text": "ho"}', id="b"),
    )
    way.server.will(Answer(text="", calls=calls), Answer(text="hei"))
    stream = way.stream(tools=[ask_back, ask_later])
    tools = [tool for _, tool in way.collect(stream) if tool is not None]
    assert not inspect.iscoroutinefunction(tools[0].call)
    assert inspect.iscoroutinefunction(tools[1].call)
    assert [result(way, tool).content for tool in tools] == ["hei", "hei"]
    assert [r.messages[-1]["content"] for r in way.server.requests[1:]] == ["hi", "ho"]


def test_a_toolkit_serves_a_stream_and_is_changed_by_it(way: Way) -> None:
    shop = Shop(stock=["Dune", "Emma"])
    call = Call(name="shop_sell", arguments='{"title": "Emma"}')
    way.server.will(Answer(text="", calls=(call,)))
    kit = {"messages": [Messages.User("x")], "tools": shop.create_tools()}
    for stream in (True, {"partial_tools": True}):
        *_, (_, tool) = [
            pair
            for pair in way.collect(way.stream(lambda _: kit, stream=stream))
            if pair[1] is not None
        ]
        assert tool.call() == "Emma of ['Dune', 'Emma']"
    assert shop.sold == 2
    description = offered(way.server)[2]["description"]
    assert description.startswith("Sell one of ['Dune', 'Emma'].")


def test_examples_for_the_model_are_offered(way: Way) -> None:
    class Told(BaseTool):
        """Be told."""

        model_config = ConfigDict(json_schema_extra={"examples": [{"title": "Emma"}]})
        title: str = Field(examples=["Dune", "Ubik"])

        @override
        def call(self) -> str:
            return self.title

    def tell(title: str) -> str:
        """Tell.

        Example:
            {"title": "Momo"}
        """
        return title

    way.ask(tools=[Told, tell])
    sent = json.dumps(offered(way.server))
    for title in ("Emma", "Dune", "Ubik", "Momo"):
        assert title in sent


def test_a_strict_tool_is_enforced_or_warned_of(way: Way) -> None:
    class Strict(BaseTool):
        """Reserve a table."""

        tool_config: ClassVar[Any] = {"strict": True}
        place: str
        guests: int = 2

        @override
        def call(self) -> str:
            return f"{self.place}: {self.guests}"

    call = Call(name="Strict", arguments='{"place": "Anna", "guests": null}')
    answer = Answer(text="", calls=(call,))
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        [kind] = way.ask(tools=[Strict]).tool_types
    if "strict" not in kind.__tool_config_type__.__annotations__:
        assert "strict" in str(warned[0].message)
        assert '"strict"' not in json.dumps(way.server.last.common["tools"])
        return
    assert not warned
    for [tool] in tools_of(way, answer, tools=[Strict]):
        assert tool.call() == "Anna: 2"
    [function] = offered(way.server)
    assert function["strict"] is True
    assert function["parameters"]["required"] == ["place", "guests"]
    assert function["parameters"]["additionalProperties"] is False


@pytest.mark.needs("chat")
@pytest.mark.parametrize(
    "choice",
    ["auto", "required", {"type": "function", "function": {"name": "now"}}],
    ids=str,
)
def test_a_choice_of_tools_is_sent_as_it_is(way: Way, choice: Any) -> None:
    for stream in (False, True):
        result = way.ask(
            tools=[now], stream=stream, call_params={"tool_choice": choice}
        )
        if stream:
            way.collect(result)
        assert way.server.last.common["tool_choice"] == choice


def test_a_parameter_without_annotation_is_refused_before_any_request(
    way: Way,
) -> None:
    def bad(title) -> str:  # type: ignore[no-untyped-def]
        """Be bad."""
        return title

    for options in ({"tools": [bad]}, {"tools": [now, bad], "stream": True}):
        with pytest.raises(ToolDefinitionError, match="'title' of 'bad'"):
            way.ask(**options)
    with pytest.raises(ToolDefinitionError, match="'title' of 'bad'"):
        way.ask(lambda _: {"messages": [Messages.User("x")], "tools": [bad]})
    assert way.server.requests == []


@pytest.mark.parametrize("given", [{}, {"word": 3}], ids=str)
def test_an_error_of_a_tool_carries_what_was_said(
    way: Way, given: dict[str, Any]
) -> None:
    call = Call(name="look_up", arguments=json.dumps(given))
    way.server.will(Answer(text="Well,", calls=(call,)))
    response, stream = way.ask(tools=[look_up]), way.stream(tools=[look_up])
    with pytest.raises(ValidationError) as caught:
        _ = response.tools
    assert caught.value._response is response
    with pytest.raises(ValidationError) as caught:
        way.collect(stream)
    assert caught.value._response is stream
    assert stream.content == "Well,"


@pytest.mark.parametrize("partial_tools", [False, True])
def test_a_stream_that_breaks_off_inside_a_call_keeps_the_calls_before(
    way: Way, partial_tools: bool
) -> None:
    if "json_arguments" in way.row.lacks:
        pytest.skip("arguments come whole")
    calls = (
        Call(name="now", arguments="{}", id="a", cuts=()),
        Call(
            name="look_up",
            arguments=json.dumps({"word": "x" * 60}),
            id="b",
            cuts=tuple(range(9, 70)),
        ),
    )
    way.server.will(
        Answer(text=("Well, ", "so"), calls=calls, fault=Fault(break_after=24))
    )
    stream = way.stream(tools=[now, look_up], stream={"partial_tools": partial_tools})
    items, error = way.collect_until_error(stream)
    assert type(error).__module__.partition(".")[0] != "mirascope"
    assert stream.content == "Well, so"
    again, same = way.collect_until_error(stream)
    assert same is error
    assert len(again) == len(items)
    kept = [tool for _, tool in again if tool is not None]
    assert [tool._name() for tool in kept if tool._delta is None] == ["now"]
    words = [tool.word for tool in kept if tool._delta and tool._name() == "look_up"]
    assert bool(words) == partial_tools
    assert all(("x" * 60).startswith(word or "") for word in words)
    response = stream.construct_call_response()
    assert response.content == "Well, so"
    assert [tool._name() for tool in response.tools] == ["now"]


texts = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1)
arguments = st.dictionaries(
    st.from_regex(r"[a-z]{1,8}", fullmatch=True),
    st.booleans() | st.integers(-(2**31), 2**31) | texts | st.lists(texts, max_size=2),
    max_size=3,
)


@st.composite
def conversations(draw: st.DrawFn) -> list[BaseMessageParam]:
    """Draw what may be said in turns, with calls of tools and their results."""
    turns: list[BaseMessageParam] = []
    number = 0
    for _ in range(draw(st.integers(1, 3))):
        turns.append(Messages.User(draw(texts)))
        parts: list[Any] = [TextPart(type="text", text=draw(texts))]
        if not draw(st.booleans()):
            turns.append(BaseMessageParam(role="assistant", content=parts[0].text))
            continue
        results: list[BaseMessageParam] = []
        for _ in range(draw(st.integers(1, 3))):
            number += 1
            id = f"call{number:05}"
            name = draw(st.sampled_from(["look_up", "now"]))
            parts.append(
                ToolCallPart(type="tool_call", name=name, args=draw(arguments), id=id)
            )
            content = ToolResultPart(
                type="tool_result", name=name, content=draw(texts), id=id
            )
            results.append(BaseMessageParam(role="tool", content=[content]))
        turns.append(BaseMessageParam(role="assistant", content=parts))
        turns += results
    return [*turns, Messages.User(draw(texts))]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=12)
@given(turns=conversations())
def test_any_conversation_can_be_read_back_and_sent_again(
    neutral: Way, turns: list[BaseMessageParam]
) -> None:
    way = neutral
    response = way.ask(lambda _: list(turns), tools=[look_up, now])
    sent = way.server.last.common["messages"]
    way.ask(lambda _: list(response.messages), tools=[look_up, now])
    assert way.server.last.common["messages"] == sent


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=12)
@given(turns=conversations())
def test_any_conversation_can_go_on_elsewhere(
    row: Row, make_way: Callable[..., Way], turns: list[BaseMessageParam]
) -> None:
    here, there = make_way(ROWS[0]), make_way(row)
    there.ask(lambda _: list(turns), tools=[look_up, now])
    wanted = there.server.last.common["messages"]
    response = here.ask(lambda _: list(turns), tools=[look_up, now])
    there.ask(lambda _: list(response.messages), tools=[look_up, now])
    assert there.server.last.common["messages"] == wanted
