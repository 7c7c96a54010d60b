"""What a tool is: arguments the model fills in, and a `call` that uses them."""

from __future__ import annotations

import inspect
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, ClassVar, Self, SupportsIndex, TypeVar

from pydantic import BaseModel, ConfigDict
from pydantic.errors import PydanticUserError
from pydantic.json_schema import DEFAULT_REF_TEMPLATE, GenerateJsonSchema
from typing_extensions import TypedDict, override

from mirascope.core.base._fields import is_mapping
from mirascope.core.base._functions import warn
from mirascope.core.base._schema.generate import (
    GenerateJsonSchemaNoTitles,
    legal_name,
)
from mirascope.exceptions import ToolDefinitionError

from .info import DEFAULT_DESCRIPTION, INFO, METADATA, ToolInfo
from .parameter_types import refuse_fields
from .pickles import empty, picklable

if TYPE_CHECKING:
    from pydantic.json_schema import JsonSchemaMode


class ToolConfig(TypedDict, total=False):
    """Options of a tool for one provider; each provider that has some extends this."""


class BaseTool(BaseModel, ABC):
    """A tool that a model can call: the fields are its arguments.

    Subclass it with fields, a docstring that tells the model what the tool does, and a
    `call` method, sync or async.

    What is known about the call is kept apart from the arguments. `args`, `id`,
    `tool_call` and `delta` give it, unless the tool has an argument of that name: then
    the attribute is the argument, and `_args`, `_id`, `_tool_call` and `_delta` still
    give what is known about the call.
    """

    # Few classes are ever validated: the others need no validator.
    model_config = ConfigDict(defer_build=True, protected_namespaces=())

    __custom_name__: ClassVar[str] = ""
    """The name the model sees, where it is not the name of the class."""
    __provider__: ClassVar[str] = ""
    """The provider that a class of tools belongs to."""
    __tool_config_type__: ClassVar[type] = ToolConfig
    """The options that the provider knows."""
    tool_config: ClassVar[ToolConfig] = ToolConfig()
    """The provider's options for this tool."""

    # At run time the class has no attributes of these names: fields may take them.
    if TYPE_CHECKING:

        @property
        def args(self) -> dict[str, Any]:
            """The arguments by name."""
            ...

        @property
        def id(self) -> str | None:
            """The id of the native tool call, if there is one."""
            ...

        @property
        def tool_call(self) -> Any:
            """The native tool call; `None` on a tool that no response made."""
            ...

        @property
        def delta(self) -> str | None:
            """The text that a partial tool of a stream brought; else `None`."""
            ...

        @property
        def _args(self) -> dict[str, Any]: ...
        @property
        def _id(self) -> str | None: ...
        @property
        def _tool_call(self) -> Any: ...
        @property
        def _delta(self) -> str | None: ...

    else:

        def __init__(self, /, **data: Any) -> None:
            hidden = {
                f"_{name}": data.pop(name)
                for name in ("tool_call", "delta")
                if name in data and name not in type(self).model_fields
            }
            super().__init__(**data)
            self.__dict__.update(hidden)

        # Validation fills an instance without coming through here.
        __init__.__pydantic_base_init__ = True

        def __getattr__(self, name: str) -> Any:
            known = name[1:] if name[:1] == "_" else name
            if known in METADATA and name not in self.__private_attributes__:
                return self._metadata(known)
            return super().__getattr__(name)

    @abstractmethod
    def call(self, *args: Any, **kwargs: Any) -> Any:
        """Do what the tool is for."""
        ...

    @classmethod
    def _name(cls) -> str:
        """Give the name the model sees; may be overridden."""
        return legal_name(cls.__custom_name__ or cls.__name__)

    @classmethod
    def _description(cls) -> str:
        """Give what the model reads about the tool; may be overridden."""
        return inspect.cleandoc(cls.__doc__) if cls.__doc__ else DEFAULT_DESCRIPTION

    @classmethod
    def tool_schema(cls) -> Any:
        """Give the tool in the provider's own form.

        Raises:
            RuntimeError: The class belongs to no provider.
        """
        raise RuntimeError(
            f"{cls.__name__!r} belongs to no provider: `tool_schema` exists on the "
            "classes that a call makes of its tools, such as an `OpenAITool`"
        )

    @classmethod
    def from_tool_call(cls, tool_call: Any, allow_partial: bool = False) -> Self:
        """Build and validate a tool from a native tool call.

        Args:
            tool_call: The call as the provider's SDK gives it.
            allow_partial: Whether the arguments may break off anywhere.

        Raises:
            RuntimeError: The class belongs to no provider.
        """
        raise RuntimeError(
            f"{cls.__name__!r} belongs to no provider: `from_tool_call` exists on the "
            "classes that a call makes of its tools, such as an `OpenAITool`"
        )

    @classmethod
    @override
    def model_json_schema(
        cls,
        by_alias: bool | None = True,
        ref_template: str = DEFAULT_REF_TEMPLATE,
        schema_generator: type[GenerateJsonSchema] = GenerateJsonSchemaNoTitles,
        mode: JsonSchemaMode = "validation",
        **options: Any,
    ) -> dict[str, Any]:
        """Generate the JSON schema of the arguments.

        Args:
            by_alias: Whether properties have the aliases of their fields.
            ref_template: How references are written.
            schema_generator: The generator; the default one leaves out the titles that
                only repeat a name.
            mode: Whether to describe what is validated or what is serialized.
            **options: What else pydantic takes.

        Returns:
            A new schema, without title and description at its root.
        """
        cls.warn_for_unsupported_configurations()
        try:
            schema = super().model_json_schema(
                by_alias, ref_template, schema_generator, mode, **options
            )
        except PydanticUserError:
            refuse_fields(cls)
            raise
        for name in cls._hidden():
            schema.get("properties", {}).pop(name, None)
            if name in (required := schema.get("required", [])):
                required.remove(name)
        return schema

    @classmethod
    def warn_for_unsupported_configurations(cls) -> None:
        """Warn of options that the provider of this class does not know."""
        if not cls.__provider__:
            return
        known = _keys(cls.__tool_config_type__)
        if unknown := sorted(cls.tool_config.keys() - known):
            warn(
                f"{cls.__provider__} ignores {unknown} in `tool_config` of "
                f"{cls.__name__!r}: remove them, it knows {sorted(known)}"
            )
        if "strict" in cls.model_config and "strict" not in known:
            warn(
                f"{cls.__provider__} ignores `strict` in `model_config` of "
                f"{cls.__name__!r}: only pydantic's validation is strict"
            )

    @classmethod
    def type_from_fn(cls, fn: Callable[..., Any]) -> type[Self]:
        """Make a tool of this class from a function.

        Args:
            fn: The function, sync or async; its parameters become the arguments.

        Returns:
            A class named after the function.

        Raises:
            ToolDefinitionError: The function cannot be a tool.
        """
        from .convert import convert_function_to_base_tool

        return convert_function_to_base_tool(fn, cls)

    @classmethod
    def type_from_base_model_type(cls, tool_type: type[BaseModel]) -> type[Self]:
        """Make a tool of this class from a pydantic model or another tool.

        Args:
            tool_type: The model; its instances can be called if it has a `call` method.

        Returns:
            A subclass of both.
        """
        from .convert import convert_base_model_to_base_tool

        return convert_base_model_to_base_tool(tool_type, cls)

    @classmethod
    def type_from_base_type(cls, base_type: Any) -> type[Self]:
        """Make a tool of this class whose one argument, `value`, is of a type.

        Args:
            base_type: A builtin type, `Literal`, `Enum`, union or the like.

        Returns:
            A class named after the type.
        """
        from .convert import convert_base_type_to_base_tool

        return convert_base_type_to_base_tool(base_type, cls)

    @classmethod
    def _info(cls) -> ToolInfo:
        """Give what is known of the class, made when it is first asked for."""
        info: ToolInfo | None = vars(cls).get(INFO)
        if info is None:
            above: ToolInfo = getattr(cls, INFO, None) or ToolInfo()
            info = ToolInfo(above.renamed, above.binding, above.toolkit)
            type.__setattr__(cls, INFO, info)
        return info

    def _with_call(self, tool_call: object, delta: str | None) -> Self:
        """Attach the native call to a tool; for the arguments see `build`."""
        known = vars(self)
        known["_tool_call"] = tool_call
        if delta is not None:
            known["_delta"] = delta
        return self

    @classmethod
    def _is_strict(cls) -> bool:
        """Say whether the provider was asked to follow the schema to the letter."""
        return bool(cls.tool_config.get("strict")) and (
            not cls.__provider__ or "strict" in _keys(cls.__tool_config_type__)
        )

    @classmethod
    def _arguments(cls) -> dict[str, str]:
        """Give the name of the argument that each field holds."""
        info = cls._info()
        if info.arguments is None:
            hidden, renamed = cls._hidden(), info.renamed
            fields = [name for name in cls.model_fields if name not in hidden]
            info.arguments = {field: renamed.get(field, field) for field in fields}
        return info.arguments

    @classmethod
    def _hidden(cls) -> set[str]:
        """Give the fields in which a provider's class keeps what is known of a call."""
        return {
            name
            for base in cls.__mro__
            if issubclass(base, BaseTool) and "tool_schema" in vars(base)
            for name in ("tool_call", "delta")
            if name in base.model_fields
        }

    @override
    def __reduce_ex__(self, protocol: SupportsIndex) -> Any:
        """Pickle the classes that calls make of tools by what they were made of."""
        kind = picklable(type(self))
        if kind is type(self):
            return super().__reduce_ex__(protocol)
        return empty, (kind,), self.__getstate__()

    @override
    def __repr_args__(self) -> Iterator[tuple[str | None, Any]]:
        names = self._arguments()
        for field, value in super().__repr_args__():
            yield names.get(field, field) if field else field, value

    def _metadata(self, name: str) -> Any:
        values = self.__dict__
        if name == "args":
            arguments = {
                argument: values[field]
                for field, argument in self._arguments().items()
                if field in values
            }
            return arguments | (self.__pydantic_extra__ or {})
        if name == "id":
            call = self._tool_call
            return call.get("id") if is_mapping(call) else getattr(call, "id", None)
        if name in values and name in self._hidden():
            return values[name]
        if name == "tool_call" and (lazy := values.get("_late_call")) is not None:
            return lazy.native
        return values.get(f"_{name}")

    @classmethod
    @override
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        super().__pydantic_init_subclass__(**kwargs)
        if cls.__pydantic_custom_init__ and not _takes_arguments(cls):
            # It is for programs that make the tool themselves.
            cls.__pydantic_custom_init__ = False
            if not cls.model_config.get("defer_build"):
                cls.model_rebuild(force=True, raise_errors=False)
        if "call" in cls.model_fields:
            raise ToolDefinitionError(
                f"the field 'call' of {cls.__name__!r} hides the method that every "
                "tool has: give it another name, and 'call' as its alias"
            )


BaseToolT = TypeVar("BaseToolT", bound=BaseTool)
"""A class of tools."""


def _takes_arguments(tool: type[BaseTool]) -> bool:
    """Tell whether a class's own `__init__` takes the arguments of a model's call."""
    init: Any = tool.__init__
    parameters = list(inspect.signature(init).parameters.values())[1:]
    if any(one.kind is inspect.Parameter.VAR_KEYWORD for one in parameters):
        return True
    names = {field.alias or name for name, field in tool.model_fields.items()}
    return bool(parameters) and names <= {one.name for one in parameters}


def _keys(config: Any) -> frozenset[str]:
    return config.__required_keys__ | config.__optional_keys__
