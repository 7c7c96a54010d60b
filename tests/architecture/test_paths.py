"""The module paths of version 1 are there, and hand out what programs import."""

from __future__ import annotations

import warnings
from importlib import import_module

import pytest

from mirascope._providers import PROVIDERS
from mirascope.exceptions import MissingExtraError

PUBLIC = (
    *("call_response", "call_response_chunk", "stream", "tool"),
    *("call_params", "dynamic_config"),
)
HELPERS = ("setup_call", "get_json_output", "handle_stream", "handle_stream_async")
PATHS: dict[str, tuple[str, ...]] = {
    **{f"mirascope.core.{name}.{one}": () for name in PROVIDERS for one in PUBLIC},
    **{f"mirascope.core.{name}._utils": HELPERS for name in PROVIDERS},
    **{f"mirascope.llm.{one}": () for one in PUBLIC[:4]},
    "mirascope.core.base.call_response": ("BaseCallResponse", "transform_tool_outputs"),
    "mirascope.core.base.merge_decorators": ("merge_decorators",),
    "mirascope.core.base.metadata": ("metadata",),
    "mirascope.core.base.stream": ("BaseStream", "stream_factory"),
    "mirascope.core.base.structured_stream": (
        "BaseStructuredStream",
        "structured_stream_factory",
    ),
    "mirascope.core.base.toolkit": ("BaseToolKit", "is_toolkit_tool", "toolkit_tool"),
    "mirascope.core.costs.calculate_cost": ("calculate_cost",),
}


def missing(path: str) -> set[str]:
    """Find what of a path cannot be imported."""
    try:
        module = import_module(path)
    except ModuleNotFoundError as error:
        if error.name != path:
            raise
        return {path}
    return {f"{path} {name}" for name in PATHS[path] if not hasattr(module, name)}


@pytest.mark.parametrize("path", PATHS)
def test_a_path_of_version_1_is_there(path: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        try:
            found = missing(path)
        except MissingExtraError as error:
            pytest.skip(str(error))
    assert found == set()
