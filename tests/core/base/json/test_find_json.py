"""Which JSON value of an answer is the answer."""

from __future__ import annotations

import json
from typing import Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import (
    AliasChoices,
    AliasPath,
    BaseModel,
    ConfigDict,
    Field,
    Json,
    ValidationError,
)
from typing_extensions import TypedDict

from mirascope.exceptions import MalformedOutputError, TruncatedError
from tests.internals import (
    NO_CHANGE,
    PartialStream,
    ResponseFormat,
    _find_json,
    json_candidates,
    not_json,
)

OBJECTS = st.dictionaries(
    st.text(), st.none() | st.integers() | st.text() | st.lists(st.text(), max_size=3)
)
PROSE = st.text(alphabet="ab c.,:\n`'-")


class Book(BaseModel):
    title: str
    year: int = 0


class Notes(BaseModel):
    title: str | None = None
    year: int = 0


class Loose(BaseModel):
    model_config = ConfigDict(extra="allow")
    title: str = ""


class Aliased(BaseModel):
    title: str = Field(validation_alias=AliasChoices("name", AliasPath("names", 0)))


class Empty(BaseModel):
    pass


class Typed(TypedDict, total=False):
    title: str


def best(text: str) -> str | None:
    return next((f.text for f in json_candidates(text) if f.state == "whole"), None)


def outcome(model: Any, text: str, size: int | None = None) -> Any:
    """Give the value or the class of the error, of a whole text or of pieces."""
    try:
        if size is None:
            return ResponseFormat.of(model).extract(text)
        stream = PartialStream(ResponseFormat.of(model))
        for at in range(0, len(text), size):
            stream.feed(text[at : at + size])
        return stream.final()
    except ValueError as error:
        return type(error)


def titled(title: str, year: int = 0) -> Book:
    return Book(title=title, year=year)


