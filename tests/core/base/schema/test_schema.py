from __future__ import annotations

import copy
import json
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Annotated, Any, Literal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from inline_snapshot import snapshot
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, create_model
from typing_extensions import TypedDict

from mirascope.exceptions import ResponseModelError
from tests.internals import (
    GenerateJsonSchemaNoTitles,
    schema_of,
    strict_schema,
    without_nulls,
)


class Genre(Enum):
    NOVEL = "novel"
    PLAY = "play"


class Author(BaseModel):
    """Someone who writes."""

    title: str
    follow_redirects: bool = True


class Book(BaseModel):
    """A book."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"title": "Emma"}]})

    title: str = Field(examples=["Emma"], description="the name")
    type: str = "x"
    author: Author
    genre: Genre = Genre.NOVEL
    maybe: int | None = None
    custom: int = Field(1, title="Something else")


class Node(BaseModel):
    """A node."""

    name: str
    parent: Node | None = None
    children: list[Node] = []


def test_titles_that_only_repeat_a_name_are_left_out() -> None:
    assert schema_of(Book) == snapshot(
        {
            "$defs": {
                "Author": {
                    "description": "Someone who writes.",
                    "properties": {
                        "title": {"type": "string"},
                        "follow_redirects": {
                            "default": True,
                            "title": "Follow Redirects",
                            "type": "boolean",
                        },
                    },
                    "required": ["title"],
                    "type": "object",
                },
                "Genre": {"enum": ["novel", "play"], "type": "string"},
            },
            "examples": [{"title": "Emma"}],
            "properties": {
                "title": {
                    "description": "the name",
                    "examples": ["Emma"],
                    "type": "string",
                },
                "type": {"default": "x", "type": "string"},
                "author": {"$ref": "#/$defs/Author"},
                "genre": {"$ref": "#/$defs/Genre", "default": "novel"},
                "maybe": {
                    "anyOf": [{"type": "integer"}, {"type": "null"}],
                    "default": None,
                    "title": "Maybe",
                },
                "custom": {"default": 1, "title": "Something else", "type": "integer"},
            },
            "required": ["title", "author"],
            "type": "object",
        }
    )


def test_the_generator_serves_pydantics_own_method() -> None:
    generated = Book.model_json_schema(schema_generator=GenerateJsonSchemaNoTitles)
    assert generated == schema_of(Book)


def test_a_recursive_model_is_an_object_at_its_root() -> None:
    assert schema_of(Node) == snapshot(
        {
            "properties": {
                "name": {"type": "string"},
                "parent": {
                    "anyOf": [{"$ref": "#/$defs/Node"}, {"type": "null"}],
                    "default": None,
                },
                "children": {
                    "default": [],
                    "items": {"$ref": "#/$defs/Node"},
                    "type": "array",
                },
            },
            "required": ["name"],
            "type": "object",
            "$defs": {
                "Node": {
                    "description": "A node.",
                    "properties": {
                        "name": {"type": "string"},
                        "parent": {
                            "anyOf": [{"$ref": "#/$defs/Node"}, {"type": "null"}],
                            "default": None,
                        },
                        "children": {
                            "default": [],
                            "items": {"$ref": "#/$defs/Node"},
                            "type": "array",
                        },
                    },
                    "required": ["name"],
                    "type": "object",
                }
            },
        }
    )


class Movie(TypedDict, total=False):
    title: str


@dataclass
class Point:
    x: int
    y: int = 0


@pytest.mark.parametrize(
    ("kind", "schema"),
    [
        (int, {"type": "integer"}),
        (list[str], {"type": "array", "items": {"type": "string"}}),
        (Literal["a", "b"], {"enum": ["a", "b"], "type": "string"}),
        (Genre, {"enum": ["novel", "play"], "type": "string"}),
        (int | str, {"anyOf": [{"type": "integer"}, {"type": "string"}]}),
        (Annotated[int, Field(gt=1)], {"type": "integer", "exclusiveMinimum": 1}),
        (Movie, {"type": "object", "properties": {"title": {"type": "string"}}}),
        (
            Point,
            {
                "type": "object",
                "properties": {
                    "x": {"type": "integer"},
                    "y": {"type": "integer", "default": 0},
                },
                "required": ["x"],
            },
        ),
    ],
)
def test_any_type_has_a_schema(kind: Any, schema: dict[str, Any]) -> None:
    assert schema_of(kind) == schema


class Unknown:
    pass


@pytest.mark.parametrize("kind", [Unknown, list[Unknown], type(lambda: 0)])
def test_types_no_schema_can_express_are_refused(kind: Any) -> None:
    with pytest.raises(ResponseModelError, match="no JSON schema can express"):
        schema_of(kind)


def test_a_strict_schema_requires_everything_and_lets_the_optional_be_null() -> None:
    assert strict_schema(schema_of(Book)) == snapshot(
        {
            "$defs": {
                "Author": {
                    "description": "Someone who writes.",
                    "properties": {
                        "title": {"type": "string"},
                        "follow_redirects": {
                            "title": "Follow Redirects",
                            "type": ["boolean", "null"],
                        },
                    },
                    "required": ["title", "follow_redirects"],
                    "type": "object",
                    "additionalProperties": False,
                },
                "Genre": {"enum": ["novel", "play"], "type": "string"},
            },
            "examples": [{"title": "Emma"}],
            "properties": {
                "title": {
                    "description": "the name",
                    "examples": ["Emma"],
                    "type": "string",
                },
                "type": {"type": ["string", "null"]},
                "author": {"$ref": "#/$defs/Author"},
                "genre": {"anyOf": [{"$ref": "#/$defs/Genre"}, {"type": "null"}]},
                "maybe": {
                    "anyOf": [{"type": "integer"}, {"type": "null"}],
                    "title": "Maybe",
                },
                "custom": {"title": "Something else", "type": ["integer", "null"]},
            },
            "required": ["title", "type", "author", "genre", "maybe", "custom"],
            "type": "object",
            "additionalProperties": False,
        }
    )


def test_strict_schemas_keep_references() -> None:
    assert strict_schema(schema_of(Node)) == snapshot(
        {
            "properties": {
                "name": {"type": "string"},
                "parent": {"anyOf": [{"$ref": "#/$defs/Node"}, {"type": "null"}]},
                "children": {
                    "items": {"$ref": "#/$defs/Node"},
                    "type": ["array", "null"],
                },
            },
            "required": ["name", "parent", "children"],
            "type": "object",
            "$defs": {
                "Node": {
                    "description": "A node.",
                    "properties": {
                        "name": {"type": "string"},
                        "parent": {
                            "anyOf": [{"$ref": "#/$defs/Node"}, {"type": "null"}]
                        },
                        "children": {
                            "items": {"$ref": "#/$defs/Node"},
                            "type": ["array", "null"],
                        },
                    },
                    "required": ["name", "parent", "children"],
                    "type": "object",
                    "additionalProperties": False,
                }
            },
            "additionalProperties": False,
        }
    )


class Cat(BaseModel):
    kind: Literal["cat"]
    lives: int = 9


class Dog(BaseModel):
    kind: Literal["dog"]
    friend: Annotated[Cat | None, Field(description="a friend")] = None
    enemy: Cat = Field(description="an enemy")


class Zoo(BaseModel):
    pet: Annotated[Cat | Dog, Field(discriminator="kind")]
    pair: tuple[int, str]
    same: tuple[int, int]
    day: date
    at: datetime
    key: UUID
    url: Annotated[str, Field(json_schema_extra={"format": "uri"})]
    name: Annotated[str, Field(min_length=1, max_length=5, pattern="^a")]
    unique: set[int] = set()
    few: list[int] = Field([], min_length=1, max_length=2)
    level: Annotated[int, Field(ge=1, lt=5)] = 1


def test_keywords_without_a_strict_form_are_reworded_or_left_out() -> None:
    assert strict_schema(schema_of(Zoo)) == snapshot(
        {
            "$defs": {
                "Cat": {
                    "properties": {
                        "kind": {"type": "string", "enum": ["cat"]},
                        "lives": {"type": ["integer", "null"]},
                    },
                    "required": ["kind", "lives"],
                    "type": "object",
                    "additionalProperties": False,
                },
                "Dog": {
                    "properties": {
                        "kind": {"type": "string", "enum": ["dog"]},
                        "friend": {
                            "anyOf": [{"$ref": "#/$defs/Cat"}, {"type": "null"}],
                            "description": "a friend",
                        },
                        "enemy": {
                            "anyOf": [{"$ref": "#/$defs/Cat"}],
                            "description": "an enemy",
                        },
                    },
                    "required": ["kind", "friend", "enemy"],
                    "type": "object",
                    "additionalProperties": False,
                },
            },
            "properties": {
                "pet": {
                    "title": "Pet",
                    "anyOf": [{"$ref": "#/$defs/Cat"}, {"$ref": "#/$defs/Dog"}],
                },
                "pair": {
                    "maxItems": 2,
                    "minItems": 2,
                    "type": "array",
                    "items": {"anyOf": [{"type": "integer"}, {"type": "string"}]},
                },
                "same": {
                    "maxItems": 2,
                    "minItems": 2,
                    "type": "array",
                    "items": {"type": "integer"},
                },
                "day": {"format": "date", "type": "string"},
                "at": {"format": "date-time", "type": "string"},
                "key": {"format": "uuid", "type": "string"},
                "url": {"type": "string"},
                "name": {"pattern": "^a", "type": "string"},
                "unique": {"items": {"type": "integer"}, "type": ["array", "null"]},
                "few": {
                    "items": {"type": "integer"},
                    "maxItems": 2,
                    "minItems": 1,
                    "type": ["array", "null"],
                },
                "level": {
                    "exclusiveMaximum": 5,
                    "minimum": 1,
                    "type": ["integer", "null"],
                },
            },
            "required": [
                "pet",
                "pair",
                "same",
                "day",
                "at",
                "key",
                "url",
                "name",
                "unique",
                "few",
                "level",
            ],
            "type": "object",
            "additionalProperties": False,
        }
    )


def test_what_strict_schemas_cannot_hold_is_warned_of() -> None:
    class Free(BaseModel):
        counts: dict[str, int]
        bare: dict

        model_config = ConfigDict(extra="allow")

    with pytest.warns(UserWarning, match="free keys"):
        strict = strict_schema(schema_of(Free))
    assert strict["properties"]["counts"]["additionalProperties"] is False
    assert strict["properties"]["bare"]["additionalProperties"] is False
    assert strict["additionalProperties"] is False

    class Anything(BaseModel):
        value: Any
        values: list

    with pytest.warns(UserWarning, match="any type"):
        strict = strict_schema(schema_of(Anything))
    kinds = ["string", "number", "boolean", "null"]
    assert strict["properties"]["value"]["type"] == kinds
    assert strict["properties"]["values"]["items"] == {"type": kinds}


def test_parts_that_all_hold_are_joined() -> None:
    schema = {
        "type": "object",
        "properties": {
            "a": {"allOf": [{"type": "string"}, {"pattern": "x"}], "description": "d"},
            "b": {"allOf": [{"$ref": "#/$defs/B"}], "default": 1},
            "c": {"const": 3},
            "d": {"oneOf": [{"type": "string"}, {"type": "integer"}]},
        },
        "required": ["a"],
        "$defs": {"B": {"type": "integer"}},
    }
    strict = strict_schema(schema)
    assert strict["properties"] == {
        "a": {"type": "string", "pattern": "x", "description": "d"},
        "b": {"anyOf": [{"$ref": "#/$defs/B"}, {"type": "null"}]},
        "c": {"enum": [3, None]},
        "d": {"anyOf": [{"type": "string"}, {"type": "integer"}, {"type": "null"}]},
    }
    root = {"allOf": [{"$ref": "#/$defs/B"}], "$defs": {"B": {"type": "object"}}}
    with pytest.warns(UserWarning, match="free keys"):
        assert strict_schema(root)["properties"] == {}
    nullable = {"allOf": [{"properties": {"a": {"type": "string"}}}]}
    assert without_nulls({"a": None}, nullable) == {}


def test_a_schema_is_never_changed() -> None:
    schema = schema_of(Zoo)
    before = copy.deepcopy(schema)
    strict = strict_schema(schema)
    strict["properties"]["pet"]["anyOf"].clear()
    strict["$defs"]["Cat"]["required"].clear()
    assert schema == before


def test_a_strict_schema_stays_as_it_is() -> None:
    strict = strict_schema(schema_of(Zoo))
    assert strict_schema(strict) == strict


def nodes(schema: Any) -> list[dict[str, Any]]:
    """All schemas in a schema."""
    found: list[dict[str, Any]] = [schema]
    for group in ("properties", "$defs"):
        for one in schema.get(group, {}).values():
            found += nodes(one)
    for one in schema.get("anyOf", []):
        found += nodes(one)
    if "items" in schema:
        found += nodes(schema["items"])
    return found


LEAVES = st.sampled_from(
    [int, str, bool, float, Literal["a", "b"], Genre, Author, Node, date, int | str]
)
TYPES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        inner.map(lambda kind: list[kind]),
        inner.map(lambda kind: kind | None),
        st.tuples(inner, inner).map(lambda pair: tuple[pair[0], pair[1]]),
    ),
    max_leaves=4,
)


def model_of(fields: dict[str, tuple[Any, bool]]) -> type[BaseModel]:
    return create_model(
        "Made",
        **{
            name: (kind, ...) if required else (kind | None, None)
            for name, (kind, required) in fields.items()
        },
    )


NAMES = st.sampled_from(["title", "type", "properties", "items", "anyOf", "default"])
MODELS = st.dictionaries(NAMES, st.tuples(TYPES, st.booleans()), max_size=4).map(
    model_of
)


@given(MODELS)
def test_every_node_of_a_strict_schema_is_strict(model: type[BaseModel]) -> None:
    schema = schema_of(model)
    strict = strict_schema(schema)
    assert strict["type"] == "object"
    for node in nodes(strict):
        assert "default" not in node
        assert "oneOf" not in node
        if "$ref" in node:
            assert node.keys() == {"$ref"}
        elif "properties" in node:
            assert node["additionalProperties"] is False
            assert node["required"] == list(node["properties"])
        else:
            assert not node.keys().isdisjoint(("type", "anyOf", "enum"))
    assert strict["properties"].keys() == model.model_fields.keys()


def spelled_out(schema: Any, root: Any, value: Any) -> Any:
    """Add the nulls a strict answer has for what is left out."""
    while "$ref" in schema:
        schema = root["$defs"][schema["$ref"].removeprefix("#/$defs/")]
    if "properties" in schema and isinstance(value, dict):
        return {
            name: spelled_out(one, root, value.get(name))
            for name, one in schema["properties"].items()
        }
    return value


@given(st.integers() | st.none(), st.booleans(), st.booleans())
def test_a_strict_answer_is_read_as_the_model_means_it(
    maybe: int | None, genre: bool, follow: bool
) -> None:
    value: dict[str, Any] = {"title": "Emma", "author": {"title": "Jane"}}
    if maybe is not None:
        value["maybe"] = maybe
    if genre:
        value["genre"] = "play"
    if follow:
        value["author"]["follow_redirects"] = False
    schema = schema_of(Book)
    answer = spelled_out(strict_schema(schema), strict_schema(schema), value)
    before = json.dumps(answer)
    restored = without_nulls(answer, schema)
    assert Book.model_validate(restored) == Book.model_validate(value)
    assert json.dumps(answer) == before


def test_nulls_are_left_out_behind_every_keyword() -> None:
    def restored(kind: Any, value: Any) -> Any:
        return without_nulls(value, schema_of(kind))

    cat = {"kind": "cat", "lives": None}
    plain = {"kind": "cat"}
    assert restored(list[Cat], [cat]) == [plain]
    assert restored(tuple[int, Cat], [1, cat]) == [1, plain]
    assert restored(Cat | None, cat) == plain
    assert restored(Cat | Author, cat) == plain
    assert restored(list[Cat] | Author, [cat]) == [plain]
    assert restored(int | str, cat) == cat
    dog = {"kind": "dog", "friend": None, "enemy": cat}
    pet = TypeAdapter(Annotated[Cat | Dog, Field(discriminator="kind")])
    schema = pet.json_schema(schema_generator=GenerateJsonSchemaNoTitles)
    assert without_nulls(dog, schema) == {"kind": "dog", "friend": None, "enemy": plain}
    assert restored(Any, {"a": None}) == {"a": None}
    assert restored(dict[str, Any], {"a": None}) == {"a": None}
