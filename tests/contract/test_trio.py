"""Under trio a default client works, or says in one sentence what to pass."""

from __future__ import annotations

from importlib.metadata import version

import pytest

import mirascope
from mirascope.exceptions import ClientTypeError
from tests.server import Server

from .row import Row
from .test_clients import decorated_of

trio = pytest.importorskip("trio")
pytestmark = [
    pytest.mark.needs("default_client"),
    # So does trio call what the SDKs leave to the garbage collector.
    pytest.mark.filterwarnings("ignore:Async generator:ResourceWarning"),
]

ASYNCIO = {"google", "gemini", "vertex", "azure", "bedrock", "litellm", "mistral"}
"""The providers whose SDKs run in asyncio alone."""


def test_a_default_client_works_or_says_what_to_pass(
    row: Row, layer: str, server: Server
) -> None:
    whole = decorated_of(row, layer, True)
    streaming = decorated_of(row, layer, True, stream=True)

    async def main() -> list[str]:
        first = await whole()
        texts = [chunk.content async for chunk, _ in await streaming()]
        await mirascope.aclose_clients()
        return [first.content, "".join(texts), (await whole()).content]

    if row.provider == "groq" and version("groq").startswith("0."):
        pytest.skip("this version of its SDK runs in asyncio alone")
    if row.provider == "litellm":
        pytest.skip("it has no client of ours, and runs in asyncio alone")
    if row.provider in ASYNCIO:
        with pytest.raises(ClientTypeError, match=r"asyncio only.*`client=`"):
            trio.run(main)
        assert server.requests == []
    else:
        assert [trio.run(main) for _ in range(2)] == [["Hello wörld"] * 3] * 2
