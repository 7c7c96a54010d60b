"""What structured streams show while the JSON arrives."""

from __future__ import annotations

import copy
import dataclasses
import datetime
import enum
import gc
import json
import tracemalloc
from collections.abc import Sequence
from itertools import pairwise
from typing import Annotated, Any, Literal, NotRequired

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import (
    AfterValidator,
    AliasChoices,
    AliasPath,
    BaseModel,
    ConfigDict,
    Field,
    PrivateAttr,
    RootModel,
    TypeAdapter,
    ValidationError,
    field_validator,
    model_validator,
)
from typing_extensions import TypeAliasType, TypedDict

from mirascope.core.base.from_call_args import FromCallArgs
from mirascope.core.base.response_model_config_dict import ResponseModelConfigDict
from mirascope.core.base.tool.base_tool import BaseTool
from mirascope.exceptions import MalformedOutputError, TruncatedError
from tests.internals import NO_CHANGE, PartialStream, ResponseFormat


class Book(BaseModel):
    title: str
    author: str = "unknown"


class Library(BaseModel):
    books: list[Book]


class Mood(enum.Enum):
    GOOD = "good"
    BAD = "bad"


class Cat(BaseModel):
    kind: Literal["cat"]
    lives: int


class Dog(BaseModel):
    kind: Literal["dog"]
    name: str


class Tree(BaseModel):
    name: str
    kids: list[Tree] = []


@dataclasses.dataclass(frozen=True)
class Point:
    x: int
    label: str = "p"


@dataclasses.dataclass(slots=True)
class Slotted:
    books: list[Book]


class Size(TypedDict):
    width: int
    depth: NotRequired[int]


class Numbers(RootModel[list[int]]):
    pass


Json = TypeAliasType("Json", "list[Json] | dict[str, Json] | str | int | None")


def values(
    model: Any, text: str, size: int = 1, args: dict[str, Any] | None = None
) -> list[Any]:
    """Everything that is shown of a text that comes in pieces of one size."""
    stream = PartialStream(ResponseFormat.of(model), args)
    found = [stream.feed(text[at : at + size]) for at in range(0, len(text), size)]
    return [value for value in found if value is not NO_CHANGE]


def last(model: Any, text: str) -> Any:
    return values(model, text)[-1]


def field(kind: Any, text: str) -> list[Any]:
    """What a field shows while its JSON arrives and another field follows."""
    model = type("Holder", (BaseModel,), {"__annotations__": {"a": kind, "b": int}})
    shown: list[Any] = []
    for value in values(model, f'{{"a": {text}, "b": 1}}'):
        if value.b is None and (not shown or value.a != shown[-1]):
            shown.append(value.a)
    return shown


def finished(kind: Any, text: str) -> Any:
    """What a field shows once it is complete."""
    model = type("Holder", (BaseModel,), {"__annotations__": {"a": kind, "b": int}})
    return last(model, f'{{"a": {text}, "b": 1}}').a


def test_partial_values_are_instances_of_the_model_with_fields_that_may_be_none() -> (
    None
):
    first, *_, final = values(Library, '{"books": [{"title": "T"}]}')

    assert isinstance(first, Library)
    assert type(first).__name__ == "PartialLibrary"
    assert isinstance(final.books[0], Book)
    assert type(final.books[0]).__name__ == "PartialBook"
    assert all(
        info.default is None and not info.is_required()
        for info in type(final).model_fields.values()
    )
    assert type(final)().books is None


def test_each_piece_with_news_gives_one_value() -> None:
    shown = values(Library, '{"books": [{"title": "Ab"}, {}]} ')

    assert [value.model_dump(exclude_none=True) for value in shown] == [
        {"books": []},
        {"books": [{}]},
        {"books": [{"title": ""}]},
        {"books": [{"title": "A"}]},
        {"books": [{"title": "Ab"}]},
        {"books": [{"title": "Ab"}, {}]},
    ]


def test_defaults_of_the_model_are_not_applied_to_partial_values() -> None:
    assert last(Book, '{"title": "T"}').author is None