A = titled("A")
BOTH = '{"title": "x"} or {"title": "A"}'
SCHEMA = '{"type": "object", "properties": {"title": {"type": "string"}}}'
TABLE: list[tuple[str, Any]] = [
    # The last value that fits.
    ('For example {"title": "x"}. Answer: {"title": "A"}', A),
    ('{"title": "A"}\n\nTell me of changes (e.g. {"author": true}).', A),
    ('{"title": "x", "year": "no"} then {"title": "A"}', A),
    ('Answer: {"title": "A"} Sources: [1], [2]', A),
    ('Answer: {"title": "A"} {}', A),
    ('{"thought": "x"}\n{"title": "A"}', A),
    (f'{SCHEMA}\n{{"title": "A"}}', A),
    (f'{{"title": "A"}} follows {SCHEMA}', A),
    # Fences first.
    ('```json\n{"title": "A"}\n```\nThe schema was {"title": "string"}.', A),
    ('```json\n{"title": "A"}\n``` done\nThe schema was {"title": "string"}.', A),
    ('```json\n{"title": "A"}\n``` is it, not {"title": "x"}\n', A),
    ('```json\n{"title": "A"}\n```: done\nThe schema was {"title": "string"}.', A),
    ('~~~json\n{"title": "A"}\n~~~ done\nThe schema was {"title": "string"}.', A),
    ('```\n{"title": "A"}\n``` done\nLike {"title": "x"}', A),
    ('```python\nx = {"title": "x"}\n``` gives\n```json\n{"title": "A"}\n```', A),
    ('```json\n{"title": "A", "note": "``` done"}\n```\nLike {"title": "x"}', A),
    ('```text\n```python\n{"title": "x"}\n```\nSo {"title": "A"}', A),
    ('```json\n{"title": "x"}\n```\nNo:\n```json\n{"title": "A"}\n```', A),
    ('```\n{"title": "A"}\n```\nLike {"title": "x"}', A),
    ('```json\n{"title": "A"}\n```\n```\n{"title": "x"}\n```', A),
    ('```python\nx = {"title": "x"}\n```\nSo {"title": "A"}', A),
    ('```python\nprint({"title": "A"})\n```', A),
    # A fence that says nothing hides nothing.
    ('```json\n```\n{"title": "A"}', A),
    ('```json\n\n```\n```json\n...\n```\nAnswer: {"title": "A"}', A),
    ('```json\n{"other": 1}\n```\n{"title": "A"}', A),
    (f'```json\n{SCHEMA}\n```\n{{"title": "A"}}', A),
    ('```json\n[1, 2]\n```\n{"title": "A"}', A),
    ('```json\n// mine\n{"title": "A"}\n```', A),
    ('```json\n{"title": "A"}', A),
    ('```json {"title": "A"} ```', A),
    ('{"title": "A"}\n```', A),
    ('{"title": "A"}, not:\n```json\n{"other": oops}\n```', A),
    ('Like {"title": "x"}:\n```json\n{"other": 1}\n```', ValidationError),
    ('```json\n{"title": "x"}\n```\n```json\n{"other": 1}\n```', titled("x")),
    # What is only thought does not count.
    ('<think>{"title": "draft"}</think>\n{"title": "A"}', A),
    ('{"title": "A"}\n<think>or {"title": "late"}</think>', A),
    ('{"title": "A"}\n<think>or {"title": "late"}', A),
    ('maybe {"title": "x"}</think>{"title": "A"}', A),
    ('<think>\n```json\n{"title": "x"}\n```\n</think>{"title": "A"} so', A),
    ('<thinking>{"title": "x"</thinking>```json\n{"title": "A"}\n```', A),
    ('<think>a {"b": "c</think>{"title": "A"}', A),
    ('<think>a<think>b</think>{"title": "x"}</think>{"title": "A"}', A),
    ('{"title": "<think>A</think>"}', titled("<think>A</think>")),
    ('So: {"title": "<think>A</think>"}.', titled("<think>A</think>")),
    ('<think>{</think>{"title": "A</think>"}.', titled("A</think>")),
    ('<think>{"title": "A"}', MalformedOutputError),
    # A later value that is meant is never replaced by an earlier one.
    ('For example {"title": "x"}. Answer: {"titel": "A"}', titled("x")),
    ('For example {"title": "x"}. Answer: {"title": 1}', ValidationError),
    ('For example {"title": "x"}. Answer: {"year": 1}', ValidationError),
    ('```json\n{"title": 1}\n```\nThe example was {"title": "x"}', ValidationError),
    ('Not {"title": "x"} but {"title": "A", "year": soon}', MalformedOutputError),
    ('Not {"title": "x"} but {"title": "A', TruncatedError),
    ('Not {"title": "x"} but {"ti', TruncatedError),
    ('Not {"title": "x"} but {', TruncatedError),
    ('{"title": "A"} and {not: "json"} and {"other": "cu', A),
    ('json {"title": "A"} [1,2', A),
    # Nothing fits.
    ("[1, 2]", ValidationError),
    ('[{"title": "A"}]', ValidationError),
    ("null", ValidationError),
    ('{"title": 1}', ValidationError),
    ("{}", ValidationError),
    ("", ValidationError),
    ("I cannot.", MalformedOutputError),
    ('{"title": "A",}', MalformedOutputError),
    ('{"title": "A" oops}', MalformedOutputError),
    ('```json\n{"title": "A",', TruncatedError),
    ('{"title": "tr', TruncatedError),
    ('{"title": "A", "year": 1', TruncatedError),
    ('{"title": "A", "year": -', TruncatedError),
    ('{"title": "\\u00', TruncatedError),
    ('{"title": tru', TruncatedError),
    # What is no JSON for everyone.
    ('{"title": "\\ud83d"}', MalformedOutputError),
    ('{"title": "\ud83d"}', MalformedOutputError),
    ('So {"title": "\ud83d"}', MalformedOutputError),
    ('So {"title": "A"} and {"other": "\ud83d"}', A),
    ('{"title": "A", "year": NaN}', ValidationError),
    ('{"title": "A", "year": Infinity}', ValidationError),
    ('{"title": "\\ud83d\\ude00"}', titled("😀")),
    ('{"title": "A", "year": 1e2}', titled("A", 100)),
    ('{"title": "x", "title": "A"}', A),
    ('{{"title": "A"}}', A),
    ('\ufeff{"title": "A"}}', A),
    ('{"title": "a\nb"}', MalformedOutputError),
]
OTHERS: list[tuple[Any, str, Any]] = [
    # Where any object fits, one that says nothing of the type does not count.
    (Notes, '{"title": "A"} (or {"author": true}, or {})', Notes(title="A")),
    (Notes, 'So: {"author": true}, or {}', Notes()),
    (Notes, '{"year": "no"} {}', ValidationError),
    (Typed, '{"title": "A"} {}', {"title": "A"}),
    (Loose, '{"title": "A"} then {"x": 1}', Loose(x=1)),  # type: ignore[call-arg]
    (Empty, "So {}", Empty()),
    (Aliased, 'e.g. {"name": "x"} but {"names": ["A"]}', Aliased(names=["A"])),  # type: ignore[call-arg]
    (Aliased, 'e.g. {"name": "x"} but {"names": []}', ValidationError),
    (Aliased, 'e.g. {"name": "x"} but {"title": []}', ValidationError),
    (list[str], 'Items: ["a"] or ["b"]', ["b"]),
    (list[str], '{"value": ["a"]} Sources: ["b"]', ["a"]),
    (list[str], 'Answer: ["a"]. Sources: [1], [2]', ["a"]),
    (list[str], 'Not ["a"] but ["b", "c', TruncatedError),
    (list[str], '["a"', TruncatedError),
    (list[str], 'e.g. {"value": ["x"]}: {"value": [1]}', ValidationError),
    (list[Book], '```json\n[{"title": "A"}]\n```', [A]),
    (dict[str, int], 'e.g. {"a": 1}: {"b": 2}', {"b": 2}),
    (dict[str, int], 'e.g. {"a": 1}: {"b": 2, "c', TruncatedError),
    (int, "5", 5),
    (int, "<think>4</think>5", 5),
    (int, "```json\n5\n```", 5),
    (int, 'The answer is {"value": 5}', 5),
    (int, "The answer is 5", MalformedOutputError),
    (str, '"A"', "A"),
    (str, "A", MalformedOutputError),
    (str, 'I say {"value": "A"}', "A"),
    (Literal["a"], 'Not {"value": "b"}: {"value": "a"}', "a"),
    (Json[list[int]], '{"value": "[1]"}', [1]),
    (Json[list[int]], '{"value": "no"}', ValidationError),
    (float, '{"value": NaN}', float),
    (float, '{"value": -Infinity}', float("-inf")),
]


