"""How functions, models and types become tool classes, each of them once."""

from __future__ import annotations

import types
from collections.abc import Callable, Sequence
from typing import Annotated, Any, get_args, get_origin
from weakref import WeakValueDictionary, ref

from pydantic import BaseModel
from typing_extensions import override

from mirascope.core.base._fields import is_class, is_mapping
from mirascope.exceptions import ToolDefinitionError

from .base_tool import BaseTool, BaseToolT
from .check import check_tools
from .from_function import function_name, function_namespace
from .info import DEFAULT_DESCRIPTION
from .pickles import RECIPE, empty

_BUILT = "__mirascope_tools__"


class Built:
    """The tool classes made of one object, kept on it: they live as long as it does.

    Wrappers and copies of the object inherit its attributes, so the owner is checked.
    """

    __slots__ = ("__weakref__", "classes", "owner")

    def __init__(self, owner: object = None) -> None:
        self.owner = None if owner is None else ref(owner)
        self.classes: dict[object, Any] = {}

    @override
    def __reduce__(self) -> tuple[type[Built], tuple[()]]:
        return Built, ()

    @classmethod
    def on(cls, owner: Any) -> Built:
        """Find or make what was built of a class, function or toolkit."""
        state: dict[str, Any] = owner.__dict__
        built = state.get(_BUILT)
        if built is None or built.owner is None or built.owner() is not owner:
            built = cls(owner)
            if isinstance(owner, type):
                setattr(owner, _BUILT, built)
            else:
                # Frozen models let nothing else in.
                state[_BUILT] = built
        return built


# A class holds the method it was made of, so while it is here the ids are taken.
_of_methods: WeakValueDictionary[tuple[int, int, type], Any] = WeakValueDictionary()


def convert_tools(tools: Sequence[object], tool_type: type[BaseTool]) -> list[Any]:
    """Make the provider's tool classes of what a call was given as `tools`.

    Args:
        tools: Tool classes, functions, methods, pydantic models with a `call` method,
            and tools in the provider's own form.
        tool_type: The provider's tool class.

    Returns:
        Subclasses of `tool_type`, in order; dicts and other native tools as they are.

    Raises:
        TypeError: A model or tool has no `call` method.
        ToolDefinitionError: Something cannot be a tool, or two have the same name.
    """
    converted = [_convert(tool, tool_type) for tool in tools]
    # The same tool may be listed twice; two of one name are a mistake.
    converted = list({id(tool): tool for tool in converted}.values())
    classes = [tool for tool in converted if is_class(tool)]
    names: list[str] = [tool._name() for tool in classes]
    if len(set(names)) < len(names):
        name = next(name for name in names if names.count(name) > 1)
        raise ToolDefinitionError(
            f"two tools are called {name!r}, so the model's calls would be "
            "ambiguous: rename one, or give its toolkit a `__namespace__`"
        )
    return converted


def native_schema(tool: type[BaseTool]) -> Any:
    """Give a tool in the provider's own form, built once.

    Args:
        tool: A provider's tool class.

    Returns:
        What `tool_schema` gave the first time; all calls share it.
    """
    info = tool._info()
    if info.native is None:
        info.native = tool.tool_schema()
    return info.native


def native_schemas(tools: Sequence[Any]) -> list[Any]:
    """Give tools in the provider's own form, which is shared: copy it to change it."""
    return [native_schema(tool) if isinstance(tool, type) else tool for tool in tools]


def convert_function_to_base_tool(
    fn: Callable[..., Any],
    base: type[BaseToolT],
    __doc__: str | None = None,
    __namespace__: str | None = None,
) -> type[BaseToolT]:
    """Make a tool class of a function.

    The parameters become the arguments, the docstring the descriptions. `*args` becomes
    a list and `**kwargs` whatever else the model gives. A first parameter `self` or
    `cls` without annotation receives the tool, or its class.

    Args:
        fn: The function, sync or async.
        base: The class to derive from.
        __doc__: A docstring to read in place of the function's.
        __namespace__: A prefix for the name, joined by an underscore.

    Returns:
        A class named after the function.

    Raises:
        ToolDefinitionError: The function cannot be a tool.
    """
    name = function_name(fn)
    namespace = function_namespace(fn, base, __doc__, name)
    namespace[RECIPE] = tool_class, fn, base
    if __namespace__:
        name = f"{__namespace__}_{name}"
    return _new_class(name, (base,), namespace, fn)


def convert_base_model_to_base_tool(
    model: type[BaseModel], base: type[BaseToolT]
) -> type[BaseToolT]:
    """Make a tool class of a pydantic model or another tool class.

    Args:
        model: The model; a tool can be called only if it has a `call` method.
        base: The class to derive from.

    Returns:
        A subclass of both, under the same name.

    Raises:
        ToolDefinitionError: The model's value is not an object.
    """
    if issubclass(model, base):
        return model
    source: Any = model
    if issubclass(model, BaseTool) and _has_provider(model):
        source, _ = source_of(model) or (model, base)
    if source is not model:
        return _convert(source, base)
    if model.__pydantic_root_model__:
        raise ToolDefinitionError(
            f"{model.__name__!r} is a RootModel, and arguments are always an object: "
            "use a model with fields"
        )
    bases: tuple[type, ...] = (source, base)
    if issubclass(source, BaseTool) and _has_provider(source):
        # Whose tool it is decides how it is described; the rest comes from the source.
        bases = (base, source)
    namespace = {
        "__doc__": source.__doc__,
        RECIPE: (tool_class, source, base),
        "model_config": {**base.model_config, **source.model_config},
    }
    return _new_class(source.__name__, bases, namespace, source)


