"""Every provider's package has the same modules under the same names."""

from __future__ import annotations

import ast
import subprocess
import sys
import warnings
from importlib import import_module
from types import ModuleType

import pytest

from mirascope._lazy import ROOMS
from mirascope._providers import PROVIDERS
from mirascope.exceptions import MissingExtraError

from .house.rooms import ROOMS as BASE_ROOMS
from .source import PACKAGE, ROOT, modules

PRIVATE = {"_call", "_codec"}
EACH = pytest.mark.parametrize("provider", PROVIDERS)


def load(name: str) -> ModuleType:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        try:
            return import_module(name)
        except MissingExtraError as error:
            pytest.skip(str(error))


@EACH
def test_a_provider_has_every_room(provider: str) -> None:
    found = {path.stem for path in (PACKAGE / "core" / provider).glob("*.py")}
    assert {room[1:] for room in ROOMS.values()} | PRIVATE <= found


@EACH
def test_a_public_name_is_in_the_room_that_it_says(provider: str) -> None:
    package = load(f"mirascope.core.{provider}")
    for name in package.__all__:
        for ending, room in ROOMS.items():
            if name.endswith(ending):
                module = load(f"mirascope.core.{provider}{room}")
                assert getattr(module, name) is getattr(package, name)
                if isinstance(made := getattr(module, name), type) and (
                    "MessageParam" not in name and "DynamicConfig" not in name
                ):
                    assert made.__module__ == module.__name__


@EACH
def test_a_provider_has_each_kind_of_name(provider: str) -> None:
    names = load(f"mirascope.core.{provider}").__all__
    for ending in ROOMS.keys() - {"ToolConfig"}:
        assert any(name.endswith(ending) for name in names), ending


@pytest.mark.parametrize(
    ("name", "module"),
    [
        ("CallResponse", "call_response"),
        ("CallResponseChunk", "call_response_chunk"),
        ("Stream", "stream"),
        ("Tool", "tool"),
    ],
)
def test_llm_has_the_same_rooms(name: str, module: str) -> None:
    llm, room = import_module("mirascope.llm"), import_module(f"mirascope.llm.{module}")
    assert getattr(room, name) is getattr(llm, name)
    assert getattr(room, name).__module__ == room.__name__


WINDOWS = {
    **{f"mirascope.core.{name}.classes": "" for name in PROVIDERS if name != "openai"},
    **{
        f"mirascope.core.{name}._utils": "setup_call get_json_output handle_stream "
        "handle_stream_async"
        for name in PROVIDERS
    },
    "mirascope.core.base.call_factory": "call_factory",
    "mirascope.core.base.call_response": "BaseCallResponse transform_tool_outputs",
    "mirascope.core.base.call_response_chunk": "BaseCallResponseChunk",
    "mirascope.core.base.dynamic_config": "BaseDynamicConfig",
    "mirascope.core.base.merge_decorators": "merge_decorators",
    "mirascope.core.base.message_param": "BaseMessageParam TextPart ToolResultPart",
    "mirascope.core.base.metadata": "metadata get_metadata",
    "mirascope.core.base.stream": "BaseStream stream_factory",
    "mirascope.core.base.structured_stream": "BaseStructuredStream "
    "structured_stream_factory",
    "mirascope.core.base.toolkit": "BaseToolKit toolkit_tool is_toolkit_tool",
    "mirascope.core.costs.calculate_cost": "calculate_cost",
    "mirascope.llm._response": "CallResponse",
    "mirascope.llm._stream": "Stream CallResponseChunk",
    "mirascope.llm._tool": "Tool neutral",
}
"""Modules that only hand on names which pickles, or programs, look for there."""


@pytest.mark.parametrize("name", WINDOWS)
def test_a_window_hands_on_names_and_is_short(name: str) -> None:
    [window] = [module for module in modules() if module.name == name]
    assert window.text.count("\n") <= 10
    kinds = {type(node) for node in window.tree.body}
    assert kinds <= {ast.Expr, ast.ImportFrom, ast.Assign}
    module = load(name)
    for one in WINDOWS[name].split():
        assert callable(getattr(module, one))


@pytest.mark.parametrize(
    ("name", "names"),
    [
        ("messages", "Messages"),
        ("prompt", "BasePrompt prompt_template"),
        ("tool", "BaseTool GenerateJsonSchemaNoTitles ToolConfig"),
    ],
)
def test_a_room_that_was_a_module_still_has_its_names(name: str, names: str) -> None:
    module = import_module(f"mirascope.core.base.{name}")
    assert all(callable(getattr(module, one)) for one in names.split())


NAMED_TWICE = """
from importlib import import_module
modules = [import_module(f"mirascope.core.{name}") for name in (
    "base.call_factory", "base.merge_decorators", "base.metadata",
    "costs.calculate_cost")]
from mirascope import core
from mirascope.core import base, costs
for module in modules:
    name = module.__name__.rpartition(".")[2]
    package = costs if name == "calculate_cost" else base
    assert getattr(package, name) is getattr(module, name), name
assert core.metadata is base.metadata
"""


def test_a_public_name_wins_over_the_module_that_is_called_like_it() -> None:
    command = [sys.executable, "-c", NAMED_TWICE]
    subprocess.run(command, check=True, timeout=60)


@pytest.mark.parametrize("provider", [name for name in PROVIDERS if name != "openai"])
def test_the_old_place_of_the_classes_has_them_all(provider: str) -> None:
    package, old = (load(f"mirascope.core.{provider}{end}") for end in ("", ".classes"))
    for name in package.__all__:
        if name.endswith(("Response", "Chunk", "Stream", "Tool", "CallParams")):
            assert getattr(old, name) is getattr(package, name)


def test_the_tests_of_base_stand_in_its_rooms() -> None:
    tests = ROOT / "tests" / "core" / "base"
    found = {path.parent.name for path in tests.glob("*/test_*.py")}
    rooms = {room.removeprefix("_") for room in BASE_ROOMS.keys() - {"ground"}}
    assert found == rooms
