"""What of an address reaches a provider, and what this process loads for it."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import pytest

from mirascope import llm, prompt_template
from mirascope.core import AudioURLPart, DocumentURLPart, ImagePart, ImageURLPart
from mirascope.exceptions import PromptError, UnsupportedPartError
from tests.sites import MP3, PDF, PNG, Site, moved

from .way import Way

FILES = {"image": ("png", PNG), "audio": ("mp3", MP3), "document": ("pdf", PDF)}


def located(kind: str, url: str) -> Any:
    """Make a part of an address."""
    if kind == "image":
        return ImageURLPart(type="image_url", url=url, detail=None)
    if kind == "audio":
        return AudioURLPart(type="audio_url", url=url)
    return DocumentURLPart(type="document_url", url=url)


def some(way: Way, becomes: str | None = None) -> str:
    """Give a kind of media that the provider takes by its address."""
    media = way.row.wire.media.items()
    return next(kind for kind, what in media if becomes in (None, what))


def sent(way: Way) -> bytes:
    """Give the bodies of all requests."""
    return b"".join(request.raw for request in way.server.requests)


@pytest.mark.parametrize("kind", FILES)
def test_only_addresses_of_known_schemes_are_taken(way: Way, tmp_path: Path, kind: str):
    ending, data = FILES[kind]
    path = tmp_path / f"a.{ending}"
    path.write_bytes(data)
    urls = [
        path.as_uri(),
        path.as_uri().upper().replace("FILE", "File"),
        str(path),
        f"../../{path.name}",
        f"ftp://127.0.0.1/{path.name}",
        f" file://{path}",
        "C:\\secret\\a.png",
        "",
    ]
    others = {"gs", "s3", "azure", "gopher"} - way.row.wire.schemes
    urls += [f"{other}://bucket/a.{ending}" for other in others]
    for url in urls:
        with pytest.raises(UnsupportedPartError):
            way.ask(lambda _, url=url: ["look", located(kind, url)])
        with pytest.raises(UnsupportedPartError):
            way.collect(way.stream(lambda _, url=url: ["look", located(kind, url)]))
    assert not way.server.requests


@pytest.mark.needs("media")
def test_the_error_names_what_is_taken(neutral: Way):
    kind = some(neutral)
    with pytest.raises(UnsupportedPartError, match=r"`data`.*`http`.*`https`.*bytes"):
        neutral.ask(lambda _: [located(kind, "file:///etc/passwd")])


@pytest.mark.parametrize("kind", ["image", "audio"])
def test_an_address_in_a_template_is_no_path(agnostic: Way, tmp_path: Path, kind: str):
    ending, data = FILES[kind]
    path = tmp_path / f"a.{ending}"
    path.write_bytes(data)

    @prompt_template("look {x:" + kind + "}")
    def look(x: str) -> None: ...

    @prompt_template("look {x:" + kind + "}")
    async def alook(x: str) -> None: ...

    ask: Any = agnostic.call()(alook if agnostic.is_async else look)
    for url in (path.as_uri(), "ftp://127.0.0.1/a", "FILE:/etc/passwd"):
        with pytest.raises(UnsupportedPartError):
            agnostic.get(ask(url))
    assert not agnostic.server.requests


@pytest.mark.parametrize("kind", FILES)
def test_an_address_is_loaded_or_passed_on(way: Way, site: Site, kind: str):
    ending, data = FILES[kind]
    url = f"{site.url}/{ending}"
    becomes = way.row.wire.media.get(kind)
    if becomes == "loaded":
        way.ask(lambda _: ["look", located(kind, url)])
        assert site.paths == [f"/{ending}"]
        assert base64.b64encode(data)[:20] in sent(way)
    elif becomes == "passed":
        way.ask(lambda _: ["look", located(kind, url)])
        assert site.asked == []
        assert url.encode() in sent(way)
    else:
        with pytest.raises(UnsupportedPartError):
            way.ask(lambda _: ["look", located(kind, url)])
        assert site.asked == []


@pytest.mark.needs("own_addresses")
def test_a_service_takes_its_own_addresses(sync_way: Way):
    for own in sorted(sync_way.row.wire.schemes):
        url = f"{own}://bucket/a.png"
        sync_way.ask(lambda _, url=url: ["look", located("image", url)])
        assert url.encode() in sent(sync_way)


@pytest.mark.needs("loaded_media")
@pytest.mark.usefixtures("guarded")
def test_a_private_host_is_not_asked(way: Way, site: Site):
    kind = some(way, "loaded")
    url = f"{site.url}/{FILES[kind][0]}"
    with pytest.raises(PromptError, match="not a public address"):
        way.ask(lambda _: ["look", located(kind, url)])
    assert not site.asked
    assert not way.server.requests


@pytest.mark.needs("loaded_media")
@pytest.mark.usefixtures("guarded")
def test_a_redirect_to_a_private_host_is_not_followed(
    way: Way, site: Site, monkeypatch: pytest.MonkeyPatch
):
    kind = some(way, "loaded")
    # A proxy leads to a name that stands for a public host.
    monkeypatch.setenv("http_proxy", site.url)
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    site.answers["http://public.test/a"] = moved(f"{site.url}/{FILES[kind][0]}")
    with pytest.raises(PromptError, match="not a public address"):
        way.ask(lambda _: ["look", located(kind, "http://public.test/a")])
    assert site.paths == ["http://public.test/a"]
    assert not way.server.requests


@pytest.mark.needs("loaded_media")
def test_a_replaced_loader_loads(way: Way):
    kind = some(way, "loaded")
    ending, data = FILES[kind]
    asked: list[str] = []

    def mine(url: str) -> Any:
        asked.append(url)
        return data if ending in url else None

    llm.set_media_loader(mine)
    try:
        way.ask(lambda _: ["look", located(kind, f"https://a.test/{ending}")])
        assert base64.b64encode(data)[:20] in sent(way)
        count = len(way.server.requests)
        with pytest.raises(PromptError, match="the media loader gave 'NoneType'"):
            way.ask(lambda _: ["look", located(kind, "https://a.test/")])
    finally:
        llm.set_media_loader(None)
    assert asked == [f"https://a.test/{ending}", "https://a.test/"]
    assert len(way.server.requests) == count


@pytest.mark.needs("media")
@pytest.mark.parametrize("data", ["!!!!", "iVBORw0KGg", "iVBORw0KGgo=x", "data"])
def test_what_is_not_base64_is_refused(sync_way: Way, data: str):
    kind = some(sync_way)
    url = f"data:image/png;base64,{data}"
    if data == "data":
        url = "data:image/png;base64"
    with pytest.raises((PromptError, UnsupportedPartError)):
        sync_way.ask(lambda _: ["look", located(kind, url)])
    assert not sync_way.server.requests


@pytest.mark.needs("media")
def test_jpg_is_jpeg(sync_way: Way):
    data = b"\xff\xd8\xff\xe0" + bytes(16)
    url = f"data:image/jpg;base64,{base64.b64encode(data).decode()}"
    for part in (
        ImagePart(type="image", media_type="image/jpg", image=data, detail=None),
        located("image", url),
    ):
        sync_way.ask(lambda _, part=part: ["look", part])
        body = sync_way.server.requests[-1].raw
        assert b"jpeg" in body
        assert b"image/jpg" not in body
