"""Where an error is the provider's, and where it stays the user's own."""

from __future__ import annotations

import pickle
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest
from pydantic import BaseModel, field_validator

from mirascope import close_clients, llm
from mirascope.core import Messages
from mirascope.core.base.messages.parts import ImageURLPart
from mirascope.exceptions import MirascopeError, MissingKeyError
from tests.server import Answer, Call, Fault

from .row import SECRET
from .way import Way

LIMITED = Fault(status=429, headers={"x-should-retry": "false", "retry-after": "2"})
OWN = httpx.ConnectError("of the user's own")


class Book(BaseModel):
    title: str

    @field_validator("title")
    @classmethod
    def check(cls, title: str) -> str:
        if title == "fail":
            raise OWN
        return title


def find(title: str) -> str:
    """Find a book."""
    raise OWN


def fail(*_: object) -> Any:
    raise OWN


def raised(ask: Callable[[], Any]) -> Any:
    with pytest.raises(Exception) as caught:  # noqa: PT011  any that it raises
        ask()
    return caught.value


MODES: dict[str, dict[str, Any]] = {
    "text": {},
    "tools": {"tools": [find]},
    "partial tools": {"tools": [find], "stream": {"partial_tools": True}},
    "model": {"response_model": Book},
    "json": {"response_model": Book, "json_mode": True},
    "parser": {"output_parser": lambda response: response},
}


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("stream", [False, True], ids=["whole", "streamed"])
def test_every_mode_gives_errors_their_kind(
    agnostic: Way, mode: str, stream: bool
) -> None:
    options = MODES[mode] | agnostic.own_client
    if mode == "parser" and stream:
        return
    options = {"stream": stream, **options} if stream else {**options, "stream": False}
    agnostic.server.will(Answer(fault=LIMITED))
    decorated = agnostic.decorate(**options)

    def ask() -> None:
        answer = agnostic.get(decorated())
        if stream:
            agnostic.collect(answer)

    error = raised(ask)
    assert isinstance(error, llm.RateLimitError)
    assert error.retry_after_s == 2
    assert not isinstance(error, MirascopeError)
    # The stream has not begun, so that it can be asked for again.
    assert isinstance(raised(ask), llm.RateLimitError)


@pytest.mark.parametrize("mode", ["tools", "partial tools", "model", "json"])
def test_a_stream_that_breaks_off_gives_its_error_a_kind(
    agnostic: Way, mode: str
) -> None:
    call = Call(name="find", arguments='{"title": "The Name of the Wind"}')
    answer = Answer(text="", calls=(call,), fault=Fault(break_after=2))
    if mode in ("model", "json"):
        answer = Answer(text='{"title": "x"}', fault=Fault(break_after=1))
    agnostic.server.will(answer)
    options = {"stream": True, **MODES[mode]} | agnostic.own_client
    stream = agnostic.ask(**options)
    error = raised(lambda: agnostic.collect(stream))
    assert isinstance(error, llm.APIConnectionError | llm.UnreadableAnswerError)


@pytest.mark.parametrize("stream", [False, True], ids=["whole", "streamed"])
def test_what_the_prompt_function_raises_stays_as_it_is(
    agnostic: Way, stream: bool
) -> None:
    assert raised(lambda: agnostic.ask(fail, stream=stream)) is OWN
    assert type(OWN) is httpx.ConnectError


def test_what_a_parser_a_tool_and_a_validator_raise_stays_as_it_is(
    agnostic: Way,
) -> None:
    agnostic.server.will(Answer())
    assert raised(lambda: agnostic.ask(output_parser=fail)) is OWN
    call = Call(name="find", arguments='{"title": "Dune"}')
    agnostic.server.will(Answer(text="", calls=(call,)))
    answer = agnostic.ask(tools=[find])
    assert raised(answer.tool.call) is OWN
    if "schema" not in agnostic.row.has:
        model = Call(name="Book", arguments='{"title": "fail"}')
        agnostic.server.will(Answer(text="", calls=(model,)))
        assert raised(lambda: agnostic.ask(response_model=Book)) is OWN
        stream = agnostic.stream(response_model=Book)
        assert raised(lambda: agnostic.collect(stream)) is OWN
    agnostic.server.will(Answer(text="", calls=(call,)))
    stream = agnostic.stream(tools=[find])
    for _, tool in agnostic.collect(stream):
        assert tool is None or raised(tool.call) is OWN
    assert type(OWN) is httpx.ConnectError


@pytest.mark.needs("loaded_media")
@pytest.mark.parametrize("stream", [False, True], ids=["whole", "streamed"])
def test_what_a_media_loader_raises_stays_as_it_is(agnostic: Way, stream: bool) -> None:
    if agnostic.row.wire.media.get("image") != "loaded":
        return
    part = ImageURLPart(type="image_url", url="http://127.0.0.1/x.png", detail=None)
    llm.set_media_loader(fail)
    try:
        error = raised(
            lambda: (
                agnostic.collect(
                    agnostic.stream(lambda _: [Messages.User(["see", part])])
                )
                if stream
                else agnostic.ask(lambda _: [Messages.User(["see", part])])
            )
        )
    finally:
        llm.set_media_loader(None)
    assert error is OWN
    assert type(OWN) is httpx.ConnectError


@pytest.mark.needs("loaded_media")
def test_a_request_with_loaded_media_gives_errors_their_kind(agnostic: Way) -> None:
    if agnostic.row.wire.media.get("image") != "loaded":
        return
    part = ImageURLPart(type="image_url", url="http://127.0.0.1/x.png", detail=None)
    png = b"\x89PNG\r\n\x1a\n" + b"\x00" * 32
    llm.set_media_loader(lambda _: png)
    agnostic.server.will(Answer(fault=LIMITED))
    try:
        error = raised(
            lambda: agnostic.ask(
                lambda _: [Messages.User(["see", part])], **agnostic.own_client
            )
        )
    finally:
        llm.set_media_loader(None)
    assert isinstance(error, llm.RateLimitError)


