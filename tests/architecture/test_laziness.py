"""What a fresh interpreter has loaded after an import."""

from __future__ import annotations

import subprocess
import sys

import pytest

from mirascope._providers import PROVIDERS

SDKS = {one.sdk for one in PROVIDERS.values()} | {
    "azure",
    "boto3",
    "httpx",
    "httpx2",
    "requests",
    "aiohttp",
    "PIL",
    "pydub",
    "numpy",
    "docstring_parser",
    "genai_prices",
    "jiter",
    "tenacity",
    "pyrate_limiter",
    "opentelemetry",
    "mcp",
}


def loaded_after(code: str) -> set[str]:
    """Run code in a fresh interpreter and list what it has imported."""
    script = f"import sys\nbefore = set(sys.modules)\n{code}\n"
    script += "print('\\n'.join(set(sys.modules) - before))"
    command = [sys.executable, "-I", "-c", f"sys_path = {sys.path!r}\n" + script]
    command[-1] = f"import sys; sys.path[:] = {sys.path!r}\n" + script
    result = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert result.returncode == 0, result.stderr
    return set(result.stdout.split())


DECORATE = """
from mirascope import llm

@llm.call("openai", "gpt-4o-mini")
def ask(word: str) -> str:
    return word

@llm.call("groq/llama", stream=True)
async def tell(word: str) -> str:
    return word
"""


DECORATE_WITH_TOOLS = """
from typing import Literal
from mirascope import llm

def find(words: list[str], unit: Literal["c", "f"] = "c", most: int | None = None):
    return words

@llm.call("openai", "gpt-4o-mini", tools=[find])
def ask(word: str) -> str:
    return word
"""


@pytest.mark.parametrize(
    ("code", "also"),
    [
        ("import mirascope", {"pydantic", "asyncio", "inspect", "typing_extensions"}),
        ("import mirascope.core", {"pydantic"}),
        ("from mirascope import core, llm", {"pydantic"}),
        ("from mirascope.core import prompt_template, Messages, BaseTool", set()),
        ("from mirascope.core.base import *", set()),
        (DECORATE, {"pydantic", "asyncio", "json"}),
        (DECORATE_WITH_TOOLS, {"pydantic"}),
        ("from mirascope.core import openai, groq, xai", set()),
        ("from mirascope import llm; llm.register_provider('x', base_url='u')", set()),
    ],
    ids=lambda value: value.strip().splitlines()[-1] if isinstance(value, str) else "",
)
def test_nothing_is_loaded_before_it_is_needed(code: str, also: set[str]) -> None:
    loaded = loaded_after(code)
    assert not loaded & (SDKS | also)


def test_one_provider_loads_only_its_own_sdk() -> None:
    code = "from mirascope.core import groq\ngroq.call('m')(lambda: 'x')"
    loaded = loaded_after(code)
    assert "openai" not in loaded
    assert "xllamacpp" not in loaded


def test_the_version_is_looked_up_on_first_use() -> None:
    assert "importlib.metadata" not in loaded_after("import mirascope")
    code = "import mirascope; assert mirascope.__version__[0].isdigit()"
    loaded_after(code)
