"""How the tools of an unpickled response are found again."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib import import_module
from types import FunctionType
from typing import Any, NamedTuple

from mirascope.core.base._fields import LISTS, is_class
from mirascope.exceptions import ToolNotFoundError

from .arguments import partial_class
from .base_tool import BaseTool
from .convert import source_of, tool_class
from .pickles import RECIPE, empty, picklable


class ToolLocation(NamedTuple):
    """Where the tool of a response is to be found."""

    name: str
    module: str
    qualname: str
    tool_type: Any
    """The provider's class; `None` where the tool is of it by itself."""


def tool_locations(tools: Sequence[Any]) -> list[Any]:
    """Note where tools are to be found, without a reference that could fail."""
    return [_location(tool) for tool in tools]


def _location(tool: Any) -> Any:
    if isinstance(tool, MissingTool):
        location = tool.location
    elif isinstance(tool, LISTS):  # noted before, and not looked at since
        location = ToolLocation(*tool)
    elif is_class(tool):
        source, base = source_of(tool) or (tool, None)
        module = getattr(source, "__module__", None) or ""
        qualname = getattr(source, "__qualname__", None) or ""
        location = ToolLocation(tool._name(), module, qualname, base)
    elif isinstance(tool, FunctionType):  # of a response that was made by hand
        location = ToolLocation(
            tool.__name__, tool.__module__, tool.__qualname__, BaseTool
        )
    else:
        return tool
    return (*location[:3], picklable(location.tool_type))


def find_tools(noted: Sequence[Any]) -> list[Any]:
    """Find the tools that `tool_locations` noted; a missing one is a `MissingTool`."""
    return [
        _find(ToolLocation(*one)) if isinstance(one, tuple) else one for one in noted
    ]


def _find(location: ToolLocation) -> Any:
    source: Any = sys.modules.get(location.module)
    try:
        if source is None:
            source = import_module(location.module)
        for step in location.qualname.split("."):
            source = getattr(source, step)
        tool = source
        if location.tool_type is not None:
            tool = tool_class(source, location.tool_type)
        if tool._name() == location.name:
            return tool
    except Exception:  # whatever somebody's module does when it is imported
        return MissingTool(location)
    return MissingTool(location)


def tool_state(tool: Any) -> tuple[Any, ...]:
    """Note where a tool's class is to be found, whether it is partial, and itself."""
    kind = tool.__class__
    made = kind.__dict__.get(RECIPE, (None,))
    if is_partial := made[0] is partial_class:
        kind = made[1]
    return _location(kind), is_partial, tool.__getstate__()


def tool_from(state: tuple[Any, ...]) -> Any:
    """Make the tool that `tool_state` noted; a `MissingTool` if its class is gone."""
    location, is_partial, known = state
    kind = _find(ToolLocation(*location))
    if isinstance(kind, MissingTool):
        return kind
    tool = empty(partial_class(kind) if is_partial else kind)
    tool.__setstate__(known)
    return tool


class MissingTool:
    """A tool of a response that was pickled where the tool could be found.

    Args:
        location: Where it was.
    """

    def __init__(self, location: ToolLocation) -> None:
        self.location = location

    def _name(self) -> str:
        return self.location.name

    def error(self, response: object) -> ToolNotFoundError:
        """Say that the tool is missing."""
        where = f"{self.location.module}.{self.location.qualname}"
        return ToolNotFoundError(
            f"the tool {self.location.name!r} was made of {where!r}, which cannot be "
            "imported here: define it at the top of a module that both sides import",
            response,
        )
