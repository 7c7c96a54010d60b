from __future__ import annotations

import asyncio
import copy
import pickle
from abc import ABC
from typing import Any, ClassVar, Generic, TypeVar

import pytest
from pydantic import BaseModel, ConfigDict, Field

from mirascope.core.base.tool.base_tool import BaseTool
from mirascope.core.base.tool.toolkit import BaseToolKit, toolkit_tool
from mirascope.exceptions import ToolDefinitionError
from tests.internals import build, convert_tools


class AnyTool(BaseTool):
    __provider__: ClassVar[str] = "any"

    @classmethod
    def tool_schema(cls) -> dict[str, Any]:
        return {"name": cls._name(), "description": cls._description()}


class Level(BaseModel):
    name: str


class BookTools(BaseToolKit):
    """Tools about books."""

    __namespace__ = "books"

    level: Level
    notes: list[str] = Field(default_factory=list)
    count: int = 0

    @property
    def shout(self) -> str:
        return self.level.name.upper()

    @toolkit_tool
    def suggest(self, title: str, author: str = "?") -> str:
        """Suggest a book at {self.level.name!r}, {self.shout:>8}.

        Leaves {title}, {{self.level}} and {"json": {"a": 1}} alone.

        Args:
            title: The title for {self.level.name}.
            author: Who wrote it.
        """
        self.count += 1
        self.notes.append(title)
        return f"{title} by {author} for {self.level.name}"

    @toolkit_tool
    async def later(self, title: str) -> str:
        """Look up later."""
        return f"{title} {self.count}"

    @toolkit_tool
    @classmethod
    def about(cls, topic: str) -> str:
        """Tell about the tools."""
        return f"{cls.__name__} {topic}"

    @toolkit_tool
    class Format(BaseTool):
        """Format for {self.level.name}."""

        title: str
        count: str = "own"

        def call(self) -> str:
            self.level = Level(name=f"{self.level.name}+")  # type: ignore[attr-defined]
            return f"{self.title} {self.count} {self.shout}"  # type: ignore[attr-defined]


def made(kit: BaseToolKit) -> dict[str, Any]:
    return {tool._name(): tool for tool in convert_tools(kit.create_tools(), AnyTool)}


@pytest.fixture
def kit() -> BookTools:
    return BookTools(level=Level(name="easy"), notes=[])


def test_tools_have_the_namespace_and_ascii_order(kit: BookTools) -> None:
    assert [*made(kit)] == [
        "books_Format",
        "books_about",
        "books_later",
        "books_suggest",
    ]


def test_docstrings_are_filled_from_the_toolkit(kit: BookTools) -> None:
    tools = made(kit)
    assert tools["books_suggest"]._description() == (
        "Suggest a book at 'easy',     EASY.\n\n"
        'Leaves {title}, {self.level} and {"json": {"a": 1}} alone.'
    )
    properties = tools["books_suggest"].model_json_schema()["properties"]
    assert properties["title"]["description"] == "The title for easy."
    assert properties["author"]["description"] == "Who wrote it."
    assert tools["books_Format"]._description() == "Format for easy."


def test_self_is_the_toolkit(kit: BookTools) -> None:
    tool = build(made(kit)["books_suggest"], {"title": "Emma"}, {"id": "x"})
    assert tool.call() == "Emma by ? for easy"
    assert (kit.count, kit.notes) == (1, ["Emma"])
    assert tool.args == {"title": "Emma", "author": "?"}
    assert tool.id == "x"
    assert tool.level == Level(name="easy")


def test_async_and_class_methods_are_tools(kit: BookTools) -> None:
    kit.count = 4
    later = build(made(kit)["books_later"], {"title": "Emma"}, None)
    assert asyncio.run(later.call()) == "Emma 4"
    assert build(made(kit)["books_about"], {"topic": "x"}, None).call() == "BookTools x"


def test_nested_tools_see_and_change_the_toolkit(kit: BookTools) -> None:
    tool = build(made(kit)["books_Format"], {"title": "Emma"}, None)
    assert isinstance(tool, BookTools.Format)
    assert tool.call() == "Emma own EASY+"
    assert kit.level.name == "easy+"
    assert tool.args == {"title": "Emma", "count": "own"}
    tool.count = "mine"
    assert (tool.count, kit.count) == ("mine", 0)
    with pytest.raises(AttributeError):
        tool.nothing  # noqa: B018
    with pytest.raises(ValueError, match="nothing"):
        tool.nothing = 1


