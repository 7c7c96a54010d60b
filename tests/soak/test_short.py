"""The short form of the soak: some hundred calls of each provider."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from .clients import ROW, environment
from .process import quiet, running_server
from .result import PAGE, page
from .run import run

CALLS = 150
SLOW = {"litellm": 60, "mistral": 100}
"""Fewer calls, where the SDK takes long for each."""


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with running_server() as url:
        yield url


@pytest.mark.parametrize("provider", sorted(ROW))
def test_every_call_ends_as_planned(
    provider: str, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    ROW[provider].sdk.need(is_async=True)
    for name, value in environment(provider, url).items():
        monkeypatch.setenv(name, value)
    quiet(provider)
    calls = SLOW.get(provider, CALLS)
    result = run(provider, calls, url)
    assert result.failures == []
    assert result.answered + result.raised + result.left == calls
    assert result.raised > 0


def test_the_page_shows_what_was_kept() -> None:
    assert PAGE.read_text("utf-8") == page()
