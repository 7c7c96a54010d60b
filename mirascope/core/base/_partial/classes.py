"""The classes of partial values: like the user's, but every field may be `None`."""

from __future__ import annotations

import dataclasses
import types
import warnings
from collections.abc import Callable
from copy import deepcopy
from typing import (
    Annotated,
    Any,
    Optional,
    TypeAlias,
    Union,
    get_args,
    get_origin,
    get_type_hints,
)

from pydantic import (
    BaseModel,
    Field,
    PlainSerializer,
    SerializeAsAny,
    WrapSerializer,
    create_model,
)
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined
from typing_extensions import override

from mirascope.core.base._json.nodes import ParserState, build_members

Members: TypeAlias = dict[str, Any]
Classes: TypeAlias = dict[type, Any]
"""The partial class of each class; `None` while it is being made."""

_STATE = "_mirascope_state"
_SERIALIZERS: Any = (PlainSerializer, WrapSerializer, SerializeAsAny)
_CONTAINERS: Any = (list, dict)
# The slots behind `__dict__` and the others, which a late instance covers.
_dict: Any = vars(BaseModel)["__dict__"]
_get_dict: Callable[[object], dict[str, Any]] = _dict.__get__
_set_dict: Callable[[object, dict[str, Any]], None] = _dict.__set__
_set_fields: Any = vars(BaseModel)["__pydantic_fields_set__"].__set__
_extra: Any = vars(BaseModel)["__pydantic_extra__"]
_set_extra: Any = _extra.__set__
_set_private: Any = vars(BaseModel)["__pydantic_private__"].__set__


class LazyPartial:
    """A pydantic model that is built from a parser's state when it is first looked at.

    A stream makes an instance for each chunk, of which most are only glanced at. Until
    then an instance is as small for a long document as for a short one; then its lists
    are real ones of its own, which share their finished items with other instances.
    """

    __slots__ = ()

    @property
    @override
    def __dict__(self) -> dict[str, Any]:
        _fill(self)
        return _get_dict(self)

    @__dict__.setter
    def __dict__(self, members: dict[str, Any]) -> None:  # pyright: ignore[reportIncompatibleVariableOverride]  pydantic reads and sets the fields here
        _set_dict(self, members)

    def __getattr__(self, name: str) -> Any:
        if _fill(self):
            return getattr(self, name)
        base: Any = super()  # `BaseModel` or the user's class
        return base.__getattr__(name)


def lazy_partial(cls: type[Any], state: ParserState) -> Any:
    """Make an instance that is built when it is first looked at.

    Args:
        cls: A partial class with `LazyPartial` among its bases.
        state: What it is built from.

    Returns:
        The instance.
    """
    made: object = object.__new__(cls)
    _set_dict(made, {_STATE: state})
    return made


def note(made: Any, **facts: Any) -> None:
    """Note what is known of an instance beside its fields, without building it.

    Args:
        made: The instance.
        **facts: What is known, by name.
    """
    _get_dict(made).update(facts)


def _fill(instance: Any) -> bool:
    """Build an instance, unless that was done before."""
    facts = _get_dict(instance)
    state = facts.get(_STATE)
    if state is None:
        return False
    record, members = build_members(state)
    record.fill(instance, members)
    if len(facts) > 1:
        note(instance, **{name: fact for name, fact in facts.items() if name != _STATE})
    return True


Fill: TypeAlias = Callable[[Any, Members, Members], None]
"""Sets the fields of a new instance: first as they are before anything arrives, then
those that have arrived."""


def model_filler(cls: type[BaseModel], extras: bool) -> Fill:
    """Give the function that fills instances of a partial model without validation.

    Args:
        cls: The partial class.
        extras: Whether it keeps members that it has no fields for.

    Returns:
        The function.
    """
    private: dict[str, Any] = cls.__private_attributes__
    defaults = {
        name: default
        for name in private
        if (default := private[name].default) is not PydanticUndefined
    }
    factories = {
        name: factory
        for name in private
        if (factory := private[name].default_factory) is not None
    }

    def fill(made: Any, initial: Members, members: Members) -> None:
        extra: Members | None = None
        if extras:
            extra = {name: members[name] for name in members if name not in initial}
            members = {name: members[name] for name in members if name in initial}
        _set_fields(made, set(members))
        _set_extra(made, extra)
        values: Members | None = None
        if private:
            values = deepcopy(defaults)
            values.update({name: factory() for name, factory in factories.items()})
        _set_private(made, values)
        _set_dict(made, {**initial, **members})

    return fill


