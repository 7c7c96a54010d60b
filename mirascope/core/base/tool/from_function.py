"""How a function's signature becomes a tool's arguments, and these its call again."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Mapping, Sequence
from types import CodeType, SimpleNamespace
from typing import (
    Annotated,
    Any,
    NamedTuple,
    get_args,
    get_origin,
    get_type_hints,
)

from pydantic import BaseModel, Field
from pydantic.fields import FieldInfo

from mirascope.core.base._functions import caller, coroutine_name, innermost, is_partial
from mirascope.core.base._schema.docstring import read_docstring
from mirascope.exceptions import ToolDefinitionError

from .info import DEFAULT_DESCRIPTION, INFO, METADATA, ToolInfo

_EMPTY = inspect.Parameter.empty
_POSITIONAL = inspect.Parameter.POSITIONAL_ONLY
_EITHER = inspect.Parameter.POSITIONAL_OR_KEYWORD
_REST = inspect.Parameter.VAR_POSITIONAL
_EXTRA = inspect.Parameter.VAR_KEYWORD


class ArgumentBinding(NamedTuple):
    """A function, and how a tool's fields become its arguments."""

    fn: Callable[..., Any]
    receiver: str
    """`self` or `cls` where the function takes the tool, or its class, first."""
    positional: list[str]
    """The fields of what is passed by position."""
    rest: str | None
    """The field of `*args`."""
    keywords: list[tuple[str, str]]
    """Parameter and field of what is passed by name."""
    extra: bool
    """Whether the function has `**kwargs`."""

    @classmethod
    def of(
        cls,
        fn: Callable[..., Any],
        receiver: str,
        parameters: Sequence[inspect.Parameter],
        fields: Mapping[str, str],
    ) -> ArgumentBinding:
        """Plan the call.

        Args:
            fn: The function.
            receiver: Its first parameter, if that is not for the model.
            parameters: The parameters.
            fields: The field of each parameter but `**kwargs`.
        """
        kinds = {one.name: one.kind for one in parameters}
        rest = next((name for name, kind in kinds.items() if kind is _REST), None)
        # What stands before `*args` can only be passed by position.
        ordered = {_POSITIONAL} if rest is None else {_POSITIONAL, _EITHER}
        return cls(
            fn,
            receiver,
            [fields[name] for name, kind in kinds.items() if kind in ordered],
            None if rest is None else fields[rest],
            [
                (name, fields[name])
                for name, kind in kinds.items()
                if kind not in ordered and kind not in (_REST, _EXTRA)
            ],
            _EXTRA in kinds.values(),
        )

    def call(self, tool: BaseModel) -> Any:
        """Call the function with a tool's arguments."""
        values = tool.__dict__
        args: list[Any] = [values[field] for field in self.positional]
        keywords = {name: values[field] for name, field in self.keywords}
        if self.receiver:
            args.insert(0, tool if self.receiver == "self" else type(tool))
        if self.rest is not None:
            args.extend(values[self.rest] or ())
        if self.extra:
            keywords |= tool.__pydantic_extra__ or {}
        return self.fn(*args, **keywords)


def function_namespace(
    fn: Callable[..., Any], base: type[BaseModel], doc: str | None, name: str
) -> dict[str, Any]:
    """Make the body of the class that a function becomes.

    Args:
        fn: The function.
        base: The tool class that will be the base.
        doc: The docstring to read; the function's own if `None`.
        name: The function's name.

    Returns:
        The namespace for a class statement.

    Raises:
        ToolDefinitionError: The function cannot be a tool.
    """
    parameters, receiver = _parameters(fn, name)
    hints = _hints(fn, parameters, name)
    documented = read_docstring(
        _docstring(fn) if doc is None else doc, name, [*hints], _given(fn)
    )
    fields = _field_names([one for one in parameters if one.kind is not _EXTRA], base)
    namespace: dict[str, Any] = {}
    annotations: dict[str, Any] = {}
    for parameter in parameters:
        argument = parameter.name
        if parameter.kind is _EXTRA:
            annotations["__pydantic_extra__"] = dict[str, hints[argument]]
            continue
        field = fields[argument]
        annotations[field], assigned = _field(
            parameter, hints[argument], documented.parameters.get(argument), field
        )
        if assigned is not None:
            namespace[field] = assigned
    config: dict[str, Any] = {**base.model_config, "protected_namespaces": ()}
    if len(fields) < len(parameters):
        config["extra"] = "allow"
    if documented.examples:
        config["json_schema_extra"] = {"examples": [*documented.examples]}
    if any(field != argument for argument, field in fields.items()):
        config["serialize_by_alias"] = True
    return namespace | {
        "__annotations__": annotations,
        "__doc__": documented.description or DEFAULT_DESCRIPTION,
        INFO: ToolInfo(
            {field: name for name, field in fields.items()},
            ArgumentBinding.of(fn, receiver, parameters, fields),
        ),
        "call": _async_call(fn) if _is_async(fn) else _call,
        "model_config": config,
    }


def parameter_types(fn: Callable[..., Any]) -> dict[str, Any]:
    """Return the types of the parameters, as far as they are defined by now.

    Args:
        fn: The function.

    Returns:
        The types by parameter; nothing where the function cannot be a tool.
    """
    try:
        parameters, _ = _parameters(fn, "")
        return _hints(fn, parameters, "")
    except ToolDefinitionError:
        return {}


def _call(self: Any) -> Any:
    """Call the function with the arguments."""
    return getattr(self, INFO).binding.call(self)


def _async_call(fn: Callable[..., Any]) -> Callable[[Any], Any]:
    # Programs that run tools of both kinds ask whether `call` is a coroutine function.
    async def call(self: Any) -> Any:
        """Call the function with the arguments."""
        return await getattr(self, INFO).binding.call(self)

    call.__qualname__ = coroutine_name(fn)
    return call


