"""Imports point one way, and each SDK stays in its own package."""

from __future__ import annotations

import re

import pytest

from mirascope._providers import PROVIDERS

from .house import rooms
from .house.figures import allowed
from .source import ROOT, Kind, Module, modules

ALLOWED = allowed()

SHARED = {f"mirascope.{name}" for name in ("_lazy", "_parts", "_providers", "_version")}
SHARED |= {"mirascope.exceptions"}
BASE, COSTS, CHAT, PROVIDER, CORE, LLM, ABOVE = range(1, 8)
LAYERS = {
    "mirascope.core.base": BASE,
    "mirascope.core.costs": COSTS,
    "mirascope.core._chat_completions": CHAT,
    "mirascope.llm": LLM,
}
# The services that speak OpenAI's format share its classes.
BETWEEN = {
    ("xai", "openai"),
    ("xai", "compatible"),
    ("compatible", "openai"),
    ("litellm", "openai"),
    ("azure", "openai"),
    ("gemini", "google"),
    ("vertex", "google"),
    ("local", "openai"),
}
# What an SDK is imported as, and the packages that may.
SDKS: dict[str, set[str]] = {}
for _name, _one in PROVIDERS.items():
    SDKS.setdefault(_one.sdk.partition(".")[0], set()).add(_name)
SDKS["openai"] |= {"compatible", "azure", "litellm"}
SDKS |= {
    "vertexai": {"vertex"},
    "boto3": {"bedrock"},
    "aiobotocore": {"bedrock"},
    "mypy_boto3_bedrock_runtime": {"bedrock"},
    "types_aiobotocore_bedrock_runtime": {"bedrock"},
    "httpx": set(),
    "httpx2": set(),
    "requests": set(),
}


def layer_of(name: str) -> int:
    """Find how high a module stands; the lower must not know the higher."""
    if any(name == one or name.startswith(one + ".") for one in SHARED):
        return 0
    for prefix, layer in LAYERS.items():
        if name == prefix or name.startswith(prefix + "."):
            return layer
    parts = name.split(".")
    if parts == ["mirascope"] or (len(parts) == 2 and not is_module(name)):
        return ABOVE
    if parts[1] == "core":
        if len(parts) == 2 or not is_module(".".join(parts[:3])):
            return CORE
        return PROVIDER
    return ABOVE


def is_module(name: str) -> bool:
    """Tell a module of ours from a name in one."""
    return any(one.name == name for one in modules())


def package_of(name: str) -> str:
    """Name the package below `mirascope.core`."""
    return [*name.split("."), "", ""][2]


@pytest.mark.parametrize("module", modules(), ids=lambda module: module.where)
def test_imports_point_down(module: Module) -> None:
    own = layer_of(module.name)
    wrong = [
        f"{module.where}:{line} imports {name}"
        for line, name, kind in module.imports()
        if name.startswith("mirascope")
        and not is_down(module.name, own, name)
        and not known(module.name, name, kind)
    ]
    assert not wrong


def known(importer: str, name: str, kind: Kind) -> bool:
    """Tell whether an import is on the list of those that should go."""
    listed = ALLOWED["upward"]
    return any(
        f"{importer} -> {one} ({kind})" in listed
        for one in (name, name.rpartition(".")[0])
    )


def test_a_room_of_base_uses_only_those_below_it() -> None:
    assert not rooms.unplaced(modules()), "name them in `house/rooms.py`"
    found = {one.key for one in rooms.upward(modules())}
    assert not found - ALLOWED["upward"], "imports run upward"
    assert not ALLOWED["upward"] - found, "gone: run `make house ARGS=--lower`"


def is_down(importer: str, own: int, name: str) -> bool:
    """Tell whether an import stays in its layer's package or goes below."""
    layer = layer_of(name)
    if layer < own:
        return True
    if layer > own:
        return False
    if own != PROVIDER:
        return True
    one, other = package_of(importer), package_of(name)
    return one == other or (one, other) in BETWEEN


@pytest.mark.parametrize("module", modules(), ids=lambda module: module.where)
def test_an_sdk_is_imported_in_its_own_package_only(module: Module) -> None:
    own = package_of(module.name) if layer_of(module.name) == PROVIDER else ""
    wrong = [
        f"{module.where}:{line} imports {name}"
        for line, name, _ in module.imports()
        for sdk in [name.partition(".")[0]]
        if sdk in SDKS and own not in SDKS[sdk]
    ]
    assert not wrong


def test_base_names_no_provider() -> None:
    names = set(SDKS) | {"xai"}
    wrong = [
        f"{module.where}:{line} imports {name}"
        for module in modules()
        if layer_of(module.name) in (BASE, CHAT)
        for line, name, _ in module.imports()
        if name.startswith("mirascope.core.") and package_of(name) in names
    ]
    assert not wrong


def test_tests_name_the_private_modules_of_base_in_one_place() -> None:
    private = re.compile(
        r"^\s*from mirascope\.core\.base(?:\.| import )_(?!utils )", re.MULTILINE
    )
    wrong = [
        str(path.relative_to(ROOT))
        for folder in ("tests", "benchmarks")
        for path in (ROOT / folder).rglob("*.py")
        if path != ROOT / "tests/internals.py"
        and private.search(path.read_text("utf-8"))
    ]
    assert not wrong
