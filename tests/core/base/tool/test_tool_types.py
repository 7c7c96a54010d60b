from __future__ import annotations

import asyncio
import gc
import inspect
import weakref
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from functools import partial, wraps
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, Optional, Union

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, Field, RootModel, ValidationError

from mirascope.core.base.tool.base_tool import DEFAULT_DESCRIPTION, BaseTool
from mirascope.core.base.tool.toolkit import BaseToolKit, toolkit_tool
from mirascope.exceptions import ToolDefinitionError
from tests.internals import (
    build,
    convert_function_to_base_tool,
    convert_tools,
    native_schema,
)

if TYPE_CHECKING:
    from decimal import Decimal


class AnyTool(BaseTool):
    __provider__: ClassVar[str] = "any"

    @classmethod
    def tool_schema(cls) -> dict[str, Any]:
        return {
            "name": cls._name(),
            "description": cls._description(),
            "parameters": cls.model_json_schema(),
        }


class OtherTool(BaseTool):
    __provider__: ClassVar[str] = "other"

    @classmethod
    def tool_schema(cls) -> dict[str, Any]:
        return {"other": cls._name()}


class Book(BaseModel):
    title: str
    pages: int = 1


def converted(tool: Any, tool_type: type[BaseTool] = AnyTool) -> Any:
    return convert_tools([tool], tool_type)[0]


def called(tool: Any, arguments: Any) -> Any:
    return build(converted(tool), arguments, {"id": "call_1"}).call()


def schema_of_tool(tool: Any) -> dict[str, Any]:
    return converted(tool).tool_schema()["parameters"]


def format_book(
    title: str, author: str = "unknown", *, pages: int | None = None
) -> str:
    """Format a book.

    In one line.

    Args:
        title: The title,
            as printed.
        author: Who wrote it.

    Returns:
        The line.

    Raises:
        ValueError: If it has no pages.

    Example:
        {"title": "Emma"}

    Examples:
        {"title": "Sanditon", "author": "Jane"}
        {"title": "Lesley"}
    """
    return f"{title} by {author}, {pages}"


def test_a_functions_signature_and_docstring_become_its_schema() -> None:
    schema = converted(format_book).tool_schema()
    assert schema["name"] == "format_book"
    assert schema["description"] == (
        "Format a book.\n\nIn one line.\n\nReturns:\n    The line.\n\n"
        "Raises:\n    ValueError: If it has no pages."
    )
    assert schema["parameters"] == {
        "type": "object",
        "properties": {
            "title": {"type": "string", "description": "The title,\nas printed."},
            "author": {
                "type": "string",
                "default": "unknown",
                "description": "Who wrote it.",
            },
            "pages": {
                "anyOf": [{"type": "integer"}, {"type": "null"}],
                "default": None,
                "title": "Pages",
            },
        },
        "required": ["title"],
        "examples": [
            {"title": "Emma"},
            {"title": "Sanditon", "author": "Jane"},
            {"title": "Lesley"},
        ],
    }


def test_a_function_tool_calls_the_function() -> None:
    tool = build(converted(format_book), '{"title": "Emma", "pages": 3}', {"id": "x"})
    assert tool.call() == "Emma by unknown, 3"
    assert tool.args == {"title": "Emma", "author": "unknown", "pages": 3}
    assert tool.title == "Emma"
    assert type(tool).__module__ == __name__
    assert not inspect.iscoroutinefunction(tool.call)


def numpy_style(title: str, pages: int) -> None:
    """Format a book.

    Parameters
    ----------
    title : str
        The title.
    pages : int
        How long it is.

    Returns
    -------
    str
        The line.
    """


def rest_style(title: str, pages: int) -> None:
    """Format a book.

    :param title: The title.
    :param pages: How long it is.
    :returns: The line.
    """


@pytest.mark.parametrize(
    ("fn", "returns"), [(numpy_style, "str: The line."), (rest_style, "The line.")]
)
def test_docstrings_are_read_in_every_usual_style(fn: Any, returns: str) -> None:
    schema = converted(fn).tool_schema()
    assert schema["description"] == f"Format a book.\n\nReturns:\n    {returns}"
    properties = schema["parameters"]["properties"]
    assert properties["title"]["description"] == "The title."
    assert properties["pages"]["description"] == "How long it is."


