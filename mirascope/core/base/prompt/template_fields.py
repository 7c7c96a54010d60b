"""What the fields of a template stand for: text, parts, media."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeAlias, TypeGuard

from mirascope._parts import MEDIA
from mirascope.core.base._fields import COLLECTIONS, is_list
from mirascope.core.base._flow import Flow
from mirascope.core.base.messages.addresses import scheme_of
from mirascope.core.base.messages.media import Source, load_media, media_type
from mirascope.core.base.messages.messages import object_part
from mirascope.core.base.messages.parts import (
    CacheControlPart,
    ContentPart,
    TextPart,
    media_part,
    url_part,
)
from mirascope.exceptions import (
    MissingFieldError,
    MissingVariableError,
    TemplateError,
    TemplateItemError,
)

from .template_grammar import INLINE, SPECIFIERS, Field, Piece

Values: TypeAlias = Mapping[str, Any]
"""The variables of a template."""
Writer: TypeAlias = "str | Callable[[Values], str]"
"""Literal text, or what writes a field."""

_PLURAL = frozenset(
    {"lists", "list"}.union(one for one, kind in SPECIFIERS.items() if one != kind)
)


class TextContent:
    """Content that is only text."""

    __slots__ = ("_writers",)

    def __init__(self, pieces: Iterable[Piece]) -> None:
        self._writers = [_writer(piece) for piece in pieces]

    def write(self, values: Values) -> str:
        """Fill the fields."""
        return "".join(
            [
                writer if isinstance(writer, str) else writer(values)
                for writer in self._writers
            ]
        )


def _writer(piece: Piece) -> Writer:
    """Make what writes one piece of text."""
    if isinstance(piece, str):
        return piece
    if piece.kind:
        return lambda values: _write_list(piece, values)
    if piece.path or piece.conversion or piece.spec:
        spec = TextContent(piece.spec)
        return lambda values: _write(piece, spec.write(values), values)
    root = piece.root

    def write(values: Values) -> str:
        try:
            value = values[root]
        except KeyError:
            raise _missing(piece, values) from None
        if isinstance(value, str):
            return format(value)
        return "" if value is None else _write(piece, "", values)

    return write


def _write(field: Field, spec: str, values: Values) -> str:
    """Write a field that is not just a name."""
    value = _value(field, values)
    if value is None and not spec:
        return ""
    try:
        return format(value, spec)
    except ValueError as error:
        raise TemplateError(
            f"`{field.source}` cannot write {value!r}: {error}"
        ) from error
    except TypeError as error:
        if value is None:
            raise TemplateError(
                f"`{field.source}` has a format, and its value is `None`: give a value"
            ) from error
        error.add_note(f"in the template field `{field.source}`")
        raise


def _write_list(field: Field, values: Values) -> str:
    """Write the items of a list below each other."""
    items = list_value(field, values)
    if field.kind == "list":
        return _lines(items)
    for group in items:
        if not isinstance(group, COLLECTIONS):
            raise TemplateError(
                f"`{field.source}` takes a list of lists, and {group!r} is an item"
            )
    return "\n\n".join([_lines(item) for item in items])


def _lines(items: Iterable[object]) -> str:
    # Of a `StopIteration` in a `__str__`, `map` would make the end of the list.
    return "\n".join([str(item) for item in items])


def _missing(field: Field, values: Values) -> MissingVariableError:
    error = MissingFieldError if field.path else MissingVariableError
    return error(
        f"`{field.source}` names the variable {field.root!r}, which is not among "
        f"{sorted(values)}: add it as an argument or to `computed_fields`, or write "
        "`{{` for a literal brace"
    )


def _value(field: Field, values: Values) -> Any:
    """Look up the value of a field and convert it."""
    try:
        value = values[field.root]
    except KeyError:
        raise _missing(field, values) from None
    try:
        for is_attribute, key in field.path:
            if is_attribute:
                value = getattr(value, str(key))
            else:
                value = _item(field, value, key)
    except (AttributeError, LookupError, TypeError) as error:
        if not isinstance(error, TemplateError):
            error.add_note(f"in the template field `{field.source}`")
        raise
    if not field.conversion:
        return value
    convert = {"r": repr, "s": str, "a": ascii}[field.conversion]
    if field.kind in _PLURAL:
        return [convert(item) for item in _checked(field, value)]
    return convert(value)


def _item(field: Field, value: Any, key: object) -> Any:
    """Look up an item, as `str.format` does: by a text, or an index from 0 on."""
    try:
        return value[key]
    except TypeError as error:
        kind = value.__class__
        is_sequence = issubclass(kind, (list, tuple, str, bytes, bytearray))
        if hasattr(kind, "__getitem__") and not is_sequence:
            raise  # its own
        raise TemplateItemError(
            f"`{field.source}` asks a value of type {kind.__name__!r} for the item "
            f"{key!r}: a list takes an index from 0 on; compute others, such as the "
            "last item, in the function"
        ) from error


def list_value(field: Field, values: Values) -> list[Any]:
    """Look up a value that has to be a list.

    Args:
        field: The field.
        values: The variables.

    Returns:
        The list itself.

    Raises:
        TemplateError: It is something else.
    """
    return _checked(field, _value(field, values))


def _checked(field: Field, value: object) -> list[Any]:
    if value is None and field.kind in INLINE:
        return []
    if not is_list(value):
        raise TemplateError(
            f"`{field.source}` takes a list, and its value is {value!r}: give a list"
        )
    return value


def _option(field: Field, name: str, values: Values) -> str | None:
    value = dict(field.options).get(name)
    return None if value is None else TextContent(value).write(values)


def _items(field: Field, values: Values) -> list[Any]:
    """List the values that a specifier stands for."""
    value = _value(field, values)
    if field.kind in ("text", "texts"):
        return _checked(field, value) if field.kind == "texts" else [value]
    if not value:
        return []
    return _checked(field, value) if field.kind in _PLURAL else [value]


def field_parts(field: Field, values: Values) -> Flow[list[ContentPart]]:
    """Fill a field that stands for parts.

    Args:
        field: The field.
        values: The variables.

    Returns:
        Its parts; the steps of the flow read files.

    Raises:
        TemplateError: The specifier does not take the value.
    """
    kind = SPECIFIERS[field.kind or ""]
    if kind in MEDIA:
        return (yield from _media_parts(field, kind, values))
    return _plain_parts(field, values)


def _plain_parts(field: Field, values: Values) -> list[ContentPart]:
    """Fill a specifier that needs no bytes."""
    if field.kind == "cache_control":
        kind = _option(field, "type", values) or "ephemeral"
        return [CacheControlPart(type="cache_control", cache_type=kind)]
    items = _items(field, values)
    if field.kind in ("text", "texts"):
        return [TextPart(type="text", text=text) for text in items]
    for item in items:
        if not isinstance(item, ContentPart):
            raise TemplateError(
                f"`{field.source}` takes parts such as `TextPart` and `ImagePart`, and "
                f"got {item!r}"
            )
    return items


def _media_parts(field: Field, kind: str, values: Values) -> Flow[list[ContentPart]]:
    """Fill the specifier of a kind of media."""
    options = {name: _option(field, name, values) for name in MEDIA[kind].options}
    items = _items(field, values)
    paths = [item for item in items if _is_local(item)]
    loaded = iter((yield from load_media(paths)) if paths else ())
    found: list[ContentPart] = []
    for item in items:
        if (is_bytes := isinstance(item, (bytes, bytearray))) or _is_local(item):
            data = bytes(item) if is_bytes else next(loaded)
            found.append(media_part(kind, media_type(data, kind), data, options))
        elif isinstance(item, str):
            found.append(url_part(kind, item, options))
        else:
            found.append(_object_part(field, item, kind, options))
    return found


def _is_local(item: object) -> TypeGuard[Source]:
    """Tell whether a value is read here, and is no address."""
    if isinstance(item, str):
        return scheme_of(item) in ("", "data")
    return isinstance(item, os.PathLike)


def _object_part(
    field: Field, item: object, kind: str, options: Mapping[str, str | None]
) -> ContentPart:
    part = object_part(item)
    if part is None or part.type != kind:
        raise TemplateError(
            f"`{field.source}` got {item!r}: give bytes, a path, an address, or an "
            "object of Pillow, pydub or `wave`"
        )
    return part.model_copy(update=options)


def show_field(field: Field, values: Values) -> str:
    """Write a field as text, whatever it is.

    Args:
        field: The field.
        values: The variables.

    Returns:
        The text; media are only named.
    """
    if not field.kind or field.kind in INLINE:
        return TextContent([field]).write(values)
    if field.kind == "cache_control":
        return ""
    return "\n".join([_shown(item, field.kind) for item in _items(field, values)])


def _shown(item: object, kind: str) -> str:
    if isinstance(item, TextPart):
        return item.text
    if isinstance(item, ContentPart):
        return getattr(item, "url", f"<{item.type}>")
    if isinstance(item, (str, os.PathLike)):
        return f"{item}"
    return f"<{SPECIFIERS[kind]}>"