@pytest.mark.parametrize(
    ("kind", "text", "shown"),
    [
        (str, '"ab"', ["", "a", "ab"]),
        (str, '"\\u00e9"', ["", "é"]),
        (int, "12", [1, 12]),
        (float, "1.5", [1.0, 1.5]),
        (bool, "true", [True]),
        (str | None, '"a"', ["", "a"]),
        (int | str, '"a"', ["", "a"]),
        (int | str, "12", [1, 12]),
        (list[str], '["a"]', [[], [""], ["a"]]),
        (Sequence[int], "[1]", [[], [1]]),
        (dict[str, int], '{"k": 1}', [{}, {"k": 1}]),
        (dict[int, str], '{"1": "a"}', [{}, {1: ""}, {1: "a"}]),
        (Any, '{"k": [1]}', [{}, {"k": []}, {"k": [1]}]),
        (list, "[1]", [[], [1]]),
        (dict, '{"k": 1}', [{}, {"k": 1}]),
        (Point, '{"x": 12}', None),
        (Size, '{"width": 1}', [{"width": None}, {"width": 1}]),
        (
            Size,
            '{"width": 1, "depth": 2}',
            [{"width": None}, {"width": 1}, {"width": 1, "depth": 2}],
        ),
    ],
)
def test_what_can_be_shown_is_shown_as_far_as_it_came(
    kind: Any, text: str, shown: list[Any] | None
) -> None:
    got = field(kind, text)

    if shown is None:
        assert [dataclasses.asdict(value) for value in got] == [
            {"x": None, "label": None},
            {"x": 1, "label": None},
            {"x": 12, "label": None},
        ]
        assert all(isinstance(value, Point) for value in got)
    else:
        assert got == shown


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (Mood, '"good"', Mood.GOOD),
        (Literal["a", "ab"], '"ab"', "ab"),
        (datetime.date, '"2020-01-02"', datetime.date(2020, 1, 2)),
        (set[int], "[1, 2]", {1, 2}),
        (tuple[int, str], '[1, "a"]', (1, "a")),
        (Annotated[list[int], AfterValidator(sorted)], "[2, 1]", [1, 2]),
        (Numbers, "[1, 2]", Numbers([1, 2])),
    ],
)
def test_what_only_a_whole_value_satisfies_waits_until_it_is_complete(
    kind: Any, text: str, value: object
) -> None:
    assert field(kind, text)[-1:] == [value]
    assert len(field(kind, text)) == 1
    assert type(finished(kind, text)) is type(value)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (Mood, '"sad"'),
        (Literal["a"], '"b"'),
        (Annotated[int, Field(ge=10)], "5"),
        (int, '"x"'),
        (str, "5"),
        (str, "[1]"),
        (list[int], "{}"),
        (Book, '"x"'),
        (datetime.date, '"soon"'),
        (Annotated[str, AfterValidator(lambda text: text[99])], '"a"'),
        (dict[int, str], '"x"'),
    ],
)
def test_what_does_not_fit_is_none_until_the_final_value_says_so(
    kind: Any, text: str
) -> None:
    assert finished(kind, text) is None


def test_items_that_do_not_fit_are_left_out() -> None:
    assert last(list[Mood], '{"value": ["good", "sad", "bad"]}') == [
        Mood.GOOD,
        Mood.BAD,
    ]


@pytest.mark.parametrize(
    ("kind", "text", "shown"),
    [
        (Annotated[str, Field(pattern="^ab$")], '"ab"', ["", "a", "ab"]),
        (Annotated[str, Field(min_length=2)], '"ab"', ["", "a", "ab"]),
        (Annotated[str, Field(min_length=3)], '"ab"', ["", "a", "ab", None]),
        (Annotated[str, Field(max_length=1)], '"ab"', ["", "a", "ab", None]),
        (Annotated[str, AfterValidator(str.upper)], '"ab"', ["", "a", "ab", "AB"]),
        (Annotated[int, Field(ge=10)], "12", [1, 12]),
        (Annotated[int, Field(le=10)], "12", [1, 12, None]),
        (Annotated[float, AfterValidator(abs)], "-1", [-1.0, 1.0]),
    ],
)
def test_constraints_and_validators_wait_for_the_whole_value(
    kind: Any, text: str, shown: list[Any]
) -> None:
    assert field(kind, text) == shown


