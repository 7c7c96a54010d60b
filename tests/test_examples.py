"""The programs in `examples/` run, and print what they should."""

from __future__ import annotations

import runpy
import sys
from pathlib import Path

import pytest

from mirascope import close_clients
from mirascope.llm import _registry
from tests.answers import answer_to, need_embedded_model
from tests.server import Server

EXAMPLES = Path(__file__).parent.parent / "examples"
WIND = "The Name of the Wind by Patrick Rothfuss"
DRACULA = "Dracula by Bram Stoker"
PRINTED = {
    "async_calls": [WIND, DRACULA, WIND],
    "custom_client": [WIND, DRACULA],
    "custom_provider": [
        "You said: hello",
        "You said: hello again ",
        "echo parrot-2 You said: hello there",
    ],
    "dynamic_configuration": [
        "Dune, Emma, Ubik, Momo and Ulysses",
        "role='user' content='Recommend 5 fantasy books: short ones.'",
        "1.0 200",
        "{'tags': {'fantasy'}}",
    ],
    "override_and_context": [
        "gpt-4o-mini",
        "grok-3-mini",
        WIND,
        "groq llama-3.1-8b-instant",
    ],
    "own_base_url": [WIND, "office qwen3-8b None"],
    "prompt_styles": [WIND] * 4,
    "streaming": [WIND, "['stop'] 12 9", WIND],
}


@pytest.fixture(autouse=True)
def clean(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep what a program registers, and its `__main__`, from later tests."""
    monkeypatch.setattr(_registry, "_loaders", dict(_registry._loaders))
    monkeypatch.setattr(_registry, "_loaded", dict(_registry._loaded))
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])


def test_every_example_is_tested() -> None:
    programs = {path.stem for path in EXAMPLES.glob("*.py")}
    assert programs == {*PRINTED, "quickstart"}


@pytest.mark.parametrize("name", PRINTED)
def test_example_prints(
    name: str,
    server: Server,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    server.will(answer_to)
    monkeypatch.setenv("OFFICE_BASE_URL", f"{server.url}/v1")
    runpy.run_path(str(EXAMPLES / f"{name}.py"), run_name="__main__")
    close_clients()
    assert capsys.readouterr().out.splitlines() == PRINTED[name]


def test_custom_client_of_one_call_sends_its_own_key(server: Server) -> None:
    server.will(answer_to)
    runpy.run_path(str(EXAMPLES / "custom_client.py"), run_name="__main__")
    keys = [request.headers["authorization"] for request in server.requests]
    assert keys == ["Bearer test-openai-key", "Bearer team-key"]


def test_every_prompt_style_asks_the_same(server: Server) -> None:
    server.will(answer_to)
    runpy.run_path(str(EXAMPLES / "prompt_styles.py"), run_name="__main__")
    asked = [request.messages for request in server.requests]
    assert [messages[-1] for messages in asked] == [asked[0][-1]] * 4
    assert asked[1:] == [asked[1]] * 3


def test_quickstart_asks_the_embedded_model(
    capsys: pytest.CaptureFixture[str],
) -> None:
    need_embedded_model()
    runpy.run_path(str(EXAMPLES / "quickstart.py"), run_name="__main__")
    lines = capsys.readouterr().out.splitlines()
    headings = [line for line in lines if line[:1].isdigit()]
    assert [heading[:2] for heading in headings] == ["1.", "2.", "3.", "4."]
    assert "Paris" in lines[1]
    assert any(line.strip().startswith("City(name=") for line in lines)
    assert all(line.strip() for line in lines)
