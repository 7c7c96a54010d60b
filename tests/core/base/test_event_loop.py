"""What waits in threads works in asyncio and in trio."""

from __future__ import annotations

import asyncio
import threading
from pathlib import Path

import pytest

from mirascope.core import openai, prompt_template
from mirascope.exceptions import ClientTypeError
from tests.internals import in_threads
from tests.server import Server

trio = pytest.importorskip("trio")
PNG = b"\x89PNG\r\n\x1a\n" + bytes(16)


def where(value: int) -> tuple[int, bool]:
    return value, threading.current_thread() is threading.main_thread()


@pytest.mark.parametrize("loop", ["asyncio", "trio"])
def test_a_function_is_called_in_threads_and_in_order(loop: str) -> None:
    async def main() -> list[tuple[int, bool]]:
        return await in_threads(where, [1, 2, 3])

    found = asyncio.run(main()) if loop == "asyncio" else trio.run(main)
    assert found == [(1, False), (2, False), (3, False)]


def test_an_error_in_a_thread_is_raised_as_it_is() -> None:
    def fail(value: int) -> int:
        raise ValueError(value)

    async def main() -> list[int]:
        return await in_threads(fail, [1])

    with pytest.raises(ValueError, match="1"):
        trio.run(main)


def test_media_are_loaded_under_trio(server: Server, tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(PNG)

    @openai.call("gpt-4o-mini")
    @prompt_template("USER: {photo:image}")
    async def describe(photo: str) -> None: ...

    async def main() -> str:
        return (await describe(str(path))).content

    assert trio.run(main) == "Hello wörld"
    [part] = server.last.body["messages"][0]["content"]
    assert part["type"] == "image_url"


def test_a_call_outside_of_any_event_loop_says_where_to_make_it() -> None:
    @openai.call("gpt-4o-mini")
    async def ask() -> str:
        return "hi"

    with pytest.raises(ClientTypeError, match="asyncio only"):
        ask().send(None)
