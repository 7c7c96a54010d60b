"""What packages hand out: lazy names, typed names and `__all__` agree."""

from __future__ import annotations

import ast
import re
import tomllib
from importlib import import_module

import pytest

from mirascope._lazy import rooms
from mirascope._parts import NAMES
from mirascope._providers import PROVIDERS
from mirascope.core.base.messages import parts
from mirascope.exceptions import MissingExtraError

from .source import ROOT, Module, modules


def lazy_names(module: Module) -> list[str] | None:
    """Read the names given to `attach`."""
    for node in ast.walk(module.tree):
        if not isinstance(node, ast.Call) or ast.unparse(node.func) != "attach":
            continue
        known = {"rooms": rooms, "PROVIDERS": PROVIDERS, "NAMES": NAMES}
        table = eval(ast.unparse(node.args[1]), known)  # noqa: S307  it is our own
        return sorted(name for names in table.values() for name in names.split())
    return None


def public_names(module: Module) -> list[str] | None:
    """Read `__all__`."""
    for node in module.tree.body:
        # Where it depends on what is installed, only type checkers see all of it.
        for one in node.body if isinstance(node, ast.If) else [node]:
            if isinstance(one, ast.Assign) and ast.unparse(one.targets[0]) == "__all__":
                return ast.literal_eval(one.value)
    return None


def typed_names(module: Module) -> set[str]:
    """Read the names that stand under `if TYPE_CHECKING`."""
    names: set[str] = set()
    for node in module.tree.body:
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            for statement in node.body:
                if isinstance(statement, ast.ImportFrom):
                    names |= {
                        alias.asname
                        for alias in statement.names
                        if alias.asname == alias.name
                    }
                    if statement.names[0].name == "*":
                        names |= set(parts.__all__)
                elif isinstance(statement, ast.AnnAssign) and not statement.value:
                    names.add(ast.unparse(statement.target))
    return names


LAZY = [module for module in modules() if lazy_names(module) is not None]
EACH = pytest.mark.parametrize("module", LAZY, ids=lambda module: module.where)


def test_the_public_packages_are_lazy() -> None:
    names = {module.name for module in LAZY}
    assert {"mirascope", "mirascope.core", "mirascope.core.base", "mirascope.llm"} <= (
        names
    )


@EACH
def test_lazy_typed_and_public_names_agree(module: Module) -> None:
    lazy, public = lazy_names(module) or [], public_names(module)
    if public is None:  # it depends on what is installed
        public = lazy
    defined = {
        node.name
        for node in module.tree.body
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
    }
    assert set(public) == (set(lazy) | (defined & set(public)))
    assert set(lazy) == typed_names(module)


@EACH
def test_public_names_are_sorted(module: Module) -> None:
    public = public_names(module) or []
    assert public == sorted(public, key=_order)
    assert len(public) == len(set(public))


def _order(name: str) -> tuple[int, str]:
    """Order as ruff does: constants, classes, the rest."""
    kind = 0 if name.isupper() else 1 if name[0].isupper() else 2
    return kind, name


@EACH
def test_every_public_name_can_be_reached(module: Module) -> None:
    package = import_module_or_skip(module.name)
    names = public_names(module) or lazy_names(module) or []
    for name in names:
        try:
            assert getattr(package, name) is not None, name
        except MissingExtraError:
            continue
    assert set(names) <= set(dir(package))
    assert set(names) >= set(package.__all__)
    with pytest.raises(AttributeError, match="unheard_of"):
        _ = package.unheard_of


def import_module_or_skip(name: str):
    try:
        return import_module(name)
    except MissingExtraError as error:
        pytest.skip(str(error))


