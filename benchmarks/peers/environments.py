"""The environments of the peers: made where they are missing, and run in."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from benchmarks.backend import ROOT
from benchmarks.measure import Scale

OURS = "mirascope"
_PINNED = Path(__file__).with_name("pinned.toml")
_ENVIRONMENTS = ROOT / ".ci" / "envs"


def names() -> list[str]:
    """List who is compared.

    Returns:
        The modules of this package that hold a peer, this library's own first.
    """
    return [OURS, *pinned()]


def pinned() -> dict[str, list[str]]:
    """Tell what the environments hold.

    Returns:
        Requirements, by the names of the peers.
    """
    read = tomllib.loads(_PINNED.read_text())
    return {name: peer["install"] for name, peer in read.items()}


def results(pythons: Mapping[str, str], url: str, scale: Scale) -> dict[str, Any]:
    """Measure peers, each in its own interpreter.

    Args:
        pythons: Names and interpreters, from `python`.
        url: Where the server is.
        scale: How much to do.

    Returns:
        The results, by the titles of the columns.
    """
    found: dict[str, Any] = {}
    for name, interpreter in pythons.items():
        sys.stderr.write(f"{name}:\n")
        found |= _run(interpreter, name, url, scale)
    return found


def python(name: str) -> str:
    """Find the interpreter of a peer, and make its environment where there is none.

    Args:
        name: One of `names`.

    Returns:
        The path of the interpreter.
    """
    if name == OURS:
        return sys.executable
    wanted = "\n".join(pinned()[name])
    folder = _ENVIRONMENTS / f"peers-{name}"
    interpreter = folder / "bin" / "python"
    stamp = folder / ".installed"
    if not stamp.exists() or stamp.read_text() != wanted:
        sys.stderr.write(f"making the environment of {name}\n")
        subprocess.run([sys.executable, "-m", "venv", "--clear", folder], check=True)
        install = [interpreter, "-m", "pip", "--disable-pip-version-check", "install"]
        subprocess.run([*install, "-qq", *pinned()[name]], check=True)
        stamp.write_text(wanted)
    return str(interpreter)


def _run(interpreter: str, name: str, url: str, scale: Scale) -> dict[str, Any]:
    environment = dict(os.environ)
    # Nothing of this environment belongs into another one.
    environment.pop("PYTHONPATH", None)
    with tempfile.TemporaryDirectory() as folder:
        written = Path(folder) / "results.json"
        command = [interpreter, "-m", "benchmarks.peers", name, url]
        command += [json.dumps(asdict(scale)), str(written)]
        subprocess.run(command, cwd=ROOT, env=environment, check=True)
        found: dict[str, Any] = json.loads(written.read_text())
        return found
