"""Tools: offered, called, answered, streamed whole and in part."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from typing import Annotated, Any, Literal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, Field, ValidationError

from mirascope import llm
from mirascope.core import BaseTool, BaseToolKit, Messages, toolkit_tool
from mirascope.exceptions import TruncatedError
from tests.server import Answer, Call, Server
from tests.server._answer import Layout

from .way import Way, make_prompt

LAYOUTS: tuple[Layout, ...] = ("pieces", "whole", "interleaved", "together")


class FormatBook(BaseTool):
    """Format a book."""

    title: str
    author: str = Field(..., description="Who wrote it.", examples=["Ann"])

    def call(self) -> str:
        return f"{self.title} by {self.author}"


def get_weather(city: str, unit: Literal["c", "f"] = "c") -> str:
    """Get the weather of a city.

    Args:
        city: The name of the city.
        unit: The unit of the temperature.
    """
    return f"20{unit} in {city}"


async def look_up(word: str) -> str:
    """Look a word up.

    Args:
        word: The word.
    """
    await asyncio.sleep(0)
    return f"{word} is a word"


def now() -> str:
    """Tell the time."""
    return "noon"


BOOK = Call(
    name="FormatBook",
    arguments='{"title": "The \\"Wörld\\"", "author": "Ann \\u2603"}',
    id="call_1",
)
WEATHER = Call(name="get_weather", arguments='{"city": "Oslo"}', id="call_2")
NOW = Call(name="now", arguments="", id="call_3")
TOOLS = [FormatBook, get_weather, now]


def both(way: Way, answer: Answer, **options: Any) -> list[tuple[Any, list[Any]]]:
    """Get response and tools: whole, streamed, and rebuilt from the stream."""
    options = {"tools": TOOLS, **options}
    way.server.will(answer)
    whole = way.ask(**options)
    stream = way.stream(**options)
    streamed = [tool for _, tool in way.collect(stream) if tool is not None]
    rebuilt = stream.construct_call_response()
    return [(whole, whole.tools), (rebuilt, streamed), (rebuilt, rebuilt.tools)]


def offered(server: Server) -> list[dict[str, Any]]:
    return server.last.common["tools"]


def test_tools_are_offered_in_the_documented_form(way: Way) -> None:
    way.ask(tools=TOOLS)
    book, weather, time = offered(way.server)
    assert book == {
        "type": "function",
        "function": {
            "name": "FormatBook",
            "description": "Format a book.",
            "parameters": {
                "type": "object",
                "properties": {
                    "title": {"type": "string"},
                    "author": {
                        "type": "string",
                        "description": "Who wrote it.",
                        "examples": ["Ann"],
                    },
                },
                "required": ["title", "author"],
            },
        },
    }
    function = weather["function"]
    assert function["name"] == "get_weather"
    assert function["description"] == "Get the weather of a city."
    assert function["parameters"] == {
        "type": "object",
        "properties": {
            "city": {"type": "string", "description": "The name of the city."},
            "unit": {
                "type": "string",
                "enum": ["c", "f"],
                "default": "c",
                "description": "The unit of the temperature.",
            },
        },
        "required": ["city"],
    }
    assert time["function"] == {"name": "now", "description": "Tell the time."}
    assert "tool_choice" not in way.server.last.common


def test_the_same_tools_are_built_once(way: Way) -> None:
    decorated = way.decorate(tools=TOOLS)
    one, two = way.get(decorated()), way.get(decorated())
    assert one.tool_types == two.tool_types
    assert all(a is b for a, b in zip(one.tool_types, two.tool_types, strict=True))


@pytest.mark.needs("chat")
def test_a_tool_choice_is_the_users(way: Way) -> None:
    way.ask(tools=TOOLS, call_params={"tool_choice": "none"})
    assert way.server.last.common["tool_choice"] == "none"


def test_no_tools_are_none(way: Way) -> None:
    for response, _ in both(way, Answer(text="no need")):
        assert response.tools is None
        assert response.tool is None
    assert way.ask(tools=[]).tools is None
    assert "tools" not in way.server.last.common


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("later_ids", [False, True])
def test_calls_arrive_whole_however_they_are_streamed(
    way: Way, layout: Layout, later_ids: bool
) -> None:
    answer = Answer(
        text="", calls=(NOW, BOOK, WEATHER), layout=layout, later_ids=later_ids
    )
    for response, tools in both(way, answer):
        time, book, weather = tools
        assert isinstance(book, FormatBook)
        assert (time._name(), book._name(), weather._name()) == (
            "now",
            "FormatBook",
            "get_weather",
        )
        assert (time.args, weather.args) == ({}, {"city": "Oslo", "unit": "c"})
        assert book.args == {"title": 'The "Wörld"', "author": "Ann ☃"}
        assert [tool.id for tool in tools] == ["call_3", "call_1", "call_2"]
        assert [tool.call() for tool in tools] == [
            "noon",
            'The "Wörld" by Ann ☃',
            "20c in Oslo",
        ]
        assert all(tool.delta is None for tool in tools)
        assert response.tool is response.tools[0]
        assert response.content == ""
        core = response if way.layer == "core" else response._response
        assert core.finish_reasons == [
            way.row.wire.words.get("tool_calls", "tool_calls")
        ]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_stream_may_end_on_a_call(way: Way, layout: Layout) -> None:
    if "no_finish" in way.row.lacks:
        pytest.skip("some versions of the SDK take such an end for an error")
    calls = (WEATHER, replace(NOW, arguments="{}"))  # without, they may be cut off
    way.server.will(Answer(text="", calls=calls, layout=layout, no_finish=True))
    stream = way.stream(tools=TOOLS)
    pairs, error = way.collect_until_error(stream)
    assert type(error) is TruncatedError
    for tools in [
        [tool for _, tool in pairs if tool is not None],
        stream.construct_call_response().tools,
    ]:
        assert [tool._name() for tool in tools] == ["get_weather", "now"]


@pytest.mark.needs("index")
def test_calls_without_an_index_are_kept_apart(way: Way) -> None:
    answer = Answer(text="", calls=(BOOK, WEATHER), layout="whole", no_index=True)
    for _, tools in both(way, answer):
        assert [tool._name() for tool in tools] == ["FormatBook", "get_weather"]
    answer = Answer(text="", calls=(BOOK, WEATHER), layout="pieces", no_index=True)
    for _, tools in both(way, answer):
        assert [tool.args for tool in tools] == [
            {"title": 'The "Wörld"', "author": "Ann ☃"},
            {"city": "Oslo", "unit": "c"},
        ]


@pytest.mark.needs("index")
def test_calls_that_share_an_index_are_kept_apart(way: Way) -> None:
    for layout in ("whole", "pieces"):
        answer = Answer(text="", calls=(BOOK, NOW, WEATHER), layout=layout)
        answer = replace(answer, same_index=True)
        for _, tools in both(way, answer):
            assert [tool.id for tool in tools] == ["call_1", "call_3", "call_2"]
            assert tools[2].args == {"city": "Oslo", "unit": "c"}


@pytest.mark.needs("no_ids")
def test_calls_without_an_id_are_kept(way: Way) -> None:
    calls = (
        Call(name="now", arguments="{}", id=None),
        Call(name="get_weather", arguments='{"city": "Rome"}', id=None),
    )
    for _, tools in both(way, Answer(text="", calls=calls)):
        assert [tool.call() for tool in tools] == ["noon", "20c in Rome"]


def test_text_and_calls_are_both_kept(way: Way) -> None:
    answer = Answer(text=("Let me ", "see."), calls=(WEATHER, BOOK))
    for response, tools in both(way, answer):
        assert response.content == "Let me see."
        assert len(tools) == 2
        core = response if way.layer == "core" else response._response
        common = core.common_message_param
        assert [part.type for part in common.content] == [
            "text",
            "tool_call",
            "tool_call",
        ]
        assert common.content[0].text == "Let me see."
        assert [(p.name, p.args, p.id) for p in common.content[1:]] == [
            ("get_weather", {"city": "Oslo"}, "call_2"),
            (
                "FormatBook",
                {"title": 'The "Wörld"', "author": "Ann ☃"},
                "call_1",
            ),
        ]
        native = core.message_param
        if "chat" in way.row.has:
            ids = [call["id"] for call in native["tool_calls"]]
            assert ids == ["call_2", "call_1"]
            assert all(value is not None for value in native.values())


def test_a_tool_comes_with_the_chunk_that_completes_it(way: Way) -> None:
    way.server.will(Answer(text="", calls=(BOOK, WEATHER), layout="pieces"))
    pairs = way.collect(way.stream(tools=TOOLS))
    positions = [n for n, (_, tool) in enumerate(pairs) if tool is not None]
    assert len(positions) == 2
    assert positions[0] < positions[1]
    before = pairs[: positions[0]]
    assert all(tool is None for _, tool in before)
    if "chat" in way.row.has:
        assert pairs[positions[1]][0].finish_reasons == ["tool_calls"]


def test_a_loop_over_two_turns_is_accepted_by_the_service(way: Way) -> None:
    way.server.will(
        Answer(text="Let me see.", calls=(BOOK, WEATHER)), Answer(text="done")
    )
    for streamed in (False, True):
        way.server.will(
            Answer(text="Let me see.", calls=(BOOK, WEATHER)), Answer(text="done")
        )
        history: list[Any] = [Messages.User("hi")]
        if streamed:
            stream = way.stream(lambda _, h=history: list(h), tools=TOOLS)
            tools = [tool for _, tool in way.collect(stream) if tool is not None]
            results = stream.tool_message_params([(t, t.call()) for t in tools])
            history += [stream.message_param, *results]
        else:
            response = way.ask(lambda _, h=history: list(h), tools=TOOLS)
            pairs = [(tool, tool.call()) for tool in response.tools]
            history += [response.message_param, *response.tool_message_params(pairs)]
        assert way.ask(lambda _, h=history: list(h), tools=TOOLS).content == "done"
        user, assistant, first, second = way.server.last.messages
        assert user == {"role": "user", "content": "hi"}
        ids = ["call_1", "call_2"]
        if way.layer == "llm":
            ids = way.row.wire.ids(ids)
        assert [call["id"] for call in assistant["tool_calls"]] == ids
        assert json.loads(assistant["tool_calls"][1]["function"]["arguments"]) == {
            "city": "Oslo"
        }
        assert (first["role"], first["tool_call_id"]) == ("tool", ids[0])
        assert first["content"] == 'The "Wörld" by Ann ☃'
        assert (second["tool_call_id"], second["content"]) == (ids[1], "20c in Oslo")


class Point(BaseModel):
    x: int


@pytest.mark.parametrize(
    ("output", "text"),
    [
        ("as it is", "as it is"),
        (b"\x00\x01", "AAE="),
        (None, "null"),
        (True, "true"),
        (3, "3"),
        ([1, (2, 3)], "[1, [2, 3]]"),
        ({"a": b"\x00"}, '{"a": "AA=="}'),
        ({"p": Point(x=1)}, '{"p": {"x": 1}}'),
    ],
)
def test_outputs_become_text(sync_way: Way, output: Any, text: str) -> None:
    sync_way.server.will(Answer(text="", calls=(NOW,)))
    response = sync_way.ask(tools=TOOLS)
    [message] = response.tool_message_params([(response.tool, output)])
    content = output_in(sync_way, response, message)
    if isinstance(output, str | bytes):
        assert content == text
    else:
        assert json.loads(content) == json.loads(text)
    [message] = response.tool_message_params([(response.tool, Point(x=1))])
    assert json.loads(output_in(sync_way, response, message)) == {"x": 1}


def output_in(way: Way, response: Any, message: Any) -> str:
    if way.layer == "core":
        [message] = response._codec.read(message)
    return message.content[0].content


def test_an_output_that_has_no_text_is_a_type_error(way: Way) -> None:
    way.server.will(Answer(text="", calls=(NOW,)))
    response = way.ask(tools=TOOLS)
    with pytest.raises(TypeError):
        response.tool_message_params([(response.tool, object())])
    coroutine = look_up("x")
    with pytest.raises(TypeError):
        response.tool_message_params([(response.tool, coroutine)])
    coroutine.close()


def test_async_tools_are_awaited_by_the_user(way: Way) -> None:
    call = Call(name="look_up", arguments='{"word": "Ara"}')
    for _, [tool] in both(way, Answer(text="", calls=(call,)), tools=[look_up]):

        async def wait(tool: Any = tool) -> str:
            return await tool.call()

        assert way.runner.run(wait()) == "Ara is a word"


def test_arguments_may_be_named_like_members_of_a_tool(way: Way) -> None:
    def odd(
        id: str, args: list[str], call: int, delta: str, tool_call: str, self_: str
    ) -> list[Any]:
        """Take odd names."""
        return [id, args, call, delta, tool_call, self_]

    given = {
        "id": "mine",
        "args": ["a"],
        "call": 3,
        "delta": "d",
        "tool_call": "t",
        "self_": "s",
    }
    call = Call(name="odd", arguments=json.dumps(given), id="call_9")
    for _, [tool] in both(way, Answer(text="", calls=(call,)), tools=[odd]):
        assert tool.call() == ["mine", ["a"], 3, "d", "t", "s"]
        assert tool.args == given


def test_methods_lambdas_and_models_are_tools(way: Way) -> None:
    class Library:
        name = "Central"

        def find(self, title: str) -> str:
            """Find a book."""
            return f"{title} in {self.name}"

    class Shelve(BaseModel):
        """Shelve a book."""

        shelf: int

        def call(self) -> str:
            return f"on shelf {self.shelf}"

    calls = (
        Call(name="find", arguments='{"title": "Dune"}', id="a"),
        Call(name="Shelve", arguments='{"shelf": 3}', id="b"),
    )
    tools = [Library().find, Shelve]
    for _, found in both(way, Answer(text="", calls=calls), tools=tools):
        assert [tool.call() for tool in found] == ["Dune in Central", "on shelf 3"]
        assert isinstance(found[1], Shelve)


def test_a_decorated_call_is_a_tool(way: Way) -> None:
    @llm.call("openai", "inner")
    def translate(text: str) -> str:
        """Translate a text.

        Args:
            text: The text.
        """
        return f"Translate {text}"

    call = Call(name="translate", arguments='{"text": "hi"}')
    way.server.will(Answer(text="", calls=(call,)), Answer(text="hei"))
    response = way.ask(tools=[translate])
    assert offered_name(way.server) == "translate"
    assert response.tool.call().content == "hei"


def offered_name(server: Server) -> str:
    return server.requests[0].common["tools"][0]["function"]["name"]


def test_a_toolkit_lends_its_methods(way: Way) -> None:
    class Shop(BaseToolKit):
        __namespace__ = "shop"
        stock: list[str]
        sold: int = 0

        @toolkit_tool
        def sell(self, title: str, price: Annotated[int, Field(gt=0)] = 1) -> str:
            """Sell one of {self.stock}.

            Args:
                title: What to sell.
                price: For how much.
            """
            self.stock.remove(title)
            self.sold += 1
            return f"sold {title} for {price}"

    shop = Shop(stock=["Dune", "Emma"])
    call = Call(name="shop_sell", arguments='{"title": "Emma", "price": 3}')
    way.server.will(Answer(text="", calls=(call,)))
    response = way.ask(
        lambda _: {"messages": [Messages.User("x")], "tools": shop.create_tools()}
    )
    assert offered(way.server)[0]["function"]["description"].startswith(
        "Sell one of ['Dune', 'Emma']."
    )
    assert response.tool.call() == "sold Emma for 3"
    assert (shop.stock, shop.sold) == (["Dune"], 1)


def test_tools_of_a_config_replace_those_of_the_decorator(way: Way) -> None:
    way.ask(lambda _: {"messages": [Messages.User("x")], "tools": [now]}, tools=TOOLS)
    assert [tool["function"]["name"] for tool in offered(way.server)] == ["now"]
    way.ask(lambda _: {"messages": [Messages.User("x")], "tools": []}, tools=TOOLS)
    assert "tools" not in way.server.last.common


def test_native_tools_go_beside_ours(way: Way) -> None:
    native = way.row.sdk.native_tool
    way.server.will(Answer(text="", calls=(Call(name="theirs"), NOW)))
    response = way.ask(tools=[now, native])
    assert offered(way.server)[1] == (way.row.wire.native_tool_common or native)
    assert [tool._name() for tool in response.tools] == ["theirs", "now"]


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ('{"city": ', ValueError),
        ("[1]", ValueError),
        ('"Oslo"', ValueError),
        ("not json", ValueError),
        ("{}", ValidationError),
        ('{"city": 3}', ValidationError),
    ],
)
def test_wrong_arguments_lose_no_response(
    way: Way, arguments: str, error: type[Exception]
) -> None:
    if "json_arguments" in way.row.lacks:
        pytest.skip("the arguments of a tool are an object, not text")
    call = Call(name="get_weather", arguments=arguments)
    way.server.will(Answer(text="well", calls=(call,)))
    response = way.ask(tools=TOOLS)
    for _ in range(2):
        with pytest.raises(error):
            _ = response.tools
    assert response.content == "well"
    assert response.message_param is not None
    stream = way.stream(tools=TOOLS)
    with pytest.raises(error):
        way.collect(stream)
    assert stream.content == "well"
    assert stream.construct_call_response().content == "well"


@pytest.mark.parametrize("layout", LAYOUTS)
def test_partial_tools_grow_until_they_are_whole(way: Way, layout: Layout) -> None:
    if "json_arguments" in way.row.lacks:
        pytest.skip("the arguments of a tool are an object, not text")
    calls = (BOOK, WEATHER)
    way.server.will(Answer(text="", calls=calls, layout=layout))
    stream = way.stream(tools=TOOLS, stream={"partial_tools": True})
    tools = [tool for _, tool in way.collect(stream) if tool is not None]
    partial = [tool for tool in tools if tool.delta is not None]
    whole = [tool for tool in tools if tool.delta is None]
    assert [tool._name() for tool in whole] == ["FormatBook", "get_weather"]
    assert isinstance(whole[0], FormatBook)
    assert type(whole[0]).__name__ == "FormatBook"
    for name, call in (("FormatBook", BOOK), ("get_weather", WEATHER)):
        own = [tool for tool in partial if tool._name() == name]
        assert "".join(tool.delta for tool in own) == call.arguments
        assert {type(tool).__name__ for tool in own} == {f"Partial{name}"}
    titles = [t.title for t in partial if t._name() == "FormatBook"]
    told = [title for title in titles if title is not None]
    assert told == sorted(told, key=len)
    assert all('The "Wörld"'.startswith(title) for title in told)
    core = stream.construct_call_response()
    assert [tool._name() for tool in core.tools] == ["FormatBook", "get_weather"]
    message = stream.message_param
    if way.layer == "core":
        [message] = stream._codec.read(message)
    assert len(message.content) == 2


def test_partial_tools_are_off_by_default(way: Way) -> None:
    for stream in (True, {"partial_tools": False}):
        way.server.will(Answer(text="", calls=(BOOK,)))
        pairs = way.collect(way.stream(tools=TOOLS, stream=stream))
        assert [tool.delta for _, tool in pairs if tool is not None] == [None]


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3)
    ),
    max_leaves=6,
)


class Anything(BaseTool):
    """Take anything."""

    value: Any = None

    def call(self) -> Any:
        return self.value


class Something(Anything):
    """Take something."""


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(data=st.data())
def test_any_calls_in_any_pieces_arrive_whole(
    neutral: Way, server: Server, data: st.DataObject
) -> None:
    values = data.draw(st.lists(json_values, min_size=1, max_size=3))
    calls = []
    for number, value in enumerate(values):
        text = json.dumps({"value": value}, ensure_ascii=data.draw(st.booleans()))
        text = text.encode("utf-8", "replace").decode()
        cuts = data.draw(st.sets(st.integers(0, len(text)), max_size=5))
        calls.append(
            Call(
                name=data.draw(st.sampled_from(["Anything", "Something"])),
                arguments=text,
                id=f"call_{number}",
                cuts=tuple(sorted(cuts)),
            )
        )
    layout = data.draw(st.sampled_from(LAYOUTS))
    no_index = layout not in ("interleaved", "together") and data.draw(st.booleans())
    server.will(
        Answer(
            text=data.draw(st.sampled_from(["", "well, "])),
            calls=tuple(calls),
            layout=layout,
            later_ids=data.draw(st.booleans()),
            no_index=no_index,
            finish_with_last=data.draw(st.booleans()),
            cut=data.draw(st.none() | st.integers(1, 150)),
        )
    )
    way = neutral
    partial = data.draw(st.booleans())
    stream = way.stream(
        tools=[Anything, Something],
        stream={"partial_tools": partial},
        client=way.client(),
    )
    tools = [t for _, t in way.collect(stream) if t is not None and t.delta is None]
    wanted = [(c.name, json.loads(c.arguments)["value"], c.id) for c in calls]
    assert sorted([(t._name(), t.value, t.id) for t in tools], key=_by_id) == wanted
    rebuilt = stream.construct_call_response()
    assert sorted([t.id for t in rebuilt.tools]) == [c.id for c in calls]


def _by_id(found: tuple[str, Any, str]) -> str:
    return found[2]


def test_a_prompt_sees_its_tools_in_both_kinds_of_functions(way: Way) -> None:
    decorated = way.call(tools=TOOLS)(make_prompt(str, way.is_async))
    way.get(decorated("x"))
    assert len(offered(way.server)) == 3


def test_the_results_of_tools_are_not_what_the_user_said(way: Way) -> None:
    way.server.will(Answer(text="", calls=(NOW,)), Answer(text="done"))
    first = way.ask(tools=TOOLS)
    results = first.tool_message_params([(first.tool, "noon")])
    history = [*first.messages, first.message_param, *results]
    second = way.ask(lambda _: list(history), tools=TOOLS)
    assert second.user_message_param is None
    third = way.ask(lambda _: [*history, Messages.User("and now?")], tools=TOOLS)
    assert "and now?" in str(way.text(third.user_message_param))
    assert "noon" not in str(third.user_message_param)