CONTRACT = {
    "mirascope": """AudioPart AudioURLPart BaseDynamicConfig BaseMessageParam BaseTool
        BaseToolKit CacheControlPart DocumentPart DocumentURLPart ImagePart ImageURLPart
        LocalProvider Messages Provider TextPart ToolCallPart ToolResultPart
        prompt_template core __version__ close_clients aclose_clients retries
        warm_up""",
    "mirascope.core": """AudioPart AudioURLPart BaseCallResponse BaseDynamicConfig
        BaseMessageParam BasePrompt BaseStream BaseTool BaseToolKit CacheControlPart
        CostMetadata DocumentPart DocumentURLPart FromCallArgs ImagePart ImageURLPart
        LocalProvider Messages Provider ResponseModelConfigDict TextPart ToolCallPart
        ToolResultPart base calculate_cost costs merge_decorators metadata
        prompt_template toolkit_tool openai groq xai""",
    "mirascope.core.base": """AudioPart AudioSegment AudioURLPart BaseCallKwargs
        BaseCallParams BaseCallResponse BaseCallResponseChunk BaseDynamicConfig
        BaseMessageParam BasePrompt BaseStream BaseStructuredStream BaseTool BaseToolKit
        BaseType CacheControlPart CommonCallParams CostMetadata DocumentPart
        DocumentURLPart FromCallArgs GenerateJsonSchemaNoTitles ImagePart ImageURLPart
        JsonableType LocalProvider Messages Metadata Provider ResponseModelConfigDict
        TextPart ToolCallPart ToolConfig ToolResultPart Usage call_factory
        merge_decorators metadata prompt_template toolkit_tool
        transform_tool_outputs""",
    "mirascope.core.base.stream_config": "StreamConfig",
    "mirascope.core.base.types": """FinishReason JsonableType ImageMetadata
        VideoMetadata AudioMetadata GoogleMetadata PDFMetadata PDFImageMetadata""",
    "mirascope.core.base.messages": "Messages",
    "mirascope.retries": "Fallback FallbackError fallback tenacity",
    "mirascope.llm": """call override context CallResponse CallResponseChunk Stream Tool
        Provider LocalProvider CostMetadata calculate_cost register_provider""",
    "mirascope.core.openai": """OpenAICallParams OpenAICallResponse
        OpenAICallResponseChunk OpenAIDynamicConfig AsyncOpenAIDynamicConfig
        OpenAIMessageParam OpenAIStream OpenAITool OpenAIToolConfig call
        openai_call""",
    "mirascope.core.groq": """GroqCallParams GroqCallResponse GroqCallResponseChunk
        GroqDynamicConfig AsyncGroqDynamicConfig GroqMessageParam GroqStream GroqTool
        call groq_call""",
    "mirascope.core.xai": """XAICallParams XAICallResponse XAICallResponseChunk
        XAIDynamicConfig AsyncXAIDynamicConfig XAIMessageParam XAIStream XAITool call
        xai_call""",
}


@pytest.mark.parametrize("package", CONTRACT)
def test_the_documented_names_are_there(package: str) -> None:
    module = import_module_or_skip(package)
    # `AudioSegment` is pydub's, and only there when that is.
    names = set(CONTRACT[package].split()) - {"AudioSegment"}
    missing = [name for name in sorted(names) if not hasattr(module, name)]
    assert not missing


@pytest.mark.parametrize("name", ["openai", "groq", "xai"])
def test_call_has_two_names(name: str) -> None:
    package = import_module_or_skip(f"mirascope.core.{name}")
    assert package.call is getattr(package, f"{name}_call")


def test_the_call_params_of_every_provider_are_taken() -> None:
    core = next(module for module in modules() if module.name == "mirascope.core")
    union = next(
        node.value
        for node in ast.walk(core.tree)
        if isinstance(node, ast.AnnAssign)
        and ast.unparse(node.target) == "AnyCallParams"
    )
    taken = re.findall(r"(\w+)\.(\w+)CallParams", ast.unparse(union or core.tree))
    assert sorted(name for name, _ in taken) == sorted(PROVIDERS)
    assert all(prefix.lower() == name for name, prefix in taken)


def test_every_provider_has_an_extra() -> None:
    with (ROOT / "pyproject.toml").open("rb") as file:
        extras = tomllib.load(file)["project"]["optional-dependencies"]
    assert {*PROVIDERS, "all"} <= set(extras)


KEPT_EXTRAS = {"tenacity"}
"""Names that programs for version 1 install; what they brought is a dependency now."""


def test_the_extras_are_those_that_some_code_asks_for() -> None:
    with (ROOT / "pyproject.toml").open("rb") as file:
        extras = tomllib.load(file)["project"]["optional-dependencies"]
    named = {
        ast.literal_eval(node.args[2])
        for module in modules()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call)
        and ast.unparse(node.func) in ("require", "missing_extra")
        and isinstance(node.args[2], ast.Constant)
    }
    assert set(extras) == named | {"all"} | KEPT_EXTRAS
    assert not any(extras[name] for name in KEPT_EXTRAS)
