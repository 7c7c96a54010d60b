"""What users give runs as they wrote it: tools of any shape, errors of their own."""

from __future__ import annotations

import asyncio
import re
import sqlite3
from collections.abc import Callable
from functools import partial
from typing import Any, ClassVar, Generic, TypeVar

import pytest
from pydantic import BaseModel, PrivateAttr, field_validator

from mirascope import llm
from mirascope.core import (
    BasePrompt,
    BaseTool,
    BaseToolKit,
    Messages,
    prompt_template,
    toolkit_tool,
)
from mirascope.core.base.tool.base_tool import DEFAULT_DESCRIPTION
from mirascope.exceptions import ToolDefinitionError
from tests.server import Answer, Call

from .way import Way

T = TypeVar("T")


def look_up(word: str) -> str:
    """Look a word up."""
    return word


class Define(BaseTool):
    """Define a word."""

    word: str = "x"

    def call(self) -> str:
        return self.word


class Kit(BaseToolKit):
    prefix: str = ""

    @toolkit_tool
    def search(self, word: str) -> str:
        """Search a word."""
        return self.prefix + word


class Service:
    """A service and how to build it."""

    def __call__(self, word: str) -> str:
        """Answer a question.

        Args:
            word: The question.
        """
        return word

    def ask(self, word: str) -> str:
        """Ask for a word."""
        return word


def greet(greeting: str, name: str) -> str:
    """Greet somebody.

    Args:
        greeting: The word to say.
        name: Whom to greet.
    """
    return f"{greeting} {name}"


def look(query: str, limit: int) -> str:
    return ""


def documented(doc: str) -> Callable[..., str]:
    """Give a function that has this docstring."""

    def copy(query: str, limit: int) -> str:
        return look(query, limit)

    copy.__doc__ = doc
    return copy


ARGS = """Args:
        query: What to find.
        limit: How many.
    """


RETURNS = """
    Returns:
        What was found.
    """
LOOKS = {"query": "What to find.", "limit": "How many."}


def offered(way: Way) -> list[dict[str, Any]]:
    return [tool["function"] for tool in way.server.last.common.get("tools", [])]


def called(way: Way, name: str, arguments: str, **options: Any) -> list[Any]:
    """Get the tool of a call: whole, streamed, and rebuilt from the stream."""
    way.server.will(Answer(text="", calls=(Call(name=name, arguments=arguments),)))
    whole = way.ask(**options)
    stream = way.stream(**options)
    [streamed] = [tool for _, tool in way.collect(stream) if tool is not None]
    return [whole.tool, streamed, stream.construct_call_response().tool]


SERVICE = Service()
PARTIAL = partial(greet, "Hello")
KIT = Kit()
TWICE: dict[str, Callable[[], list[Any]]] = {
    "function": lambda: [look_up, look_up],
    "class": lambda: [Define, Define],
    "method": lambda: [SERVICE.ask, SERVICE.ask],
    "partial": lambda: [PARTIAL, PARTIAL],
    "object": lambda: [SERVICE, SERVICE],
    "toolkit": lambda: [*KIT.create_tools(), *KIT.create_tools()],
}


@pytest.mark.parametrize("kind", TWICE)
@pytest.mark.parametrize("where", ["decorator", "config"])
def test_a_tool_that_is_listed_twice_is_offered_once(
    way: Way, kind: str, where: str
) -> None:
    tools = [*TWICE[kind](), Define] if kind != "class" else [*TWICE[kind](), look_up]
    if where == "decorator":
        way.ask(tools=tools)
    else:
        way.ask(lambda _: {"messages": [Messages.User("x")], "tools": tools})
    assert len(offered(way)) == 2


def test_two_tools_of_one_name_stay_an_error(way: Way) -> None:
    def other() -> str:
        """Look something else up."""
        return ""

    other.__name__ = "look_up"
    with pytest.raises(ToolDefinitionError, match="two tools are called 'look_up'"):
        way.ask(tools=[look_up, other, look_up])


