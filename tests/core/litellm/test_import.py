"""What LiteLLM does when it is imported, and when that is."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[3]
PROGRAM = """
import json, os, sys
from tests.guard import block_network
block_network()
from mirascope.core import litellm
from mirascope import llm

@litellm.call("gpt-4o-mini", call_params={"mock_response": "mocked"})
def ask() -> str:
    return "hi"

early = "litellm" in sys.modules
text = ask().content
sdk = sys.modules["litellm"]
said = {
    "early": early,
    "text": text,
    "map": os.environ.get("LITELLM_LOCAL_MODEL_COST_MAP"),
    "mode": os.environ.get("LITELLM_MODE"),
    "secret": os.environ.get("FROM_A_DOT_ENV_FILE"),
    "prices": len(sdk.model_cost) > 1000,
}
print("RESULT " + json.dumps(said))
"""


def run(folder: Path, program: str = PROGRAM, **environment: str) -> tuple[Any, str]:
    """Run a program in a folder of its own; gives what it says, and its errors."""
    (folder / ".env").write_text("FROM_A_DOT_ENV_FILE=secret\n")
    kept = {k: v for k, v in os.environ.items() if not k.startswith("LITELLM_")}
    done = subprocess.run(
        # Without a file of its own, LiteLLM looks for `.env` in the present folder.
        [sys.executable, "-c", program],
        cwd=folder,
        env=kept | {"PYTHONPATH": str(ROOT)} | environment,
        check=False,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    [line] = [one for one in done.stdout.splitlines() if one.startswith("RESULT ")]
    return json.loads(line.removeprefix("RESULT ")), done.stderr


def test_it_is_imported_by_the_first_call_and_loads_nothing(tmp_path: Path) -> None:
    content, errors = run(tmp_path)
    assert content == {
        "early": False,
        "text": "mocked",
        "map": "True",
        "mode": "PRODUCTION",
        "secret": None,
        "prices": True,
    }
    assert "NetworkBlockedError" not in errors
    assert "cost map" not in errors.lower()


def test_what_the_user_set_is_left_alone(tmp_path: Path) -> None:
    content, _ = run(tmp_path, LITELLM_MODE="DEV", LITELLM_LOCAL_MODEL_COST_MAP="true")
    assert (content["mode"], content["map"]) == ("DEV", "true")
    assert content["secret"] == "secret"


def test_a_program_that_imported_it_first_keeps_its_settings(tmp_path: Path) -> None:
    first = "import os; os.environ['LITELLM_LOCAL_MODEL_COST_MAP'] = 'True'\n"
    content, _ = run(tmp_path, first + "import litellm as theirs\n" + PROGRAM)
    assert content["early"] is True
    assert content["mode"] is None
    assert content["secret"] == "secret"
