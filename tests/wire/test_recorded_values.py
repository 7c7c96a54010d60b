"""Recorded calls and recorded JSON become the values in them, whole and streamed."""

from __future__ import annotations

import json
from typing import Any

from pydantic import BaseModel, Field, create_model

from .recordings import Expected, Recording
from .sources.source import Source
from .test_recordings import Way, clients, of, replay, way

__all__ = ["clients", "replay", "way"]  # fixtures


def json_in(expected: Expected) -> dict[str, Any]:
    """Give the JSON object that an answer's text is, if it is one."""
    text = expected.text.strip().removeprefix("```json").removesuffix("```")
    try:
        value = json.loads(text)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def is_json(source: Source, recording: Recording, expected: Expected) -> bool:
    return bool(json_in(expected)) and not expected.failure and not expected.calls


def is_call(source: Source, recording: Recording, expected: Expected) -> bool:
    return bool(expected.calls and expected.calls[0][2]) and not expected.failure


def model_for(name: str, value: dict[str, Any]) -> type[BaseModel]:
    """Make a model of what was recorded."""
    fields = {
        f"field_{number}": (Any, Field(default=None, alias=key))
        for number, key in enumerate(value)
    }
    return create_model(name, **fields)


def check(way: Way, model: type[BaseModel], value: dict[str, Any], **mode: Any) -> None:
    """Compare what a call gives with what was recorded."""
    result = way.ask(response_model=model, stream=way.recording.streams, **mode)
    if way.recording.streams:
        *partials, result = way.collect(result)
        assert all(isinstance(item, model) for item in partials)
        for item in partials:
            for key, part in item.model_dump(by_alias=True).items():
                assert part is None or grows_into(part, value[key])
    assert type(result) is model
    assert result.model_dump(by_alias=True) == value
    assert result._response.content == way.source.read(way.recording).text


def grows_into(part: Any, whole: Any) -> bool:
    """Tell whether a value can be what had arrived of another."""
    if isinstance(part, str) and isinstance(whole, str):
        return whole.startswith(part)
    if isinstance(part, list) and isinstance(whole, list):
        pairs = zip(part, whole, strict=False)
        return len(part) <= len(whole) and all(grows_into(a, b) for a, b in pairs)
    if isinstance(part, dict) and isinstance(whole, dict):
        return all(key in whole and grows_into(part[key], whole[key]) for key in part)
    return part is None or part == whole or isinstance(whole, int | float)


@of(is_json)
def test_recorded_json_becomes_a_value(way: Way) -> None:
    value = json_in(way.source.read(way.recording))
    check(way, model_for("Recorded", value), value, json_mode=True)


@of(is_call)
def test_a_recorded_call_becomes_a_value(way: Way) -> None:
    _, name, value = way.source.read(way.recording).calls[0]
    check(way, model_for(name, value), value)


def test_there_are_recordings_of_both_kinds() -> None:
    for test in (
        test_recorded_json_becomes_a_value,
        test_a_recorded_call_becomes_a_value,
    ):
        [mark] = [one for one in test.pytestmark if one.name == "parametrize"]
        assert len(mark.args[1]) > 9
        assert {recording.streams for _, recording in mark.args[1]} == {False, True}
