from __future__ import annotations

import asyncio
import ssl
import threading
from collections.abc import Iterator, Sequence
from ipaddress import ip_address
from pathlib import Path
from typing import Any, ClassVar

import pytest
from typing_extensions import override

from mirascope.exceptions import InvalidCallError, PromptError, UnsupportedPartError
from tests import sites
from tests.guard import NetworkBlockedError
from tests.internals import (
    ALLOW_PRIVATE,
    MediaLoader,
    arun,
    is_public,
    literal_address,
    load_media,
    read_media,
    set_media_loader,
)
from tests.sites import HOSTILE, PNG, Site, answer, drip, limits, moved

CERTIFICATE = str(Path(sites.__file__).parent / "media.test.pem")


@pytest.fixture
def replace() -> Iterator[Any]:
    yield set_media_loader
    set_media_loader(None)


class Named(MediaLoader):
    """Takes every name for this machine, and only `127.0.0.1` for public."""

    names: ClassVar[dict[str, list[str]]] = {}

    @override
    def resolve(self, host: str, port: int) -> Sequence[str]:
        return self.names.get(host, ["127.0.0.1"])

    @override
    def allows(self, address: Any) -> bool:
        return str(address) == "127.0.0.1" or super().allows(address)


@pytest.fixture(autouse=True)
def names() -> None:
    Named.names = {}


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0",  # noqa: S104  it is not bound to
        "127.0.0.1",
        "127.8.8.8",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.0.1",
        "100.64.0.1",
        "169.254.1.1",
        "169.254.169.254",
        "192.0.0.192",
        "192.0.2.1",
        "198.18.0.1",
        "224.0.0.251",
        "239.1.1.1",
        "240.0.0.1",
        "255.255.255.255",
        "168.63.129.16",
        "::",
        "::1",
        "fc00::1",
        "fd00:ec2::254",
        "fe80::1",
        "fec0::1",
        "ff02::1",
        "ff0e::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "::127.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b::a9fe:a9fe",
        "64:ff9b:1::1",
        "2002:7f00:1::",
        "2002:a00:1::1",
        "2001:db8::1",
        "2001::1",
        "100::1",
    ],
)
def test_what_is_not_of_the_public_internet_is_known(address: str):
    assert not is_public(ip_address(address))


@pytest.mark.parametrize(
    "address",
    [
        "8.8.8.8",
        "1.1.1.1",
        "93.184.216.34",
        "2606:4700::1111",
        "::ffff:8.8.8.8",
        "64:ff9b::808:808",
        "2002:808:808::1",
    ],
)
def test_public_addresses_are_known(address: str):
    assert is_public(ip_address(address))


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "LOCALHOST",
        "localhost.",
        "a.localhost",
        "127.0.0.1",
        "127.1",
        "2130706433",
        "0x7f000001",
        "017700000001",
        "0x7f.1",
        "127.0.0.1.",
    ],
)
@pytest.mark.usefixtures("guarded")
def test_a_loopback_host_is_refused_however_it_is_written(host: str, site: Site):
    with pytest.raises(PromptError, match="not a public address: give the bytes"):
        read_media(f"http://{host}:{site.port}/png")
    assert site.asked == []


def test_names_are_no_addresses():
    for host in ("example.com", "1.example.com", "localhost.example.com", "face", ""):
        assert literal_address(host) is None


@pytest.mark.usefixtures("guarded")
@pytest.mark.parametrize(
    "url", ["http://[::1]:{}/png", "http://[::ffff:127.0.0.1]:{}/png"]
)
def test_a_loopback_address_of_six_bytes_is_refused(url: str, site: Site):
    with pytest.raises(PromptError, match="not a public address"):
        read_media(url.format(site.port))


