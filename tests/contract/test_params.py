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
    way.ask(call_params={**way.row.given(COMMON), **way.row.own, "seed": None})
    body = way.server.last.common
    assert way.row.own_common.items() <= body.items()
    assert body["stop"] == ["END", "STOP"]
    assert "seed" not in body


WARN = """
import sys, warnings
from mirascope.core.base._settings import translate
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    for _ in range(3):
        assert translate({"seed": 1, "stop": "x", "own": 2}, {"seed": None}, "p") == {
            "stop": "x", "own": 2
        }
    translate({"seed": 1}, {"seed": None}, "q")
    translate({"seed": None}, {"seed": None}, "r")
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
        warnings.simplefilter("error")
        way.ask(call_params=way.row.given(COMMON))


@pytest.mark.parametrize("layers", ["decorator", "config", "override", "context"])
def test_every_layer_is_translated(sync_way: Way, layers: str) -> None:
    if sync_way.layer == "core" and layers in ("override", "context"):
        pytest.skip("core calls have no override")
    messages = [sync_way.native("user", "x")]
    params = {"stop": "END", **sync_way.row.own, "seed": None}
    client = {"client": sync_way.client()} if sync_way.row.needs_client else {}
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
    assert sync_way.row.own_common.items() <= sent.items()
    assert "seed" not in sent
