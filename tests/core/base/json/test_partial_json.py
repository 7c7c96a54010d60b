"""The incremental parser: any text, cut anywhere."""

from __future__ import annotations

import json
import sys
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.internals import MISSING, PartialJson

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text()
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=15,
)
DOCUMENTS = st.lists(VALUES) | st.dictionaries(st.text(), VALUES)
LAYOUTS = st.sampled_from(
    [
        {"separators": (",", ":")},
        {"ensure_ascii": False},
        {"indent": 2},
        {"separators": (" ,\n", "\t: ")},
    ]
)


@st.composite
def pieces(draw: st.DrawFn, texts: st.SearchStrategy[str]) -> list[str]:
    text = draw(texts)
    cuts = draw(st.lists(st.integers(0, len(text)), max_size=40))
    if draw(st.booleans()):
        cuts = list(range(len(text)))
    edges = [0, *sorted(cuts), len(text)]
    return [text[a:b] for a, b in pairwise(edges)]


def document_texts() -> st.SearchStrategy[str]:
    return st.builds(
        lambda value, layout: json.dumps(value, **layout), DOCUMENTS, LAYOUTS
    )


def read(*texts: str) -> PartialJson:
    parser = PartialJson()
    for text in texts:
        parser.feed(text)
    return parser


def is_prefix(part: Any, whole: Any) -> bool:
    """Whether a partial value may grow into another."""
    if isinstance(part, dict) and isinstance(whole, dict):
        keys = list(part)
        for key in keys[:-1]:
            if part[key] != whole[key]:
                return False
        return not keys or is_prefix(part[keys[-1]], whole[keys[-1]])
    if isinstance(part, list) and isinstance(whole, list):
        if not part:
            return True
        return part[:-1] == whole[: len(part) - 1] and is_prefix(
            part[-1], whole[len(part) - 1]
        )
    if isinstance(part, str) and isinstance(whole, str):
        return whole.startswith(part)
    if isinstance(part, (int, float)) and isinstance(whole, (int, float)):
        return isinstance(part, bool) == isinstance(whole, bool)
    return part == whole


@given(pieces(document_texts()))
def test_any_cut_of_a_document_gives_what_json_loads_gives(texts: list[str]) -> None:
    parser = read(*texts)

    assert parser.finish()
    assert parser.value == json.loads("".join(texts))
    assert json.dumps(parser.value) == json.dumps(json.loads("".join(texts)))


@given(pieces(document_texts()))
def test_every_value_on_the_way_can_grow_into_the_last(texts: list[str]) -> None:
    whole = json.loads("".join(texts))
    parser = PartialJson()

    for text in texts:
        parser.feed(text)
        if parser.value is not MISSING:
            assert is_prefix(parser.value, whole)


@given(pieces(document_texts()))
def test_news_are_exactly_the_changes_of_the_value(texts: list[str]) -> None:
    parser = PartialJson()
    last: Any = MISSING

    for text in texts:
        news = parser.feed(text)
        value = parser.value
        # That the document has begun is not yet news.
        begun = last is MISSING and value in (MISSING, [], {})
        assert news == (value != last and not begun)
        last = value


@given(pieces(document_texts()))
def test_earlier_values_stay_as_they_were(texts: list[str]) -> None:
    parser = PartialJson()
    kept: list[tuple[Any, str]] = []

    for text in texts:
        parser.feed(text)
        if parser.value is not MISSING:
            value = parser.value
            kept.append((value, json.dumps(value)))

    assert all(json.dumps(value) == before for value, before in kept)


@given(pieces(st.text(alphabet='{}[]":,\\u0d8bt rue1-.e+nl\n')))
def test_no_text_raises(texts: list[str]) -> None:
    parser = read(*texts)

    parser.finish()
    assert parser.broken in (True, False)