@pytest.mark.usefixtures("guarded")
def test_a_name_is_judged_by_the_address_that_is_connected_to(site: Site):
    Named.names = {"bad.test": ["10.0.0.1", "::1"], "good.test": ["::1", "127.0.0.1"]}
    with pytest.raises(PromptError, match="leads to ::1, which is not a public"):
        Named()(f"http://bad.test:{site.port}/png")
    assert Named()(f"http://good.test:{site.port}/png") == PNG
    assert f"Host: good.test:{site.port}\r\n" in site.asked[0]


@pytest.mark.usefixtures("guarded")
def test_a_name_is_resolved_once_for_each_request(site: Site):
    class Rebinding(MediaLoader):
        answers = iter([["93.184.216.34"], ["127.0.0.1"]])

        @override
        def resolve(self, host: str, port: int) -> Sequence[str]:
            return next(self.answers)

    # The wall around the tests says where it would have gone.
    with pytest.raises(NetworkBlockedError, match=r"93\.184\.216\.34"):
        Rebinding()(f"http://rebinding.test:{site.port}/png")
    assert site.asked == []
    assert list(Rebinding.answers) == [["127.0.0.1"]]


@pytest.mark.usefixtures("guarded")
@pytest.mark.parametrize(
    "target",
    [
        "http://127.0.0.2:{}/png",
        "http://[::1]:{}/png",
        "http://169.254.169.254/latest/meta-data",
        "//0.0.0.0:{}/png",
        "http://inside.test:{}/png",
        "https://2130706434:{}/png",
    ],
)
def test_a_redirect_to_a_private_host_is_refused(target: str, site: Site):
    Named.names = {"inside.test": ["192.168.1.1"]}
    site.answers["/inward"] = moved(target.format(site.port))
    with pytest.raises(PromptError, match="not a public address"):
        Named()(f"{site.url}/inward")
    assert site.paths == ["/inward"]


@pytest.mark.usefixtures("guarded")
def test_private_addresses_are_allowed_by_the_loader_or_the_environment(
    site: Site, monkeypatch: pytest.MonkeyPatch
):
    assert MediaLoader(allow_private_addresses=True)(f"{site.url}/png") == PNG
    for value in ("0", "", "true"):
        monkeypatch.setenv(ALLOW_PRIVATE, value)
        with pytest.raises(PromptError, match="not a public address"):
            read_media(f"{site.url}/png")
    monkeypatch.setenv(ALLOW_PRIVATE, "1")
    assert read_media(f"{site.url}/png") == PNG


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_answer_is_refused(name: str, site: Site):
    with pytest.raises((PromptError, UnsupportedPartError), match=HOSTILE[name][1]):
        MediaLoader(**limits(name))(f"{site.url}/{name}")


def test_redirects_are_followed(site: Site):
    site.answers["/far/away"] = moved("../b%C3%BC?a=%20b c#d")
    site.answers["/b%C3%BC?a=%20b%20c"] = answer(PNG, "203 Fine")
    assert MediaLoader()(f"{site.url}/far/away") == PNG
    site.answers["/utf8"] = moved("/bü?a=%20b c")
    assert MediaLoader()(f"{site.url}/utf8") == PNG


def test_nothing_compressed_is_asked_for(site: Site):
    MediaLoader()(f"{site.url}/png")
    [head] = site.asked
    assert "Accept-Encoding: identity\r\n" in head
    site.answers["/plain"] = answer(PNG, "200 OK", "Content-Encoding: Identity")
    assert MediaLoader()(f"{site.url}/plain") == PNG


def test_chunks_are_joined(site: Site):
    body = b"c\r\n" + PNG[:12] + b"\r\nC;x=y\r\n" + PNG[12:] + b"\r\n0\r\n\r\n"
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    site.answers["/chunks"] = head + body
    assert MediaLoader()(f"{site.url}/chunks") == PNG


def test_the_most_bytes_are_taken(site: Site):
    assert MediaLoader(max_bytes=len(PNG))(f"{site.url}/png") == PNG
    with pytest.raises(PromptError, match="larger than 23 bytes"):
        MediaLoader(max_bytes=len(PNG) - 1)(f"{site.url}/png")