def test_validators_of_the_model_do_not_run_on_partial_values() -> None:
    class Checked(BaseModel):
        low: int
        high: int

        @model_validator(mode="after")
        def ordered(self) -> Checked:
            assert self.low < self.high
            return self

    shown = values(Checked, '{"low": 1, "high": 5}')

    assert (shown[-1].low, shown[-1].high) == (1, 5)


def test_validators_of_a_field_run_when_it_is_complete() -> None:
    class Loud(BaseModel):
        word: str

        @field_validator("word")
        @classmethod
        def upper(cls, word: str) -> str:
            assert len(word) > 2
            return word.upper()

    shown = [value.word for value in values(Loud, '{"word": "abc"}')]

    assert shown == ["", "a", "ab", "abc", "ABC"]


@pytest.mark.parametrize(
    "kind",
    [Cat | Dog, Annotated[Cat | Dog, Field(discriminator="kind")], Dog | Cat | None],
)
def test_a_union_of_models_is_shown_once_it_is_clear_which(kind: Any) -> None:
    shown = field(kind, '{"kind": "dog", "name": "Rex"}')

    assert [value.name for value in shown] == [None, "", "R", "Re", "Rex"]
    assert all(isinstance(value, Dog) for value in shown)


def test_a_union_of_models_that_stays_open_is_shown_when_complete() -> None:
    class One(BaseModel):
        a: int

    class Two(BaseModel):
        a: int
        b: int = 0

    assert field(One | Two, '{"a": 1}') == [One(a=1)]


def test_what_came_before_it_was_clear_is_part_of_the_model() -> None:
    class Bird(BaseModel):
        parts: list[Mood]
        home: dict[str, Book]
        sings: bool

    class Fish(BaseModel):
        parts: list[Mood]
        home: dict[str, Book]
        swims: bool

    bird = last(
        Bird | Fish,
        '{"value": {"parts": ["good", "sad"], "home": {"x": {"title": "T"}}, '
        '"sings": true}}',
    )

    assert isinstance(bird, Bird)
    assert bird.parts == [Mood.GOOD]
    assert isinstance(bird.home["x"], Book)
    assert type(bird.home["x"]).__name__ == "PartialBook"


def test_a_union_shows_text_only_where_no_other_choice_is_text() -> None:
    assert field(Literal["ab"] | int, '"ab"') == ["ab"]
    assert field(str | Mood, '"ab"') == ["ab"]
    assert field(Tree | str, '{"name": "r"}')[-1].name == "r"
    assert field(Numbers | str, '"a"') == ["a"]
    assert field(Annotated[str, AfterValidator(str.upper)] | int, '"a"') == [
        "",
        "a",
        "A",
    ]


def test_an_alias_that_is_a_path_waits_for_the_final_value() -> None:
    class Deep(BaseModel):
        a: int = Field(validation_alias=AliasPath("x", 0))
        b: int = Field(validation_alias=AliasChoices("first", AliasPath("x", 1)))

    stream = PartialStream(ResponseFormat.of(Deep))
    shown = stream.feed('{"first": 1, "x": [5]}')

    assert (shown.a, shown.b) == (None, 1)
    assert stream.final() == Deep.model_validate({"first": 1, "x": [5]})


def test_models_inside_themselves_are_partial_too() -> None:
    tree = last(Tree, '{"name": "r", "kids": [{"name": "k", "kids": [{"na')

    assert tree.kids[0].name == "k"
    assert tree.kids[0].kids[0].name is None
    assert all(isinstance(one, Tree) for one in (tree, *tree.kids))