class Sets(BaseTool):
    """Set something of its own."""

    def __init__(self) -> None:
        self.called = False

    def call(self) -> str:
        return "set"


class Passes(BaseTool):
    """Pass everything on."""

    word: str
    _seen: list[str] = PrivateAttr(default_factory=list)

    def __init__(self, **arguments: Any) -> None:
        super().__init__(**arguments)
        self._seen.append("made")

    def call(self) -> str:
        return f"{self.word} {self._seen}"


class Names(BaseTool):
    """Name each argument."""

    word: str

    def __init__(self, word: str) -> None:
        super().__init__(word=word.upper())

    def call(self) -> str:
        return self.word


class Others(BaseTool):
    """Take other arguments."""

    word: str

    def __init__(self, connection: str, retries: int = 3) -> None:
        super().__init__(word=f"{connection} {retries}")

    def call(self) -> str:
        return self.word


@pytest.mark.parametrize(
    ("tool", "arguments", "result"),
    [
        (Sets, "{}", "set"),
        (Passes, '{"word": "a"}', "a ['made']"),
        (Names, '{"word": "a"}', "A"),
        (Others, '{"word": "a"}', "a"),
    ],
    ids=lambda value: getattr(value, "__name__", None),
)
def test_a_tool_with_an_init_of_its_own(
    way: Way, tool: Any, arguments: str, result: str
) -> None:
    for made in called(way, tool.__name__, arguments, tools=[tool]):
        assert isinstance(made, tool)
        assert made.call() == result


def test_such_a_tool_in_part(way: Way) -> None:
    way.server.will(
        Answer(text="", calls=(Call(name="Others", arguments='{"word": "abcdef"}'),))
    )
    stream = way.stream(tools=[Others], stream={"partial_tools": True})
    *parts, whole = [tool for _, tool in way.collect(stream) if tool is not None]
    assert parts
    assert whole.call() == "abcdef"


class Search(BaseTool, Generic[T]):
    """Search."""

    word: T

    def call(self) -> str:
        return f"found {self.word}"


def größe(word: str) -> str:
    """Measure."""
    return f"found {word}"


def 天气(word: str) -> str:  # noqa: N802
    """Say the weather."""
    return f"found {word}"


def named(name: str) -> Callable[..., Any]:
    def tool(word: str) -> str:
        """Find."""
        return f"found {word}"

    tool.__name__ = name
    return tool


class Long(BaseToolKit):
    __namespace__ = "a_namespace_that_is_as_long_as_the_name_of_a_package_may_be"

    @toolkit_tool
    def search(self, word: str) -> str:
        """Search."""
        return f"found {word}"


@pytest.mark.parametrize(
    ("tool", "name"),
    [
        (Search[str], "Search_str"),
        (größe, "gr_e"),
        (天气, r"tool_[0-9a-f]{8}"),
        (named("x" * 100), "x" * 64),
        (named("a.b/c d"), "a_b_c_d"),
        (Long().create_tools()[0], r"a_namespace\w{53}"),
    ],
    ids=["generic", "umlaut", "chinese", "long", "dots", "toolkit"],
)
def test_names_that_no_service_takes_are_made_legal(
    way: Way, tool: Any, name: str
) -> None:
    way.ask(tools=[tool])
    [function] = offered(way)
    sent = function["name"]
    assert re.fullmatch(name, sent)
    assert re.fullmatch(r"[a-zA-Z0-9_-]{1,64}", sent)
    for made in called(way, sent, '{"word": "a"}', tools=[tool]):
        assert made._name() == sent
        assert made.call() == "found a"


def test_the_results_of_such_a_tool_go_back_under_the_same_name(way: Way) -> None:
    way.ask(tools=[天气])
    [function] = offered(way)
    answer = Answer(
        text="", calls=(Call(name=function["name"], arguments='{"word": "a"}'),)
    )
    way.server.will(answer)
    first = way.ask(tools=[天气])
    history = [
        *first.messages,
        first.message_param,
        *first.tool_message_params([(tool, tool.call()) for tool in first.tools]),
    ]
    way.server.will(Answer())
    way.ask(lambda _: list(history), tools=[天气])
    assert function["name"] in str(way.server.last.body)


