"""Where the default client goes, how it is let in, and which clients are refused."""

from __future__ import annotations

import asyncio
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

import mirascope
from mirascope.core import azure
from mirascope.core.azure import _client
from mirascope.core.azure._client import make_client, send
from mirascope.exceptions import ClientTypeError, MissingExtraError, MissingKeyError
from tests.server import Server

from . import MODEL, ask

ENDPOINT, KEY = "AZURE_INFERENCE_ENDPOINT", "AZURE_INFERENCE_CREDENTIAL"
RESOURCE = "https://my-resource.services.ai.azure.com/models"


def has_identity() -> bool:
    return find_spec("azure") is not None and find_spec("azure.identity") is not None


needs_identity = pytest.mark.skipif(
    not has_identity(), reason="azure-identity is not installed"
)
needs_aiohttp = pytest.mark.skipif(
    find_spec("aiohttp") is None, reason="aiohttp is not installed"
)


def test_a_missing_endpoint_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(ENDPOINT)
    with pytest.raises(MissingKeyError, match=ENDPOINT):
        ask("hi")
    with pytest.raises(KeyError):
        ask("hi")


def test_an_empty_endpoint_counts_as_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(ENDPOINT, "")
    with pytest.raises(MissingKeyError, match=ENDPOINT):
        ask("hi")


