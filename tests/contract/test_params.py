"""Common call parameters, and what happens to those that a provider lacks."""

from __future__ import annotations

import copy
import subprocess
import sys
import warnings
from typing import Any

import pytest

from mirascope import llm
from mirascope.core import base

from .way import Way

COMMON: dict[str, Any] = {
    "temperature": 0.25,
    "max_tokens": 12,
    "top_p": 0.75,
    "frequency_penalty": 0.5,
    "presence_penalty": -0.5,
    "seed": 7,
    "stop": ["END", "STOP"],
}


def test_the_common_names_are_the_documented_ones() -> None:
    assert set(base.CommonCallParams.__annotations__) == set(COMMON)


def test_every_common_parameter_reaches_the_wire(way: Way) -> None:
    params = way.row.given(COMMON)
    before = copy.deepcopy(params)
    way.ask(call_params=params)
    assert before.items() <= way.server.last.common.items()
    assert before == params


def test_a_provider_parameter_beside_common_ones(way: Way) -> None:
    way.ask(call_params={**way.row.given(COMMON), **way.row.sdk.own, "seed": None})
    body = way.server.last.common
    assert way.row.wire.own_common.items() <= body.items()
    assert body["stop"] == ["END", "STOP"]
    assert "seed" not in body


WARN = """
import sys, warnings
from tests.internals import translate
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    for _ in range(3):
        assert translate({"seed": 1, "stop": "x", "own": 2}, {"stop": "end"}, "p") == {
            "end": "x", "own": 2
        }
    translate({"seed": 1}, {}, "q")
    translate({"seed": None}, {}, "r")
texts = [str(w.message) for w in caught]
assert len(texts) == 2, texts
assert "'p'" in texts[0] and "'seed'" in texts[0], texts
assert "'q'" in texts[1], texts
assert {w.category for w in caught} == {UserWarning}
"""


def test_a_parameter_that_the_provider_lacks_warns_once() -> None:
    subprocess.run([sys.executable, "-c", WARN], check=True, timeout=60)


@pytest.mark.parametrize("where", ["decorator", "config"])
def test_stream_among_the_parameters_is_refused(way: Way, where: str) -> None:
    params = {"stream": True}
    config = {"messages": [way.native("user", "x")], "call_params": params}

    def go() -> None:
        if where == "decorator":
            way.ask(call_params=params)
        else:
            way.ask(lambda _: config)

    with pytest.raises(TypeError, match="stream"):
        go()
    assert way.server.requests == []


def test_no_warning_for_parameters_that_the_provider_has(way: Way) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error", UserWarning)  # SDKs warn of other things
        way.ask(call_params=way.row.given(COMMON))


@pytest.mark.parametrize("layers", ["decorator", "config", "override", "context"])
def test_every_layer_is_translated(sync_way: Way, layers: str) -> None:
    if sync_way.layer == "core" and layers in ("override", "context"):
        pytest.skip("core calls have no override")
    messages = [sync_way.native("user", "x")]
    params = {"stop": "END", **sync_way.row.sdk.own, "seed": None}
    client = {"client": sync_way.client()} if sync_way.row.sdk.needs_client else {}
    if layers == "decorator":
        sync_way.ask(call_params=params)
    elif layers == "config":
        sync_way.ask(lambda _: {"messages": messages, "call_params": params})
    elif layers == "override":
        sync_way.get(llm.override(sync_way.decorate(), call_params=params)())
    else:
        with llm.context(
            provider=sync_way.row.provider,
            model=sync_way.row.model,
            call_params=params,
            **client,
        ):
            sync_way.ask()
    sent = sync_way.server.last.common
    assert sent["stop"] in ("END", ["END"])
    assert sync_way.row.wire.own_common.items() <= sent.items()
    assert "seed" not in sent


def test_none_in_a_dynamic_config_takes_a_parameter_away(sync_way: Way) -> None:
    way = sync_way
    params = {**way.row.given(COMMON), **way.row.sdk.own}
    for name in params:
        config = {
            "messages": [way.native("user", "x")],
            "call_params": {**params, name: None},
        }
        way.ask(lambda _, config=config: config, call_params=params)
        taken = way.server.last.common
        way.ask(lambda _: {"messages": [way.native("user", "x")]}, call_params=params)
        left = {k: v for k, v in way.server.last.common.items() if k not in taken}
        if name == "max_tokens" and way.row.wire.defaults:
            assert taken["max_tokens"] == way.row.wire.defaults["max_tokens"]
        elif name in COMMON:
            assert left == {name: COMMON[name]}
        else:
            assert left == way.row.wire.own_common


def test_none_takes_away_what_has_another_name_below(sync_way: Way) -> None:
    way = sync_way
    messages = [way.native("user", "x")]
    table, nest = table_of(way)
    own = {table["temperature"]: 0.25}
    params: dict[str, Any] = own if nest is None else {nest: own}
    way.ask(
        lambda _: {"messages": messages, "call_params": {"temperature": None}},
        call_params=params,
    )
    assert "temperature" not in way.server.last.common
    off = {table["temperature"]: None}
    way.ask(
        lambda _: {
            "messages": messages,
            "call_params": off if nest is None else {nest: off},
        },
        call_params={"temperature": 0.25},
    )
    assert "temperature" not in way.server.last.common


def table_of(way: Way) -> tuple[Any, str | None]:
    """Find a provider's names for the common parameters."""
    from mirascope.llm._registry import load_provider

    spec: Any = load_provider(way.row.provider)
    return spec.params, spec.params_key


def test_a_table_says_all_that_a_provider_has(neutral: Way) -> None:
    table, _ = table_of(neutral)
    has = {name for name in COMMON if name not in neutral.row.lacks}
    assert table.keys() == has


def test_what_a_table_does_not_name_is_left_out(
    neutral: Way, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.internals import _settings, _setup

    common = frozenset({*_settings.COMMON_KEYS, "a_new_one"})
    for module in (_settings, _setup):
        monkeypatch.setattr(module, "COMMON_KEYS", common)
    monkeypatch.setattr(_settings, "_warned", set())
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        neutral.ask(call_params={"a_new_one": 1})
    assert "'a_new_one'" in "".join(str(one.message) for one in caught)
    assert "a_new_one" not in str(neutral.server.last.raw)
