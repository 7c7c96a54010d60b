"""The processes of the soak: the server, and one for the calls of each provider."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from importlib import import_module

from tests.guard import block_network

from .clients import environment
from .result import ROOT, Result
from .run import run


@contextmanager
def running_server() -> Generator[str]:
    """Run the server.

    Yields:
        Its address.
    """
    command = [sys.executable, "-m", "tests.soak.server"]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as server:
        assert server.stdin is not None
        assert server.stdout is not None
        try:
            yield f"http://127.0.0.1:{server.stdout.readline().strip()}"
        finally:
            server.stdin.close()


def apart(provider: str, calls: int, warm_up: int, url: str) -> Result:
    """Make the calls of a provider in a process of their own."""
    command = [sys.executable, "-m", "tests.soak.process", provider]
    done = subprocess.run(
        [*command, str(calls), str(warm_up), url],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    if done.returncode:
        return Result(provider=provider, hung=["its process came to an end: see above"])
    return Result(**json.loads(done.stdout.splitlines()[-1]))


def quiet(provider: str) -> None:
    """Keep an SDK from telling of each fault."""
    if provider == "litellm":
        import_module("litellm").suppress_debug_info = True
    logging.getLogger("azure").addHandler(logging.NullHandler())


def main(provider: str, calls: str, warm_up: str, url: str) -> None:
    """Make the calls of a provider, and print what came of them."""
    block_network()
    for name in list(os.environ):
        if name.startswith(("AWS_", "AZURE_", "GOOGLE_", "MIRASCOPE_")):
            del os.environ[name]
    os.environ.update(environment(provider, url))
    quiet(provider)
    result = run(provider, int(calls), url, warm_up=int(warm_up))
    sys.stdout.write(f"\n{json.dumps(vars(result))}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
