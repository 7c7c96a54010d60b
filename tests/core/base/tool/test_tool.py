from __future__ import annotations

import asyncio
import copy
import json
import pickle
from datetime import date
from types import SimpleNamespace
from typing import Annotated, Any, ClassVar, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    PrivateAttr,
    ValidationError,
    field_validator,
)

from mirascope.core.base.tool.base_tool import DEFAULT_DESCRIPTION, BaseTool, ToolConfig
from mirascope.exceptions import ToolArgumentsError, ToolDefinitionError
from tests.internals import PartialArguments, build, convert_tools


class AnyToolConfig(ToolConfig, total=False):
    strict: bool


class AnyTool(BaseTool):
    __provider__: ClassVar[str] = "any"
    __tool_config_type__: ClassVar[type[Any]] = AnyToolConfig

    @classmethod
    def tool_schema(cls) -> dict[str, Any]:
        return {
            "name": cls._name(),
            "description": cls._description(),
            "parameters": cls.model_json_schema(),
        }

    @classmethod
    def from_tool_call(cls, tool_call: Any, allow_partial: bool = False) -> AnyTool:
        return build(cls, tool_call.arguments, tool_call, partial=allow_partial)


class FormatBook(BaseTool):
    """Format a book.

    Nicely.
    """

    title: str
    author: str = "unknown"

    def call(self, ending: str = "") -> str:
        return f"{self.title} by {self.author}{ending}"


class Shelf(BaseModel):
    room: str
    height: int


class PutBook(BaseTool):
    title: str
    shelf: Shelf
    others: list[Shelf] = Field(default_factory=list)

    async def call(self) -> str:
        return f"{self.title} -> {self.shelf.room}"


def converted(tool: Any) -> Any:
    return convert_tools([tool], AnyTool)[0]


NATIVE = SimpleNamespace(id="call_1", arguments='{"title": "Emma"}')


def test_a_tool_without_call_cannot_be_made() -> None:
    class Nothing(BaseTool):
        title: str

    with pytest.raises(TypeError, match="call"):
        Nothing(title="Emma")


def test_a_tool_made_by_hand_knows_its_arguments_and_no_call() -> None:
    tool = FormatBook(title="Emma")
    assert tool.args == tool._args == {"title": "Emma", "author": "unknown"}
    assert (tool.id, tool.tool_call, tool.delta) == (None, None, None)
    assert (tool._id, tool._tool_call, tool._delta) == (None, None, None)
    assert tool.call("!") == "Emma by unknown!"


def test_arguments_are_named_by_attribute_not_by_alias() -> None:
    class Aliased(BaseTool):
        title: str = Field(alias="bookTitle")

        def call(self) -> None: ...

    tool = build(converted(Aliased), '{"bookTitle": "Emma"}', NATIVE)
    assert tool.args == {"title": "Emma"}
    assert "bookTitle" in Aliased.model_json_schema()["properties"]


def test_name_and_description_come_from_the_class() -> None:
    assert FormatBook._name() == "FormatBook"
    assert FormatBook._description() == "Format a book.\n\nNicely."
    assert PutBook._description() == DEFAULT_DESCRIPTION


def test_name_and_description_can_be_chosen() -> None:
    class Chosen(BaseTool):
        __custom_name__ = "chosen-name"

        def call(self) -> None: ...

        @classmethod
        def _description(cls) -> str:
            return f"about {cls._name()}"

    schema = converted(Chosen).tool_schema()
    assert (schema["name"], schema["description"]) == (
        "chosen-name",
        "about chosen-name",
    )


def test_a_tool_of_no_provider_has_no_native_form() -> None:
    with pytest.raises(RuntimeError, match="no provider"):
        FormatBook.tool_schema()
    with pytest.raises(RuntimeError, match="no provider"):
        FormatBook.from_tool_call(NATIVE)


