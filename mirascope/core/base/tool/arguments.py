"""How the arguments of a model's call become a tool, whole or as far as they came."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import copy
from typing import TYPE_CHECKING, Any, Generic, TypeAlias

from pydantic import BaseModel, ValidationError
from typing_extensions import override

from mirascope.core.base._schema.generate import GenerateJsonSchemaNoTitles
from mirascope.core.base._schema.strict import without_nulls
from mirascope.exceptions import ToolArgumentsError

from .base_tool import BaseTool, BaseToolT
from .pickles import RECIPE

if TYPE_CHECKING:
    from mirascope.core.base._json.parser import Node

Arguments: TypeAlias = str | Mapping[str, Any] | None


def build(
    tool: type[BaseToolT],
    arguments: Arguments,
    tool_call: object,
    *,
    delta: str | None = None,
    partial: bool = False,
) -> BaseToolT:
    """Build a tool from a model's call.

    Args:
        tool: The class.
        arguments: The arguments, or their JSON text; empty for none.
        tool_call: The native call, or a `LazyCall` of it.
        delta: The text with which a partial tool grew.
        partial: Whether the text may break off anywhere. The tool is then of a
            class `Partial<Name>` whose arguments are `None` until they arrive.

    Returns:
        The tool, validated unless it is partial.

    Raises:
        ToolArgumentsError: The arguments are not a JSON object.
        ValidationError: The arguments do not fit the tool.
    """
    made = (_read_partial if partial else _read)(tool, arguments)
    if isinstance(tool_call, LazyCall):
        vars(made)["_late_call"] = tool_call
        return made
    return made._with_call(tool_call, delta)


def _read(tool: type[BaseToolT], arguments: Arguments) -> BaseToolT:
    """Build and validate a tool; empty text is no arguments."""
    if not arguments or (isinstance(arguments, str) and not arguments.strip()):
        return tool.model_validate({})
    text = isinstance(arguments, str)
    is_strict = tool.tool_config.get("strict") and tool._is_strict()
    if is_strict or (not text and tool.model_config.get("strict")):
        arguments = _without_nulls(tool, arguments)
    if not isinstance(arguments, str):
        return tool.model_validate(arguments)
    try:
        return tool.model_validate_json(arguments)
    except ValidationError as error:
        problem = error.errors(include_url=False, include_context=False)[0]
        if problem["loc"] or problem["type"] not in ("json_invalid", "model_type"):
            raise
        raise _not_an_object(tool, arguments, problem["msg"]) from error


def _without_nulls(tool: type[BaseTool], arguments: str | Mapping[str, Any]) -> str:
    """Give JSON text in which `null` no longer stands for what was left out."""
    from pydantic_core import from_json, to_json

    values: Any = arguments
    if isinstance(arguments, str):
        try:
            values = from_json(arguments)
        except ValueError as error:
            raise _not_an_object(tool, arguments, str(error)) from error
    if tool._is_strict():
        values = without_nulls(values, _schema(tool))
    return to_json(values).decode()


def _schema(tool: type[BaseTool]) -> dict[str, Any]:
    """Give the schema of the arguments before it was made strict."""
    info = tool._info()
    if info.schema is None:
        # Without the warnings that come with the schema that is sent.
        generate = vars(BaseModel)["model_json_schema"].__func__
        info.schema = generate(tool, schema_generator=GenerateJsonSchemaNoTitles)
    assert info.schema is not None
    return info.schema


def _not_an_object(
    tool: type[BaseTool], arguments: str, problem: str
) -> ToolArgumentsError:
    shown = arguments if len(arguments) <= 200 else f"{arguments[:200]}..."
    return ToolArgumentsError(
        f"the arguments of the call of {tool._name()!r} are not a JSON object "
        f"({problem}): {shown!r}; ask the model again, or allow it more tokens"
    )


class PartialArguments(Generic[BaseToolT]):
    """The arguments of one call while they arrive, each character read once.

    Args:
        tool: The class of the whole tool.
    """

    def __init__(self, tool: type[BaseToolT]) -> None:
        from mirascope.core.base._json.parser import PartialJson

        self._root = partial_root(tool)
        self._json = PartialJson(self._root, arrays=False)
        shape: Any = self._root.object
        self._lazy_class: type | None = shape.cls if shape.is_lazy else None

    def feed(
        self, text: str, native: LazyCall | None = None, delta: str | None = None
    ) -> BaseToolT:
        """Read on.

        Args:
            text: The next piece of the JSON text.
            native: The native call as far as it came.
            delta: The text with which the tool grew.

        Returns:
            An instance of `Partial<Name>`, a subclass whose arguments are all optional.
            Nothing in it is validated that is not complete.
        """
        from mirascope.core.base._partial.classes import lazy_partial, note

        self._json.feed(text)
        state = self._json.state
        if self._lazy_class is not None and state is not None:
            tool = lazy_partial(self._lazy_class, state)
        else:
            tool = self._now()
        if native is not None:
            note(tool, _late_call=native, _delta=delta)
        return tool

    def _now(self) -> Any:
        """Build the tool."""
        from mirascope.core.base._json.parser import MISSING, PartialJson

        tool = self._json.value
        if tool is MISSING:
            nothing = PartialJson(self._root, arrays=False)
            nothing.feed("{")
            return nothing.value
        # A value that is complete is the same object whatever follows it.
        return copy(tool) if self._json.finish() else tool


class LazyCall:
    """The native call of a tool, made when somebody looks at it.

    Args:
        make: Makes it.
    """

    __slots__ = ("_made", "_make")

    def __init__(self, make: Callable[[], Any]) -> None:
        self._make: Callable[[], Any] | None = make
        self._made: Any = None

    @property
    def native(self) -> Any:
        """The call."""
        make = self._make
        if make is not None:  # another thread may look at it, too
            self._made = make()
            self._make = None
        return self._made

    @override
    def __eq__(self, other: object) -> bool:
        return isinstance(other, LazyCall) and bool(self.native == other.native)

    @override
    def __hash__(self) -> int:
        return hash(LazyCall)

    @override
    def __repr__(self) -> str:
        return repr(self.native)

    @override
    def __reduce__(self) -> Any:
        return _made, (self.native,)


def _made(native: Any) -> LazyCall:
    """Give a call that was made before it was copied or pickled."""
    return LazyCall(lambda: native)


def _read_partial(tool: type[BaseToolT], arguments: Arguments) -> BaseToolT:
    """Build a tool from arguments that may break off anywhere."""
    if isinstance(arguments, Mapping):
        from pydantic_core import to_json

        arguments = to_json(arguments).decode()
    return PartialArguments(tool).feed(arguments or "")


def partial_class(tool: type[BaseTool]) -> Any:
    """Find the class of the partial tools of a tool."""
    shape: Any = partial_root(tool).object
    return shape.cls


def partial_root(tool: type[BaseTool]) -> Node:
    """Give the node of a tool's arguments, made once."""
    info = tool._info()
    if info.partial is None:
        from mirascope.core.base._partial.plan import PartialPlan

        info.partial = PartialPlan(tool, False).root
        made = info.partial.object.cls
        made.__custom_name__ = tool._name()
        setattr(made, RECIPE, (partial_class, tool))
    return info.partial
