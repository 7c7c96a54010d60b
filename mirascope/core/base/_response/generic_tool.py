"""Calls of tools that have no class: in the provider's own form, or never offered."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from types import new_class
from typing import TYPE_CHECKING, Any

from pydantic import ConfigDict
from pydantic_core import from_json
from typing_extensions import override

from mirascope.core.base._fields import (
    as_dict,
    as_mapping,
    is_dict,
    is_list,
    is_mapping,
)
from mirascope.core.base.tool.base_tool import BaseTool
from mirascope.core.base.tool.output import ErrorText
from mirascope.core.base.tool.pickles import RECIPE
from mirascope.exceptions import ToolNotCallableError

if TYPE_CHECKING:
    from mirascope.core.base._codec.vocabulary import Call


class GenericTool(BaseTool):
    """A call of a tool that has no class, so that it can be answered like any other.

    That is a tool in the provider's own form which the program runs, such as
    Anthropic's `bash` or one of OpenAI's type `custom`, or a name that the model made
    up. `args`, `id` and `tool_call` are those of every tool.
    """

    model_config = ConfigDict(extra="allow")

    @property
    def name(self) -> str:
        """The name that the model called."""
        return self._name()

    @property
    def input(self) -> str | None:
        """The text that the model gave, where a tool takes text and no arguments."""
        return vars(self).get("_input")

    @property
    def is_offered(self) -> bool:
        """Whether the tool may be one of those that were offered."""
        return bool(vars(self).get("_is_offered"))

    @override
    def call(self) -> str:
        """Say that there is no such tool, as an error for the model to read.

        Returns:
            The text; `tool_message_params` marks its result as an error.

        Raises:
            ToolNotCallableError: The tool is one in the provider's own form.
        """
        if self.is_offered:
            raise ToolNotCallableError(
                f"{self.name!r} is a tool in the provider's own form, which your "
                "program runs: do what `args` or `input` says, and give "
                "`tool_message_params` the tool with its output"
            )
        known = ", ".join(map(repr, vars(self).get("_known", ()))) or "none"
        return ErrorText(f"There is no tool {self.name!r}. The tools are: {known}.")


def generic_tool(call: Call, native: object, tool_types: Sequence[Any]) -> BaseTool:
    """Make a tool of a call that no class was given for.

    Args:
        call: The call.
        native: The same in the provider's form.
        tool_types: What was offered.

    Returns:
        The tool, a `GenericTool` of the provider's class.
    """
    kind = generic_class(_base_of(tool_types), call.name)
    tool: Any = kind.model_construct(**_arguments(call.arguments))._with_call(
        native, None
    )
    names = [list(_names(one)) for one in tool_types]
    is_native = [not callable(one) for one in tool_types]
    call_fields = as_mapping(as_mapping(native).get(call.kind) if call.kind else None)
    tool.__dict__.update(
        _input=call_fields.get("input"),
        _known=[name for found in names for name in found],
        _is_offered=any(
            own and (not found or call.name in found)
            for own, found in zip(is_native, names, strict=True)
        ),
    )
    return tool


def _base_of(tool_types: Sequence[Any]) -> type[BaseTool]:
    """Find the provider's tool class: also of tools that were unpickled."""
    classes: list[type] = [one for one in tool_types if isinstance(one, type)]
    bases = (base for one in classes for base in one.__mro__)
    return next((b for b in bases if vars(b).get("__provider__")), BaseTool)


@lru_cache(maxsize=256)
def generic_class(base: type[BaseTool], name: str) -> Any:
    """Make the class of the calls of one name.

    Args:
        base: The provider's tool class.
        name: The name that the model called.

    Returns:
        A subclass of `GenericTool` and the provider's class.
    """
    members = {
        "__module__": __name__,
        "__custom_name__": name,
        "model_config": {**base.model_config, "extra": "allow"},
        RECIPE: (generic_class, base, name),
    }
    bases = (GenericTool, base) if base is not BaseTool else (GenericTool,)
    return new_class(name or "tool", bases, {}, lambda made: made.update(members))


def _arguments(text: str) -> dict[str, Any]:
    """Read arguments as far as they are an object."""
    try:
        given = from_json(text or "{}")
    except ValueError:
        return {}
    return given if is_dict(given) else {}


def _names(tool: Any) -> Iterator[str]:
    """Find the names under which a model can call what was offered."""
    if callable(tool):
        own = getattr(tool, "_name", None)
        yield own() if own else getattr(tool, "__name__", "")
        return
    yield from _names_in(as_dict(tool))


def _names_in(value: Any) -> Iterator[str]:
    if is_mapping(value):
        for key, inner in value.items():
            if key == "name" and isinstance(inner, str):
                yield inner
            elif key not in ("parameters", "input_schema", "inputSchema"):
                yield from _names_in(inner)
    elif is_list(value):
        for inner in value:
            yield from _names_in(inner)
