"""What a media server can do to a call whose provider takes only bytes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from mirascope import llm
from mirascope.exceptions import PromptError, UnsupportedPartError
from tests.sites import HOSTILE, Site, limits

from .test_addresses import located, some
from .way import Way


@pytest.fixture(autouse=True)
def default_loader() -> Iterator[None]:
    yield
    llm.set_media_loader(None)


@pytest.mark.needs("loaded_media")
@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_answer_ends_the_call(agnostic: Way, site: Site, name: str):
    kind = some(agnostic, "loaded")
    llm.set_media_loader(llm.MediaLoader(**limits(name)))
    url = f"{site.url}/{name}"
    with pytest.raises((PromptError, UnsupportedPartError), match=HOSTILE[name][1]):
        agnostic.ask(lambda _: ["look", located(kind, url)])
    assert not agnostic.server.requests