def test_a_tool_of_a_call_is_of_the_users_class_and_the_providers() -> None:
    tool = converted(FormatBook).from_tool_call(NATIVE)
    assert isinstance(tool, FormatBook)
    assert isinstance(tool, AnyTool)
    assert type(tool).__name__ == "FormatBook"
    assert type(tool).__module__ == __name__
    assert tool.call() == "Emma by unknown"
    assert tool.tool_call is NATIVE
    assert tool.id == "call_1"
    assert tool.delta is None


def test_the_id_of_a_call_that_is_a_dict_is_found() -> None:
    assert build(converted(FormatBook), {"title": "Emma"}, {"id": "x"}).id == "x"


def test_async_tools_give_a_coroutine() -> None:
    tool = build(
        converted(PutBook),
        {"title": "Emma", "shelf": {"room": "A", "height": 2}},
        NATIVE,
    )
    assert asyncio.run(tool.call()) == "Emma -> A"
    assert tool.args["shelf"] == Shelf(room="A", height=2)


class Colliding(BaseTool):
    id: str
    args: list[int]
    delta: float
    tool_call: dict[str, int] = Field(default_factory=dict)
    self: str = "me"
    cls: str = "us"
    model_name: str = "m"

    def call(self) -> Any:
        return (self.id, self.args, self.delta, self.tool_call)


def test_fields_may_take_the_names_of_what_is_known_of_a_call() -> None:
    arguments = {"id": "mine", "args": [1], "delta": 0.5, "tool_call": {"a": 1}}
    tool = build(converted(Colliding), json.dumps(arguments), NATIVE, delta="0.5}")
    assert tool.call() == ("mine", [1], 0.5, {"a": 1})
    assert tool._args == {**arguments, "self": "me", "cls": "us", "model_name": "m"}
    assert (tool.id, tool.args, tool.delta) == ("mine", [1], 0.5)
    assert (tool._id, tool._delta) == ("call_1", "0.5}")
    assert tool._tool_call is NATIVE


def test_required_fields_with_such_names_stay_required() -> None:
    schema = converted(Colliding).model_json_schema()
    assert schema["required"] == ["id", "args", "delta"]
    with pytest.raises(ValidationError, match="id"):
        build(converted(Colliding), '{"args": [], "delta": 1}', NATIVE)


def test_a_field_called_call_is_refused() -> None:
    with (
        pytest.warns(UserWarning, match="shadows"),
        pytest.raises(ToolDefinitionError, match="'call'"),
    ):

        class Bad(BaseTool):
            call: str  # type: ignore[assignment]


def test_private_attributes_may_have_the_names_too() -> None:
    class Private(BaseTool):
        title: str
        _id: int = PrivateAttr(default=7)

        def call(self) -> int:
            return self._id

    tool = build(converted(Private), '{"title": "Emma"}', NATIVE)
    assert tool.call() == 7
    assert tool.id == "call_1"


def test_other_unknown_attributes_are_attribute_errors() -> None:
    with pytest.raises(AttributeError, match="nothing"):
        FormatBook(title="Emma").nothing  # noqa: B018


def test_a_native_call_can_be_given_by_hand() -> None:
    tool = converted(FormatBook)(title="Emma", tool_call=NATIVE, delta="x")
    assert tool.id == "call_1"
    assert tool.delta == "x"
    assert tool.model_dump() == {"title": "Emma", "author": "unknown"}


def test_what_is_known_of_the_call_is_no_data() -> None:
    kind = converted(FormatBook)
    tool = build(kind, '{"title": "Emma"}', NATIVE, delta="x")
    assert tool.model_dump() == {"title": "Emma", "author": "unknown"}
    assert json.loads(tool.model_dump_json()) == tool.model_dump()
    assert dict(tool) == tool.model_dump()
    assert tool.model_fields_set == {"title"}
    assert repr(tool) == "FormatBook(title='Emma', author='unknown')"
    assert tool == build(kind, '{"title": "Emma"}', None)
    assert tool != build(kind, '{"title": "Sanditon"}', NATIVE)


