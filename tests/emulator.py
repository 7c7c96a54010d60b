"""The provider emulator of the shared tools, as an independent second opinion."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen


class UnavailableError(Exception):
    """Why the emulator cannot run here."""


def shared() -> Path:
    """Find the folder of tools and recordings beside the project."""
    given = os.environ.get("MIRASCOPE_SHARED")
    return Path(given) if given else Path(__file__).resolve().parents[2] / "shared"


@dataclass(frozen=True)
class Emulator:
    """A running emulator."""

    url: str

    @property
    def port(self) -> int:
        return int(self.url.rpartition(":")[2])

    def requests(self) -> list[dict[str, Any]]:
        """List what was asked since the last reset, the latest last."""
        with urlopen(f"{self.url}/__emulator/requests") as response:
            found = json.load(response)
        return found["requests"] if isinstance(found, dict) else found

    def reset(self) -> None:
        """Forget the requests so far."""
        urlopen(Request(f"{self.url}/__emulator/reset", method="POST")).close()


@contextlib.contextmanager
def running() -> Iterator[Emulator]:
    """Start the emulator on a free port; it refuses what the real services refuse.

    Raises:
        UnavailableError: It is not there, or Node or its package is missing.
    """
    command = [_tool("node"), "emulator.mjs", "--port", "0", "--strict"]
    with _serving(command, _installed()) as port:
        yield Emulator(f"http://127.0.0.1:{port}")


@contextlib.contextmanager
def grpc_bridge(emulator: Emulator) -> Iterator[int]:
    """Give the port at which the emulator speaks gRPC, for Google's old SDKs."""
    command = [sys.executable, "grpc_bridge.py", "--port", "0"]
    with _serving([*command, "--emulator", emulator.url], _installed()) as port:
        yield port


@contextlib.contextmanager
def _serving(command: list[str], folder: Path) -> Iterator[int]:
    process = subprocess.Popen(
        command,
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        found = re.search(r"127\.0\.0\.1:(\d+)", line)
        if found is None:
            raise UnavailableError(f"the emulator did not start: {line!r}")
        yield int(found[1])
    finally:
        process.terminate()
        process.communicate(timeout=10)


def _tool(name: str) -> str:
    path = shutil.which(name)
    if path is None:
        raise UnavailableError(f"`{name}` is not installed")
    return path


def _installed() -> Path:
    """Install the emulator's one package, once for each version and machine."""
    source = shared() / "tools" / "emulator"
    if not (source / "emulator.mjs").is_file():
        raise UnavailableError(f"{source} is not there")
    digest = hashlib.sha256()
    for path in sorted(source.rglob("*")):
        if path.is_file():
            digest.update(path.read_bytes())
    name = f"mirascope-emulator-{os.getuid()}-{digest.hexdigest()[:16]}"
    target = Path(tempfile.gettempdir()) / name
    if target.is_dir():
        return target
    npm = _tool("npm")
    _tool("node")
    with tempfile.TemporaryDirectory() as scratch:
        copy = Path(scratch) / "emulator"
        shutil.copytree(source, copy, copy_function=shutil.copyfile)
        for folder in (copy, *(path for path in copy.rglob("*") if path.is_dir())):
            folder.chmod(0o755)
        install = subprocess.run(
            [npm, "ci", "--no-audit", "--no-fund"],
            cwd=copy,
            capture_output=True,
            text=True,
            timeout=300,
        )
        if install.returncode:
            raise UnavailableError(f"`npm ci` failed: {install.stderr[-300:]}")
        # Another process may have been faster.
        with contextlib.suppress(OSError):
            shutil.move(copy, target)
    return target
