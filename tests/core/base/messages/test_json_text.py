"""Asking for JSON in words."""

from __future__ import annotations

import json

from tests.internals import json_instruction


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