@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy, BaseModel.model_copy])
def test_copies_keep_what_is_known_of_the_call(copied: Any) -> None:
    tool = build(converted(FormatBook), '{"title": "Emma"}', NATIVE)
    assert copied(tool).id == "call_1"
    assert copied(tool) == tool


def test_tools_of_calls_can_be_pickled() -> None:
    tool = build(converted(FormatBook), '{"title": "Emma"}', {"id": "call_1"})
    again = pickle.loads(pickle.dumps(tool))  # noqa: S301
    assert again == tool
    assert type(again) is type(tool)
    assert again.id == "call_1"
    by_hand = FormatBook(title="Emma")
    assert pickle.loads(pickle.dumps(by_hand)) == by_hand  # noqa: S301


@pytest.mark.parametrize("arguments", ["", "  \n", "{}", {}, None])
def test_no_arguments_are_an_empty_object(arguments: Any) -> None:
    class Ping(BaseTool):
        times: int = 1

        def call(self) -> int:
            return self.times

    assert build(converted(Ping), arguments, NATIVE).call() == 1


@pytest.mark.parametrize("arguments", ['{"title": "Em', "nope", "[1]", "null", '"x"'])
@pytest.mark.parametrize("strict", [False, True])
def test_arguments_that_are_no_json_object_are_an_error_of_ours(
    arguments: str, strict: bool
) -> None:
    class Strict(FormatBook):
        tool_config = AnyToolConfig(strict=strict)

    with pytest.raises(ToolArgumentsError, match="'Strict'") as caught:
        build(converted(Strict), arguments, NATIVE)
    assert isinstance(caught.value, ValueError)
    assert caught.value.__cause__ is not None
    assert repr(arguments) in str(caught.value)


def test_long_arguments_are_shown_in_part() -> None:
    with pytest.raises(ToolArgumentsError) as caught:
        build(converted(FormatBook), '{"title": "' + "x" * 5000, NATIVE)
    assert len(str(caught.value)) < 600


@pytest.mark.parametrize(
    ("arguments", "location"),
    [
        ('{"title": 3}', "title"),
        ("{}", "title"),
        ('{"title": "a", "author": ["b"]}', "author"),
    ],
)
def test_arguments_that_do_not_fit_are_pydantics_error(
    arguments: str, location: str
) -> None:
    with pytest.raises(ValidationError) as caught:
        build(converted(FormatBook), arguments, NATIVE)
    assert caught.value.errors()[0]["loc"] == (location,)
    caught.value._response = "the response"  # type: ignore[attr-defined]
    assert caught.value._response == "the response"  # type: ignore[attr-defined]


def test_an_error_inside_a_nested_model_is_no_arguments_error() -> None:
    with pytest.raises(ValidationError, match=r"shelf"):
        build(converted(PutBook), '{"title": "a", "shelf": 1}', NATIVE)


def test_surplus_arguments_follow_the_models_config() -> None:
    class Forbids(FormatBook):
        model_config = ConfigDict(extra="forbid")

    class Allows(FormatBook):
        model_config = ConfigDict(extra="allow")

    arguments = '{"title": "Emma", "pages": 3}'
    assert "pages" not in build(converted(FormatBook), arguments, NATIVE).args
    with pytest.raises(ValidationError, match="pages"):
        build(converted(Forbids), arguments, NATIVE)
    tool = build(converted(Allows), arguments, NATIVE)
    assert tool.args == {"title": "Emma", "author": "unknown", "pages": 3}
    assert tool.id == "call_1"
    assert converted(Forbids).model_json_schema()["additionalProperties"] is False


@pytest.mark.parametrize("as_dict", [False, True])
def test_pydantics_strictness_reads_json_as_json(as_dict: bool) -> None:
    class Exact(BaseTool):
        model_config = ConfigDict(strict=True)
        day: date
        tags: set[str]

        def call(self) -> None: ...

    arguments: Any = {"day": "2020-01-02", "tags": ["a"]}
    tool = build(
        converted(Exact), arguments if as_dict else json.dumps(arguments), NATIVE
    )
    assert tool.day == date(2020, 1, 2)
    assert tool.tags == {"a"}