@pytest.mark.parametrize(
    ("model", "text", "shown"),
    [
        (list[str], '{"value": ["a", "b"]}', [[], [""], ["a"], ["a", ""], ["a", "b"]]),
        (list[str], '["ab"]', [[""], ["a"], ["ab"]]),
        (str, '{"value": "ab"}', ["", "a", "ab"]),
        (int, '{"value": 12}', [1, 12]),
        (Mood, '{"value": "bad"}', [Mood.BAD]),
        (int | None, '{"value": null}', [None]),
        (Literal["a"], '{"value": "a"}', ["a"]),
        (tuple[int, ...], '{"value": [1, 2]}', [(1, 2)]),
        (dict[str, int], '{"value": {"k": 1}}', [{}, {"k": 1}]),
        (Json, '{"value": [{"a": 1}]}', [[], [{}], [{"a": 1}]]),
        (str, '{"other": 1, "value": "a"}', ["", "a"]),
    ],
)
def test_builtin_types_are_shown_bare(model: Any, text: str, shown: list[Any]) -> None:
    assert values(model, text) == shown


def test_the_text_of_a_field_may_be_cut_inside_an_escape() -> None:
    shown = values(str, '{"value": "a\\ud83d\\ude00b\\n"}')

    assert shown == ["", "a", "a😀", "a😀b", "a😀b\n"]


def test_earlier_values_stay_as_they_were() -> None:
    text = json.dumps({"books": [{"title": f"T{at}"} for at in range(9)]})
    kept = values(Library, text)
    counts = [len(value.books) for value in kept]

    assert counts == sorted(counts)
    assert counts[0] == 0
    assert counts[-1] == 9
    kept[-1].books.clear()
    assert len(kept[-2].books) == 9


def test_finished_items_are_the_same_objects_in_later_values() -> None:
    text = json.dumps({"books": [{"title": f"T{at}"} for at in range(3)]})
    shown = values(Library, text)

    assert shown[-1].books[0] is shown[-5].books[0]
    assert shown[-1].books[1] is shown[-1].books[1]


def test_values_that_nobody_looks_at_are_small_however_long_the_document() -> None:
    text = json.dumps({"books": [{"title": f"T{at}"} for at in range(2_000)]})
    stream = PartialStream(ResponseFormat.of(Library))
    pieces = [text[at : at + 12] for at in range(0, len(text), 12)]
    gc.collect()
    tracemalloc.start()
    kept = [stream.feed(piece) for piece in pieces]
    used, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert used / len(kept) < 2_000
    assert len(kept[-1].books) == 2_000


def shown_library() -> Any:
    return last(Library, '{"books": [{"title": "A"}, {"title": "B"')


@pytest.mark.parametrize(
    "read",
    [
        lambda value: value.model_dump(exclude_none=True),
        lambda value: json.loads(value.model_dump_json(exclude_none=True)),
        lambda value: TypeAdapter(Library).dump_python(
            value, exclude_none=True, warnings=False
        ),
        lambda value: {"books": [{"title": one.title} for one in dict(value)["books"]]},
        lambda value: {"books": [{"title": one.title} for one in vars(value)["books"]]},
        lambda value: value.model_copy().model_dump(exclude_none=True),
        lambda value: copy.deepcopy(value).model_dump(exclude_none=True),
        lambda value: value.model_copy(update={}).model_dump(exclude_none=True),
        lambda value: RootModel[Library](value).root.model_dump(exclude_none=True),
    ],
)
def test_a_value_is_whole_however_it_is_first_looked_at(read: Any) -> None:
    expected = {"books": [{"title": "A"}, {"title": "B"}]}

    assert read(shown_library()) == expected


def test_values_compare_and_print_like_other_models() -> None:
    assert shown_library() == shown_library()
    assert shown_library() != last(Library, '{"books": [{"title": "A"}')
    assert "PartialBook(title='A', author=None)" in repr(shown_library())
    assert shown_library().model_fields_set == {"books"}
    assert not hasattr(shown_library(), "nothing")
    changed = shown_library()
    changed.books = []
    assert changed.model_dump() == {"books": []}


def test_partial_values_serialize_without_warnings() -> None:
    class Everything(BaseModel):
        book: Book
        mood: Mood
        day: datetime.date
        pets: list[Cat | Dog]
        named: dict[str, Cat]
        point: Point
        tree: Tree

    text = json.dumps(
        {
            "book": {"title": "T"},
            "mood": "good",
            "day": "2020-01-02",
            "pets": [{"kind": "cat", "lives": 9}, {"kind": "dog", "name": "R"}],
            "named": {"k": {"kind": "cat", "lives": 9}},
            "point": {"x": 1},
            "tree": {"name": "r", "kids": [{"name": "k"}]},
        }
    )

    for value in values(Everything, text):
        assert json.loads(value.model_dump_json()) == value.model_dump(mode="json")


