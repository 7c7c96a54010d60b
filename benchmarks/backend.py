"""The server process that a run measures against, and who runs on which core."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parent.parent
KEY = "no-key-is-needed"


@contextmanager
def running_server() -> Generator[str]:
    """Run the server, with this process and the server on different cores if possible.

    The environment points the SDK at it too, which is how default clients find it.

    Yields:
        The base URL for OpenAI clients.
    """
    server_core = _split_cores()
    command = [sys.executable, "-m", "benchmarks.server", *server_core]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as server:
        if server.stdin is None or server.stdout is None:
            raise RuntimeError("the server was started without pipes")
        try:
            port = server.stdout.readline().strip()
            if not port:
                raise RuntimeError("the benchmark server did not start: see above")
            url = f"http://127.0.0.1:{port}/v1"
            _point_sdks_at(url)
            yield url
        finally:
            server.stdin.close()


def _split_cores() -> list[str]:
    """Keep this process on one core and name another for the server."""
    if not hasattr(os, "sched_setaffinity"):
        return []
    cores = sorted(os.sched_getaffinity(0))
    if len(cores) < 2:
        return []
    os.sched_setaffinity(0, {cores[0]})
    return [str(cores[-1])]


def host_of(url: str) -> str:
    """Give the server's address for an SDK that adds the version itself.

    Args:
        url: The base URL for OpenAI clients.

    Returns:
        The same without the version.
    """
    return url.removesuffix("/v1")


_FOREIGN = ("OPENAI_", "ANTHROPIC_", "AWS_", "AZURE_", "CO_", "GOOGLE_", "LITELLM_")


def _point_sdks_at(url: str) -> None:
    for name in list(os.environ):
        if name.lower().endswith("_proxy") or name.startswith(_FOREIGN):
            del os.environ[name]
    os.environ["OPENAI_BASE_URL"] = url
    os.environ["OPENAI_API_KEY"] = KEY
    # When it is imported, LiteLLM would ask the network for prices.
    os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"
    os.environ["LITELLM_MODE"] = "PRODUCTION"
