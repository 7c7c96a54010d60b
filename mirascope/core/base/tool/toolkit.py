"""Toolkits: models whose methods and nested classes are tools that share its state."""

from __future__ import annotations

import re
from abc import ABC
from typing import Any, ClassVar, cast

from pydantic import BaseModel
from typing_extensions import override

from mirascope.core.base._fields import is_class
from mirascope.core.base._type_variables import T
from mirascope.exceptions import OptionError, ToolDefinitionError

from .base_tool import BaseTool
from .convert import (
    Built,
    convert_base_model_to_base_tool,
    convert_function_to_base_tool,
)
from .pickles import RECIPE

_MARK = "__mirascope_toolkit_tool__"
_NOTHING: Any = object()

# `{self.x}`, or the same in doubled braces, which stands for itself.
_FIELD = re.compile(r"\{(\{self\.[^{}]*\})\}|\{self\.([^{}]*)\}")
_PATH = re.compile(r"(?P<name>\w+)(?P<path>(?:\.\w+)*)(?P<form>(?:![rsa])?(?::.*)?)")


def toolkit_tool(tool: T = _NOTHING) -> T:
    """Mark a method or a nested `BaseTool` class of a toolkit as a tool.

    Args:
        tool: The method, sync or async, or the class.

    Returns:
        The same object.
    """
    if tool is _NOTHING:
        raise OptionError("`@toolkit_tool()` has parentheses: write `@toolkit_tool`")
    setattr(getattr(tool, "__func__", tool), _MARK, True)
    return tool


class BaseToolKit(BaseModel, ABC):
    """A model whose `toolkit_tool` methods and nested classes are offered as tools.

    In a method `self` is the toolkit. In a nested tool class the toolkit's fields are
    attributes of the tool. Docstrings may contain `{self.x}`, which is filled in by
    `create_tools`.
    """

    __namespace__: ClassVar[str | None] = None
    """A prefix for the names of the tools, joined by an underscore."""
    __mirascope_toolkit_tools__: ClassVar[tuple[str, ...]] = ()

    def create_tools(self) -> list[type[BaseTool]]:
        """Make the tools of this toolkit.

        Returns:
            Tool classes bound to this instance, in ASCII order of their attributes. A
            class is made again only when its docstring has changed.
        """
        return [self._create(name) for name in type(self).__mirascope_toolkit_tools__]

    def _create(self, name: str) -> type[BaseTool]:
        tool: Any = getattr(self, name)
        doc = _fill(tool.__doc__, self) if tool.__doc__ else None
        built = Built.on(self).classes
        known = built.get(name)
        if known is not None and known[0] == doc:
            return known[1]
        made = self._bind(tool, doc)
        setattr(made, RECIPE, (_tool_of, self, name))
        built[name] = doc, made
        return made

    def _bind(self, tool: Any, doc: str | None) -> type[BaseTool]:
        prefix = self.__namespace__
        if not is_class(tool):
            made = convert_function_to_base_tool(tool, _KitTool, doc, prefix)
        else:
            made = convert_base_model_to_base_tool(tool, _KitTool)
            made.__doc__ = doc
            name = tool._name()
            made.__custom_name__ = f"{prefix}_{name}" if prefix else name
        made._info().toolkit = self
        return made

    @classmethod
    @override
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        super().__pydantic_init_subclass__(**kwargs)
        found: dict[str, Any] = {}
        for base in reversed(cls.__mro__):
            found.update(vars(base))
        names = sorted(name for name, value in found.items() if is_toolkit_tool(value))
        for name in names:
            _check(cls, name)
        if not names and ABC not in cls.__bases__ and not _is_generic(cls):
            raise ToolDefinitionError(
                f"the toolkit {cls.__name__!r} has no tools: mark a method with "
                "`@toolkit_tool`, or derive it from `ABC` too if only its subclasses "
                "have some"
            )
        cls.__mirascope_toolkit_tools__ = tuple(names)


def _tool_of(kit: BaseToolKit, name: str) -> type[BaseTool]:
    """Find the tool of an unpickled toolkit."""
    return kit._create(name)


class _KitTool(BaseTool):
    """A tool that sees the fields of the toolkit it belongs to."""

    def __getattr__(self, name: str) -> Any:
        try:
            # Pydantic hides it from type checkers.
            return cast(Any, super()).__getattr__(name)
        except AttributeError:
            kit = self._info().toolkit
            if name.startswith("_") or not hasattr(kit, name):
                raise
            return getattr(kit, name)

    @override
    def __setattr__(self, name: str, value: Any) -> None:
        kit: BaseToolKit = self._info().toolkit
        if name in type(kit).model_fields and name not in type(self).model_fields:
            setattr(kit, name, value)
        else:
            super().__setattr__(name, value)


def is_toolkit_tool(value: Any) -> bool:
    """Tell whether `toolkit_tool` has marked a method or class.

    Args:
        value: The method, bound or not, or the class.

    Returns:
        Whether this is so.
    """
    value = getattr(value, "__func__", value)
    return getattr(value, "__dict__", {}).get(_MARK) is True


def _is_generic(cls: type[BaseModel]) -> bool:
    return bool(cls.__pydantic_generic_metadata__["origin"])


def _check(cls: type[BaseToolKit], name: str) -> None:
    tool: Any = getattr(cls, name)
    where = f"{cls.__name__}.{name}"
    if isinstance(tool, type):
        if not issubclass(tool, BaseModel):
            raise ToolDefinitionError(
                f"{where!r} is marked as a tool but is no `BaseTool`: derive it from it"
            )
    elif not (tool.__doc__ or "").strip():
        raise ToolDefinitionError(
            f"the tool {where!r} has no docstring: write one, it is what the model "
            "knows about the tool"
        )
    for escaped, field in _FIELD.findall(tool.__doc__ or ""):
        if escaped:
            continue
        path = _PATH.fullmatch(field)
        if path is None or not _has(cls, path["name"]):
            raise ToolDefinitionError(
                f"the docstring of {where!r} has {{self.{field}}}, but the toolkit has "
                f"no {field!r}: use one of {sorted(cls.model_fields)}, or double the "
                "braces"
            )


def _has(cls: type[BaseModel], name: str) -> bool:
    return (
        name in cls.model_fields
        or name in cls.__private_attributes__
        or hasattr(cls, name)
    )


def _fill(template: str, kit: BaseToolKit) -> str:
    def replace(match: re.Match[str]) -> str:
        if match[1]:
            return match[1]
        path = _PATH.fullmatch(match[2])
        assert path is not None, "checked when the class was made"
        value: Any = getattr(kit, path["name"])
        for step in path["path"].split(".")[1:]:
            value = getattr(value, step)
        return f"{{{path['form']}}}".format(value)

    return _FIELD.sub(replace, template)