def test_other_kinds_of_models_are_shown_too() -> None:
    class Open(BaseModel):
        model_config = ConfigDict(extra="allow", frozen=True)
        a: int
        _secret: list[int] = PrivateAttr(default_factory=list)

    class Aliased(BaseModel):
        model_config = ConfigDict(populate_by_name=True)
        title: str = Field(alias="theTitle")

    class Greet(BaseTool):
        name: str

        def call(self) -> str:
            return self.name

    opened = last(Open, '{"a": 1, "more": "x"}')
    assert (opened.a, opened.more, opened._secret) == (1, "x", [])
    assert opened.model_extra == {"more": "x"}
    assert last(Aliased, '{"theTitle": "T"}').title == "T"
    assert last(Aliased, '{"title": "T"}').title == "T"
    assert last(Greet, '{"name": "N"}').name == "N"
    slotted = last(Slotted, '{"books": [{"title": "T"}]}')
    assert isinstance(slotted, Slotted)
    assert slotted.books[0].title == "T"
    assert last(Book, '{"title": "T", "invented": 1}').title == "T"


def test_a_class_attribute_of_a_field_s_name_does_not_hide_it() -> None:
    class Plain:
        title = "plain"

    with pytest.warns(UserWarning, match="shadows"):

        class Both(Plain, BaseModel):
            title: str

    assert last(Both, '{"title": "T"}').title == "T"


def test_call_arguments_are_in_every_value() -> None:
    class Summary(BaseModel):
        source: Annotated[str, FromCallArgs()]
        text: str

    stream = PartialStream(ResponseFormat.of(Summary), {"source": "s", "other": 1})
    shown = [stream.feed(piece) for piece in ('{"source": "x", "te', 'xt": "', "t")]

    assert shown[0] is NO_CHANGE
    assert [(one.source, one.text) for one in shown[1:]] == [("s", ""), ("s", "t")]
    stream.feed('"}')
    assert stream.final() == Summary(source="s", text="t")


def test_the_final_value_is_of_the_model_itself_and_validated() -> None:
    stream = PartialStream(ResponseFormat.of(Library))
    stream.feed('{"books": [{"title": "T"}]}')

    final = stream.final()

    assert type(final) is Library
    assert type(final.books[0]) is Book
    assert final.books[0].author == "unknown"


def test_a_final_value_that_does_not_fit_is_a_validation_error() -> None:
    stream = PartialStream(ResponseFormat.of(Book))
    stream.feed('{"title": 5}')

    with pytest.raises(ValidationError):
        stream.final()


@pytest.mark.parametrize("pieces", [[], [""], ["  ", "\n"]])
def test_no_text_at_all_is_an_object_without_members(pieces: list[str]) -> None:
    class Relaxed(BaseModel):
        a: int = 1

    for model in (Relaxed, Book):
        stream = PartialStream(ResponseFormat.of(model))
        assert all(stream.feed(piece) is NO_CHANGE for piece in pieces)
        if model is Relaxed:
            assert stream.final() == Relaxed(a=1)
        else:
            with pytest.raises(ValidationError):
                stream.final()


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ('{"title": "T', TruncatedError),
        ('```json\n{"title": "T",', TruncatedError),
        ("{", TruncatedError),
        ('{"title": "T" oops}', MalformedOutputError),
        ("I cannot.", MalformedOutputError),
    ],
)
def test_text_that_is_no_whole_json_is_a_typed_error(
    text: str, error: type[Exception]
) -> None:
    stream = PartialStream(ResponseFormat.of(Book))
    stream.feed(text)

    with pytest.raises(error):
        stream.final()


def test_the_final_value_is_that_of_the_whole_text() -> None:
    stream = PartialStream(ResponseFormat.of(Book))
    shown = [
        stream.feed(text) for text in ('So: {"title', '": "A"}, not {"title": "B"}')
    ]

    assert shown[-1].title == "A"
    assert stream.final().title == "B"


