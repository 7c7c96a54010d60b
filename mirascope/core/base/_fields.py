"""One view of the objects that carry an answer: SDK models and plain dicts alike."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from typing_extensions import TypeIs

LISTS: Any = (list, tuple)
COLLECTIONS: Any = (list, tuple, set, frozenset)
ITERABLE: Any = Iterable
"""Classes for `isinstance`: as type checkers see `Any`, they narrow to no unknown."""
_NOT_PYDANTIC = object()
_QUOTED = 300
"""How many characters of an answer an error shows."""


def is_mapping(value: object) -> TypeIs[Mapping[str, Any]]:
    """Tell whether a value is a mapping, whose keys are taken to be text."""
    return isinstance(value, Mapping)


def is_dict(value: object) -> TypeIs[dict[str, Any]]:
    """Tell whether a value is a dict, whose keys are taken to be text."""
    return isinstance(value, dict)


def is_list(value: object) -> TypeIs[list[Any]]:
    """Tell whether a value is a list."""
    return isinstance(value, list)


def is_tuple(value: object) -> TypeIs[tuple[Any, ...]]:
    """Tell whether a value is a tuple."""
    return isinstance(value, tuple)


def is_class(value: object) -> TypeIs[type[Any]]:
    """Tell whether a value is a class."""
    return isinstance(value, type)


def as_mapping(value: Any) -> Mapping[str, Any]:
    """See an SDK object or a dict as its fields, unknown ones included.

    Asking an SDK model for a field it lacks is what makes reading chunks slow, so its
    storage is read instead.

    Args:
        value: A dict, a pydantic model, or any object with attributes.

    Returns:
        The fields by name; nothing for `None`.
    """
    if value.__class__ is dict:  # answers that were read from their bytes
        return value
    extra: Any = getattr(value, "__pydantic_extra__", _NOT_PYDANTIC)
    if extra is not _NOT_PYDANTIC:
        own: dict[str, Any] = value.__dict__
        if not extra:
            return own
        return {**own, **extra}
    if value is None:
        return {}
    if is_mapping(value):
        return value
    return value.__dict__


def by_number(choices: Iterable[Any]) -> dict[int, Mapping[str, Any]]:
    """Order the choices of an answer, or of a chunk, which may have only some of them.

    Args:
        choices: What a service calls choices or candidates.

    Returns:
        The fields of each by its index, or by its place where it says none.
    """
    found = list(map(as_mapping, choices))
    return {one.get("index", n) or 0: one for n, one in enumerate(found)}


def as_dict(value: Any) -> Any:
    """Turn SDK objects into dicts, all the way down.

    Args:
        value: An SDK object, a dict, a list or a scalar.

    Returns:
        The same in dicts and lists. An SDK's object has every field that it knows: what
        is `None` there and was not set is left out.
    """
    if value is None or isinstance(value, str | int | float | bool | bytes):
        return value
    if isinstance(value, LISTS):
        return [as_dict(item) for item in value]
    if is_mapping(value):
        return {name: as_dict(item) for name, item in value.items()}
    set_names = getattr(value, "__pydantic_fields_set__", ())
    return {
        name: as_dict(item)
        for name, item in as_mapping(value).items()
        if item is not None or name in set_names
    }


def excerpt(native: object) -> str:
    """Show the beginning of an answer.

    Args:
        native: Bytes, text, JSON or an object of an SDK.

    Returns:
        Its text; of an error only the message and the code.
    """
    if is_mapping(native) and isinstance(message := native.get("message"), str):
        code = native.get("code") or native.get("type")
        if message:
            native = message if code is None else f"{message} ({code})"
    if isinstance(native, bytes):
        native = native[: 4 * _QUOTED].decode(errors="replace")
    text = native if isinstance(native, str) else _json(native)
    text = " ".join(text[: 2 * _QUOTED].split())
    return text if len(text) <= _QUOTED else text[:_QUOTED] + "..."


def _json(native: Any) -> str:
    import json  # decorating a function needs none

    shown: object = native
    try:
        if native is not None and type(native) is not list:
            shown = {
                name: one
                for name, one in as_mapping(native).items()
                if one is not None and name[:1] != "_"  # what an SDK adds
            }
        return json.dumps(as_dict(shown), default=str, ensure_ascii=False)
    except (AttributeError, LookupError, TypeError, ValueError, OverflowError):
        return repr(shown)