def test_a_resolver_that_never_answers_is_left_behind():
    done = threading.Event()

    class Stuck(MediaLoader):
        @override
        def resolve(self, host: str, port: int) -> Sequence[str]:
            done.wait(30)
            return []

    with pytest.raises(PromptError, match=r"not complete after 0\.1 s"):
        Stuck(timeout_s=0.1)("http://stuck.test/")
    done.set()


def test_the_time_limit_holds_for_all_redirects_together(site: Site):
    hops = iter(range(100))

    def slow(connection: Any) -> None:
        threading.Event().wait(0.1)
        connection.sendall(moved(f"/slow{next(hops)}"))

    site.answers |= {f"/slow{n}": slow for n in range(100)}
    with pytest.raises(PromptError, match=r"not complete after 0\.25 s"):
        MediaLoader(timeout_s=0.25)(f"{site.url}/slow99")


def test_what_a_resolver_raises_comes_as_it_is():
    class Broken(MediaLoader):
        @override
        def resolve(self, host: str, port: int) -> Sequence[str]:
            raise RuntimeError("mine")

    class Empty(MediaLoader):
        @override
        def resolve(self, host: str, port: int) -> Sequence[str]:
            return []

    with pytest.raises(RuntimeError, match="mine"):
        Broken()("http://a.test/")
    with pytest.raises(PromptError, match=r"'a\.test' has no address"):
        Empty()("http://a.test/")


def test_the_next_address_is_tried_where_one_does_not_answer(site: Site):
    Named.names = {"two.test": ["127.0.0.2", "127.0.0.1"]}
    assert Named()(f"http://two.test:{site.port}/png") == PNG
    Named.names = {"one.test": ["127.0.0.2"]}
    with pytest.raises(PromptError, match="Connection refused"):
        Named()(f"http://one.test:{site.port}/png")


@pytest.mark.parametrize(
    "url",
    ["http://", "http:///a", "http://a b/", "http://a:x/", "http://..a/", "http://[::"],
)
def test_an_address_that_cannot_be_read_is_refused(url: str):
    with pytest.raises(PromptError, match="cannot be loaded"):
        MediaLoader()(url)


@pytest.mark.parametrize("url", ["ftp://a/b", "file:///etc/passwd", "gs://a/b", "a"])
def test_a_loader_loads_only_its_schemes(url: str):
    with pytest.raises(UnsupportedPartError, match="leads to the scheme"):
        MediaLoader()(url)


def test_a_line_break_does_not_reach_the_request(site: Site):
    with pytest.raises(PromptError, match="status 404"):
        MediaLoader()(f"{site.url}/png\r\nX-Mine: 1")
    assert site.paths == ["/pngX-Mine:%201"]


def test_errors_show_no_secret(site: Site):
    url = f"http://me:secret@127.0.0.1:{site.port}/missing?sig=secret#secret"
    for secret in (url, url.replace("me:secret@", "")):
        with pytest.raises(PromptError) as caught:
            MediaLoader()(secret)
        assert "secret" not in f"{caught.value!r} {caught.value.__cause__!r}"
        assert "127.0.0.1" in str(caught.value)


@pytest.fixture
def secure_site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    site = Site(context)
    monkeypatch.setenv("SSL_CERT_FILE", CERTIFICATE)
    yield site
    site.close()


def test_tls_is_spoken_with_the_host_that_was_asked_for(secure_site: Site):
    port = secure_site.port
    assert Named()(f"https://media.test:{port}/png") == PNG
    assert f"Host: media.test:{port}\r\n" in secure_site.asked[0]
    with pytest.raises(PromptError, match=r"other\.test"):
        Named()(f"https://other.test:{port}/png")