def test_another_value_is_taken_if_the_shown_one_does_not_fit() -> None:
    stream = PartialStream(ResponseFormat.of(Book))
    stream.feed('Not {"a": 1} but {"title": "B"}')

    assert stream.final().title == "B"


def test_a_replay_gives_equal_values() -> None:
    stream = PartialStream(ResponseFormat.of(Library))
    text = '{"books": [{"title": "Abc"}, {"title": "D"}]}'
    shown = [stream.feed(text[at : at + 3]) for at in range(0, len(text), 3)]

    assert list(stream.replay()) == [value for value in shown if value is not NO_CHANGE]


def test_strict_models_show_what_json_writes_as_text() -> None:
    class Dated(BaseModel):
        model_config = ResponseModelConfigDict(strict=True)
        day: datetime.date

    assert last(Dated, '{"day": "2020-01-02"}').day == datetime.date(2020, 1, 2)


MODELS = st.recursive(
    st.sampled_from(
        [int, str, bool, float, Mood, datetime.date, Any, Book, Point, Size, Cat | Dog]
    ),
    lambda inner: (
        inner.map(lambda kind: list[kind])
        | inner.map(lambda kind: dict[str, kind])
        | inner.map(lambda kind: kind | None if kind is not Any else Any)
    ),
    max_leaves=3,
)


def sample(kind: Any) -> st.SearchStrategy[Any]:
    """JSON that fits a type, or almost."""
    anything = st.none() | st.integers(0, 99) | st.text(max_size=3)
    fitting: dict[Any, st.SearchStrategy[Any]] = {
        int: st.integers(),
        str: st.text(),
        bool: st.booleans(),
        float: st.floats(allow_nan=False, allow_infinity=False),
        Mood: st.sampled_from(["good", "bad"]),
        datetime.date: st.just("2020-01-02"),
        Book: st.fixed_dictionaries(
            {"title": st.text()}, optional={"author": st.text()}
        ),
        Point: st.fixed_dictionaries({"x": st.integers()}),
        Size: st.fixed_dictionaries({"width": st.integers()}),
    }
    args = getattr(kind, "__args__", ())
    if getattr(kind, "__origin__", None) is list:
        return st.lists(sample(args[0]), max_size=4) | anything
    if getattr(kind, "__origin__", None) is dict:
        return st.dictionaries(st.text(max_size=3), sample(args[1]), max_size=4)
    if len(args) > 1:
        return st.one_of([sample(one) for one in args])
    if kind in (Cat, Dog):
        tag = st.just(kind.__name__.lower())
        rest = {"lives": st.integers()} if kind is Cat else {"name": st.text()}
        return st.fixed_dictionaries({"kind": tag, **rest})
    return fitting.get(kind, anything) | anything


@given(st.data(), MODELS, st.integers(1, 9))
def test_no_type_and_no_cut_raises_and_a_fitting_value_comes_out_whole(
    data: st.DataObject, kind: Any, size: int
) -> None:
    text = json.dumps({"value": data.draw(sample(kind))})
    form = ResponseFormat(list[kind] if kind is Any else kind)
    if not form.wrapped:
        text = json.dumps(json.loads(text)["value"])
    stream = PartialStream(form)
    shown = [stream.feed(text[at : at + size]) for at in range(0, len(text), size)]
    shown = [value for value in shown if value is not NO_CHANGE]

    for before, after in pairwise(shown):
        assert before != after
    try:
        final = stream.final()
    except ValueError:
        return
    if shown:
        adapter = TypeAdapter(Any)
        whole = adapter.dump_python(final, mode="json", exclude_defaults=True)
        partial = adapter.dump_python(shown[-1], mode="json", exclude_none=True)
        assert _covers(whole, partial)


def _covers(whole: Any, partial: Any) -> bool:
    """Whether a last partial value says what the final one says."""
    if isinstance(whole, dict) and isinstance(partial, dict):
        return all(
            _covers(value, partial[key])
            for key, value in whole.items()
            if partial.get(key) is not None
        )
    if isinstance(whole, list) and isinstance(partial, list):
        return len(whole) == len(partial) and all(map(_covers, whole, partial))
    return whole == partial
