"""Response types as names, schemas and validators."""

from __future__ import annotations

import copy
import dataclasses
import datetime
import enum
import json
from collections.abc import Callable
from functools import partial
from typing import (
    Annotated,
    Any,
    Generic,
    Literal,
    NewType,
    NotRequired,
    Optional,
    Required,
    TypeVar,
    Union,
)

import pytest
from inline_snapshot import snapshot
from pydantic import (
    AfterValidator,
    AliasChoices,
    BaseModel,
    ConfigDict,
    Field,
    RootModel,
    ValidationError,
)
from typing_extensions import TypedDict

from mirascope.core.base.from_call_args import FromCallArgs
from mirascope.core.base.response_model_config_dict import ResponseModelConfigDict
from mirascope.core.base.tool.base_tool import BaseTool
from mirascope.exceptions import MalformedOutputError, ResponseModelError
from tests.internals import ResponseFormat, _response_model, attach_response

T = TypeVar("T")
UserId = NewType("UserId", int)


class Author(BaseModel):
    name: str


class Book(BaseModel):
    """A book
    in a library."""

    title: str
    author: Author
    year: int = 0


class Tree(BaseModel):
    name: str
    kids: list[Tree] = []


class Page(BaseModel, Generic[T]):
    """One page."""

    items: list[T]


class Mood(enum.Enum):
    """How it feels."""

    GOOD = "good"
    BAD = "bad"


class Numbers(RootModel[list[int]]):
    pass


@dataclasses.dataclass
class Point:
    x: int
    y: int = 0


class Options(TypedDict):
    name: str
    size: NotRequired[int]


class FormatBook(BaseTool):
    """Format a book."""

    title: str

    def call(self) -> str:
        return self.title


class Strict(BaseModel):
    model_config = ResponseModelConfigDict(strict=True)

    day: datetime.date
    note: str = "none"


class Summary(BaseModel):
    author: Annotated[Author, FromCallArgs()] = Field(alias="theAuthor")
    text: str


@dataclasses.dataclass
class SummaryData:
    text: str
    source: Annotated[str, FromCallArgs()] = "?"


class SummaryDict(TypedDict):
    source: Required[Annotated[str, FromCallArgs()]]
    text: str


@pytest.mark.parametrize(
    ("model", "name", "text", "value"),
    [
        (str, "str", '{"value": "a"}', "a"),
        (bytes, "bytes", '{"value": "a"}', b"a"),
        (bool, "bool", '{"value": true}', True),
        (int, "int", '{"value": 1}', 1),
        (float, "float", '{"value": 1}', 1.0),
        (list, "list", '{"value": [1, "a"]}', [1, "a"]),
        (list[str], "list", '{"value": ["a"]}', ["a"]),
        (set[int], "set", '{"value": [1, 1]}', {1}),
        (tuple[int, str], "tuple", '{"value": [1, "a"]}', (1, "a")),
        (dict, "dict", '{"value": {"a": 1}}', {"a": 1}),
        (dict[str, int], "dict", '{"value": {"value": 1}}', {"value": 1}),
        (Literal["a", "b"], "Literal", '{"value": "b"}', "b"),
        (Mood, "Mood", '{"value": "bad"}', Mood.BAD),
        (int | str, "Union", '{"value": "a"}', "a"),
        (Union[int, str, None], "Union", '{"value": null}', None),  # noqa: UP007
        (Optional[int], "Optional", '{"value": null}', None),  # noqa: UP045
        (int | None, "Optional", '{"value": 1}', 1),
        (Annotated[int, Field(ge=1)], "int", '{"value": 1}', 1),
        (
            Annotated[list[int], AfterValidator(sorted)],
            "list",
            '{"value":[2,1]}',
            [1, 2],
        ),
        (UserId, "UserId", '{"value": 1}', 1),
        (datetime.date, "date", '{"value": "2020-01-02"}', datetime.date(2020, 1, 2)),
        (Numbers, "Numbers", '{"value": [1]}', Numbers([1])),
        (
            Author | Point,
            "Union",
            '{"value": {"x": 1}}',
            Point(1),
        ),
        (list[Author], "list", '{"value": [{"name": "A"}]}', [Author(name="A")]),
    ],
)
def test_what_is_no_record_is_asked_for_under_a_key_and_comes_bare(
    model: Any, name: str, text: str, value: object
) -> None:
    form = ResponseFormat.of(model)

    assert form.wrapped
    assert form.name == name
    assert list(form.schema["properties"]) == ["value"]
    assert form.schema["required"] == ["value"]
    assert form.validate(text) == value
    assert type(form.validate(text)) is type(value)