def test_without_a_key_nothing_is_sent_in_the_open(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(KEY)
    with pytest.raises(MissingKeyError, match=f"{KEY}.*https"):
        ask("hi")
    assert server.requests == []


@pytest.mark.parametrize("is_async", [False, True], ids=["sync", "async"])
def test_without_a_key_and_azure_identity_both_are_named(
    is_async: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(KEY)
    monkeypatch.setenv(ENDPOINT, RESOURCE)
    for name in ("azure.identity", "azure.identity.aio"):
        monkeypatch.setitem(sys.modules, name, None)
    if is_async:
        pytest.importorskip("aiohttp")
    with pytest.raises(MissingExtraError, match=f"{KEY}.*azure-identity") as caught:
        make_client(is_async)
    assert isinstance(caught.value, ImportError)
    assert caught.value.name == "azure.identity"


@needs_identity
def test_what_azure_identity_itself_lacks_is_not_hidden(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv(KEY)
    monkeypatch.setenv(ENDPOINT, RESOURCE)
    for name in [name for name in sys.modules if name.startswith("azure.identity")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "msal", None)
    with pytest.raises(ModuleNotFoundError, match="msal"):
        make_client(False)


@needs_identity
@pytest.mark.parametrize(
    ("endpoint", "scope"),
    [
        (RESOURCE, "https://cognitiveservices.azure.com/.default"),
        (
            "https://mine.openai.azure.com/openai/v1",
            "https://cognitiveservices.azure.com/.default",
        ),
        (
            "https://phi.eastus.inference.ml.azure.com",
            "https://ml.azure.com/.default",
        ),
    ],
)
def test_without_a_key_an_identity_of_azure_is_asked_for_the_right_scope(
    endpoint: str, scope: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from azure.identity import DefaultAzureCredential

    monkeypatch.delenv(KEY)
    monkeypatch.setenv(ENDPOINT, endpoint)
    client = make_client(False)
    assert type(client._config.credential) is DefaultAzureCredential
    assert client._config.credential_scopes == [scope]
    closed: list[bool] = []
    monkeypatch.setattr(client._config.credential, "close", lambda: closed.append(True))
    client.close()
    assert closed == [True]


@needs_identity
@needs_aiohttp
def test_async_calls_ask_an_async_identity(monkeypatch: pytest.MonkeyPatch) -> None:
    from azure.identity.aio import DefaultAzureCredential

    monkeypatch.delenv(KEY)
    monkeypatch.setenv(ENDPOINT, RESOURCE)

    async def main() -> None:
        client = make_client(True)
        assert type(client._config.credential) is DefaultAzureCredential
        await client.close()

    asyncio.run(main())


class Closed:
    """Something that says when it is closed."""

    def __init__(self, name: str, order: list[str], is_async: bool) -> None:
        self.name, self.order, self.is_async = name, order, is_async

    def close(self) -> Any:
        self.order.append(self.name)
        return asyncio.sleep(0) if self.is_async else None


@pytest.mark.parametrize("is_async", [False, True], ids=["sync", "async"])
def test_a_client_closes_the_credential_that_was_made_for_it(is_async: bool) -> None:
    order: list[str] = []
    client: Any = Closed("client", order, is_async)
    _client._made[client] = Closed("credential", order, is_async)

    async def main() -> None:
        closing = _client.close(client)
        if closing is not None:
            await closing

    asyncio.run(main())
    assert sorted(order) == ["client", "credential"]


@pytest.mark.parametrize(
    ("base", "version"),
    [
        ("/azure/models", "2024-05-01-preview"),
        ("/azure/models/", "2024-05-01-preview"),
        ("/openai/deployments/mine", "2024-05-01-preview"),
        ("/openai/v1", "v1"),
        ("/openai/v1/", "v1"),
    ],
)
def test_each_form_of_endpoint_is_asked_for_its_version(
    base: str, version: str, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(ENDPOINT, server.url + base)
    assert ask("hi").content == "Hello wörld"
    assert server.last.path == base.rstrip("/") + "/chat/completions"
    assert server.last.query == f"api-version={version}"


def test_the_variables_of_azure_openai_serve_where_there_are_no_others(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AZURE_OPENAI_ENDPOINT", f"{server.url}/")
    monkeypatch.setenv("AZURE_OPENAI_API_KEY", "a-key-of-openai")
    ask("hi")
    assert server.last.path == "/azure/models/chat/completions"
    assert "a-key-of-openai" not in str(server.last.headers)
    monkeypatch.delenv(ENDPOINT)
    assert ask("hi").content == "Hello wörld"
    assert server.last.path == "/openai/v1/chat/completions"
    assert server.last.headers["api-key"] == "a-key-of-openai"
    monkeypatch.delenv("AZURE_OPENAI_API_KEY")
    with pytest.raises(MissingKeyError, match="AZURE_OPENAI_API_KEY"):
        ask("hi")


def test_the_key_goes_in_both_headers_that_services_read(server: Server) -> None:
    ask("hi")
    assert server.last.headers["api-key"] == "test-azure-key"
    assert server.last.headers["authorization"] == "Bearer test-azure-key"


@pytest.mark.parametrize("name", ["OpenAI", "AsyncOpenAI"])
def test_a_client_of_the_openai_sdk_is_refused_with_the_way_to_go(
    name: str, server: Server
) -> None:
    sdk = pytest.importorskip("openai")
    client = getattr(sdk, name)(base_url=server.url + "/v1", api_key="k")
    with pytest.raises(ClientTypeError, match=rf"'{name}'.*`openai\.call`"):
        send(client, "Async" in name)
    if name == "OpenAI":
        with pytest.raises(TypeError, match="openai"):
            ask("hi", client=client)
        client.close()
    assert server.requests == []


@needs_aiohttp
def test_a_client_of_the_wrong_kind_is_told_from_its_namesake() -> None:
    from azure.ai.inference import ChatCompletionsClient
    from azure.core.credentials import AzureKeyCredential

    client = ChatCompletionsClient("http://127.0.0.1:9", AzureKeyCredential("k"))

    async def prompt() -> str:
        return "hi"

    with pytest.raises(ClientTypeError, match=r"azure\.ai\.inference\.aio\.Chat"):
        azure.call(MODEL, client=client)(prompt)  # type: ignore[arg-type]
    client.close()


def test_settings_of_a_client_hold_unless_a_call_has_its_own(server: Server) -> None:
    from azure.ai.inference import ChatCompletionsClient
    from azure.core.credentials import AzureKeyCredential

    with ChatCompletionsClient(
        f"{server.url}/azure/models",
        AzureKeyCredential("k"),
        temperature=0.25,
        model_extras={"safe_prompt": True},
    ) as client:
        for stream in (False, True):
            answer = ask("hi", client=client, stream=stream)
            if stream:
                list(answer)
            assert server.last.body["temperature"] == 0.25
            assert server.last.body["safe_prompt"] is True
            if stream:
                options = {"include_usage": True}
                assert server.last.body["stream_options"] == options
                assert answer.input_tokens == 10
                assert server.last.headers["extra-parameters"] == "pass-through"
                sent = int(server.last.headers["content-length"])
                assert sent == len(server.last.raw)
        ask("hi", client=client, call_params={"temperature": 0.5})
        assert server.last.body["temperature"] == 0.5
        extras = {"model_extras": {"own": 1}}
        list(ask("hi", client=client, stream=True, call_params=extras))
        assert server.last.body["own"] == 1
        assert "safe_prompt" not in server.last.body


def test_async_calls_without_aiohttp_say_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in [name for name in sys.modules if name.partition(".")[0] == "aiohttp"]:
        monkeypatch.delitem(sys.modules, name)
    paths = [path for path in sys.path if not (Path(path) / "aiohttp").exists()]
    monkeypatch.setattr(sys, "path", paths)
    with pytest.raises(MissingExtraError, match=r"`aiohttp`.*\[azure\]"):
        make_client(True)


@needs_aiohttp
def test_a_default_client_serves_each_loop_and_can_be_closed(server: Server) -> None:
    @azure.call(MODEL)
    async def prompt() -> str:
        return "hi"

    async def main() -> str:
        content = (await prompt()).content
        await mirascope.aclose_clients()
        return content + (await prompt()).content

    assert [asyncio.run(main()) for _ in range(2)] == ["Hello wörld" * 2] * 2
    assert len(server.ports) == 4
