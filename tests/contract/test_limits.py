"""How long default clients wait and how often they try, as the documentation says."""

from __future__ import annotations

import inspect
from pathlib import Path
from typing import Any

import pytest

from mirascope.llm._registry import load_provider
from tests.server import Answer, Fault

from .row import Row
from .way import Way

pytestmark = pytest.mark.needs("default_client")

PAGE = Path(__file__).parents[2] / "docs" / "providers.md"
AT_ONCE = {"retry-after-ms": "1"}
"""Keeps a test short where the SDK asks the service how long to wait."""
FAULTS = {
    "429": Fault(status=429, headers=AT_ONCE),
    "503": Fault(status=503, headers=AT_ONCE),
    "lost": Fault(disconnect=True),
}
SLOW = {
    "429": Fault(status=429),
    "503": Fault(status=503),
    "lost": Fault(disconnect=True),
}
"""For the SDK that tries as often as it can within its time."""
ONCE = {"cohere", "mistral", "google", "gemini"}
"""Whose SDKs do not send again what was lost on the way, or only some versions do."""


def documented() -> dict[str, tuple[str, str]]:
    """Read the time limit and the tries of each provider."""
    table = PAGE.read_text("utf-8").partition("## Timeouts and retries")[2]
    rows = [line for line in table.splitlines() if line.startswith("| `")]
    cells = [[cell.strip() for cell in row.strip("|").split("|")] for row in rows]
    return {
        name.strip("`"): (limit, tries)
        for names, limit, tries, *_ in cells
        for name in names.split(", ")
    }


def test_every_provider_is_in_the_table(row: Row) -> None:
    assert row.provider in documented()


@pytest.mark.parametrize("fault", FAULTS)
def test_what_fails_is_sent_as_often_as_documented(way: Way, fault: str) -> None:
    if way.layer == "llm":
        pytest.skip("the clients are those of core")
    if way.row.id == "cohere" and not takes("cohere:ClientV2", "max_retries"):
        pytest.skip("an older SDK does not repeat requests")
    faults = SLOW if way.row.id == "mistral" else FAULTS
    way.server.will(Answer(fault=faults[fault]))
    with pytest.raises(Exception) as caught:  # noqa: PT011  each SDK has its own
        way.ask()
    assert caught.value is not None
    tries = documented()[way.row.provider][1]
    if fault == "lost" and way.row.id in ONCE:
        assert len(way.server.requests) in {1, 2, 3}
    elif tries != "its own":
        assert len(way.server.requests) == int(tries.removeprefix("about "))


def takes(name: str, argument: str) -> bool:
    """Tell whether the installed SDK knows an argument."""
    module, _, kind = name.partition(":")
    made = getattr(__import__(module), kind)
    return argument in inspect.signature(made.__init__).parameters


def options(row: Row, client: Any) -> tuple[float, int | None] | None:
    """Read the time limit in seconds and the tries, where a client shows them."""
    match row.id:
        case "bedrock":
            config = client.meta.config
            return config.read_timeout, config.retries["total_max_attempts"]
        case "mistral":
            return client.sdk_configuration.timeout_ms / 1000, None
        case _ if hasattr(client, "max_retries"):
            return client.timeout.read, client.max_retries + 1
        case _:
            return None


def test_the_clients_have_the_documented_limits(row: Row) -> None:
    spec: Any = load_provider(row.provider)
    shown = options(row, spec.clients.get(False))
    if shown is None:
        pytest.skip("this SDK's clients do not show their limits")
    limit, tries = documented()[row.provider]
    assert float(limit.split()[0]) == shown[0]
    assert shown[1] is None or shown[1] == int(tries)
