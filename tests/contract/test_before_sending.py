"""What is done before a request is sent: nothing that touches the network."""

from __future__ import annotations

import base64
import contextlib
from collections.abc import Callable
from typing import Any, ClassVar

import pytest

from mirascope import llm, prompt_template
from mirascope.core import DocumentPart, Messages, TextPart
from mirascope.core.base import call_factory
from mirascope.exceptions import UnsupportedPartError
from tests.internals import (
    Binding,
    Layer,
    Position,
    ProviderRequest,
    key_input,
    request_key,
)
from tests.server import Answer, Fault
from tests.sites import PDF, Site

from .row import Row
from .test_addresses import FILES, located, sent, some
from .test_provider_parts import helpers
from .way import Way, make_prompt


class Instead(Layer):
    """Answers in the place of the service."""

    position: ClassVar = Position.ANSWER

    def __init__(self, answer: Any = None) -> None:
        self.requests: list[ProviderRequest] = []
        self.text_of = answer

    def answer(self, request: ProviderRequest, send: Any) -> Any:
        self.requests.append(request)
        yield lambda: None
        return self.text_of

    def stream(self, request: ProviderRequest, send: Any) -> Any:
        self.requests.append(request)
        raise ConnectionError("nothing is sent here")
        yield


class Again(Layer):
    """Sends again what failed once, with a keyword more."""

    position: ClassVar = Position.RETRY

    def __init__(self, **more: Any) -> None:
        self.more = more

    def answer(self, request: ProviderRequest, send: Any) -> Any:
        try:
            return (yield from send(request))
        except Exception:
            kwargs = {**request.kwargs, **self.more}
            return (yield from send(request._replace(kwargs=kwargs)))


class Keeps(Layer):
    """Keeps what the service answers."""

    position: ClassVar = Position.CACHE

    def answer(self, request: ProviderRequest, send: Any) -> Any:
        self.text_of = yield from send(request)
        return self.text_of


def kept(way: Way) -> Any:
    """Get an answer of the provider."""
    way.server.will(Answer(text="kept"))
    layer = Keeps()
    with Binding(layer):
        way.ask()
    way.server.will()
    return layer.text_of


def look(url: str, kind: str) -> Callable[[str], Any]:
    return lambda _: ["look", located(kind, url)]


def test_what_a_layer_answers_needs_no_client(
    way: Way, monkeypatch: pytest.MonkeyPatch
) -> None:
    layer = Instead(kept(way))
    if way.row.wire.key is not None:
        monkeypatch.delenv(way.row.wire.key)
    ask, stream = way.decorate(), way.decorate(stream=True)
    with Binding(layer, everywhere=True):
        assert way.get(ask()).content == "kept"
        assert way.get(ask()).content == "kept"
        reading = way.get(stream())
        _, error = way.collect_until_error(reading)
    assert isinstance(error, ConnectionError)
    assert len(layer.requests) == 3
    assert way.server.requests == []


@pytest.mark.needs("loaded_media")
def test_an_address_is_not_loaded_before_the_request_is_sent(
    way: Way, site: Site
) -> None:
    kind = some(way, "loaded")
    ending, _ = FILES[kind]
    url = f"{site.url}/{ending}"
    layer = Instead(kept(way))
    say, other = look(url, kind), look(url + "?", kind)
    with Binding(layer, everywhere=True):
        response = way.ask(say)
        way.ask(say)
        way.ask(other)
        way.collect_until_error(way.stream(say))
    assert site.asked == []
    first, second, third, _ = layer.requests
    assert url in key_input(first)
    assert request_key(first) == request_key(second) != request_key(third)
    # What was not sent goes on in a history as it was given.
    way.ask(
        lambda _: [*response.messages, response.message_param, Messages.User("and?")]
    )
    assert site.paths == [f"/{ending}"]


@pytest.mark.needs("loaded_media", "client")
@pytest.mark.parametrize("ours", [False, True], ids=["layer", "option"])
def test_media_is_loaded_once_for_all_attempts(
    way: Way, site: Site, ours: bool
) -> None:
    kind = some(way, "loaded")
    ending, _ = FILES[kind]
    say = look(f"{site.url}/{ending}", kind)
    way.server.will(Answer(fault=Fault(status=429)), Answer(text="seen"))
    if ours:
        policy = llm.RetryPolicy(max_wait_s=0.001)
        response = way.ask(say, retries=policy, timeout=30, **way.own_client)
    else:
        with Binding(Again()):
            response = way.ask(say, **way.own_client)
    assert response.content == "seen"
    assert site.paths == [f"/{ending}"]
    first, second = way.server.requests
    assert first.raw == second.raw
    assert site.url not in str(response.messages)
    assert site.url not in str(response.call_kwargs)


