"""The fixtures of tests that load media."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.internals import ALLOW_PRIVATE

from . import Site


@pytest.fixture(scope="session")
def the_site() -> Iterator[Site]:
    """The one site of this process."""
    site = Site()
    yield site
    site.close()


@pytest.fixture
def site(the_site: Site, monkeypatch: pytest.MonkeyPatch) -> Site:
    """The site, with an empty record and its own answers."""
    the_site.asked.clear()
    monkeypatch.setattr(the_site, "answers", {**the_site.answers})
    return the_site


@pytest.fixture
def guarded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Private addresses are refused, as for users."""
    monkeypatch.delenv(ALLOW_PRIVATE)
