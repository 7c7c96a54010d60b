"""Finding the JSON in an answer, and asking for it."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mirascope.core.base._json_text import (
    find_json,
    json_candidates,
    json_instruction,
)
from mirascope.exceptions import MalformedOutputError

OBJECTS = st.dictionaries(
    st.text(), st.none() | st.integers() | st.text() | st.lists(st.text(), max_size=3)
)
PROSE = st.text(alphabet="ab c.,:\n`'-")


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
    assert find_json(answer) == found


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
def test_an_answer_without_whole_json_is_an_error(answer: str) -> None:
    with pytest.raises(MalformedOutputError) as caught:
        find_json(answer)

    assert len(str(caught.value)) < 500


def test_the_error_quotes_the_answer() -> None:
    with pytest.raises(MalformedOutputError, match="I cannot do that"):
        find_json("I cannot do that.")


@given(OBJECTS, PROSE, PROSE, st.sampled_from([None, 2]), st.booleans())
def test_any_object_is_found_in_any_prose(
    value: object, before: str, after: str, indent: int | None, fenced: bool
) -> None:
    text = json.dumps(value, indent=indent)
    if fenced:
        before, after = "Here:\n```json\n", "\n```\n" + after
    assert json.loads(find_json(before + text + after)) == value


@given(st.text(alphabet='{}[]":,\\`\n a1'))
def test_no_answer_breaks_the_search(answer: str) -> None:
    for candidate in json_candidates(answer):
        json.loads(candidate)


def test_the_instruction_asks_for_an_object_only() -> None:
    text = json_instruction(None)

    assert "JSON object" in text
    assert "schema" not in text


def test_the_instruction_holds_the_schema_and_asks_for_data() -> None:
    schema = {"type": "object", "properties": {"größe": {"type": "integer"}}}

    text = json_instruction(schema)

    assert json.dumps(schema, indent=2, ensure_ascii=False) in text
    assert text.startswith(json_instruction(None))
    assert "not with the schema" in text
