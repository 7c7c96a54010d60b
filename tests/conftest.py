"""What every test has: loopback only, dummy keys, a server, one event loop."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import os
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from tests import emulator as emulators
from tests.contract.row import Row
from tests.contract.rows import ROWS
from tests.guard import block_network
from tests.internals import ALLOW_PRIVATE
from tests.raw import switch_raw
from tests.server import Server
from tests.sites.fixtures import guarded, site, the_site

__all__ = ["guarded", "site", "the_site"]

block_network()

_FOREIGN = ("MIRASCOPE_", "AWS_", "AZURE_", "GOOGLE_")
hypothesis_settings.register_profile(
    "fast",
    max_examples=50,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
hypothesis_settings.register_profile("thorough", max_examples=1000, deadline=None)
hypothesis_settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "fast"))


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let the contract suite be run for some providers only."""
    parser.addoption(
        "--rows", default="", help="ids of the contract rows to run, with commas"
    )
    parser.addoption(
        "--every-way",
        action="store_true",
        help="call each provider in all ways in every test of the contract",
    )
    parser.addoption(
        "--no-raw", action="store_true", help="never read answers from their bytes"
    )


def pytest_configure(config: pytest.Config) -> None:
    """Name the markers of this suite."""
    for line in (
        "needs(*what): only for providers that have all of these",
        "tools: a program that uses tools",
    ):
        config.addinivalue_line("markers", line)


def pytest_collection_finish() -> None:
    """Leave the tests themselves out of what is looked through for garbage."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def the_server() -> Iterator[Server]:
    """The one server of this process."""
    with Server() as server:
        yield server


@pytest.fixture
def server(the_server: Server) -> Server:
    """The server, with an empty record and its default answer."""
    return the_server.will()


@pytest.fixture(autouse=True)
def environment(
    monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    """Dummy keys, and default clients that point at the server when a test has one."""
    own = {name.partition("_")[0] + "_" for row in ROWS for name in _names(row)}
    for name in list(os.environ):
        if name.startswith((*_FOREIGN, *own)):
            monkeypatch.delenv(name)
    if request.config.getoption("--no-raw"):
        switch_raw(monkeypatch, "0")
    monkeypatch.setenv(ALLOW_PRIVATE, "1")  # the server is on loopback
    base = "http://127.0.0.1:9"
    if "server" in request.fixturenames:
        base = request.getfixturevalue("the_server").url
    for row in reversed(ROWS):  # whose key it is decides the first that has it
        if row.wire.key is not None:
            monkeypatch.setenv(row.wire.key, f"test-{row.provider}-key")
        if row.wire.base_key is not None:
            monkeypatch.setenv(row.wire.base_key, base + row.wire.base)
        for name, value in row.wire.environment.items():
            monkeypatch.setenv(name, value)


def _names(row: Row) -> list[str]:
    return [
        name
        for name in (row.wire.key, row.wire.base_key, *row.wire.environment)
        if name
    ]


@pytest.fixture(scope="session")
def runner() -> Iterator[asyncio.Runner]:
    """One event loop for the tests that do not care which one they run in."""
    with asyncio.Runner() as runner:
        yield runner


@pytest.fixture(scope="session")
def emulator() -> Iterator[emulators.Emulator]:
    """The emulator of the shared tools, where it can run."""
    with contextlib.ExitStack() as stack:
        try:
            running = stack.enter_context(emulators.running())
        except emulators.UnavailableError as error:
            pytest.skip(f"no emulator: {error}")
        yield running
