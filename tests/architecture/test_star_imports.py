"""`from ... import *` gives what is installed, whatever is not."""

from __future__ import annotations

import subprocess
import sys

import pytest

from mirascope._providers import PROVIDERS

# Those that share another's SDK come with it.
SDKS = {name: one.sdk for name, one in PROVIDERS.items()}
for shares in ("gemini", "vertex", "xai"):
    del SDKS[shares]
PACKAGES = ["mirascope", "mirascope.core", "mirascope.core.base", "mirascope.llm"]
PROGRAM = """
import sys
from importlib.machinery import PathFinder
hidden = {hidden!r}
real = PathFinder.find_spec
def find_spec(name, path=None, target=None):
    return None if name in hidden else real(name, path, target)
PathFinder.find_spec = find_spec
before = set(globals())
from {package} import *
print(*sorted(set(globals()) - before - {{"before"}}))
"""


def star(package: str, *, only: str | None) -> set[str]:
    """List what a star import gives where one SDK is installed, or none."""
    hidden = {module for name, module in SDKS.items() if name != only}
    program = PROGRAM.format(hidden=hidden, package=package)
    result = subprocess.run(
        [sys.executable, "-W", "error", "-c", program],
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert result.returncode == 0, result.stderr
    return set(result.stdout.split())


@pytest.mark.parametrize("package", PACKAGES)
def test_without_any_sdk(package: str) -> None:
    names = star(package, only=None)
    assert names
    assert names.isdisjoint(SDKS)


@pytest.mark.parametrize("only", ["openai", "anthropic", "google"])
def test_with_one_sdk(only: str) -> None:
    pytest.importorskip(SDKS[only])
    names = star("mirascope.core", only=only)
    assert {"prompt_template", "BasePrompt", "base", only} <= names
    assert names & set(SDKS) == {only}
    assert ("xai" in names) == (only == "openai")
    assert {"gemini", "vertex"}.isdisjoint(names) != (only == "google")


def test_the_rest_is_as_it_is_without_a_star() -> None:
    pytest.importorskip("openai")
    for package in PACKAGES:
        assert star(package, only="openai") >= star(package, only=None)
    assert {"llm", "core", "prompt_template"} <= star("mirascope", only="openai")
    assert {"call", "override", "context"} <= star("mirascope.llm", only="openai")