def test_the_toolkit_and_its_nested_class_stay_as_they_are(kit: BookTools) -> None:
    kit.create_tools()
    assert kit.suggest("Emma") == "Emma by ? for easy"
    assert BookTools.Format.__doc__ == "Format for {self.level.name}."
    assert BookTools.Format._name() == "Format"
    assert kit.model_dump() == {
        "level": {"name": "easy"},
        "notes": ["Emma"],
        "count": 1,
    }
    assert kit == BookTools(level=Level(name="easy"), notes=["Emma"], count=1)


def test_tools_are_made_again_only_when_their_docstring_changes(kit: BookTools) -> None:
    first = kit.create_tools()
    assert kit.create_tools() == first
    kit.level = Level(name="hard")
    second = kit.create_tools()
    assert second[1:3] == first[1:3]
    assert second[0] is not first[0]
    assert second[0]._description() == "Format for hard."
    assert BookTools(level=Level(name="easy")).create_tools()[0] is not first[0]


@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy, BaseModel.model_copy])
def test_copies_have_tools_of_their_own(kit: BookTools, copied: Any) -> None:
    kit.create_tools()
    other = copied(kit)
    other.level = Level(name="hard")
    tool = build(made(other)["books_suggest"], {"title": "a"}, None)
    assert tool.call() == "a by ? for hard"


def test_toolkits_can_be_pickled_after_use(kit: BookTools) -> None:
    kit.create_tools()
    assert pickle.loads(pickle.dumps(kit)) == kit  # noqa: S301


def test_frozen_toolkits_work() -> None:
    class Frozen(BaseToolKit):
        model_config = ConfigDict(frozen=True)
        name: str = "n"

        @toolkit_tool
        def look(self) -> str:
            """Look at {self.name}."""
            return self.name

    kit = Frozen()
    assert build(made(kit)["look"], "", None).call() == "n"
    assert kit.create_tools() == kit.create_tools()


def test_without_a_namespace_names_are_plain() -> None:
    class Plain(BaseToolKit):
        @toolkit_tool
        def look(self) -> str:
            """Look."""
            return "x"

        @toolkit_tool
        class Find(BaseTool):
            def call(self) -> None: ...

        @toolkit_tool
        class Named(BaseTool):
            __custom_name__ = "other"

            def call(self) -> None: ...

    assert [*made(Plain())] == ["Find", "other", "look"]


def test_subclasses_inherit_tools_and_may_share_a_namespace() -> None:
    class More(BookTools):
        @toolkit_tool
        def again(self) -> str:
            """Again."""
            return "x"

    names = [*made(More(level=Level(name="a")))]
    assert names == [
        "books_Format",
        "books_about",
        "books_again",
        "books_later",
        "books_suggest",
    ]


def test_an_override_without_mark_is_no_tool() -> None:
    class Less(BookTools):
        def later(self, title: str) -> str:  # type: ignore[override]
            return title

    assert "books_later" not in made(Less(level=Level(name="a")))


def test_a_toolkit_without_tools_is_refused_unless_it_is_abstract() -> None:
    with pytest.raises(ToolDefinitionError, match="'Empty' has no tools"):

        class Empty(BaseToolKit):
            x: int

    T = TypeVar("T")

    class Base(BaseToolKit, ABC, Generic[T]):
        x: T

    class Concrete(Base[int]):
        @toolkit_tool
        def look(self) -> str:
            """Look at {self.x}."""
            return "x"

    assert made(Concrete(x=1))["look"]._description() == "Look at 1."


def test_a_method_without_docstring_is_refused() -> None:
    with pytest.raises(ToolDefinitionError, match=r"'Bad\.look' has no docstring"):

        class Bad(BaseToolKit):
            @toolkit_tool
            def look(self) -> str:
                return "x"


@pytest.mark.parametrize("field", ["self.y", "self.x[k]", "self.", "self.y.x"])
def test_docstrings_may_only_name_what_the_toolkit_has(field: str) -> None:
    def look(self: Any) -> str:
        return "x"

    look.__doc__ = f"Look at {{{field}}}."
    with pytest.raises(ToolDefinitionError, match="docstring") as caught:
        type(
            "Bad",
            (BaseToolKit,),
            {
                "__module__": __name__,
                "__annotations__": {"x": int},
                "look": toolkit_tool(look),
            },
        )
    assert isinstance(caught.value, ValueError)


def test_only_tools_may_be_marked() -> None:
    with pytest.raises(ToolDefinitionError, match="BaseTool"):

        class Bad(BaseToolKit):
            @toolkit_tool  # type: ignore[type-var]
            class Look:
                pass
