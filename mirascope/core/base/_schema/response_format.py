"""What is asked of a model for a response type, and how its answer becomes one."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from functools import cached_property
from typing import Any

from pydantic import BaseModel, TypeAdapter, ValidationError, create_model
from pydantic.errors import PydanticUndefinedAnnotation, PydanticUserError
from pydantic_core import from_json, to_json

from mirascope.core.base._bounded_cache import put_bounded
from mirascope.core.base._fields import is_mapping
from mirascope.core.base._json.find_json import JsonCandidate, json_candidates, not_json
from mirascope.core.base._type_variables import T
from mirascope.exceptions import (
    MalformedOutputError,
    ResponseModelError,
    TruncatedError,
)

from .generate import legal_name, schema_of
from .records import (
    SUPPORTED_TYPES,
    call_arg_fields,
    describe,
    inner_type,
    is_record,
    is_strict,
    keys_of,
    refuse_non_type,
    set_path,
    type_name,
    without_properties,
)
from .strict import accepts_type, strict_schema, without_nulls

_KEPT = 512
"""How many formats are remembered for types that are passed again."""
_formats: dict[int, ResponseFormat] = {}


class ResponseFormat:
    """A response type, as a name, a schema and a validator.

    Use `ResponseFormat.of`, which builds it once for each type.

    Args:
        model: The response type.

    Raises:
        ResponseModelError: No JSON schema can express the type.
    """

    model: Any
    """The response type as the user gave it."""
    name: str
    """The name of the tool through which the model answers."""
    description: str
    """The docstring of the type, or a sentence that fits any."""
    strict: bool
    """Whether the type asks the provider to enforce the schema."""
    wrapped: bool
    """Whether the model is asked for an object with the answer under `value`."""
    call_args: frozenset[str]
    """The fields that the arguments of the call fill, not the model."""

    def __init__(self, model: Any) -> None:
        refuse_non_type(model)
        inner = inner_type(model)
        self.model = model
        self.name = legal_name(type_name(model).strip("_"), "answer")
        self.description = describe(inner)
        self.strict = is_strict(inner)
        self.wrapped = not is_record(inner)
        self._places = {} if self.wrapped else call_arg_fields(inner)
        self.call_args = frozenset(self._places)
        try:
            self._check()
        except PydanticUndefinedAnnotation:
            pass  # A class further down the module: it exists by the first call.
        except PydanticUserError as error:
            raise ResponseModelError(
                f"no JSON schema can express {model!r} "
                f"({str(error).partition(chr(10))[0]}): {SUPPORTED_TYPES}"
            ) from error
        except ResponseModelError as error:
            if getattr(error.__cause__, "code", "") != "class-not-fully-defined":
                raise

    @classmethod
    def of(cls, model: Any, names: Collection[str] | None = None) -> ResponseFormat:
        """Give the format of a response type.

        Args:
            model: The response type.
            names: The parameters of the prompt function, where they are known.

        Returns:
            The format, the same one for the same type.

        Raises:
            ResponseModelError: No JSON schema can express the type, or a field marked
                with `FromCallArgs` is no parameter.
        """
        found = _formats.get(id(model))
        if found is None or found.model is not model:
            found = cls(model)
            put_bounded(_formats, id(model), found, _KEPT)
        if names is not None and (missing := found.call_args.difference(names)):
            raise ResponseModelError(
                f"{found.name!r} takes {sorted(missing)} from the call, which has "
                f"{sorted(names)}: add a parameter, or remove `FromCallArgs()`"
            )
        return found

    @cached_property
    def schema(self) -> dict[str, Any]:
        """The JSON schema of the object that the model must produce."""
        schema = schema_of(self._wrapper if self.wrapped else self.model)
        return without_properties(schema, [one.key for one in self._places.values()])

    @cached_property
    def strict_schema(self) -> dict[str, Any]:
        """The schema in the form that providers can enforce."""
        return strict_schema(self.schema)

    def is_given(self, place: Sequence[str | int]) -> bool:
        """Tell whether the call fills what is at a place, or part of it.

        Args:
            place: The place of an error, as pydantic gives it.

        Returns:
            Whether it does, and so the model cannot correct it.
        """
        paths = [tuple(one.path) for one in self._places.values()]
        return any(tuple(place[: len(path)]) == path for path in paths)

    def validate(
        self, data: str | Mapping[str, Any], fn_args: Mapping[str, Any] | None = None
    ) -> Any:
        """Make the response type out of what the model gave.

        Args:
            data: The JSON text of the answer, or the parsed answer.
            fn_args: The arguments of the call.

        Returns:
            An instance of the type; for builtin types the bare value.

        Raises:
            MalformedOutputError: The text is not JSON.
            ValidationError: The answer does not fit the type.
        """
        if isinstance(data, str) and not data.strip():
            data = {}  # A tool call without arguments.
        if self._places:
            return self._fill(_parse(data), fn_args or {})
        if not isinstance(data, str):
            if not self.strict:
                return self._value(data)
            data = to_json(data).decode()
        if self.strict and "null" in data:
            data = to_json(without_nulls(_parse(data), self.schema)).decode()
        try:
            return self._value(data)
        except ValidationError as error:
            [first, *_] = error.errors(include_url=False)
            # The latter of half a surrogate pair.
            if not first["loc"] and first["type"] in ("json_invalid", "string_unicode"):
                raise _malformed(error) from error
            raise

    def extract(self, text: str, fn_args: Mapping[str, Any] | None = None) -> Any:
        """Find the answer in a text and validate it.

        Args:
            text: JSON, alone or inside code fences or prose.
            fn_args: The arguments of the call.

        Returns:
            An instance of the type, made of the most likely JSON value that fits it.

        Raises:
            MalformedOutputError: There is no JSON in the text, or the value that is
                meant is none.
            TruncatedError: The text ends before its JSON does.
            ValidationError: The value that is meant does not fit the type.
        """
        text = text.strip("\ufeff \t\r\n")
        with suppress(MalformedOutputError):  # it is more than JSON
            return self.validate(text, fn_args)
        empty: list[Any] = []
        failure: ValueError | None = None
        for found in json_candidates(text):
            try:
                made = self._validate_candidate(found, fn_args)
            except (MalformedOutputError, TruncatedError, ValidationError) as error:
                if self._has_key_of_type(found):
                    raise
                if failure is None or isinstance(failure, MalformedOutputError):
                    failure = error
            else:
                if self._needs_no_key or self._has_key_of_type(found):
                    return made
                empty.append(made)  # any object fits, and this one says nothing of it
        if empty:
            return empty[0]
        raise failure or not_json(text)

    def _validate_candidate(
        self, found: JsonCandidate, fn_args: Mapping[str, Any] | None
    ) -> Any:
        if found.state == "whole":
            return self.validate(found.text, fn_args)
        if found.state == "cut":
            raise TruncatedError(
                f"the answer ended after {len(found.text)} characters of its JSON, "
                "before it was complete: raise `max_tokens`, or ask for less"
            )
        raise not_json(found.text)

    def _has_key_of_type(self, found: JsonCandidate) -> bool:
        """Tell whether a value is meant to be the answer: it has a key of the type."""
        keys = found.keys
        if keys is None:
            value = self.schema["properties"]["value"] if self.wrapped else None
            return found.state == "cut" and accepts_type("array", value, self.schema)
        if found.state == "cut" and (self.wrapped or not keys):
            return True  # nobody knows what it would have become
        return not keys.isdisjoint(self._keys_of_type)

    @cached_property
    def _keys_of_type(self) -> frozenset[str]:
        return frozenset(
            {"value"} if self.wrapped else keys_of(inner_type(self.model), self.schema)
        )

    @cached_property
    def _needs_no_key(self) -> bool:
        """Whether what fits says something, also without any key of the type."""
        schema = self.schema
        return bool(
            self.wrapped
            or not self._keys_of_type
            or schema.get("required")
            or schema.get("additionalProperties")
        )

    @cached_property
    def _adapter(self) -> TypeAdapter[Any]:
        return TypeAdapter(self.model)

    @cached_property
    def _wrapper(self) -> type[BaseModel]:
        return create_model(self.name, value=(self.model, ...))

    def _check(self) -> None:
        schema = self.schema
        if not self.wrapped:
            return
        value: object = schema["properties"].get("value")
        if not isinstance(value, dict) or not value.keys() - {"title", "description"}:
            raise ResponseModelError(
                f"{self.model!r} says nothing about the answer: {SUPPORTED_TYPES}"
            )

    def _value(self, data: Any) -> Any:
        """Validate what the model gave, in its wrapper or, for want of it, bare."""
        if not self.wrapped:
            return _validate(self._adapter, data)
        wrapper = self._wrapper
        try:
            if isinstance(data, str):
                made = wrapper.model_validate_json(data)
            else:
                made = wrapper.model_validate(data)
        except ValidationError as error:
            parsed: Any = data
            if isinstance(data, str):
                parsed = _parse(data)
            if isinstance(parsed, dict) and "value" in parsed:
                raise
            try:
                return _validate(self._adapter, data)
            except ValidationError:
                raise error from None
        return made.__dict__["value"]

    def _fill(self, data: Any, fn_args: Mapping[str, Any]) -> Any:
        """Validate with the arguments of the call in their fields."""
        if missing := self.call_args.difference(fn_args):
            raise ResponseModelError(
                f"{self.name!r} takes {sorted(missing)} from the call, which has "
                f"{sorted(fn_args)}: add a parameter, or remove `FromCallArgs()`"
            )
        if not is_mapping(data):
            return _validate(self._adapter, data)
        given = dict(data)
        if self.strict:
            given = without_nulls(given, self.schema)
        for name, place in self._places.items():
            given = set_path(given, place.path, fn_args[name])
        if self.strict:
            # What JSON has no type for, such as dates, is strings to strict validation
            # only where it reads JSON.
            try:
                return self._adapter.validate_json(to_json(given))
            except ValueError:
                pass
        return self._adapter.validate_python(given)


def attach_response(result: T, response: object) -> T:
    """Give a result the attribute `_response`, where it can have attributes.

    Args:
        result: An instance of a response type; its class is not changed.
        response: The response it was made of.

    Returns:
        The result.
    """
    give(result, "_response", response)
    return result


def give(result: object, name: str, value: object) -> None:
    """Give a result an attribute, where it can have attributes."""
    if isinstance(result, BaseModel) or dataclasses.is_dataclass(result):
        # Slots, or a property of that name, leave no place for it.
        with suppress(AttributeError):
            object.__setattr__(result, name, value)


def _parse(data: str | Mapping[str, Any]) -> Any:
    if not isinstance(data, str):
        return data
    try:
        return from_json(data)
    except (TypeError, ValueError) as error:  # the former of half a surrogate pair
        raise _malformed(error) from error


def _malformed(error: Exception) -> MalformedOutputError:
    if isinstance(error, ValidationError):
        reason = error.errors(include_url=False)[0]["msg"]
    else:
        reason = str(error)
    return MalformedOutputError(f"the model's answer is not JSON: {reason}")


def _validate(adapter: TypeAdapter[Any], data: Any) -> Any:
    if isinstance(data, str):
        return adapter.validate_json(data)
    return adapter.validate_python(data)