def test_null_stands_for_left_out_in_a_strict_tool() -> None:
    class Inner(BaseModel):
        count: int = 2
        note: str | None = "n"

    class Strict(BaseTool):
        tool_config = AnyToolConfig(strict=True)
        title: str
        author: str = "unknown"
        inner: Inner = Inner()
        more: list[Inner] = Field(default_factory=list)

        def call(self) -> None: ...

    tool = build(
        converted(Strict),
        '{"title": "a", "author": null, "inner": {"count": null, "note": null},'
        ' "more": [{"count": null, "note": "x"}]}',
        NATIVE,
    )
    assert tool.author == "unknown"
    assert tool.inner == Inner(count=2, note=None)
    assert tool.more == [Inner(count=2, note="x")]
    assert "author" not in tool.model_fields_set
    with pytest.raises(ValidationError, match="title"):
        build(converted(Strict), '{"title": null}', NATIVE)


def test_options_unknown_to_the_provider_are_warned_of() -> None:
    class Odd(FormatBook):
        tool_config = {"strict": True, "odd": 1}  # type: ignore[typeddict-unknown-key]  # noqa: RUF012

    kind = converted(Odd)
    with pytest.warns(UserWarning, match="odd"):
        kind.model_json_schema()
    assert "odd" not in str(build(kind, '{"title": "Emma"}', NATIVE))


def test_pydantics_strict_is_warned_of_where_the_provider_has_none() -> None:
    class Plain(AnyTool):
        __tool_config_type__: ClassVar[type[Any]] = ToolConfig

    class Exact(FormatBook):
        model_config = ConfigDict(strict=True)

    with pytest.warns(UserWarning, match="strict"):
        convert_tools([Exact], Plain)[0].tool_schema()
    converted(Exact).tool_schema()
    Exact.model_json_schema()


def test_validators_and_constraints_of_the_class_run() -> None:
    class Checked(BaseTool):
        title: Annotated[str, Field(max_length=5)]
        kind: Literal["a", "b"]

        @field_validator("title")
        @classmethod
        def upper(cls, value: str) -> str:
            return value.upper()

        def call(self) -> str:
            return self.title

    kind = converted(Checked)
    assert build(kind, '{"title": "emma", "kind": "a"}', NATIVE).call() == "EMMA"
    with pytest.raises(ValidationError):
        build(kind, '{"title": "sanditon", "kind": "a"}', NATIVE)


def test_a_partial_tool_shows_what_has_arrived() -> None:
    kind = converted(PutBook)
    tool = build(kind, '{"title": "Em', NATIVE, delta="Em", partial=True)
    assert type(tool).__name__ == "PartialPutBook"
    assert isinstance(tool, PutBook)
    assert tool.args == {"title": "Em", "shelf": None, "others": None}
    assert tool.delta == "Em"
    assert tool.tool_call is NATIVE
    assert tool._name() == "PutBook"
    again = build(kind, '{"title": "Emma", "shelf', NATIVE, delta="", partial=True)
    assert type(again) is type(tool)
    assert again.delta == ""


def test_partial_tools_hold_back_validators() -> None:
    class Checked(BaseTool):
        title: str
        short: Annotated[str, Field(min_length=4)]
        kind: Literal["novel", "play"]
        _seen: int = PrivateAttr(default=3)

        @field_validator("short")
        @classmethod
        def refuse(cls, value: str) -> str:
            raise ValueError(value)

        def model_post_init(self, context: Any) -> None:
            raise ValueError("too early")

        def call(self) -> None: ...

    text = '{"kind": "no", "short": "x", "title": "E'
    tool = build(converted(Checked), text, NATIVE, partial=True)
    assert tool.args == {"title": "E", "short": None, "kind": None}
    assert tool._seen == 3


