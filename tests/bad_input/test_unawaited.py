"""What Python says of a call that nobody awaits names the user's function."""

from __future__ import annotations

import gc
import warnings
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from mirascope import llm
from mirascope.core import openai, prompt_template
from mirascope.core.base import BaseTool, BaseToolKit, toolkit_tool
from tests.internals import convert_function_to_base_tool
from tests.server import Server


async def recommend(genre: str) -> str:
    return f"Recommend a {genre} book"


async def find(title: str) -> str:
    """Find a book."""
    return title


def tool_call(fn: Any) -> Callable[[str], Any]:
    """Give what calls a tool with a title."""
    made: Any = convert_function_to_base_tool(fn, BaseTool)
    return lambda title: made(title=title).call()


def kit_call(title: str) -> Any:
    """Call the tool of a toolkit."""
    made: Any = Shelf().create_tools()[0]
    return made(title=title).call()


class Shelf(BaseToolKit):
    @toolkit_tool
    async def find(self, title: str) -> str:
        """Find a book."""
        return title


agnostic = llm.call("openai", "gpt-4o-mini")(recommend)
CALLS: dict[str, tuple[str, Callable[[str], Any]]] = {
    "core": ("recommend", openai.call("gpt-4o-mini")(recommend)),
    "core stream": ("recommend", openai.call("gpt-4o-mini", stream=True)(recommend)),
    "llm": ("recommend", agnostic),
    "partial": ("recommend", llm.call("openai", "m")(partial(recommend))),
    "override": ("recommend", llm.override(agnostic, stream=True)),
    "template": ("recommend", prompt_template("{genre}")(recommend)),
    "tool": ("find", tool_call(find)),
    "toolkit": ("Shelf.find", kit_call),
}


@pytest.mark.parametrize("name", CALLS)
def test_a_call_that_nobody_awaits_is_named(server: Server, name: str) -> None:
    known, call = CALLS[name]
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        call("fantasy")
        gc.collect()
    content = {str(one.message) for one in caught}
    assert content == {f"coroutine '{known}' was never awaited"}
    assert server.requests == []