@pytest.mark.parametrize(
    ("model", "name", "text", "value"),
    [
        (Author, "Author", '{"name": "A"}', Author(name="A")),
        (Point, "Point", '{"x": 1}', Point(1)),
        (Options, "Options", '{"name": "A"}', {"name": "A"}),
        (Tree, "Tree", '{"name": "A", "kids": []}', Tree(name="A")),
        (Page[int], "Page_int", '{"items": [1]}', Page[int](items=[1])),
        (FormatBook, "FormatBook", '{"title": "A"}', FormatBook(title="A")),
        (
            Annotated[Author, AfterValidator(lambda author: author)],
            "Author",
            '{"name": "A"}',
            Author(name="A"),
        ),
    ],
)
def test_records_are_asked_for_as_they_are(
    model: Any, name: str, text: str, value: object
) -> None:
    form = ResponseFormat.of(model)

    assert not form.wrapped
    assert form.name == name
    assert form.schema["type"] == "object"
    assert form.validate(text) == value
    assert form.validate({**_parsed(text)}) == value


def _parsed(text: str) -> dict[str, Any]:
    return json.loads(text)


def test_the_description_is_the_docstring() -> None:
    assert ResponseFormat.of(Book).description == "A book\nin a library."
    assert ResponseFormat.of(Page[int]).description == "One page."
    assert ResponseFormat.of(Mood).description == "How it feels."
    assert ResponseFormat.of(FormatBook).description == "Format a book."


@pytest.mark.parametrize("model", [Author, Point, Options, list[str], int | str])
def test_without_a_docstring_the_description_is_a_sentence(model: Any) -> None:
    assert ResponseFormat.of(model).description.endswith(".")
    assert "argument" in ResponseFormat.of(model).description


def test_the_schema_has_no_noise() -> None:
    assert ResponseFormat.of(Book).schema == snapshot(
        {
            "$defs": {
                "Author": {
                    "properties": {"name": {"type": "string"}},
                    "required": ["name"],
                    "type": "object",
                }
            },
            "properties": {
                "title": {"type": "string"},
                "author": {"$ref": "#/$defs/Author"},
                "year": {"default": 0, "type": "integer"},
            },
            "required": ["title", "author"],
            "type": "object",
        }
    )


def test_a_recursive_model_is_an_object_at_its_root() -> None:
    schema = ResponseFormat.of(Tree).schema

    assert schema["type"] == "object"
    assert schema["properties"]["kids"]["items"] == {"$ref": "#/$defs/Tree"}


def test_a_forbidding_model_forbids_in_the_schema() -> None:
    class Closed(BaseModel):
        model_config = ConfigDict(extra="forbid")
        a: int

    form = ResponseFormat.of(Closed)

    assert form.schema["additionalProperties"] is False
    with pytest.raises(ValidationError):
        form.validate('{"a": 1, "b": 2}')


def test_a_model_is_asked_for_and_validated_by_its_aliases() -> None:
    class Aliased(BaseModel):
        a: int = Field(alias="theA")

    form = ResponseFormat.of(Aliased)

    assert list(form.schema["properties"]) == ["theA"]
    assert form.validate('{"theA": 1}').a == 1


@pytest.mark.parametrize(
    "model",
    [
        None,
        type(None),
        Any,
        object,
        "Book",
        5,
        ...,
        T,
        print,
        len,
        lambda x: x,
        partial(int),
        Author(name="A"),
        Point(1),
        type[int],
        Callable[[int], str],
        type("Plain", (), {}),
        list[type("Inner", (), {})],
    ],
)
def test_what_no_schema_expresses_is_refused_with_a_fix(model: Any) -> None:
    with pytest.raises(ResponseModelError) as caught:
        ResponseFormat.of(model)

    assert isinstance(caught.value, ValueError)
    assert "pydantic models" in str(caught.value) or "pydantic model" in str(
        caught.value
    )