def test_a_missing_key_is_no_error_of_a_provider(
    agnostic: Way, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = agnostic.row
    if row.wire.key is None or row.sdk.needs_client or row.id == "bedrock":
        return
    for name in (row.wire.key, *row.wire.environment):
        monkeypatch.delenv(name, raising=False)
    close_clients()
    error = raised(agnostic.ask)
    if row.id == "litellm":
        assert isinstance(error, llm.AuthenticationError)  # the SDK looks for it
    else:
        assert isinstance(error, MissingKeyError)
        assert not isinstance(error, llm.ProviderError)


def test_an_error_of_a_call_in_a_call_keeps_the_kind_of_the_inner_one(
    agnostic: Way,
) -> None:
    agnostic.server.will(Answer(fault=LIMITED))
    if agnostic.is_async:
        return
    inner = agnostic.decorate(**agnostic.own_client)

    def say(_: str) -> str:
        return inner().content

    error = raised(lambda: agnostic.ask(say, **agnostic.own_client))
    assert isinstance(error, llm.RateLimitError)
    assert type(error).__mro__.count(llm.RateLimitError) == 1


def test_errors_of_threads_are_their_own(agnostic: Way) -> None:
    if agnostic.is_async:
        return
    agnostic.server.will(Answer(fault=LIMITED))
    decorated = agnostic.decorate(**agnostic.own_client)
    with ThreadPoolExecutor(4) as pool:
        errors = list(pool.map(lambda _: raised(decorated), range(8)))
    assert len({id(error) for error in errors}) == 8
    assert all(isinstance(error, llm.RateLimitError) for error in errors)


def test_the_response_that_hooks_saw_is_the_one_of_the_error(agnostic: Way) -> None:
    sdk = agnostic.row.sdk.name
    if sdk not in ("openai", "anthropic", "groq") or agnostic.is_async:
        return
    client = agnostic.row.make_client(agnostic.server, False)
    http = client._client
    seen: list[Any] = []
    http.event_hooks = {"request": [], "response": [seen.append]}
    agnostic.server.will(Answer(fault=LIMITED))
    error = raised(agnostic.decorate(client=client))
    client.close()
    [response] = seen
    assert error.response is response
    assert error.__traceback__.tb_next is not None


def test_the_exception_that_botocore_tells_its_hooks_is_the_one_that_is_raised(
    agnostic: Way,
) -> None:
    if agnostic.row.id != "bedrock" or agnostic.is_async:
        return
    client = agnostic.row.make_client(agnostic.server, False)
    seen: list[Any] = []

    def note(caught_exception: Any = None, **_: Any) -> None:
        seen.append(caught_exception)

    client.meta.events.register_first("needs-retry.bedrock-runtime", note)
    agnostic.server.will(Answer(fault=Fault(disconnect=True)))
    error = raised(agnostic.decorate(client=client))
    client.close()
    assert isinstance(error, llm.APIConnectionError)
    assert error is seen[-1]


FAULTS = (
    Fault(status=401),
    LIMITED,
    Fault(disconnect=True),
    Fault(break_after=1),
    Fault(malformed=True),
)


@pytest.mark.needs("client")
def test_a_pickled_error_has_no_credential_in_it(agnostic: Way) -> None:
    params = dict(agnostic.row.sdk.secrets)
    client = agnostic.client(api_key=SECRET)
    for number, fault in enumerate(FAULTS):
        agnostic.server.will(Answer(fault=fault))
        decorated = agnostic.decorate(
            client=client, call_params=params, stream=fault.break_after is not None
        )

        def ask(decorated: Any = decorated, streams: Any = fault.break_after) -> None:
            answer = agnostic.get(decorated())
            if streams is not None:
                agnostic.collect(answer)

        error = raised(ask)
        data = pickle.dumps(error)
        assert SECRET.encode() not in data, number
        assert str(pickle.loads(data)) == str(error)  # noqa: S301


@pytest.mark.needs("client")
def test_a_key_that_the_service_repeats_is_not_in_a_pickle(agnostic: Way) -> None:
    body = f'{{"error": {{"message": "wrong key: {SECRET}."}}, "message": "{SECRET}"}}'
    agnostic.server.will(Answer(fault=Fault(status=401, body=body.encode())))
    decorated = agnostic.decorate(client=agnostic.client(api_key=SECRET))
    error = raised(lambda: agnostic.get(decorated()))
    if agnostic.row.id in {"bedrock", "cohere"}:
        pytest.skip("the error does not hold what was sent")
    assert SECRET.encode() not in pickle.dumps(error)


IN_ANOTHER_PROCESS = """
import pickle, sys
error = pickle.loads(sys.stdin.buffer.read())
import openai
from mirascope import llm
assert isinstance(error, openai.RateLimitError)
assert isinstance(error, llm.RateLimitError)
assert (error.retry_after_s, error.http_status, error.provider) == (2, 429, "openai")
print(error)
"""


def test_an_error_is_the_same_in_another_process(agnostic: Way) -> None:
    if agnostic.row.id != "openai":
        return
    agnostic.server.will(Answer(fault=LIMITED))
    error = raised(lambda: agnostic.ask(**agnostic.own_client))
    done = subprocess.run(
        [sys.executable, "-c", IN_ANOTHER_PROCESS],
        input=pickle.dumps(error),
        stdout=subprocess.PIPE,
        check=True,
        timeout=60,
    )
    assert done.stdout.decode().strip() == str(error)