def test_without_a_docstring_the_description_is_general() -> None:
    def ping(times: int) -> None: ...

    schema = converted(ping).tool_schema()
    assert schema["description"] == DEFAULT_DESCRIPTION
    assert schema["parameters"]["properties"] == {"times": {"type": "integer"}}


@pytest.mark.parametrize(
    ("docstring", "said"),
    [
        (
            "Do.\n\nArgs:\n    b: The b.\n    a: The a.",
            "'b' where the parameter is 'a'",
        ),
        ("Do.\n\nArgs:\n    x: The x.", "'x' where the parameter is 'a'"),
        ("Do.\n\nArgs:\n    a: A.\n    b: B.\n    c: C.", "is none"),
        ("Do.\n\nArgs:\n    a:\n    b: The b.", "no description for 'a'"),
        ("Do.\n\nExample:\n    do(1, 2)", "not JSON"),
        ('Do.\n\nExample:\n    {"a": 1} and more', "not JSON"),
    ],
)
def test_docstrings_that_say_something_else_are_refused(
    docstring: str, said: str
) -> None:
    def do(a: int, b: int) -> None: ...

    do.__doc__ = docstring
    with pytest.raises(ToolDefinitionError, match=said) as caught:
        converted(do)
    assert isinstance(caught.value, ValueError)
    assert "'do'" in str(caught.value)


def test_parameters_without_annotation_are_refused() -> None:
    def bad(a: int, b) -> None:  # type: ignore[no-untyped-def]
        ...

    with pytest.raises(ValueError, match=r"'b' of 'bad' has no annotation"):
        converted(bad)
    with pytest.raises(ToolDefinitionError, match="'rest'"):
        converted(wraps_untyped_rest())


def wraps_untyped_rest() -> Callable[..., Any]:
    def bad(*rest) -> None:  # type: ignore[no-untyped-def]
        ...

    return bad


def annotated(
    plain: Annotated[int, Field(ge=1)],
    told: Annotated[str, Field(description="from the annotation")],
    value: Annotated[int, Field(description="a value", le=9)] = 3,
    inner: Annotated[int, Field(default=4)] = 5,
    given: int = Field(6, description="from the default", gt=0),
    short: int = Field(7),
    alias: Annotated[int, Field(alias="other")] = 8,
) -> dict[str, int | str]:
    """Do.

    Args:
        plain: from the docstring
        told: not this
        value: nor this
        inner: from the docstring
        given: nor this
        short: from the docstring
        alias: from the docstring
    """
    return locals()


def test_annotated_fields_keep_their_constraints_defaults_and_descriptions() -> None:
    schema = schema_of_tool(annotated)
    told = "from the docstring"
    integer = {"type": "integer"}
    assert schema["properties"] == {
        "plain": {**integer, "minimum": 1, "description": told},
        "told": {"type": "string", "description": "from the annotation"},
        "value": {**integer, "maximum": 9, "default": 3, "description": "a value"},
        "inner": {**integer, "default": 5, "description": told},
        "given": {
            **integer,
            "exclusiveMinimum": 0,
            "default": 6,
            "description": "from the default",
        },
        "short": {**integer, "default": 7, "description": told},
        "other": {**integer, "default": 8, "description": told, "title": "Other"},
    } or schema["properties"]["other"].keys() >= {"type", "default"}
    assert schema["required"] == ["plain", "told"]
    assert called(annotated, '{"plain": 1, "told": "x", "other": 9}') == {
        "plain": 1,
        "told": "x",
        "value": 3,
        "inner": 5,
        "given": 6,
        "short": 7,
        "alias": 9,
    }
    with pytest.raises(ValidationError):
        called(annotated, '{"plain": 0, "told": "x"}')


def every_kind(
    id: str,
    args: int,
    /,
    self: str,
    call: int = 2,
    *delta: float,
    cls: str,
    tool_call: list[int],
    _hidden: bool = True,
    model_config: str = "c",
    model_name: str = "m",
    copy: str = "y",
    register: str = "r",
    tool_schema: str = "s",
    arg_id: int = 0,
    **more: int,
) -> dict[str, Any]:
    """Do."""
    return locals()