@pytest.mark.needs("loaded_media")
def test_a_stream_loads_media_when_it_is_read(way: Way, site: Site) -> None:
    kind = some(way, "loaded")
    ending, _ = FILES[kind]
    stream = way.stream(look(f"{site.url}/{ending}", kind))
    assert site.asked == []
    way.collect(stream)
    assert site.paths == [f"/{ending}"]
    assert site.url.encode() not in sent(way)
    assert site.url not in str(stream.construct_call_response().messages)


def look_at(way: Way) -> Callable[[str], Any]:
    """Make the prompt function of a template with a document."""

    @prompt_template("look {x:document}")
    def look(x: str) -> None: ...

    @prompt_template("look {x:document}")
    async def alook(x: str) -> None: ...

    return alook if way.is_async else look


def test_a_document_of_a_template_is_loaded_when_the_request_is_sent(
    way: Way, site: Site
) -> None:
    url = f"{site.url}/pdf"
    layer = Instead(kept(way))
    ask, stream = way.call()(look_at(way)), way.call(stream=True)(look_at(way))
    with Binding(layer, everywhere=True):
        way.get(ask(url))
        way.collect_until_error(way.get(stream(url)))
    assert site.asked == []
    assert url in key_input(layer.requests[0])
    reading = way.get(stream(url))
    assert site.asked == []
    for read in (lambda: way.get(ask(url)), lambda: way.collect(reading)):
        with contextlib.suppress(UnsupportedPartError):
            read()
            assert base64.b64encode(PDF)[:20] in way.server.last.raw
            assert url.encode() not in sent(way)
        assert site.paths == ["/pdf"]
        site.asked.clear()


def test_a_template_that_is_called_by_itself_loads_its_documents(
    sync_way: Way, site: Site
) -> None:
    [message] = look_at(sync_way)(f"{site.url}/pdf")
    part = DocumentPart(type="document", media_type="application/pdf", document=PDF)
    assert message.content == [TextPart(type="text", text="look "), part]


@pytest.mark.needs("loaded_media")
def test_a_stream_that_was_looked_at_says_what_was_sent(way: Way, site: Site) -> None:
    kind = some(way, "loaded")
    ending, _ = FILES[kind]
    say = look(f"{site.url}/{ending}", kind)
    looked, not_looked = way.stream(say), way.stream(say)
    before = looked.messages, looked.call_kwargs
    way.collect(looked)
    way.collect(not_looked)
    for name in ("messages", "call_kwargs", "user_message_param"):
        assert getattr(looked, name) == getattr(not_looked, name)
    whole, other = (s.construct_call_response() for s in (looked, not_looked))
    assert whole.messages == other.messages
    assert (looked.messages, looked.call_kwargs) != before
    changed = way.stream(say)
    changed.call_kwargs["mine"] = 1
    way.collect(changed)
    assert changed.call_kwargs["mine"] == 1


@pytest.mark.needs("loaded_media", "package")
def test_a_provider_that_is_built_of_parts_loads_media(
    make_way: Callable[..., Way], row: Row, is_async: bool, site: Site
) -> None:
    way = make_way(row, "core", is_async)
    wired = helpers(row)
    call = call_factory(
        TCallResponse=row.named("CallResponse"),
        TCallResponseChunk=row.named("CallResponseChunk"),
        TToolType=row.named("Tool"),
        TStream=row.named("Stream"),
        default_call_params=row.named("CallParams")(),
        setup_call=wired.setup_call,
        get_json_output=wired.get_json_output,
        handle_stream=wired.handle_stream,
        handle_stream_async=wired.handle_stream_async,
    )
    kind = some(way, "loaded")
    ending, _ = FILES[kind]
    say = make_prompt(look(f"{site.url}/{ending}", kind), is_async)
    client = {"client": way.client()} if row.sdk.needs_client else {}
    assert way.get(call(row.model, **client)(say)()).content == "Hello wörld"
    way.collect(way.get(call(row.model, stream=True, **client)(say)()))
    assert site.paths == [f"/{ending}"] * 2
    assert site.url.encode() not in sent(way)
