"""`mirascope.warm_up`: what first calls load is there before them."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from typing import Any

import pytest

import mirascope
from mirascope import llm
from mirascope._providers import PROVIDERS
from mirascope.exceptions import (
    MissingKeyError,
    OptionError,
    UnknownProviderError,
)
from mirascope.retries import fallback
from tests.server import Server

from .row import Row
from .way import Way, make_prompt

LATE = {
    "azure.core.rest._aiohttp",
    "azure.core.rest._http_response_impl",
    "azure.core.rest._http_response_impl_async",
    "azure.core.rest._requests_basic",
}
"""What the SDK imports while it waits for an answer, and nobody else can."""
PROGRAM = """
import asyncio, json, sys
import mirascope
from mirascope import llm

is_async, provider, model, by_name = json.loads(sys.argv[1])

def look(word: str) -> str:
    return word

def prompt(word: str) -> str:
    return word

async def aprompt(word: str) -> str:
    return word

options = {"retries": 2, "tools": [look]}
ask = llm.call(provider, model, **options)(aprompt if is_async else prompt)

async def main():
    if by_name:
        mirascope.warm_up(provider, retries=True)
    else:
        mirascope.warm_up(ask)
    print("warm", flush=True)
    before = set(sys.modules)
    response = ask("x")
    response = await response if is_async else response
    response.cost, response.tools
    late = sorted(set(sys.modules) - before)
    await mirascope.aclose_clients()
    print(json.dumps(late))

asyncio.run(main())
"""


def late_imports(row: Row, is_async: bool, by_name: bool) -> list[str]:
    """Warm up in a fresh process, and list what its first call still imports."""
    given = json.dumps([is_async, row.provider, row.model, by_name])
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, given],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


@pytest.mark.needs("default_client")
def test_the_first_call_imports_no_more_of_an_sdk(agnostic: Way) -> None:
    row, is_async, server = agnostic.row, agnostic.is_async, agnostic.server
    if row.twin and row.package is None:
        pytest.skip("one process for each kind of provider is enough")
    sdks = {one.sdk.partition(".")[0] for one in PROVIDERS.values()}
    sdks |= {"boto3", "aiobotocore", "genai_prices", "tenacity", "mirascope"}
    late = late_imports(row, is_async, by_name=len(row.id) % 2 == 0)
    late = [n for n in late if n.partition(".")[0] in sdks and n not in LATE]
    if row.id == "litellm":  # which imports much while it answers
        late = [name for name in late if name.startswith("mirascope")]
    assert late == []
    assert len(server.requests) == 1


def test_nothing_is_sent(neutral: Way, server: Server) -> None:
    client = {"client": neutral.client()} if neutral.row.sdk.needs_client else {}
    ask = neutral.call(**client)(make_prompt(str, is_async=False))
    mirascope.warm_up(ask)
    if not neutral.row.sdk.needs_client:
        mirascope.warm_up(neutral.row.provider)
    assert server.requests == []
    ask()
    assert len(server.requests) == 1


@pytest.mark.needs("package")
def test_core_calls_are_warmed_up_too(sync_way: Way) -> None:
    ask = sync_way.decorate(**sync_way.own_client)
    mirascope.warm_up(ask)
    assert sync_way.server.requests == []


@pytest.mark.needs("default_client", "key")
def test_a_missing_key_is_told(neutral: Way, monkeypatch: pytest.MonkeyPatch) -> None:
    row = neutral.row
    assert row.wire.key is not None
    if row.wire.placeholder or row.id in ("litellm", "bedrock"):
        pytest.skip("clients are made without a key")
    monkeypatch.delenv(row.wire.key)
    for target in (row.provider, neutral.call()(make_prompt(str, is_async=False))):
        with pytest.raises(MissingKeyError):
            mirascope.warm_up(target)


def test_the_providers_of_fallbacks_are_warmed_up(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask = llm.call("openai", "gpt")(lambda: "x")
    entry: Any = {"catch": Exception, "provider": "groq", "model": "llama"}
    other: Any = {"catch": Exception, "provider": "xai", "model": "grok"}
    ask = fallback(Exception, [entry])(fallback(Exception, [other])(ask))
    mirascope.warm_up(ask)
    for name in ("XAI_API_KEY", "GROQ_API_KEY"):
        with monkeypatch.context() as patch:
            patch.delenv(name)
            with pytest.raises(MissingKeyError, match=name):
                mirascope.warm_up(ask)


def test_an_override_is_warmed_up_with_its_provider(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask = llm.call("openai", "gpt")(lambda: "x")
    variant = llm.override(llm.override(ask, provider="groq", model="llama"), tools=[])
    monkeypatch.delenv("OPENAI_API_KEY")
    mirascope.warm_up(variant)
    monkeypatch.delenv("GROQ_API_KEY")
    with pytest.raises(MissingKeyError, match="GROQ"):
        mirascope.warm_up(variant)


def test_the_default_client_is_the_one_of_the_first_call(server: Server) -> None:
    from mirascope.core.openai._call import SPEC

    mirascope.close_clients()
    mirascope.warm_up("openai/gpt-4o-mini")
    client = SPEC.clients.get(False)
    llm.call("openai", "gpt")(lambda: "x")()
    assert SPEC.clients.get(False) is client


def test_async_calls_need_the_loop_of_the_server(server: Server) -> None:
    async def prompt() -> str:
        return "x"

    ask = llm.call("openai", "gpt")(prompt)

    async def main() -> None:
        mirascope.warm_up(ask)
        mirascope.warm_up("groq", is_async=True)
        await mirascope.aclose_clients()

    asyncio.run(main())
    with pytest.raises(OptionError, match=r"'prompt' for async calls where no event"):
        mirascope.warm_up(ask)
    with pytest.raises(OptionError, match="'groq' for async calls"):
        mirascope.warm_up("groq", is_async=True)
    assert server.requests == []


@pytest.mark.parametrize(
    ("targets", "error", "says"),
    [
        ([], OptionError, "was given nothing"),
        (["opnai"], UnknownProviderError, "did you mean 'openai'"),
        ([len], OptionError, "'len', which makes no calls"),
        ([3], OptionError, "makes no calls"),
    ],
)
def test_wrong_targets_are_refused(
    targets: list[Any], error: type[Exception], says: str
) -> None:
    with pytest.raises(error, match=says):
        mirascope.warm_up(*targets)