@given(pieces(document_texts()), st.text(alphabet="ab `\n"), st.text())
def test_prose_around_the_document_is_left_out(
    texts: list[str], before: str, after: str
) -> None:
    parser = read(before, *texts, after)

    assert parser.value == json.loads("".join(texts))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("", MISSING),
        ("Here you are:\n```json\n", MISSING),
        ("{", {}),
        ('{"a', {}),
        ('{"a":', {}),
        ('{"a": "', {"a": ""}),
        ('{"a": "x', {"a": "x"}),
        ('{"a": "x\\', {"a": "x"}),
        ('{"a": "x\\u00e', {"a": "x"}),
        ('{"a": "x\\u00e9', {"a": "xé"}),
        ('{"a": "\\ud83d', {"a": ""}),
        ('{"a": "\\ud83d\\ude', {"a": ""}),
        ('{"a": "\\ud83d\\ude00', {"a": "😀"}),
        ('{"a": -', {}),
        ('{"a": 12', {"a": 12}),
        ('{"a": 12.', {"a": 12}),
        ('{"a": 12.5', {"a": 12.5}),
        ('{"a": 12.5e', {"a": 12.5}),
        ('{"a": 12.5e+', {"a": 12.5}),
        ('{"a": 12.5e+1', {"a": 125.0}),
        ('{"a": tru', {}),
        ('{"a": true', {"a": True}),
        ('{"a": [', {"a": []}),
        ('{"a": [{', {"a": [{}]}),
        ('{"a": [{"b": 1}, ', {"a": [{"b": 1}]}),
        ('{"a": 1, "a": "x', {"a": "x"}),
        ('{"a": 1} and {"b": 2}', {"a": 1}),
    ],
)
def test_what_is_shown_of_a_document_that_breaks_off(text: str, shown: Any) -> None:
    assert read(text).value == shown
    assert read(*text).value == shown


def test_braces_in_prose_do_not_begin_the_document() -> None:
    parser = read('I fill in {curly} braces { as asked: {"a": 1}')

    assert parser.value == {"a": 1}
    assert parser.finish()


def test_a_false_beginning_leaves_nothing_behind() -> None:
    parser = read("as in [12", "x], ")

    assert parser.value is MISSING
    parser.feed('{"a": ')
    assert parser.value == {}


@pytest.mark.parametrize(
    "text",
    [
        '{"a": 1, b}',
        '{"a": "\\x"}',
        '{"a": 01}',
        '{"a": tru}',
        "[1 2]",
        "[1}",
        '{"b": 0, "a" 1}',
        "[1, ]",
    ],
)
def test_after_an_error_the_value_stays_as_it_was(text: str) -> None:
    parser = read(*text, ', "z": 5}')

    assert parser.broken
    assert not parser.finish()
    assert "5" not in json.dumps(parser.value)


def test_a_lone_surrogate_at_the_end_of_a_string_is_kept() -> None:
    text = '["\\ud83d", "\\ud83dx", "\\ud83d\\n"]'

    assert read(*text).value == json.loads(text)


def test_finished_members_are_shared_by_later_values() -> None:
    parser = read('[{"a": 1}, {"b":')
    first = parser.value
    parser.feed(" 2}, ")

    assert parser.value[0] is first[0]
    assert parser.value[1] is not first[1]


def test_a_chunk_takes_no_more_steps_late_in_a_document_than_early() -> None:
    text = json.dumps([{"title": f"Book {at:05}"} for at in range(2_000)])
    parser = PartialJson()
    steps: list[int] = []
    count = 0

    def note(frame: object, event: str, argument: object) -> None:
        nonlocal count
        count += 1

    for at in range(0, len(text), 7):
        count = 0
        sys.setprofile(note)
        parser.feed(text[at : at + 7])
        sys.setprofile(None)
        steps.append(count)

    assert parser.finish()
    assert sum(steps[-700:]) < 1.1 * sum(steps[:700])


def test_a_string_in_many_pieces_is_read_once() -> None:
    parser = read('["')

    for _ in range(3_000):
        parser.feed("\\u00e9")
        assert not parser._tail

    assert parser.value == ["é" * 3_000]


@pytest.mark.parametrize("size", [1, 2, 5, 100])
def test_a_value_is_found_in_prose(size: int) -> None:
    value = '{"a": "b\\u00e9", "c": [1]}'
    text = f"So {{it}} is: {value} and {{so}} on"
    parser = PartialJson()
    for at in range(0, len(text), size):
        parser.feed(text[at : at + size])
    assert parser.finish()
    assert parser.value == json.loads(value)