def test_a_model_may_name_a_class_that_comes_later() -> None:
    class Early(BaseModel):
        late: Late

    form = ResponseFormat.of(Early)

    class Late(BaseModel):
        a: int

    Early.model_rebuild()
    assert form.schema["properties"]["late"] == {"$ref": "#/$defs/Late"}
    assert form.validate('{"late": {"a": 1}}').late == Late(a=1)


def test_the_format_of_a_type_is_built_once() -> None:
    model = list[Book]

    assert ResponseFormat.of(model) is ResponseFormat.of(model)
    assert ResponseFormat.of(Book) is ResponseFormat.of(Book)
    assert ResponseFormat.of(Book).schema is ResponseFormat.of(Book).schema


def test_many_formats_push_out_the_oldest_but_stay_right() -> None:
    types_ = [list[Literal[at]] for at in range(600)]

    assert all(
        ResponseFormat.of(kind).validate(f'{{"value": [{at}]}}') == [at]
        for at, kind in enumerate(types_)
    )


@pytest.mark.parametrize("text", ["nope", '{"title": ', "{'title': 1}"])
def test_text_that_is_not_json_is_malformed_output(text: str) -> None:
    for form in map(ResponseFormat.of, (Author, list[str], Summary)):
        with pytest.raises(MalformedOutputError):
            form.validate(text, {"author": Author(name="A")})


@pytest.mark.parametrize("data", ['{"name": 1}', "{}", {"name": 1}, "[]"])
def test_an_answer_that_does_not_fit_is_a_validation_error(data: Any) -> None:
    with pytest.raises(ValidationError):
        ResponseFormat.of(Author).validate(data)


@pytest.mark.parametrize("data", ["", "  ", {}])
def test_no_arguments_are_an_empty_object(data: Any) -> None:
    class Relaxed(BaseModel):
        a: int = 1

    assert ResponseFormat.of(Relaxed).validate(data).a == 1


def test_a_value_without_its_wrapper_is_taken() -> None:
    assert ResponseFormat.of(list[str]).validate('["a"]') == ["a"]
    assert ResponseFormat.of(int).validate("5") == 5
    assert ResponseFormat.of(dict[str, int]).validate({"a": 1}) == {"a": 1}


def test_a_wrong_value_in_its_wrapper_is_not_taken_for_something_else() -> None:
    class Relaxed(BaseModel):
        a: int = 1

    with pytest.raises(ValidationError, match="value"):
        ResponseFormat.of(Relaxed | None).validate('{"value": {"a": "x"}}')


def test_a_strict_model_reads_json_strictly() -> None:
    form = ResponseFormat.of(Strict)

    assert form.strict
    assert form.strict_schema["required"] == ["day", "note"]
    assert form.strict_schema["additionalProperties"] is False
    for data in ('{"day": "2020-01-02"}', {"day": "2020-01-02"}):
        assert form.validate(data).day == datetime.date(2020, 1, 2)
    with pytest.raises(ValidationError):
        form.validate('{"day": "2020-01-02", "note": 5}')


def test_null_leaves_an_optional_field_of_a_strict_model_out() -> None:
    for data in (
        '{"day": "2020-01-02", "note": null}',
        {"day": "2020-01-02", "note": None},
    ):
        assert ResponseFormat.of(Strict).validate(data).note == "none"


@pytest.mark.parametrize(
    ("model", "args", "text", "value"),
    [
        (
            Summary,
            {"author": Author(name="A"), "other": 1},
            '{"text": "t"}',
            Summary(theAuthor=Author(name="A"), text="t"),
        ),
        (SummaryData, {"source": "s"}, '{"text": "t"}', SummaryData("t", "s")),
        (
            SummaryDict,
            {"source": "s"},
            '{"text": "t", "source": "invented"}',
            {"source": "s", "text": "t"},
        ),
    ],
)
def test_call_arguments_fill_their_fields(
    model: Any, args: dict[str, Any], text: str, value: object
) -> None:
    form = ResponseFormat.of(model, names=list(args))

    assert list(form.schema["properties"]) == ["text"]
    assert form.schema["required"] == ["text"]
    assert "$defs" not in form.schema
    assert form.validate(text, args) == value
    assert form.validate(_parsed(text), args) == value


def test_definitions_that_are_still_used_stay() -> None:
    class Review(BaseModel):
        book: Annotated[Book, FromCallArgs()]
        others: list[Tree] | None

    schema = ResponseFormat.of(Review).schema

    assert list(schema["properties"]) == ["others"]
    assert list(schema["$defs"]) == ["Tree"]


