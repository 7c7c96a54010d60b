"""Every program of "Provider-Specific Usage" and "Async" for OpenAI, xAI and Groq."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.emulator import Emulator, shared

from .programs import PROVIDERS, Program, programs
from .router import Router, make_certificate

PROGRAMS = programs()
if not PROGRAMS:
    pytest.skip(f"no programs in {shared() / 'seeds'}", allow_module_level=True)

Run = Callable[[Program], dict[str, Any]]


@pytest.fixture(scope="session")
def run(emulator: Emulator, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    """Run a program in the one child process."""
    try:
        certificate, key = make_certificate(tmp_path_factory.mktemp("certificate"))
    except FileNotFoundError as error:
        pytest.skip(f"no certificate: {error}")
    with Router(certificate, key, emulator.port) as router:
        environment = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(Path(__file__).resolve().parents[2]),
            "SSL_CERT_FILE": str(certificate),
            "ROUTER_PORT": str(router.port),
            **{f"{name.upper()}_API_KEY": "test-key" for name in PROVIDERS},
        }
        child = subprocess.Popen(
            [sys.executable, "-m", "tests.seeds.child"],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert child.stdin is not None
        assert child.stdout is not None

        def run(program: Program) -> dict[str, Any]:
            child.stdin.write(json.dumps(program.code) + "\n")
            child.stdin.flush()
            return json.loads(child.stdout.readline())

        try:
            yield run
        finally:
            child.stdin.close()
            child.wait(30)
            child.stdout.close()


def test_all_four_styles_of_prompts_are_there() -> None:
    styles = {"Shorthand", "Messages", "String Template", "BaseMessageParam"}
    for provider in PROVIDERS:
        own = [p for p in PROGRAMS if p.provider == provider]
        assert styles <= {part for program in own for part in program.path}
    assert len(PROGRAMS) >= 80
    assert len([program for program in PROGRAMS if program.mixes]) <= 1


@pytest.mark.parametrize(
    "program",
    [
        pytest.param(
            program,
            id=program.id,
            marks=[pytest.mark.tools] if program.has_tools else [],
        )
        for program in PROGRAMS
    ],
)
def test_a_program_runs_unmodified(
    program: Program, run: Run, emulator: Emulator
) -> None:
    emulator.reset()
    result = run(program)
    if program.mixes:
        assert "ClientTypeError" in result["error"]
        assert emulator.requests() == []
        return
    assert result["error"] is None, f"{program.code}\n{result['error']}"
    assert result["output"].strip()
    asked = emulator.requests()
    assert asked
    assert {request["dialect"] for request in asked} == {program.provider.lower()}
