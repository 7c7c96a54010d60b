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
from .convert import made_of, tool_class
from .pickles import RECIPE, empty, picklable


class Place(NamedTuple):
    """Where the tool of a response is to be found."""

    name: str
    module: str
    qualname: str
    tool_type: Any
    """The provider's class; `None` where the tool is of it by itself."""


def places(tools: Sequence[Any]) -> list[Any]:
    """Note where tools are to be found, without a reference that could fail."""
    return [_place(tool) for tool in tools]


def _place(tool: Any) -> Any:
    if isinstance(tool, LostTool):
        place = tool.place
    elif isinstance(tool, LISTS):  # noted before, and not looked at since
        place = Place(*tool)
    elif is_class(tool):
        source, base = made_of(tool) or (tool, None)
        module = getattr(source, "__module__", None) or ""
        qualname = getattr(source, "__qualname__", None) or ""
        place = Place(tool._name(), module, qualname, base)
    elif isinstance(tool, FunctionType):  # of a response that was made by hand
        place = Place(tool.__name__, tool.__module__, tool.__qualname__, BaseTool)
    else:
        return tool
    return (*place[:3], picklable(place.tool_type))


def found(noted: Sequence[Any]) -> list[Any]:
    """Find the tools that `places` noted; each that is missing is a `LostTool`."""
    return [_find(Place(*one)) if isinstance(one, tuple) else one for one in noted]


def _find(place: Place) -> Any:
    source: Any = sys.modules.get(place.module)
    try:
        if source is None:
            source = import_module(place.module)
        for step in place.qualname.split("."):
            source = getattr(source, step)
        tool = source
        if place.tool_type is not None:
            tool = tool_class(source, place.tool_type)
        if tool._name() == place.name:
            return tool
    except Exception:  # whatever somebody's module does when it is imported
        return LostTool(place)
    return LostTool(place)


def tool_state(tool: Any) -> tuple[Any, ...]:
    """Note where a tool's class is to be found, whether it is partial, and itself."""
    kind = tool.__class__
    made = kind.__dict__.get(RECIPE, (None,))
    if is_partial := made[0] is partial_class:
        kind = made[1]
    return _place(kind), is_partial, tool.__getstate__()


def tool_from(state: tuple[Any, ...]) -> Any:
    """Make the tool that `tool_state` noted, a `LostTool` if its class is missing."""
    place, is_partial, known = state
    kind = _find(Place(*place))
    if isinstance(kind, LostTool):
        return kind
    tool = empty(partial_class(kind) if is_partial else kind)
    tool.__setstate__(known)
    return tool


class LostTool:
    """A tool of a response that was pickled where the tool could be found.

    Args:
        place: Where it was.
    """

    def __init__(self, place: Place) -> None:
        self.place = place

    def _name(self) -> str:
        return self.place.name

    def error(self, response: object) -> ToolNotFoundError:
        """Say that the tool is missing."""
        where = f"{self.place.module}.{self.place.qualname}"
        return ToolNotFoundError(
            f"the tool {self.place.name!r} was made of {where!r}, which cannot be "
            "imported here: define it at the top of a module that both sides import",
            response,
        )