def test_tls_that_does_not_answer_is_cut(site: Site):
    with pytest.raises(PromptError, match="cannot be loaded"):
        MediaLoader(timeout_s=0.3)(f"https://127.0.0.1:{site.port}/png")


@pytest.mark.usefixtures("guarded")
def test_a_proxy_is_asked_for_names_but_not_for_private_addresses(
    site: Site, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("http_proxy", f"http://me:p%40ss@127.0.0.1:{site.port}")
    monkeypatch.setenv("no_proxy", "direct.test")
    url = "http://media.test/png?a=b"
    site.answers[url] = answer(PNG)
    assert MediaLoader()(url) == PNG
    assert "Proxy-Authorization: Basic bWU6cEBzcw==\r\n" in site.asked[0]
    assert "Host: media.test\r\n" in site.asked[0]
    for private in ("http://127.0.0.1:1/a", "http://169.254.169.254/", "http://[::1]/"):
        site.answers["http://media.test/in"] = moved(private)
        for start in (private, "http://media.test/in"):
            with pytest.raises(PromptError, match="not a public address"):
                MediaLoader()(start)
    assert set(site.paths) == {url, "http://media.test/in"}
    Named()(f"http://direct.test:{site.port}/png")
    assert site.paths[-1] == "/png"


def test_tls_goes_through_a_proxy(
    site: Site, secure_site: Site, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("https_proxy", f"127.0.0.1:{site.port}")
    url = f"https://media.test:{secure_site.port}/png"
    assert MediaLoader()(url) == PNG
    assert site.paths == [f"media.test:{secure_site.port}"]
    assert "Proxy" not in secure_site.asked[0]
    site.answers["/drip"] = drip(b"HTTP/1.1 200 OK\r\n")
    monkeypatch.setenv("https_proxy", f"http://127.0.0.1:{secure_site.port}")
    with pytest.raises(PromptError, match="cannot be loaded"):
        MediaLoader(timeout_s=0.3)(url)
    monkeypatch.setenv("https_proxy", "socks5://127.0.0.1:1")
    with pytest.raises(PromptError, match="the proxy is not an `http://` one"):
        MediaLoader()(url)


@pytest.mark.parametrize(
    "options",
    [{"timeout_s": 0}, {"timeout_s": -1}, {"max_bytes": 0}, {"timeout_s": "x"}],
)
def test_a_loader_that_could_load_nothing_is_refused(options: Any):
    with pytest.raises(InvalidCallError, match="loads nothing"):
        MediaLoader(**options)


def test_a_loader_can_be_replaced(replace: Any):
    asked: list[str] = []

    def mine(url: str) -> Any:
        asked.append(url)
        return bytearray(PNG)

    replace(mine)
    assert read_media("https://a.test/b?c=d") == PNG
    assert read_media("HTTP://a.test") == PNG
    assert asyncio.run(arun(load_media(["https://a.test"]))) == [PNG]
    assert asked == ["https://a.test/b?c=d", "HTTP://a.test", "https://a.test"]
    assert read_media("data:,hi") == b"hi"  # nothing to ask anyone for


async def give() -> bytes:
    return PNG


@pytest.mark.parametrize(
    ("made", "named"), [(None, "NoneType"), ("text", "str"), (give, "coroutine")]
)
def test_a_loader_that_gives_no_bytes_is_named(made: Any, named: str, replace: Any):
    replace(lambda url: made() if made is give else made)
    with pytest.raises(PromptError, match=rf"the media loader gave '{named}' for"):
        read_media("https://a.test")


def test_what_a_replaced_loader_raises_comes_as_it_is(replace: Any):
    def mine(url: str) -> bytes:
        raise LookupError(url)

    replace(mine)
    with pytest.raises(LookupError, match=r"a\.test"):
        read_media("https://a.test")


def test_only_what_can_be_called_replaces_the_loader():
    with pytest.raises(InvalidCallError, match="'x' is no media loader"):
        set_media_loader("x")  # type: ignore[arg-type]