def test_every_kind_of_parameter_under_any_name_reaches_the_function() -> None:
    arguments = {
        "id": "i",
        "args": 1,
        "self": "me",
        "call": 3,
        "delta": [0.5, 1.0],
        "cls": "us",
        "tool_call": [1],
        "_hidden": False,
        "model_config": "C",
        "model_name": "M",
        "copy": "Y",
        "register": "R",
        "tool_schema": "S",
        "arg_id": 5,
        "extra": 7,
    }
    tool = build(converted(every_kind), arguments, {"id": "call_1"}, delta="x")
    more = {"more": {"extra": arguments["extra"]}}
    expected = {**arguments, "delta": (0.5, 1.0), **more}
    del expected["extra"]
    assert tool.call() == expected
    assert tool.args == tool._args == arguments
    assert tool.id == "call_1"
    assert tool.delta == "x"
    assert tool.tool_call == {"id": "call_1"}
    assert "id='i'" in repr(tool)


def test_every_kind_of_parameter_is_described_under_its_own_name() -> None:
    schema = schema_of_tool(every_kind)
    names = [*inspect.signature(every_kind).parameters][:-1]
    assert [*schema["properties"]] == names
    assert schema["required"] == ["id", "args", "self", "cls", "tool_call"]
    assert schema["properties"]["delta"]["items"] == {"type": "number"}
    assert schema["additionalProperties"] in ({"type": "integer"}, True)
    minimal = {"id": "i", "args": 1, "self": "me", "cls": "us", "tool_call": []}
    assert called(every_kind, minimal)["delta"] == ()
    assert called(every_kind, minimal)["call"] == 2


def test_a_receiver_that_is_not_annotated_is_the_tool() -> None:
    def method(self, title: str) -> Any:  # type: ignore[no-untyped-def]
        return self.id, title

    def class_method(cls, title: str) -> Any:  # type: ignore[no-untyped-def]
        return cls.__name__, title

    assert called(method, {"title": "a"}) == ("call_1", "a")
    assert called(class_method, {"title": "a"}) == ("class_method", "a")
    assert [*schema_of_tool(method)["properties"]] == ["title"]


def test_async_functions_give_a_coroutine() -> None:
    async def look_up(title: str) -> str:
        await asyncio.sleep(0)
        return title.upper()

    tool = build(converted(look_up), {"title": "a"}, None)
    assert inspect.iscoroutinefunction(tool.call)
    assert asyncio.run(tool.call()) == "A"


class Library:
    def __init__(self, name: str) -> None:
        self.name = name

    def find(self, title: str) -> str:
        """Find a book.

        Args:
            title: The title.
        """
        return f"{title} in {self.name}"

    @classmethod
    def make(cls, name: str) -> Library:
        return cls(name)

    @staticmethod
    def shout(title: str) -> str:
        return title.upper()

    async def __call__(self, title: str) -> str:
        return f"{title} at {self.name}"


def test_methods_of_every_kind_are_tools() -> None:
    library = Library("Bath")
    assert called(library.find, {"title": "Emma"}) == "Emma in Bath"
    assert schema_of_tool(library.find)["properties"]["title"]["description"]
    assert called(Library.make, {"name": "York"}).name == "York"
    assert called(Library.shout, {"title": "a"}) == "A"
    tool = build(converted(library), {"title": "Emma"}, None)
    assert tool._name() == "Library"
    assert inspect.iscoroutinefunction(tool.call)
    assert asyncio.run(tool.call()) == "Emma at Bath"


def test_partials_are_tools_under_the_functions_name() -> None:
    fixed = partial(format_book, author="Jane")
    assert converted(fixed)._name() == "format_book"
    assert called(fixed, {"title": "Emma"}) == "Emma by Jane, None"