def convert_base_type_to_base_tool(
    base_type: Any, base: type[BaseToolT]
) -> type[BaseToolT]:
    """Make a tool class whose one argument, `value`, is of a type.

    Args:
        base_type: A builtin type, `Literal`, `Enum`, union or the like.
        base: The class to derive from.

    Returns:
        A class named after the type.
    """
    kind = base_type
    while get_origin(kind) is Annotated:
        kind = get_args(kind)[0]
    name = getattr(kind, "__name__", None) or type(kind).__name__
    if isinstance(kind, types.UnionType):
        optional = len(get_args(kind)) == 2 and type(None) in get_args(kind)
        name = "Optional" if optional else "Union"
    namespace = {
        "__annotations__": {"value": base_type},
        "__doc__": DEFAULT_DESCRIPTION,
        "__module__": base.__module__,
        "call": _value,
    }
    return _new_class(name, (base,), namespace, base)


def _value(self: BaseTool) -> Any:
    """Give the value."""
    return self.__dict__["value"]


def tool_class(source: Any, tool_type: type[BaseTool]) -> Any:
    """Make a provider's tool class again."""
    return convert_tools([source], tool_type)[0]


def source_of(tool: type) -> tuple[Any, Any] | None:
    """Give what `tool_class` would make a class of again, if it was made so."""
    make, *args = vars(tool).get(RECIPE, (None,))
    return (args[0], args[1]) if make is tool_class else None


def _has_provider(tool: type[BaseTool]) -> bool:
    return tool.tool_schema.__func__ is not BaseTool.tool_schema.__func__


def _new_class(
    name: str, bases: tuple[type, ...], namespace: dict[str, Any], source: Any
) -> Any:
    body = {
        "__module__": getattr(source, "__module__", __name__),
        "__qualname__": name,
        **namespace,
    }
    return types.new_class(name, bases, {}, lambda made: made.update(body))


def _convert(tool: Any, tool_type: type[BaseTool]) -> Any:
    if isinstance(tool, types.FunctionType):
        built = Built.on(tool).classes
        made = built.get(tool_type)
        if made is None:
            check_tools([tool])  # what a dynamic config gives was not looked at yet
            made = convert_function_to_base_tool(tool, tool_type)
            built[tool_type] = made
        return made
    if isinstance(tool, type):
        return _convert_class(tool, tool_type)
    if is_mapping(tool):
        return tool
    if isinstance(tool, BaseTool) or hasattr(tool, "create_tools"):
        hint = "its class" if isinstance(tool, BaseTool) else "its `create_tools()`"
        raise ToolDefinitionError(f"{tool!r} is not a tool: give {hint}")
    if callable(tool):
        return _convert_callable(tool, tool_type)
    if isinstance(tool, BaseModel):
        return tool
    raise ToolDefinitionError(
        f"{tool!r} cannot be a tool: give a function, a `BaseTool` class, a pydantic "
        "model with a `call` method, or a dict in the provider's own form"
    )


def _convert_class(tool: Any, tool_type: type[BaseTool]) -> type[BaseTool]:
    known = tool.__dict__.get(_BUILT)
    if known is not None and tool_type in known.classes:
        return known.classes[tool_type]
    if not issubclass(tool, BaseModel):
        raise ToolDefinitionError(
            f"{tool.__name__!r} is a class, but neither a `BaseTool` nor a pydantic "
            "model: derive it from `BaseTool`"
        )
    if not callable(getattr(tool, "call", None)) or "call" in getattr(
        tool, "__abstractmethods__", ()
    ):
        raise TypeError(
            f"{tool.__name__!r} has no `call` method, so the model's calls of it would "
            "have no effect: define one, or use the class as `response_model`"
        )
    if issubclass(tool, tool_type):
        return tool
    made = convert_base_model_to_base_tool(tool, tool_type)
    return Built.on(tool).classes.setdefault(tool_type, made)


def _convert_callable(fn: Any, tool_type: type[BaseTool]) -> type[BaseTool]:
    owner = fn.__self__ if isinstance(fn, types.MethodType) else fn
    inner = fn.__func__ if isinstance(fn, types.MethodType) else fn
    key = (id(owner), id(inner), tool_type)
    made = _of_methods.get(key)
    if made is None:
        made = convert_function_to_base_tool(fn, tool_type)
        _of_methods[key] = made
    return made


def tools_by_name(tools: Sequence[Any]) -> dict[str, Any]:
    """Give the tools of a response by name, those in a provider's own form left out.

    Args:
        tools: Tool classes; in a response that was made by hand also functions.

    Returns:
        The classes.
    """
    made = [
        tool if hasattr(tool, "_name") else _convert(tool, BaseTool) for tool in tools
    ]
    return {tool._name(): tool for tool in made if hasattr(tool, "_name")}


def rebuild(source: Any, tool_type: type[BaseTool]) -> BaseTool:
    """Make an empty instance of the class that was made of something.

    Args:
        source: What `convert_tools` was given.
        tool_type: The provider's tool class.

    Returns:
        An instance for unpickling.
    """
    return empty(tool_class(source, tool_type))
