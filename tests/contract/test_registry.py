"""Where providers come from: built in, registered, announced by other packages."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any, get_args

import pytest

from mirascope import llm
from mirascope._providers import PROVIDERS
from tests.server import Answer, Server, Usage

from .row import Row
from .rows import ROWS
from .way import Way, make_prompt


def test_provider_and_model_can_be_one_string(
    agnostic: Way, row: Row, is_async: bool, server: Server
) -> None:
    client = {"client": agnostic.client()} if row.sdk.needs_client else {}
    decorated = llm.call(f"{row.provider}/{row.model}", **client)(
        make_prompt(str, is_async)
    )
    response = agnostic.get(decorated("x"))
    assert response.provider == row.provider
    assert response.model == row.model
    assert server.last.path == row.wire.path


def test_only_the_first_slash_counts(server: Server) -> None:
    decorated = llm.call("vllm/Qwen/Qwen3-8B")(make_prompt(str, False))
    assert decorated("x").model == "Qwen/Qwen3-8B"
    decorated = llm.call("vllm", "Qwen/Qwen3-8B")(make_prompt(str, False))
    assert decorated("x").model == "Qwen/Qwen3-8B"
    decorated = llm.call(provider="vllm", model="openai/gpt-oss-20b")(
        make_prompt(str, False)
    )
    response = decorated("x")
    assert (response.provider, response.model) == ("vllm", "openai/gpt-oss-20b")


def test_the_same_holds_in_a_context(server: Server) -> None:
    ask = llm.call("openai", "base")(make_prompt(str, False))
    with llm.context(provider="groq", model="llama"):
        response = ask("x")
    assert (response.provider, response.model) == ("groq", "llama")


@pytest.mark.parametrize("given", [("opnai", "m"), ("opnai/m",)])
def test_a_call_of_an_unknown_provider_is_refused_with_the_nearest_names(
    given: tuple[str, ...],
) -> None:
    with pytest.warns(UserWarning, match=r"'opnai'.*'openai'"):
        ask = llm.call(*given)(make_prompt(str, False))
    with pytest.raises(ValueError, match=r"'opnai'.*'openai'"):
        ask("x")


def test_the_literal_types_are_the_documented_ones() -> None:
    services, own = set(get_args(llm.Provider)), set(get_args(llm.LocalProvider))
    assert services | {"local"} == PROVIDERS.keys()
    assert own == {"local", "ollama", "vllm"}


def test_every_row_of_the_contract_is_listed() -> None:
    from mirascope.llm._registry import providers

    assert {row.provider for row in ROWS} | {"local"} <= set(providers())


def test_any_address_can_be_registered(server: Server, runner: Any) -> None:
    llm.register_provider(
        "my_service", base_url=server.url + "/other/v1", api_key="own-key"
    )
    for is_async in (False, True):
        prompt = make_prompt(str, is_async)
        result = llm.call("my_service", "gpt-4o-mini")(prompt)("x")
        response = runner.run(_wait(result)) if is_async else result
        assert response.content == "Hello wörld"
        assert response.provider == "my_service"
        assert response.cost is None
        assert server.last.path == "/other/v1/chat/completions"
        assert server.last.headers["authorization"] == "Bearer own-key"
    stream = llm.call("my_service/m", stream=True)(make_prompt(str, False))("x")
    for _ in stream:
        pass
    assert stream.provider == stream.construct_call_response().provider == "my_service"


async def _wait(value: Any) -> Any:
    return await value


def test_a_registered_address_never_gets_the_key_of_openai(server: Server) -> None:
    url = server.url + "/other/v1"
    llm.register_provider("keyless_service", base_url=url)
    llm.call("keyless_service", "m")(make_prompt(str, False))("x")
    assert os.environ["OPENAI_API_KEY"] not in str(server.last.headers)
    llm.register_provider("keyed_service", base_url=url, key_env="KEYED_SERVICE_KEY")
    with pytest.raises(ValueError, match="KEYED_SERVICE_KEY"):
        llm.call("keyed_service", "m")(make_prompt(str, False))("x")
    assert len(server.requests) == 1


def test_the_key_variable_of_a_registered_address_is_read_at_each_call(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    llm.register_provider(
        "read_service", base_url=server.url + "/other/v1", key_env="READ_SERVICE_KEY"
    )
    ask = llm.call("read_service", "m")(make_prompt(str, False))
    for key in ("one", "two"):
        monkeypatch.setenv("READ_SERVICE_KEY", key)
        ask("x")
        assert server.last.headers["authorization"] == f"Bearer {key}"


def test_a_core_decorator_can_be_registered_under_a_name(server: Server) -> None:
    from mirascope.core import groq

    llm.register_provider("my_groq", groq.call)
    response = llm.call("my_groq", "m")(make_prompt(str, False))("x")
    assert response.content == "Hello wörld"
    assert server.last.path == "/openai/v1/chat/completions"


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"call": "no decorator"},
        {"call": lambda model: None},
        {"base_url": "http://x", "call": "both"},
    ],
    ids=["nothing", "text", "function", "both"],
)
def test_a_registration_that_says_nothing_usable_is_refused(
    given: dict[str, Any],
) -> None:
    with pytest.raises((ValueError, TypeError), match="'broken'"):
        llm.register_provider("broken", **given)
    assert "broken" not in llm.providers()


PLUGIN = """
from mirascope.core.compatible import Endpoint, compatible_call
import os
plugged_call = compatible_call(
    Endpoint(name="plugged", base_url=os.environ["OPENAI_BASE_URL"], api_key="k")
)
"""
USE = """
import sys
from mirascope import llm
@llm.call("plugged", "m")
def ask(word: str) -> str:
    return word
assert "my_plugin" not in sys.modules
response = ask("x")
assert response.content == "plugged in", response
assert response.provider == "plugged"
"""


def test_installed_packages_announce_providers(server: Server, tmp_path: Path) -> None:
    server.will(Answer(text="plugged in", usage=Usage()))
    (tmp_path / "my_plugin.py").write_text(PLUGIN)
    info = tmp_path / "my_plugin-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: my-plugin\n")
    (info / "entry_points.txt").write_text(
        "[mirascope.providers]\nplugged = my_plugin:plugged_call\n"
    )
    code = f"import sys; sys.path.insert(0, {str(tmp_path)!r})\n{USE}"
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)