@pytest.mark.parametrize(
    ("tool", "description", "parameters"),
    [
        (partial(greet, "Hi"), "Greet somebody.", {"name": "Whom to greet."}),
        (
            partial(greet, greeting="Hi"),
            "Greet somebody.",
            {"greeting": "The word to say.", "name": "Whom to greet."},
        ),
        (
            partial(partial(greet, "Hi"), name="Ann"),
            "Greet somebody.",
            {"name": "Whom to greet."},
        ),
        (Service(), "Answer a question.", {"word": "The question."}),
        (partial(Service()), "Answer a question.", {"word": "The question."}),
        (partial(SERVICE.ask), "Ask for a word.", {"word": None}),
        *[
            (documented(doc), DEFAULT_DESCRIPTION, LOOKS)
            for doc in (f"\n    {ARGS}", ARGS, ARGS.rstrip())
        ],
        *[
            (documented(doc), "Returns: What was found.", LOOKS)
            for doc in (f"\n    {ARGS}{RETURNS}", f"{ARGS}{RETURNS}")
        ],
    ],
    ids=[
        *("position", "keyword", "twice", "object", "object in partial", "method"),
        *("args", "args beside the quotes", "args in few lines", "two", "two beside"),
    ],
)
def test_tools_are_described_by_the_docstring_of_what_runs(
    way: Way, tool: Any, description: str, parameters: dict[str, Any]
) -> None:
    way.ask(tools=[tool])
    [function] = offered(way)
    properties = function["parameters"]["properties"]
    assert " ".join(function["description"].split()) == description
    assert {
        name: one.get("description") for name, one in properties.items()
    } == parameters


def queried(connection: sqlite3.Connection, word: str) -> str:
    """Query."""
    return word


def applied(word: str, change: Callable[[str], str]) -> str:
    """Apply."""
    return word


class Holds(BaseTool):
    """Hold."""

    model_config = {"arbitrary_types_allowed": True}  # noqa: RUF012
    word: str
    connection: sqlite3.Connection

    def call(self) -> str:
        return ""


@pytest.mark.parametrize(
    ("tool", "name", "parameter"),
    [
        (queried, "queried", "connection"),
        (applied, "applied", "change"),
        (partial(applied, "a"), "applied", "change"),
        (Holds, "Holds", "connection"),
    ],
)
def test_a_parameter_that_no_schema_can_express(
    way: Way, tool: Any, name: str, parameter: str
) -> None:
    message = rf"the parameter '{parameter}' of the tool '{name}'"
    with pytest.raises(ToolDefinitionError, match=message):
        way.call(tools=[tool])
    with pytest.raises(ToolDefinitionError, match=message):
        way.ask(lambda _: {"messages": [Messages.User("x")], "tools": [tool]})
    if way.layer == "llm":
        ask = way.decorate()
        with pytest.raises(ToolDefinitionError, match=message):
            llm.override(ask, tools=[tool])
    assert way.server.requests == []


class StoppingModel(BaseModel):
    word: str

    @field_validator("word")
    @classmethod
    def stop(cls, word: str) -> str:
        raise StopIteration("validator")


class StoppingTool(BaseTool):
    """Stop."""

    word: str

    @field_validator("word")
    @classmethod
    def stop(cls, word: str) -> str:
        raise StopIteration("tool")

    def call(self) -> str:
        return ""


def raising(error: BaseException) -> Callable[..., Any]:
    def fail(*_: Any) -> Any:
        raise error

    return fail


ERRORS = [
    StopIteration("here"),
    StopAsyncIteration("here"),
    GeneratorExit("here"),
    RuntimeError("here"),
    KeyboardInterrupt("here"),
]