def fill_dataclass(made: Any, initial: Members, members: Members) -> None:
    """Fill an instance of a partial dataclass."""
    made.__dict__.update(initial)
    made.__dict__.update(members)


def partial_class(cls: Any, classes: Classes) -> Any:
    """Make the partial class of a model or dataclass.

    Args:
        cls: The user's class.
        classes: What was made before; extended.

    Returns:
        A subclass in which every field is optional and `None` by default, also in the
        models inside its fields.
    """
    if classes.get(cls) is not None:
        return classes[cls]
    classes[cls] = None
    name = f"Partial{cls.__name__}"
    make = _model if issubclass(cls, BaseModel) else _dataclass
    classes[cls] = made = make(name, cls, classes)
    return made


def _model(name: str, cls: type[BaseModel], classes: Classes) -> Any:
    fields: dict[str, Any] = {
        field: (Optional[_partial_of(info, classes)], _default(info))  # noqa: UP045  not every form has `|`
        for field, info in cls.model_fields.items()
    }
    bases: Any = (cls,) if _covered(cls) else (LazyPartial, cls)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # The user's class has given them already.
        made: Any = create_model(
            name,
            __base__=bases,
            __module__=cls.__module__,
            __doc__=cls.__doc__,
            **fields,
        )
    # What a class says of the type of its extra fields covers the slot for them.
    made.__pydantic_extra__ = _extra
    return made


def _dataclass(name: str, cls: Any, classes: Classes) -> Any:
    try:
        hints = get_type_hints(cls)
    except NameError:
        hints = {}
    fields: list[Any] = []
    for field in dataclasses.fields(cls):
        kind = _annotation(hints.get(field.name, Any), classes)
        fields.append((field.name, Optional[kind], None))  # noqa: UP045  as above
    made: Any = dataclasses.make_dataclass(
        name,
        fields,
        bases=(cls,),
        frozen=cls.__dataclass_params__.frozen,
        eq=cls.__dataclass_params__.eq,
    )
    made.__module__ = cls.__module__
    return made


def _covered(cls: type[BaseModel]) -> bool:
    """Tell whether reading a field would find an attribute of a class first."""
    return any(
        field in vars(base) for field in cls.model_fields for base in cls.__mro__
    )


def _partial_of(info: FieldInfo, classes: Classes) -> Any:
    made = _annotation(info.annotation, classes)
    for one in info.metadata:
        if isinstance(one, _SERIALIZERS):
            made = Annotated[made, one]
    return made


def _default(info: FieldInfo) -> Any:
    return Field(
        default=None,
        alias=info.alias,
        validation_alias=info.validation_alias,
        serialization_alias=info.serialization_alias,
        description=info.description,
        exclude=info.exclude,
        repr=info.repr,
    )


def _annotation(kind: Any, classes: Classes) -> Any:
    """Put partial classes in the place of classes, inside containers and unions too."""
    if isinstance(kind, type) and not isinstance(kind, types.GenericAlias):
        if getattr(kind, "__pydantic_root_model__", not dataclasses.is_dataclass(kind)):
            return kind  # no fields that could be missing
        if kind in classes and classes[kind] is None:
            return Any  # A model inside itself, whose partial class is not made yet.
        return partial_class(kind, classes)
    origin: Any = get_origin(kind)
    args = get_args(kind)
    if origin is Annotated:
        return _annotation(args[0], classes)
    if origin in (Union, types.UnionType):
        return Union[tuple(_annotation(one, classes) for one in args)]  # noqa: UP007  made at run time
    if origin in _CONTAINERS:
        return origin[tuple(_annotation(one, classes) for one in args)]
    return kind