@pytest.mark.parametrize(("text", "right"), TABLE)
def test_one_rule_says_which_value_is_the_answer(text: str, right: Any) -> None:
    assert outcome(Book, text) == right
    for size in (1, 3, 1000):
        assert outcome(Book, text, size) == right


@pytest.mark.parametrize(("model", "text", "right"), OTHERS)
def test_the_rule_holds_for_every_type(model: Any, text: str, right: Any) -> None:
    for size in (None, 1, 3, 1000):
        found = outcome(model, text, size)
        if right is float:
            assert found != found  # not a number
        else:
            assert found == right


PIECES = st.sampled_from(
    [
        *('{"title": "A"}', '{"title": "B", "year": 3}', '{"title": 1}', '{"x": 1}'),
        *("{}", "[1]", '["a"]', "```json\n", "\n```\n", "```\n", "<think>", "</think>"),
        *("{", '{"ti', '{"title": "', "}", "]", '"', "\\", "\n", " so ", "NaN", "null"),
        *('{"value": ["a"]}', '{"value": 3}', "5", "\ud83d", "</thinking>", '{"a": {'),
    ]
)


@given(
    st.lists(PIECES, max_size=12).map("".join),
    st.sampled_from([Book, Notes, list[str], int, dict[str, int], Typed]),
    st.integers(1, 9),
)
def test_a_stream_ends_as_the_whole_does(text: str, model: Any, size: int) -> None:
    whole, streamed = outcome(model, text), outcome(model, text, size)
    assert repr(whole) == repr(streamed)
    if isinstance(whole, type):
        assert issubclass(
            whole, (MalformedOutputError, TruncatedError, ValidationError)
        )


def test_a_thought_is_not_shown() -> None:
    text = ' \n<think>maybe {"title": "x"}</think>\n{"title": "A"}'
    for size in (1, 4, 1000):
        stream = PartialStream(ResponseFormat.of(Book))
        shown = [stream.feed(text[at : at + size]) for at in range(0, len(text), size)]
        titles = [value.title for value in shown if value is not NO_CHANGE]
        assert titles[-1] == "A"
        assert "x" not in titles
    stream = PartialStream(ResponseFormat.of(Book))
    assert stream.feed("<thin") is NO_CHANGE
    assert stream.feed('g>{"title": "A"}').title == "A"