def test_decorated_functions_keep_their_signature() -> None:
    def decorate(fn: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(fn)
        def wrapper(*args: Any, **kwargs: Any) -> Any:
            return f"<{fn(*args, **kwargs)}>"

        wrapper.__mirascope_call__ = True  # type: ignore[attr-defined]
        return wrapper

    converted(format_book)
    decorated = decorate(format_book)
    assert converted(decorated)._name() == "format_book"
    assert called(decorated, {"title": "Emma"}) == "<Emma by unknown, None>"


def test_a_lambda_needs_a_name_and_annotations() -> None:
    double = lambda value: value * 2  # noqa: E731
    with pytest.raises(ToolDefinitionError, match="no name"):
        converted(double)
    double.__name__ = "double"
    with pytest.raises(ToolDefinitionError, match="no annotation"):
        converted(double)
    double.__annotations__ = {"value": int}
    assert called(double, {"value": 4}) == 8


def test_objects_without_a_readable_signature_are_refused() -> None:
    with pytest.raises(ToolDefinitionError, match="'next'"):
        converted(next)


def test_models_arrive_as_instances_and_string_annotations_are_read() -> None:
    def put(book: Book, others: list[Book], kind: Literal["a", "b"] = "a") -> Any:
        return book, others, kind

    one = {"title": "Emma"}
    assert called(put, {"book": one, "others": [one]}) == (
        Book(title="Emma"),
        [Book(title="Emma")],
        "a",
    )


def test_annotations_may_name_what_is_local_to_the_definer() -> None:
    class Local(BaseModel):
        title: str

    def put(book: Local) -> str:
        return book.title

    def make() -> Callable[..., Any]:
        class Inner(BaseModel):
            title: str

        def used(book: Inner, kind: type[Inner] | None = None) -> str:
            return Inner.__name__ + book.title

        return used

    assert called(put, {"book": {"title": "Emma"}}) == "Emma"
    assert converted(make()).model_fields["book"].annotation.__name__ == "Inner"


def test_annotations_in_a_class_may_name_what_is_local_to_it() -> None:
    class Shop:
        class Item(BaseModel):
            title: str

        def sell(self, item: Item) -> str:
            return item.title

    assert called(Shop().sell, {"item": {"title": "Emma"}}) == "Emma"


def test_a_local_type_comes_before_a_global_one_and_a_method_last() -> None:
    class Book(BaseModel):
        local: int

    class Shop:
        def list(self) -> None: ...

        def sell(self, books: list[Book]) -> Any:  # type: ignore[valid-type]
            return books

    assert called(Shop().sell, {"books": [{"local": 1}]}) == [Book(local=1)]


def test_names_that_get_their_value_later_do_no_harm() -> None:
    def put(count: int) -> object:
        return later

    assert [*schema_of_tool(put)["properties"]] == ["count"]
    later = called(put, {"count": 1}) if False else 3
    assert called(put, {"count": 1}) == later


def test_callable_objects_may_name_their_signature() -> None:
    class Odd:
        __call__ = staticmethod(len)
        __signature__ = inspect.Signature(
            [
                inspect.Parameter(
                    "obj", inspect.Parameter.POSITIONAL_ONLY, annotation=str
                )
            ]
        )

    assert called(Odd(), {"obj": "abc"}) == 3


def test_annotations_that_cannot_be_evaluated_are_refused() -> None:
    def pay(amount: Decimal) -> None: ...

    with pytest.raises(ToolDefinitionError, match=r"'pay'.*Decimal"):
        converted(pay)


def test_defaults_json_cannot_express_are_still_the_functions() -> None:
    nothing = object()

    def find(title: str, limit: Any = nothing) -> bool:
        return limit is nothing

    assert called(find, {"title": "a"}) is True
    assert "default" not in schema_of_tool(find)["properties"]["limit"]


def test_a_function_without_parameters_has_no_properties() -> None:
    def now() -> str:
        return "now"

    assert schema_of_tool(now).get("properties") == {}
    assert called(now, "") == "now"


class Callable1(BaseModel):
    """A model that can be called."""

    model_config = ConfigDict(extra="forbid")

    id: str
    args: int = Field(2, alias="arguments")
    delta: str = "d"

    def call(self) -> tuple[str, int]:
        return self.id, self.args


def test_models_with_a_call_method_are_tools() -> None:
    tool = build(converted(Callable1), '{"id": "mine", "arguments": 3}', {"id": "x"})
    assert isinstance(tool, Callable1)
    assert isinstance(tool, BaseTool)
    assert tool.call() == ("mine", 3)
    assert tool.args == 3
    assert tool._args == {"id": "mine", "args": 3, "delta": "d"}
    assert (tool.id, tool._id) == ("mine", "x")
    schema = converted(Callable1).tool_schema()
    assert schema["name"] == "Callable1"
    assert schema["description"] == "A model that can be called."
    assert schema["parameters"]["additionalProperties"] is False
    assert schema["parameters"]["required"] == ["id"]


def test_what_cannot_be_called_is_refused() -> None:
    class Abstract(BaseTool):
        title: str

    for bad in (Book, Abstract):
        with pytest.raises(TypeError, match=f"'{bad.__name__}' has no `call`"):
            converted(bad)


class Rooted(RootModel[list[int]]):
    def call(self) -> None: ...


@dataclass
class Data:
    title: str

    def call(self) -> None: ...


class Kit(BaseToolKit):
    @toolkit_tool
    def look(self, title: str) -> str:
        """Look."""
        return title


@pytest.mark.parametrize(
    ("tool", "said"),
    [
        (3, "3 cannot be a tool"),
        ("look", "'look' cannot be a tool"),
        (Data, "'Data' is a class"),
        (Rooted, "RootModel"),
        (Kit(), "create_tools"),
        (converted(Callable1)(id="a"), "its class"),
    ],
)
def test_other_things_are_refused(tool: object, said: str) -> None:
    with pytest.raises(ToolDefinitionError, match=said):
        converted(tool)


def test_native_tools_pass_through() -> None:
    native = {"type": "web_search"}
    model = Book(title="a native tool of an SDK")
    assert convert_tools([native, format_book, model], AnyTool)[::2] == [native, model]
    assert converted(native) is native


def test_two_tools_of_one_name_are_refused() -> None:
    def other(title: str) -> None: ...

    other.__name__ = "format_book"
    with pytest.raises(ToolDefinitionError, match="'format_book'"):
        convert_tools([format_book, other], AnyTool)


def test_each_tool_is_built_once_for_each_provider() -> None:
    library = Library("Bath")
    tools = [format_book, Callable1, library.find, Library.make]
    first = convert_tools(tools, AnyTool)
    again = [format_book, Callable1, library.find, Library.make]
    assert convert_tools(again, AnyTool) == first
    assert native_schema(first[0]) is native_schema(first[0])
    assert native_schema(first[0]) == first[0].tool_schema()
    other = convert_tools(tools, OtherTool)
    assert not {*first} & {*other}
    assert converted(Library("York").find) is not first[2]
    assert called(Library("York").find, {"title": "a"}) == "a in York"


def test_a_wrapper_is_another_tool_than_what_it_wraps() -> None:
    converted(format_book)

    @wraps(format_book)
    def wrapper(*args: Any, **kwargs: Any) -> str:
        return "wrapped"

    assert called(wrapper, {"title": "a"}) == "wrapped"


def test_a_subclass_is_another_tool_than_its_base() -> None:
    class Base(BaseTool):
        title: str

        def call(self) -> str:
            return "base"

    converted(Base)

    class Derived(Base):
        def call(self) -> str:
            return "derived"

    assert called(Derived, {"title": "a"}) == "derived"


def test_tools_of_a_call_are_used_as_they_are() -> None:
    tool = converted(Callable1)
    assert converted(tool) is tool
    assert AnyTool.type_from_base_model_type(tool) is tool


def test_a_tool_of_one_provider_becomes_a_tool_of_another() -> None:
    class Own(AnyTool):
        title: str

        def call(self) -> str:
            return self.title

    for tool in (Own, converted(Callable1), AnyTool.type_from_fn(format_book)):
        other = converted(tool, OtherTool)
        assert native_schema(other) == {"other": tool.__name__}
        assert other.__provider__ == "other"
        assert issubclass(other, OtherTool)
    assert build(converted(Own, OtherTool), {"title": "a"}, None).call() == "a"
    assert issubclass(converted(converted(Callable1), OtherTool), Callable1)


def test_nothing_is_kept_when_the_tool_is_gone() -> None:
    def make() -> tuple[Any, Any, Any, Any]:
        def local(title: str) -> str:
            return title

        class Local(BaseTool):
            def call(self) -> None: ...

        library = Library("Bath")
        for tool in (local, Local, library.find):
            build(converted(tool), {"title": "a"}, None)
        return (
            weakref.ref(local),
            weakref.ref(Local),
            weakref.ref(library),
            weakref.ref(converted(library.find)),
        )

    refs = make()
    gc.collect()
    assert [ref() for ref in refs] == [None] * 4


def test_a_tool_keeps_the_object_of_its_method() -> None:
    tool = converted(Library("Bath").find)
    gc.collect()
    assert build(tool, {"title": "a"}, None).call() == "a in Bath"


def test_conversion_leaves_the_users_objects_usable() -> None:
    library = Library("Bath")
    before = dict(vars(library))
    converted(library.find)
    assert vars(library) == before
    converted(Callable1)
    assert Callable1(id="a").model_dump() == {"id": "a", "args": 2, "delta": "d"}


def test_the_helper_takes_a_docstring_and_a_namespace() -> None:
    doc = "Other.\n\nArgs:\n    title: T."
    kind = convert_function_to_base_tool(format_book, AnyTool, doc, "books")
    assert kind._name() == "books_format_book"
    assert kind._description() == "Other."
    assert kind.model_json_schema()["properties"]["title"]["description"] == "T."
    assert convert_function_to_base_tool(format_book, BaseTool)(title="a").call()


class Color(Enum):
    RED = "red"


@pytest.mark.parametrize(
    ("kind", "name", "value", "read"),
    [
        (int, "int", 3, 3),
        (list[str], "list", ["a"], ["a"]),
        (set, "set", [1], {1}),
        (Literal["a"], "Literal", "a", "a"),
        (Color, "Color", "red", Color.RED),
        (Union[int, str], "Union", "a", "a"),  # noqa: UP007
        (Optional[int], "Optional", None, None),  # noqa: UP045
        (int | str, "Union", 1, 1),
        (int | None, "Optional", None, None),
        (Annotated[int, Field(gt=1)], "int", 2, 2),
    ],
)
def test_types_become_tools_with_one_argument(
    kind: Any, name: str, value: Any, read: Any
) -> None:
    tool = AnyTool.type_from_base_type(kind)
    assert tool._name() == name
    assert tool._description() == DEFAULT_DESCRIPTION
    assert tool.model_json_schema()["required"] == ["value"]
    assert build(tool, {"value": value}, None).call() == read


def test_models_without_call_become_tools_for_their_schema() -> None:
    kind = AnyTool.type_from_base_model_type(Book)
    assert native_schema(kind)["name"] == "Book"
    with pytest.raises(TypeError, match="call"):
        build(kind, {"title": "a"}, None)


@given(
    st.lists(
        st.sampled_from(
            ["id", "args", "call", "delta", "tool_call", "self", "cls", "model_fields"]
        )
        | st.from_regex(r"[a-z_][a-z_0-9]{0,8}", fullmatch=True),
        unique=True,
        max_size=6,
    ).filter(lambda names: all(name.isidentifier() for name in names)),
    st.data(),
)
def test_any_parameter_names_carry_their_values(names: list[str], data: Any) -> None:
    import keyword

    names = [name for name in names if not keyword.iskeyword(name)]
    scope: dict[str, Any] = {}
    signature = ", ".join(f"{name}: int" for name in names)
    exec(f"def fn({signature}): return dict(locals())", scope)  # noqa: S102
    values = {name: data.draw(st.integers(-9, 9)) for name in names}
    tool = build(converted(scope["fn"]), values, {"id": "call_1"})
    assert tool.call() == values
    assert tool._args == values
    assert tool._id == "call_1"
    assert [*schema_of_tool(scope["fn"])["properties"]] == names


def test_tools_that_were_converted_are_taken_as_they_are() -> None:
    class Provided(BaseTool):
        """A provider's."""

    def now() -> str:
        """Tell the time."""
        return "noon"

    tools = convert_tools([now], Provided)
    assert convert_tools(tools, Provided) == tools


def described(
    told: Annotated[str, Field(description="from the annotation")],
    id: Annotated[int, Field(alias="key")],
    given: str = Field("x", description="from the default"),
) -> list[Any]:
    """Do.

    Args:
        told: not this
        id: from the docstring
        given: nor this
    """
    return [told, id, given]


def test_what_an_annotation_says_comes_before_the_docstring() -> None:
    [tool] = convert_tools([described], BaseTool)
    properties = tool.model_json_schema()["properties"]
    content = {name: one.get("description") for name, one in properties.items()}
    assert content == {
        "told": "from the annotation",
        "key": "from the docstring",
        "given": "from the default",
    }
    assert build(tool, '{"told": "a", "key": 3}', None).call() == ["a", 3, "x"]
