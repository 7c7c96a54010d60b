"""The examples, on answers that nobody wrote for them."""

from __future__ import annotations

import runpy
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from mirascope import close_clients, llm
from tests.emulator import Emulator

from .test_emulator import ADDRESSES

EXAMPLES = Path(__file__).parents[2] / "examples"
TEXT = 'I recommend "The Name of the Wind" by Patrick Rothfuss'
SAYS = {
    "ask_again": "title='",
    "async_calls": TEXT,
    "async_tools": "Based on the tool result",
    "builtin_results": "Mood.",
    "custom_client": TEXT,
    "dynamic_configuration": "1.0 200",
    "failed_answers": "example dish",
    "from_call_args": "url='https://example.com/whales'",
    "json_mode": "StrictCity(name=",
    "kinds_of_tools": "find {'title': 'Dune'} -> Dune is on shelf 3",
    "leaving_a_stream": "True [",
    "methods": f'You are Ada. You said: "Recommend a fantasy book.". {TEXT}',
    "output_parsers": f"{TEXT}. (checked)",
    "override_and_context": "groq llama-3.1-8b-instant",
    "override_results": "Book(title='The Name of the Wind', author='Patrick Rothfuss')",
    "prompt_class": "PartialBook(title=",
    "prompt_styles": TEXT,
    "response_model_with_tools": "country=",
    "response_models": "Book(title='Dune', author='Frank Herbert'",
    "response_records": "Book(title='Dune'",
    "response_unions": "pay back order 1",
    "streamed_tool_loop": "['user', 'assistant', 'tool', 'assistant']",
    "streamed_tools": "calls in the response",
    "streaming": "['stop']",
    "strict_tools": "True ['restaurant', 'guests']",
    "structured_streams": "Recipe(dish=",
    "tool_choice": "fine in Oslo\nnoon in Oslo\nNone",
    "tool_docstrings": "ordered Dune, 100 pages",
    "tool_loop": "Based on the tool result: 4 degrees in Oslo",
    "toolkit": "Ada has Dune",
    "tools": "fine in Oslo",
}
OTHERS = {"custom_provider", "local_extraction", "own_base_url", "quickstart"}
"""What asks no service that the emulator stands for."""
FAILS = {
    "refusal": "no JSON: I'm sorry",
    "truncated": "cut off (['length']): {",
    "invalid-output": "cut off (['stop']): {\"dish\"",
    "empty": "it said nothing",
    "schema-mismatch": "does not fit: dish, Field required",
    "fenced": "example dish",
}
"""What `failed_answers` says of each way in which the emulator can go wrong."""


@pytest.fixture
def run(
    emulator: Emulator,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Callable[[str], str]:
    """Run an example against the emulator; gives what it printed."""
    for variable, path in ADDRESSES.values():
        monkeypatch.setenv(variable, emulator.url + path)
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])

    def run(name: str) -> str:
        runpy.run_path(str(EXAMPLES / f"{name}.py"), run_name="__main__")
        close_clients()
        return capsys.readouterr().out

    return run


def test_every_example_is_emulated_unless_it_asks_nobody() -> None:
    programs = {path.stem for path in EXAMPLES.glob("*.py")}
    assert programs == {*SAYS, *OTHERS}


@pytest.mark.parametrize("name", SAYS)
def test_example_ends_well_on_the_emulator(
    name: str, run: Callable[[str], str]
) -> None:
    assert SAYS[name] in run(name)


@pytest.mark.parametrize("behaviour", FAILS)
def test_failures_of_the_emulator_are_told_apart(
    behaviour: str, run: Callable[[str], str]
) -> None:
    with llm.context(provider="openai", model=f"gpt-4o-mini-{behaviour}"):
        lines = run("failed_answers").splitlines()
    assert len(lines) == 6
    assert all(line.startswith(FAILS[behaviour]) for line in lines)