def test_an_answer_that_is_no_object_does_not_take_call_arguments() -> None:
    with pytest.raises(ValidationError):
        ResponseFormat.of(Summary).validate("[]", {"author": Author(name="A")})


def test_a_strict_model_takes_call_arguments_that_json_has_no_form_for() -> None:
    class Holder(BaseModel):
        model_config = ResponseModelConfigDict(
            strict=True, arbitrary_types_allowed=True
        )
        a: Annotated[object, FromCallArgs()]
        b: int

    given = object()

    assert ResponseFormat.of(Holder).validate('{"b": 1}', {"a": given}).a is given


def test_a_call_argument_is_the_very_object() -> None:
    author = Author(name="A")

    made = ResponseFormat.of(Summary).validate('{"text": "t"}', {"author": author})

    assert made.author is author


def test_a_call_argument_takes_the_first_of_several_aliases() -> None:
    class Choosy(BaseModel):
        a: Annotated[int, FromCallArgs()] = Field(
            validation_alias=AliasChoices("first", "second")
        )
        b: int

    assert ResponseFormat.of(Choosy).validate('{"b": 1}', {"a": 5}).a == 5


def test_a_marked_field_that_is_no_parameter_is_refused_before_the_call() -> None:
    with pytest.raises(ResponseModelError, match="author"):
        ResponseFormat.of(Summary, names=["text"])
    with pytest.raises(ResponseModelError, match="author"):
        ResponseFormat.of(Summary).validate("{}", {"text": "t"})


def test_the_marker_must_be_an_instance() -> None:
    class Unmarked(BaseModel):
        a: Annotated[int, FromCallArgs]

    assert not ResponseFormat.of(Unmarked).call_args


def test_a_strict_model_with_call_arguments_still_reads_json() -> None:
    class Both(BaseModel):
        model_config = ResponseModelConfigDict(strict=True)
        day: datetime.date
        a: Annotated[int, FromCallArgs()]
        note: str = "none"

    made = ResponseFormat.of(Both).validate(
        '{"day":"2020-01-02","note":null}', {"a": 5}
    )

    assert (made.day, made.a, made.note) == (datetime.date(2020, 1, 2), 5, "none")


def test_of_several_values_the_one_that_fits_is_extracted() -> None:
    form = ResponseFormat.of(Author)
    answer = 'Like {"name": "A"} here:\n```json\n{"title": "T"}\n```\n{"x": 1}'

    with pytest.raises(ValidationError):
        form.extract(answer)
    assert form.extract('{"name": "A"} is better than {"x": 1}').name == "A"


def test_an_answer_without_json_is_quoted_by_the_error() -> None:
    with pytest.raises(MalformedOutputError, match="no idea"):
        ResponseFormat.of(Author).extract("no idea")


class Frozen(BaseModel):
    model_config = ConfigDict(frozen=True)
    a: int


@pytest.mark.parametrize("result", [Frozen(a=1), Point(1), Author(name="A")])
def test_a_response_does_not_show_in_a_result(result: Any) -> None:
    same = copy.deepcopy(result)
    response = object()

    assert attach_response(result, response) is result

    assert result._response is response
    assert result == same
    assert repr(result) == repr(same)
    assert not hasattr(type(result), "_response")
    if isinstance(result, BaseModel):
        assert result.model_dump() == same.model_dump()
        assert result.model_dump_json() == same.model_dump_json()
        assert result.model_copy() == same
    else:
        assert dataclasses.asdict(result) == dataclasses.asdict(same)


@pytest.mark.parametrize("result", [1, "a", [1], {"a": 1}, None, Mood.GOOD])
def test_what_can_have_no_attribute_stays_without_a_response(result: Any) -> None:
    assert attach_response(result, object()) is result
    assert not hasattr(result, "_response")


def test_a_result_with_slots_stays_without_a_response() -> None:
    @dataclasses.dataclass(slots=True)
    class Slotted:
        a: int

    assert attach_response(Slotted(1), object()) == Slotted(1)


def test_formats_are_not_kept_without_end() -> None:
    for number in range(_response_model._KEPT + 9):
        kind = type(f"Kind{number}", (BaseModel,), {"__annotations__": {"a": int}})
        ResponseFormat.of(kind)
    assert len(_response_model._formats) <= _response_model._KEPT