def test_a_partial_tool_can_be_read_from_a_native_call() -> None:
    native = SimpleNamespace(id="call_1", arguments='{"title": "Em')
    tool = converted(FormatBook).from_tool_call(native, allow_partial=True)
    assert tool.title == "Em"
    assert tool.author is None


def test_a_partial_tool_can_be_read_from_a_dict() -> None:
    tool = build(
        converted(PutBook), {"shelf": {"room": "A"}}, NATIVE, delta="x", partial=True
    )
    assert tool.args["title"] is None
    assert (tool.shelf.room, tool.shelf.height) == ("A", None)


def test_partial_tools_know_fields_and_functions_by_their_own_names() -> None:
    def find(id: str, call: list[int], model_config: str = "m") -> tuple[Any, ...]:
        return id, call, model_config

    text = '{"id": "x", "call": [1, 2'
    tool = build(converted(find), text, NATIVE, delta="2", partial=True)
    assert tool.args == {"id": "x", "call": [1, 2], "model_config": None}
    assert (tool.id, tool.delta, tool._name()) == ("call_1", "2", "find")
    text = '{"id": "mine", "args": [1], "delta": 0.5, "tool_call": {"a": 1'
    tool = build(converted(Colliding), text, NATIVE, delta="1", partial=True)
    assert (tool.id, tool.args, tool.delta) == ("mine", [1], 0.5)
    assert (tool._id, tool._delta) == ("call_1", "1")


def test_a_providers_own_fields_are_no_arguments() -> None:
    class OwnTool(BaseTool):
        tool_call: Any
        delta: str | None = None

        @classmethod
        def tool_schema(cls) -> dict[str, Any]:
            return cls.model_json_schema()

    class Own(FormatBook):
        pass

    kind = convert_tools([Own], OwnTool)[0]
    schema = kind.tool_schema()
    assert schema["properties"].keys() == {"title", "author"}
    assert schema["required"] == ["title"]
    tool = kind.model_validate({"title": "Emma", "tool_call": NATIVE, "delta": "x"})
    assert tool.args == {"title": "Emma", "author": "unknown"}
    assert tool.tool_call is tool._tool_call is NATIVE
    assert tool.delta == tool._delta == "x"
    assert tool.id == "call_1"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@given(
    st.dictionaries(
        st.sampled_from(["title", "shelf", "others", "id", "arg_x"]) | st.text(), JSON
    ),
    st.data(),
)
def test_no_cut_of_the_arguments_raises(value: dict[str, Any], data: Any) -> None:
    text = json.dumps(value)
    at = data.draw(st.integers(0, len(text)))
    tool = build(converted(PutBook), text[:at], NATIVE, delta="", partial=True)
    assert tool.args.keys() == {"title", "shelf", "others"}


@given(st.text(), st.integers(), st.integers())
def test_any_cut_of_good_arguments_shows_a_beginning_of_them(
    title: str, height: int, at: int
) -> None:
    value = {"title": title, "shelf": {"room": title, "height": height}}
    text = json.dumps(value, ensure_ascii=bool(at % 2))
    tool = build(converted(PutBook), text[: at % len(text)], NATIVE, partial=True)
    assert title.startswith(tool.title or "")
    if tool.shelf is not None:
        assert title.startswith(tool.shelf.room or "")
        assert tool.shelf.height is None or str(height).startswith(
            str(tool.shelf.height)
        )


def test_partial_tools_stay_as_they_are_while_blank_text_follows() -> None:
    arguments = PartialArguments(converted(FormatBook))
    first = arguments.feed('{"title": "Emma", "author": "Ann"}')._with_call(NATIVE, "{")
    later = arguments.feed(" ")._with_call({}, " ")
    assert (first._delta, later._delta) == ("{", " ")
    assert (first._tool_call, later._tool_call) == (NATIVE, {})
    assert first.args == later.args
