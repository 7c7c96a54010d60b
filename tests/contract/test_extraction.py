"""`response_model`: values of every kind from tool calls and from JSON text."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Annotated, Any, Literal, Optional, Union

import pytest
from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    field_validator,
)
from typing_extensions import TypedDict

from mirascope.core import (
    BaseTool,
    FromCallArgs,
    Messages,
    ResponseModelConfigDict,
)
from mirascope.exceptions import (
    MalformedOutputError,
    OutputError,
    RefusalError,
    TruncatedError,
)
from tests.server import Answer, Call, Server

from .row import Row
from .way import Way

TEXT = '{"title": "Dune", "pages": 412}'


class Book(BaseModel):
    """A book."""

    title: str
    pages: int = 0


class Shelf(BaseModel):
    """A shelf of books."""

    books: list[Book]
    below: Shelf | None = None


class Color(Enum):
    RED = "red"
    BLUE = "blue"


@dataclass
class Point:
    """A point."""

    x: int
    y: int = 0


class Options(TypedDict):
    """Options."""

    fast: bool


def even(value: int) -> int:
    if value % 2:
        raise ValueError("odd")
    return value


def calls(name: str, arguments: str, **more: Any) -> Answer:
    return Answer(text="", calls=(Call(name=name, arguments=arguments),), **more)


def offered(server: Server) -> dict[str, Any]:
    [tool] = server.last.common["tools"]
    return tool["function"]


def test_a_model_is_asked_for_by_a_forced_tool(way: Way) -> None:
    way.server.will(calls("Book", TEXT))
    book = way.ask(response_model=Book)
    assert type(book) is Book
    assert book == Book(title="Dune", pages=412)
    function = offered(way.server)
    assert function["name"] == "Book"
    assert function["description"] == "A book."
    assert set(function["parameters"]["properties"]) == {"title", "pages"}
    assert function["parameters"]["required"] == ["title"]
    assert way.server.last.common["tool_choice"] == way.row.wire.forced("Book")
    assert "response_format" not in way.server.last.common


def test_the_response_is_attached_and_hidden(way: Way) -> None:
    way.server.will(calls("Book", TEXT))
    book = way.ask(response_model=Book)
    assert type(book._response) is way.response_class
    assert book._response.input_tokens == 10
    assert "_response" not in book.model_dump()
    assert book == Book(title="Dune", pages=412)
    assert not hasattr(Book, "_response")
    assert not hasattr(Book(title="x"), "_response")


def test_frozen_models_carry_the_response_too(way: Way) -> None:
    class Frozen(BaseModel):
        model_config = ConfigDict(frozen=True, extra="forbid")
        title: str

    way.server.will(calls("Frozen", '{"title": "Dune"}'))
    frozen = way.ask(response_model=Frozen)
    assert frozen._response.input_tokens == 10
    parameters = offered(way.server)["parameters"]
    assert parameters["additionalProperties"] is False


VALUES: list[tuple[Any, str, Any]] = [
    (str, '{"value": "a"}', "a"),
    (int, '{"value": 3}', 3),
    (float, '{"value": 3.5}', 3.5),
    (bool, '{"value": true}', True),
    (list[str], '{"value": ["a", "b"]}', ["a", "b"]),
    (list, '{"value": [1]}', [1]),
    (set[int], '{"value": [1, 1]}', {1}),
    (tuple[int, str], '{"value": [1, "a"]}', (1, "a")),
    (dict[str, int], '{"value": {"a": 1}}', {"a": 1}),
    (Literal["a", "b"], '{"value": "b"}', "b"),
    (Color, '{"value": "red"}', Color.RED),
    (Union[int, str], '{"value": "a"}', "a"),  # noqa: UP007
    (Optional[int], '{"value": null}', None),  # noqa: UP045
    (int | str, '{"value": 3}', 3),
    (int | None, '{"value": null}', None),
    (Annotated[int, AfterValidator(even)], '{"value": 4}', 4),
    (list[Book], '{"value": [{"title": "a"}]}', [Book(title="a")]),
    (Book | Point, '{"value": {"title": "a"}}', Book(title="a")),
]
IDS = [re.sub(r" at 0x\w+", "", str(kind)) for kind, _, _ in VALUES]


@pytest.mark.parametrize(("kind", "text", "value"), VALUES, ids=IDS)
def test_builtin_types_are_wrapped_in_one_field(
    agnostic: Way, kind: Any, text: str, value: Any
) -> None:
    agnostic.server.will(
        lambda r: calls(r.common["tools"][0]["function"]["name"], text)
    )
    found = agnostic.ask(response_model=kind)
    assert found == value
    assert type(found) is type(value)
    parameters = offered(agnostic.server)["parameters"]
    assert parameters["required"] == ["value"]


@pytest.mark.parametrize(("kind", "text", "value"), VALUES, ids=IDS)
def test_builtin_types_in_json_mode(
    neutral: Way, kind: Any, text: str, value: Any
) -> None:
    neutral.server.will(Answer(text=text))
    assert neutral.ask(response_model=kind, json_mode=True) == value
    assert "tools" not in neutral.server.last.common


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        (list[str], "list"),
        (int, "int"),
        (Color, "Color"),
        (Literal["a"], "Literal"),
        (Annotated[int, AfterValidator(even)], "int"),
    ],
)
def test_the_hidden_tool_is_named_after_the_type(
    sync_way: Way, kind: Any, name: str
) -> None:
    sync_way.server.will(
        lambda r: calls(
            r.common["tools"][0]["function"]["name"],
            json.dumps(
                {"value": {"list": ["a"], "Color": "red", "Literal": "a"}.get(name, 2)}
            ),
        )
    )
    sync_way.ask(response_model=kind)
    assert offered(sync_way.server)["name"] == name


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (Point, '{"x": 1}', Point(1, 0)),
        (Options, '{"fast": true}', {"fast": True}),
        (
            Shelf,
            '{"books": [{"title": "a"}], "below": {"books": []}}',
            Shelf(books=[Book(title="a")], below=Shelf(books=[])),
        ),
    ],
)
@pytest.mark.parametrize("json_mode", [False, True])
def test_dataclasses_typed_dicts_and_recursive_models(
    way: Way, kind: Any, text: str, value: Any, json_mode: bool
) -> None:
    way.server.will(Answer(text=text) if json_mode else calls(kind.__name__, text))
    assert way.ask(response_model=kind, json_mode=json_mode) == value


def test_aliases_are_used_in_schema_and_answer(way: Way) -> None:
    class Aliased(BaseModel):
        """With an alias."""

        title: str = Field(alias="bookTitle")

    way.server.will(calls("Aliased", '{"bookTitle": "Dune"}'))
    assert way.ask(response_model=Aliased).title == "Dune"
    assert set(offered(way.server)["parameters"]["properties"]) == {"bookTitle"}


@pytest.mark.parametrize(
    "text",
    [
        TEXT,
        f"```json\n{TEXT}\n```",
        f"```\n{TEXT}\n```",
        f"Here you are:\n\n{TEXT}\n\nEnjoy!",
        f"\n\n  {TEXT}  \n",
    ],
)
def test_json_is_found_in_fences_and_prose(sync_way: Way, text: str) -> None:
    sync_way.server.will(Answer(text=text))
    book = sync_way.ask(response_model=Book, json_mode=True)
    assert book == Book(title="Dune", pages=412)
    assert type(book._response) is sync_way.response_class


def test_json_mode_gives_the_schema_to_the_model(way: Way) -> None:
    way.server.will(Answer(text=TEXT))
    native = [way.native("user", "Which book?")]
    before = copy.deepcopy(native)
    book = way.ask(lambda _: native, response_model=Book, json_mode=True)
    body = way.server.last.common
    assert "tools" not in body
    sent = json.dumps(body["messages"]) + json.dumps(body.get("response_format"))
    assert "pages" in sent
    assert native == before
    response = book._response
    assert way.text(response.user_message_param) == "Which book?"


def test_json_mode_alone_asks_for_json(way: Way) -> None:
    way.server.will(Answer(text=TEXT))
    response = way.ask(lambda _: [Messages.User("Which?")], json_mode=True)
    body = way.server.last.common
    if "response_format" not in way.row.lacks:
        assert body["response_format"] == {"type": "json_object"}
    assert "JSON" in json.dumps(body["messages"])
    assert body["messages"][0]["content"].startswith("Which?")
    assert (len(body["messages"]) == 2) == ("json_message" in way.row.has)
    assert json.loads(response.content) == json.loads(TEXT)
    assert way.text(response.user_message_param) == "Which?"
    assert "JSON" not in str(response.user_message_param)
    history = [response.user_message_param, response.message_param]
    way.ask(lambda _: [*history, Messages.User("again")], json_mode=True)
    assert json.dumps(way.server.last.messages).count("JSON") == json.dumps(
        body["messages"]
    ).count("JSON")


@pytest.mark.needs("json_message")
def test_the_instruction_is_a_message_of_its_own(way: Way) -> None:
    way.server.will(Answer(text=TEXT))
    way.ask(json_mode=True)
    user, instruction = way.server.last.messages
    assert user["content"] == "Recommend a fantasy book"
    assert instruction["role"] == "user"
    assert "JSON" in instruction["content"]


@pytest.mark.needs("strict")
def test_a_strict_model_uses_the_native_schema(way: Way) -> None:
    class Strict(BaseModel):
        """A strict book."""

        model_config = ResponseModelConfigDict(strict=True)
        title: str
        pages: int = 0
        cover: Color = Color.RED

    text = '{"title": "Dune", "pages": 1, "cover": "blue"}'
    way.server.will(Answer(text=text))
    book = way.ask(response_model=Strict, json_mode=True)
    assert (book.title, book.cover) == ("Dune", Color.BLUE)
    form = way.server.last.common["response_format"]
    assert form["type"] == "json_schema"
    assert form["json_schema"]["name"] == "Strict"
    assert form["json_schema"]["strict"] is True
    schema = form["json_schema"]["schema"]
    assert schema["additionalProperties"] is False
    assert set(schema["required"]) == {"title", "pages", "cover"}
    assert '"default"' not in json.dumps(schema)
    assert len(way.server.last.messages) == 1


def test_a_strict_model_without_json_mode_warns(way: Way) -> None:
    class Strict(BaseModel):
        """A strict book."""

        model_config = ResponseModelConfigDict(strict=True)
        title: str

    way.server.will(calls("Strict", '{"title": "Dune"}'))
    with pytest.warns(UserWarning, match="strict"):
        book = way.ask(response_model=Strict)
    assert book.title == "Dune"


def look_up(word: str) -> str:
    """Look a word up.

    Args:
        word: The word.
    """
    return word


def test_with_tools_the_model_may_answer_or_call(way: Way) -> None:
    way.server.will(Answer(text=TEXT))
    book = way.ask(response_model=Book, tools=[look_up])
    assert book == Book(title="Dune", pages=412)
    body = way.server.last.common
    assert [tool["function"]["name"] for tool in body["tools"]] == ["look_up"]
    assert "pages" in json.dumps(body["messages"]) + str(body.get("response_format"))
    way.server.will(calls("look_up", '{"word": "x"}'))
    response = way.ask(response_model=Book, tools=[look_up])
    assert type(response) is way.response_class
    assert response.tool.call() == "x"


def test_a_parser_gets_the_model(way: Way) -> None:
    way.server.will(calls("Book", TEXT))
    title = way.ask(response_model=Book, output_parser=lambda book: book.title)
    assert title == "Dune"
    parsed: list[Any] = []
    way.server.will(calls("look_up", '{"word": "x"}'))
    response = way.ask(
        response_model=Book, tools=[look_up], output_parser=parsed.append
    )
    assert type(response) is way.response_class
    assert parsed == []
    way.server.will(Answer(text=TEXT))
    assert (
        way.ask(
            response_model=Book, tools=[look_up], output_parser=lambda book: book.pages
        )
        == 412
    )


def test_fields_can_come_from_the_arguments(way: Way) -> None:
    class Found(BaseModel):
        """A found book."""

        title: str
        genre: Annotated[str, FromCallArgs()]

    way.server.will(calls("Found", '{"title": "Dune"}'))
    found = way.ask(response_model=Found)
    assert (found.title, found.genre) == ("Dune", "fantasy")
    assert set(offered(way.server)["parameters"]["properties"]) == {"title"}
    way.server.will(Answer(text='{"title": "Dune"}'))
    found = way.ask(response_model=Found, json_mode=True)
    assert found.genre == "fantasy"
    assert '"genre"' not in json.dumps(way.server.last.common)


def test_a_field_from_an_argument_that_is_not_there(way: Way) -> None:
    class Found(BaseModel):
        """A found book."""

        author: Annotated[str, FromCallArgs()]

    with pytest.raises(ValueError, match="author"):
        way.ask(response_model=Found)
    assert way.server.requests == []


def test_a_base_tool_is_a_response_model(way: Way) -> None:
    class Format(BaseTool):
        """Format a title."""

        title: str

        def call(self) -> str:
            return self.title.upper()

    way.server.will(calls("Format", '{"title": "Dune"}'))
    tool = way.ask(response_model=Format)
    assert isinstance(tool, Format)
    assert tool.call() == "DUNE"


def test_tools_of_a_config_do_not_replace_the_hidden_one(way: Way) -> None:
    way.server.will(Answer(text=TEXT))
    book = way.ask(
        lambda _: {"messages": [Messages.User("x")], "tools": [look_up]},
        response_model=Book,
    )
    assert book == Book(title="Dune", pages=412)


class Picky(BaseModel):
    """A picky book."""

    title: str

    @field_validator("title")
    @classmethod
    def check(cls, title: str) -> str:
        if title != title.upper():
            raise ValueError("not upper case")
        return title


FAILURES: list[tuple[str, Answer, Any, type[Exception]]] = [
    ("validation", calls("Picky", '{"title": "Dune"}'), Picky, ValidationError),
    ("missing field", calls("Book", "{}"), Book, ValidationError),
    ("malformed", calls("Book", '{"title": Dune}'), Book, MalformedOutputError),
    ("cut", calls("Book", '{"title": '), Book, TruncatedError),
    ("no call", Answer(text="I would rather talk."), Book, OutputError),
    ("nothing", Answer(text=""), Book, OutputError),
    (
        "truncated",
        calls("Book", '{"title": "Du', finish="length"),
        Book,
        TruncatedError,
    ),
]


@pytest.mark.parametrize(
    ("answer", "model", "error"),
    [pytest.param(*rest, id=name) for name, *rest in FAILURES],
)
def test_a_failure_carries_the_response(
    way: Way, answer: Answer, model: Any, error: type[Exception]
) -> None:
    broken = error in (MalformedOutputError, TruncatedError)
    if broken and "json_arguments" in way.row.lacks:
        pytest.skip("the arguments of a tool are an object, not text")
    way.server.will(answer)
    with pytest.raises(error) as caught:
        way.ask(response_model=model)
    assert isinstance(caught.value, ValueError)
    response = caught.value._response
    assert type(response) is way.response_class
    assert response.input_tokens == 10


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ('{"title": ', TruncatedError),
        ('{"title": Dune}', MalformedOutputError),
        ("no json at all", OutputError),
        ('{"pages": 3}', ValidationError),
        ("", OutputError),
    ],
)
def test_a_failure_in_json_mode_carries_the_response(
    way: Way, text: str, error: type[Exception]
) -> None:
    way.server.will(Answer(text=text))
    with pytest.raises(error) as caught:
        way.ask(response_model=Book, json_mode=True)
    assert caught.value._response.content == text


@pytest.mark.needs("refusal")
@pytest.mark.parametrize("json_mode", [False, True])
def test_a_refusal_is_an_error_of_its_own(way: Way, json_mode: bool) -> None:
    way.server.will(Answer(refusal="I will not."))
    with pytest.raises(RefusalError, match="I will not") as caught:
        way.ask(response_model=Book, json_mode=json_mode)
    assert caught.value._response.refusal == "I will not."


def test_errors_of_the_parser_carry_no_response(way: Way) -> None:
    def parse(book: Book) -> None:
        raise LookupError(book.title)

    way.server.will(calls("Book", TEXT))
    with pytest.raises(LookupError) as caught:
        way.ask(response_model=Book, output_parser=parse)
    assert not hasattr(caught.value, "_response")


def test_in_json_mode_arguments_serve_where_there_is_no_text(way: Way) -> None:
    way.server.will(calls("Book", TEXT))
    book = way.ask(response_model=Book, json_mode=True)
    assert book == Book(title="Dune", pages=412)


def test_a_type_without_a_schema_is_refused_at_decoration(way: Way) -> None:
    class Odd:
        pass

    with pytest.raises((ValueError, TypeError)):
        way.decorate(response_model=Odd)
    assert way.server.requests == []


def test_what_the_model_sees_is_the_same_each_time(way: Way) -> None:
    way.server.will(calls("Book", TEXT))
    decorated = way.decorate(response_model=Book)
    way.get(decorated())
    first = way.server.last.raw
    way.get(decorated())
    assert way.server.last.raw == first


@pytest.mark.needs("package")
def test_neutral_and_core_layers_ask_alike(
    row: Row, server: Server, make_way: Callable[..., Way]
) -> None:
    bodies = []
    for layer in ("core", "llm"):
        server.will(calls("Book", TEXT))
        make_way(row, layer).ask(response_model=Book)
        bodies.append(server.last.common)
    assert bodies[0] == bodies[1]