def outcome(way: Way, go: Callable[[], Any]) -> BaseException:
    """Get what a call raises; of what no `await` lets through, its cause."""
    try:
        go()
    except RuntimeError as error:
        by_await = way.is_async and str(error) == "coroutine raised StopIteration"
        return (error.__cause__ or error) if by_await else error
    except BaseException as error:
        return error
    raise AssertionError("nothing was raised")


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
@pytest.mark.parametrize("where", ["prompt", "parser", "stream"])
def test_what_users_raise_passes_unchanged(
    way: Way, error: BaseException, where: str
) -> None:
    error.__cause__ = cause = ValueError("its own cause")
    if where == "parser":
        found = outcome(way, lambda: way.ask(output_parser=raising(error)))
    else:
        options = {"stream": True} if where == "stream" else {}
        found = outcome(way, lambda: way.ask(raising(error), **options))
    assert found is error
    assert error.__cause__ is cause


def test_validators_pass_their_errors_unchanged(way: Way) -> None:
    way.server.will(Answer(text='{"word": "a"}'))
    found = outcome(way, lambda: way.ask(response_model=StoppingModel, json_mode=True))
    assert isinstance(found, StopIteration)
    assert str(found) == "validator"
    way.server.will(
        Answer(text="", calls=(Call(name="StoppingTool", arguments='{"word": "a"}'),))
    )
    response = way.ask(tools=[StoppingTool])
    with pytest.raises(StopIteration, match="tool"):
        _ = response.tools


def test_a_generator_of_the_users_stays_as_python_has_it(way: Way) -> None:
    def lines() -> Any:
        yield next(iter(()))

    with pytest.raises(RuntimeError, match="generator raised StopIteration"):
        way.ask(lambda _: list(lines()))


def test_calls_inside_calls_do_the_same(way: Way) -> None:
    error = StopIteration("inner")
    inner = way.decorate(raising(error))

    async def awaits(_: str) -> Any:
        return await inner()

    if way.is_async:
        found = outcome(way, lambda: way.get(inner()))
    else:
        found = outcome(way, lambda: way.ask(lambda _: inner()))
    assert found is error


def test_tools_pass_their_errors_unchanged(way: Way) -> None:
    def stop(word: str) -> str:
        """Stop."""
        raise StopIteration(word)

    for tool in called(way, "stop", '{"word": "a"}', tools=[stop]):
        with pytest.raises(StopIteration, match="a"):
            tool.call()


def test_a_value_that_cannot_be_written_does_not_end_its_list() -> None:
    class Stops:
        def __str__(self) -> str:
            raise StopIteration("no text")

    @prompt_template("{items:list}")
    def ask(items: list[Any]) -> None: ...

    @prompt_template("{items:lists}")
    def ask_all(items: list[Any]) -> None: ...

    for fn, items in ((ask, ["a", Stops()]), (ask_all, [["a", Stops()]])):
        with pytest.raises(StopIteration, match="no text"):
            fn(items)


def test_a_prompt_that_cannot_be_written_raises_what_its_value_raised() -> None:
    class Stops(str):
        __slots__ = ()

        def __str__(self) -> str:
            raise StopIteration("no text")

        def __format__(self, format_spec: str) -> str:
            return str(self)

    class One(BasePrompt):
        prompt_template: ClassVar[str] = "about {item}"
        item: Any

    class Many(BasePrompt):
        prompt_template: ClassVar[str] = "about {items:images}"
        items: list[Any]

    for prompt in (One(item=Stops()), Many(items=["a", Stops()])):
        with pytest.raises(StopIteration, match="no text"):
            str(prompt)


def test_an_async_prompt_does_what_python_does() -> None:
    async def plain() -> str:
        raise StopIteration("plain")

    call: Any = llm.call("openai", "m")(plain)
    for fn in (plain, call):
        with pytest.raises(RuntimeError, match="coroutine raised StopIteration"):
            asyncio.run(fn())
