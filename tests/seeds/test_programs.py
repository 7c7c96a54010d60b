"""Every program of the documentation pages, against the emulator."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from tests.emulator import Emulator, grpc_bridge, shared

from .programs import STYLES, Block, blocks, programs
from .router import Router, make_certificate
from .services import SERVICES, environment, missing

PROGRAMS = programs()
if not PROGRAMS:
    pytest.skip(f"no programs in {shared() / 'seeds'}", allow_module_level=True)

Run = Callable[[Block], dict[str, Any]]


class Child:
    """A process that runs programs, made when the first one comes."""

    def __init__(self, variables: dict[str, str]) -> None:
        self._variables = variables
        self._process: subprocess.Popen[str] | None = None

    def run(self, program: Block) -> dict[str, Any]:
        """Run a program; gives its output and error."""
        if program.wants_own_process:
            self.close()
        if self._process is None:
            root = str(Path(__file__).resolve().parents[2])
            path = {"PATH": os.environ["PATH"], "PYTHONPATH": root}
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.seeds.child"],
                env=path | self._variables,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(program.code) + "\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())

    def close(self) -> None:
        """Let the process end."""
        if self._process is not None:
            self._process.communicate(timeout=30)
        self._process = None


@pytest.fixture(scope="session")
def run(emulator: Emulator, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    """Run a program in the child process."""
    folder = tmp_path_factory.mktemp("router")
    try:
        certificate, key = make_certificate(folder)
    except FileNotFoundError as error:
        pytest.skip(f"no certificate: {error}")
    with contextlib.ExitStack() as stack:
        has_grpc = find_spec("grpc") is not None
        grpc = stack.enter_context(grpc_bridge(emulator)) if has_grpc else None
        router = Router(certificate, key, emulator.port, grpc)
        stack.enter_context(router)
        child = Child(environment(certificate, folder, router.port))
        stack.callback(child.close)
        yield child.run


def test_every_block_of_code_is_a_program_or_nothing_to_run() -> None:
    includes = [block for block in blocks() if block.is_include]
    empty = [block for block in blocks() if block.is_empty]
    assert len(includes) == 13
    kinds = Counter(
        "not found"
        if "Code file not found" in block.code
        else "not supported"
        if "not supported" in block.code.lower()
        else block.code
        for block in empty
    )
    assert kinds == {"not found": 240, "not supported": 52}
    assert len(PROGRAMS) == 369
    assert len(blocks()) == 13 + 240 + 52 + 369
    assert sum(not program.uses_the_library for program in PROGRAMS) == 10


def test_every_service_has_programs_in_all_four_styles() -> None:
    for service in SERVICES.values():
        own = [program for program in PROGRAMS if program.service is service]
        assert {*STYLES} <= {part for program in own for part in program.path}


def test_few_programs_cannot_run_as_they_are() -> None:
    assert sum(program.mixes for program in PROGRAMS) == 1
    assert sum(program.has_placeholder for program in PROGRAMS) == 13
    assert sum(program.leaves_client for program in PROGRAMS) == 8


@pytest.mark.parametrize(
    "program",
    [
        pytest.param(
            program,
            id=program.id,
            marks=[
                *([pytest.mark.tools] if program.has_tools else []),
                *([pytest.mark.skip(why)] if (why := missing(program)) else []),
            ],
        )
        for program in PROGRAMS
    ],
)
def test_a_program_runs_unmodified(
    program: Block, run: Run, emulator: Emulator
) -> None:
    emulator.reset()
    result = run(program)
    asked = emulator.requests()
    if expected := expected_error(program):
        assert expected in result["error"]
        assert asked == []
        return
    assert result["error"] is None, f"{program.code}\n{result['error']}"
    assert result["output"].strip()
    assert asked
    assert {request["dialect"] for request in asked} <= program.service.dialects


def expected_error(program: Block) -> str | None:
    """Tell which error a program that cannot work has to end with."""
    if program.mixes:
        return "ClientTypeError"
    if program.has_placeholder:
        return "azure.core.exceptions.Service"
    return None