@pytest.mark.parametrize(
    "unit",
    [
        *("{", '{"', "[", '{"a":', "[{", '["', "{}", "[]", "[1,", "{ ", '"', '{"a"'),
        *("<think>", "</think>", '{"<think>', '{"a":"</think>', "<think>{", '{"a":1,}'),
        *("```json\n", "```\n{", "```\n{}\n```\n", '{"title":1}', "\\", '[1]{"a":1}'),
    ],
)
def test_the_cost_of_an_answer_grows_as_its_length(
    unit: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[int] = []

    def counting(text: str) -> tuple[Any, int]:
        read.append(len(text))
        return json.JSONDecoder().raw_decode(text)

    monkeypatch.setattr(_find_json, "_read", counting)
    text = "<think></think>" + unit * (100_000 // len(unit))
    outcome(Book, text)
    assert sum(read) < 300 * len(text)


@pytest.mark.parametrize(
    ("answer", "found"),
    [
        ('{"a": 1}', '{"a": 1}'),
        (' \n{"a": 1}\n', '{"a": 1}'),
        ('\ufeff{"a": 1}', '{"a": 1}'),
        ("[1, 2]", "[1, 2]"),
        ("5", "5"),
        ('"text"', '"text"'),
        ("null", "null"),
        ('```json\n{"a": 1}\n```', '{"a": 1}'),
        ('```\n{"a": 1}\n```', '{"a": 1}'),
        ("```json\n5\n```", "5"),
        ('~~~JSON\n{"a": 1}\n~~~', '{"a": 1}'),
        ('```json {"a": 1} ```', '{"a": 1}'),
        ('Sure:\n```json\n{"a": "```"}\n```\nAnything else?', '{"a": "```"}'),
        ('Sure: {"a": 1}. Anything else?', '{"a": 1}'),
        ('In {this} answer [1]: {"a": "}{"} {done}', '{"a": "}{"}'),
        ("The list is [1, 2].", "[1, 2]"),
        ('[{"a": 1}, {"a": 2}] as asked', '[{"a": 1}, {"a": 2}]'),
        ('```python\nx = {}\n```\n```json\n{"a": 1}\n```', '{"a": 1}'),
        ('```json\n{"a": 1}\n```\n```python\nprint()\n```', '{"a": 1}'),
        ('First {"a": 1}, no: {"a": 2}', '{"a": 2}'),
        ('```json\n{"a": 1}\n```\nor rather\n```json\n{"a": 2}\n```', '{"a": 2}'),
        ('```json\n// mine\n{"a": 1}\n```', '{"a": 1}'),
    ],
)
def test_the_json_is_cut_out_of_the_answer(answer: str, found: str) -> None:
    assert best(answer) == found


@pytest.mark.parametrize(
    "answer",
    [
        "",
        "   ",
        "I cannot do that.",
        '{"a": 1',
        "{'a': 1}",
        '{"books": [{"title": "A"}, {"title": "B"}',
        '{"books": [{"title": "A"}], "note": "say {\\"a\\": 1}',
        '```json\n{"books": [{"title": "A"},\n```',
        '{"books": [{"title": "A"}], wrong}',
        "[" * 100_000,
        '{"a":' * 100_000,
    ],
)
def test_an_answer_without_whole_json_holds_none(answer: str) -> None:
    assert best(answer) is None
    assert len(str(not_json(answer))) < 500


def test_the_error_quotes_the_answer() -> None:
    with pytest.raises(MalformedOutputError, match="I cannot do that"):
        ResponseFormat.of(Book).extract("I cannot do that.")


@given(OBJECTS, PROSE, PROSE, st.sampled_from([None, 2]), st.booleans())
def test_any_object_is_found_in_any_prose(
    value: object, before: str, after: str, indent: int | None, fenced: bool
) -> None:
    text = json.dumps(value, indent=indent)
    if fenced:
        before, after = "Here:\n```json\n", "\n```\n" + after
    assert json.loads(best(before + text + after) or "") == value


@given(st.text(alphabet='{}[]":,\\`\n a1'))
def test_no_answer_breaks_the_search(answer: str) -> None:
    for candidate in json_candidates(answer):
        if candidate.state == "whole":
            json.loads(candidate.text)


@pytest.mark.parametrize(
    "text",
    ['{"a": "see [1, 2] and', '[{"a": "{}', 'Well: {"a": ["{\\"b\\": 1}", "[3]'],
)
def test_json_inside_a_text_that_breaks_off_is_not_the_answer(text: str) -> None:
    assert best(text) is None


@pytest.mark.parametrize("fence", ["````", "~~~"])
def test_a_fence_ends_at_a_line_like_its_first(fence: str) -> None:
    text = f'{fence}json\n```\n{{"a": 1}}\n{fence}\nNot {{"b": 2}}.'
    assert best(text) == '{"a": 1}'