def function_name(fn: Callable[..., Any]) -> str:
    """Give the name under which a function is offered.

    Args:
        fn: The function.

    Raises:
        ToolDefinitionError: It has none, like a lambda.
    """
    target: Any = fn
    while is_partial(target):
        target = target.func
    name: object = getattr(target, "__name__", None) or type(target).__name__
    if not isinstance(name, str) or name == "<lambda>":
        raise ToolDefinitionError(
            f"{fn!r} has no name the model could call: use `def`, or set its `__name__`"
        )
    return name


def _docstring(fn: Any) -> str | None:
    """Find the docstring of what runs, where the object itself has none of its own."""
    own = getattr(fn, "__dict__", {}).get("__doc__")
    if isinstance(own, str):
        return own
    if is_partial(fn):
        return _docstring(fn.func)
    if not inspect.isroutine(fn) and not hasattr(fn, "__wrapped__"):
        return inspect.getdoc(caller(fn)) or inspect.getdoc(fn)
    return inspect.getdoc(fn)


def _given(fn: Any) -> set[str]:
    """Name the parameters that a `partial` fills by position: models never see them."""
    if not is_partial(fn):
        return set()
    left = {*inspect.signature(fn).parameters}
    return {*inspect.signature(fn.func).parameters} - left


def _is_async(fn: Callable[..., Any]) -> bool:
    return inspect.iscoroutinefunction(fn) or inspect.iscoroutinefunction(caller(fn))


def _parameters(
    fn: Callable[..., Any], name: str
) -> tuple[list[inspect.Parameter], str]:
    """List what the model fills in, and name the receiver it does not."""
    try:
        parameters = list(inspect.signature(fn).parameters.values())
    except (ValueError, TypeError, NameError) as error:
        raise ToolDefinitionError(
            f"the signature of {name!r} cannot be read ({error}): wrap it in a "
            "function whose parameters are annotated"
        ) from error
    receiver = ""
    first = parameters[0] if parameters else None
    if first and first.name in ("self", "cls") and first.annotation is _EMPTY:
        receiver = first.name
        parameters = parameters[1:]
    for parameter in parameters:
        if parameter.annotation is _EMPTY:
            raise ToolDefinitionError(
                f"the parameter {parameter.name!r} of {name!r} has no annotation: "
                "annotate it, the model is told the type"
            )
    return parameters, receiver


def _field_names(
    parameters: Sequence[inspect.Parameter], base: type[BaseModel]
) -> dict[str, str]:
    """Choose a field for each parameter: its own name, unless tools use that."""
    names = [one.name for one in parameters]
    used = {*METADATA, *base.model_fields}
    fields: dict[str, str] = {}
    for name in names:
        field = name
        if name.startswith("_") or name in used or hasattr(base, name):
            field = f"arg_{name}"
            while field in names:
                field += "_"
        fields[name] = field
    return fields


def _field(
    parameter: inspect.Parameter, hint: Any, description: str | None, field: str
) -> tuple[Any, Any]:
    """Give the annotation and the value that a class statement would have."""
    default = parameter.default
    if parameter.kind is _REST:
        hint, default = list[hint], Field(default_factory=list)
    own = [one for one in get_args(hint)[1:] if isinstance(one, FieldInfo)]
    own = own if get_origin(hint) is Annotated else []
    if isinstance(default, FieldInfo):
        own.append(default)
    options: dict[str, Any] = {}
    if description and not any(one.description for one in own):
        options["description"] = description
    if field != parameter.name and not any(one.alias for one in own):
        options["alias"] = parameter.name
    if isinstance(default, FieldInfo):
        return (Annotated[hint, Field(**options)] if options else hint), default
    if default is not _EMPTY:
        options["default"] = default
    return hint, Field(**options) if options else None


def _hints(
    fn: Callable[..., Any], parameters: Sequence[inspect.Parameter], name: str
) -> dict[str, Any]:
    """Evaluate the annotations, also those that name what is local to a function."""
    holder = SimpleNamespace(
        __annotations__={one.name: one.annotation for one in parameters}
    )
    inner = innermost(fn)
    scope = _enclosing(inner)
    owner: object = getattr(fn, "__self__", None)
    members = vars(owner if isinstance(owner, type) else owner.__class__)
    problem: Exception | None = None
    # Methods are named like types (`list`), so a class is the last to be asked.
    for names in (scope, {**members, **scope}):
        try:
            return get_type_hints(
                holder, getattr(inner, "__globals__", {}), names, include_extras=True
            )
        except (NameError, TypeError, SyntaxError) as error:
            problem = error
    raise ToolDefinitionError(
        f"the annotations of {name!r} cannot be evaluated ({problem}): define the "
        "types they name at module level, and not under `TYPE_CHECKING` only"
    ) from problem


def _enclosing(fn: Any) -> dict[str, Any]:
    """Collect the local names that the function could see where it was defined."""
    if "<locals>" not in getattr(fn, "__qualname__", ""):
        return {}
    code: CodeType = fn.__code__
    found: dict[str, Any] = {}
    frame = sys._getframe(1)
    while frame is not None:
        if frame.f_code.co_name != "<module>" and _contains(frame.f_code, code):
            found = {**frame.f_locals, **found}
        frame = frame.f_back
    for name, cell in zip(code.co_freevars, fn.__closure__ or (), strict=True):
        try:
            found[name] = cell.cell_contents
        except ValueError:  # Not assigned yet.
            continue
    return found


def _contains(outer: CodeType, code: CodeType) -> bool:
    return any(
        constant is code
        or (isinstance(constant, CodeType) and _contains(constant, code))
        for constant in outer.co_consts
    )
