"""The examples of tools and extraction, on answers that nobody wrote for them."""

from __future__ import annotations

import runpy
import sys
from pathlib import Path

import pytest

from mirascope import close_clients
from tests.emulator import Emulator

from .test_emulator import ADDRESSES

EXAMPLES = Path(__file__).parents[2] / "examples"
SAYS = {
    "async_tools": "Based on the tool result",
    "builtin_results": "Mood.",
    "from_call_args": "url='https://example.com/whales'",
    "json_mode": "StrictCity(name=",
    "prompt_class": "PartialBook(title=",
    "response_model_with_tools": "country=",
    "response_models": "Book(title='Dune', author='Frank Herbert'",
    "streamed_tools": "calls in the response",
    "structured_streams": "Recipe(dish=",
    "tool_loop": "Based on the tool result: 4 degrees in Oslo",
    "toolkit": "Ada has Dune",
    "tools": "fine in Oslo",
}


@pytest.mark.parametrize("name", SAYS)
def test_example_ends_well_on_the_emulator(
    name: str,
    emulator: Emulator,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for variable, path in ADDRESSES.values():
        monkeypatch.setenv(variable, emulator.url + path)
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])
    runpy.run_path(str(EXAMPLES / f"{name}.py"), run_name="__main__")
    close_clients()
    assert SAYS[name] in capsys.readouterr().out
