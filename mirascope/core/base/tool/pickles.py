"""How tools are found again by what was pickled.

The classes that calls make of tools are in no module, but what they are made of is.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from types import FunctionType
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from typing_extensions import override

from mirascope.exceptions import ToolNotFoundError

if TYPE_CHECKING:
    from .base_tool import BaseTool

RECIPE = "__mirascope_recipe__"
"""Where a class says how it is made: an importable function, and its arguments."""


class Recipe:
    """What is pickled in place of a class: unpickling it gives the class.

    Args:
        make: An importable function.
        args: Its arguments.
    """

    def __init__(self, make: Callable[..., Any], args: tuple[Any, ...]) -> None:
        self._made_by = make, args

    @override
    def __reduce__(self) -> tuple[Callable[..., Any], tuple[Any, ...]]:
        return self._made_by


def picklable(value: Any) -> Any:
    """Give what can be pickled in place of a class; other values stay."""
    if not isinstance(value, type):
        return value
    if (recipe := vars(value).get(RECIPE)) is not None:
        make, *args = recipe
        return Recipe(make, tuple(map(picklable, args)))
    if (made_of := vars(value).get("__mirascope_made_of__")) is not None:
        return Recipe(tool_class, tuple(map(picklable, made_of)))
    return value


def tool_class(source: Any, tool_type: type[BaseTool]) -> Any:
    """Make a provider's tool class again."""
    from .convert import convert_tools

    return convert_tools([source], tool_type)[0]


def empty(kind: Any) -> Any:
    """Make the instance of a class that a pickle fills."""
    return kind.__new__(kind)


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
    elif isinstance(tool, tuple):  # noted before, and not looked at since
        place = Place(*cast("tuple[Any, Any, Any, Any]", tool))
    elif isinstance(tool, type):
        source, base = vars(tool).get("__mirascope_made_of__", (tool, None))
        module = getattr(source, "__module__", None) or ""
        qualname = getattr(source, "__qualname__", None) or ""
        place = Place(cast("Any", tool)._name(), module, qualname, base)
    elif isinstance(tool, FunctionType):  # of a response that was made by hand
        from .base_tool import BaseTool

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


def partial_class(tool: type[BaseTool]) -> Any:
    """Find the class of the partial tools of a tool."""
    from .arguments import partial_root

    return cast(Any, partial_root(tool).object).cls


def tool_state(tool: Any) -> tuple[Any, ...]:
    """Note where a tool's class is to be found, whether it is partial, and itself."""
    kind = cast(Any, type(tool))
    made = cast("dict[str, tuple[Any, ...]]", vars(kind)).get(RECIPE, (None,))
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
