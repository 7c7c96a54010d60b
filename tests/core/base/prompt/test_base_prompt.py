from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any, ClassVar

import pytest
from pydantic import BaseModel, computed_field
from typing_extensions import override

from mirascope.core.base.messages.messages import Messages
from mirascope.core.base.messages.parts import (
    BaseMessageParam,
    ImageURLPart,
    TextPart,
    ToolCallPart,
)
from mirascope.core.base.prompt import BasePrompt, prompt_template
from mirascope.core.base.prompt.dynamic_config import BaseDynamicConfig
from mirascope.exceptions import MissingVariableError, PromptError, TemplateError
from tests.internals import metadata

from .echo import call, user

DOCSTRINGS = "MIRASCOPE_DOCSTRING_PROMPT_TEMPLATE"


class Author(BaseModel):
    name: str


@prompt_template(
    """
    SYSTEM: You know {author.name}
    USER:
    Recommend a {genre} book
    """
)
@metadata({"tags": {"library"}})
class Recommend(BasePrompt):
    """Recommend a book."""

    genre: str
    author: Author = Author(name="Ann")


def test_fields_are_the_variables():
    assert Recommend(genre="sad").message_params() == [
        BaseMessageParam(role="system", content="You know Ann"),
        user("Recommend a sad book"),
    ]


def test_as_text_the_template_keeps_its_keywords():
    text = "SYSTEM: You know Ann\nUSER:\nRecommend a sad book"
    assert str(Recommend(genre="sad")) == text


def test_a_dump_describes_the_prompt():
    assert Recommend(genre="sad").dump() == {
        "metadata": {"tags": {"library"}},
        "prompt": "SYSTEM: You know Ann\nUSER:\nRecommend a sad book",
        "template": "SYSTEM: You know {author.name}\nUSER:\nRecommend a {genre} book",
        "inputs": {"genre": "sad", "author": {"name": "Ann"}},
    }


def test_the_template_may_be_a_class_variable():
    class Ask(BasePrompt):
        prompt_template: ClassVar[str] = "Ask {x}"

        x: int

    assert str(Ask(x=1)) == "Ask 1"
    assert list(Ask.model_fields) == ["x"]


def test_the_nearest_template_is_used():
    class Mine(Recommend):
        prompt_template: ClassVar[str] = "mine {genre}"

    @prompt_template("other {genre}")
    class Other(Mine): ...

    class Same(Other): ...

    assert str(Mine(genre="x")) == "mine x"
    assert str(Other(genre="x")) == str(Same(genre="x")) == "other x"
    assert str(Recommend(genre="x")).startswith("SYSTEM")


def test_a_decorator_comes_before_a_class_variable():
    @prompt_template("decorated")
    class Ask(BasePrompt):
        prompt_template: ClassVar[str] = "variable"

    assert str(Ask()) == "decorated"


def test_a_prompt_without_a_template_is_refused(monkeypatch: pytest.MonkeyPatch):
    class Ask(BasePrompt):
        """USER:
        Ask {x}
        """

        x: int

    with pytest.raises(ValueError, match=f"{DOCSTRINGS}=ENABLED") as caught:
        Ask(x=1).message_params()
    assert isinstance(caught.value, PromptError)
    monkeypatch.setenv(DOCSTRINGS, "ENABLED")
    assert Ask(x=1).message_params() == [user("Ask 1")]


def test_a_bad_template_warns_when_decorating_and_fails_when_filled():
    def decorate() -> None:
        @prompt_template("{x")
        class Broken(BasePrompt):
            x: int

        prompts.append(Broken(x=1))

    prompts: list[BasePrompt] = []
    with pytest.warns(UserWarning, match="'Broken' will fail because of its template"):
        decorate()
    [broken] = prompts
    for use in (broken.message_params, broken.__str__, broken.dump):
        with pytest.raises(TemplateError):
            use()


@prompt_template("{self.x} {double} {twice} {computed} {self.double}")
class Derived(BasePrompt):
    x: int

    @property
    def double(self) -> int:
        return self.x * 2

    @cached_property
    def twice(self) -> int:
        return self.x * 2

    @computed_field
    @property
    def computed(self) -> int:
        return self.x * 3


def test_self_properties_and_computed_fields_are_variables():
    prompt = Derived(x=1)
    assert prompt.message_params() == [user("1 2 2 3 2")]
    assert str(prompt) == "1 2 2 3 2"
    assert prompt.run(call)[0] == [user("1 2 2 3 2")]


def test_computed_fields_of_the_config_stand_beside_properties():
    class More(Derived):
        @override
        def dynamic_config(self) -> BaseDynamicConfig:
            return {"computed_fields": {"twice": 0, "x": 7}}

    assert str(More(x=1)) == "1 2 0 3 2"
    assert More(x=1).run(call)[0] == [user("1 2 0 3 2")]


def test_other_attributes_are_no_variables():
    @prompt_template("{model_dump}")
    class Ask(BasePrompt): ...

    with pytest.raises(MissingVariableError):
        Ask().message_params()


@prompt_template(
    "USER: {image:image(detail=low)} {data:image} {note:part} {notes:parts}"
    "{:cache_control} {words:list} {text:text} {texts:texts}"
)
class Rich(BasePrompt):
    image: str = "https://x/a"
    data: bytes = b"\x89PNG\r\n\x1a\n"
    note: ImageURLPart = ImageURLPart(type="image_url", url="u", detail=None)
    notes: list[Any] = [TextPart(type="text", text="n")]  # noqa: RUF012
    words: list[str] = ["a", "b"]  # noqa: RUF012
    text: str = "t"
    texts: list[str] = ["t", "u"]  # noqa: RUF012


def test_media_and_parts_are_named_in_text():
    assert str(Rich()) == "USER: https://x/a <image> u n a\nb t t\nu"
    refused = Rich(notes=[ToolCallPart(type="tool_call", name="f")])
    assert "<part>" in str(refused)


def test_media_are_parts_of_messages():
    [message] = Rich().message_params()
    assert [getattr(part, "type", None) for part in message.content] == [
        "image_url",
        "image",
        "image_url",
        "text",
        "cache_control",
        "text",
        "text",
        "text",
        "text",
    ]


@prompt_template("{x} {y}")
@metadata({"tags": {"static"}})
class Dynamic(BasePrompt):
    x: int
    said: Any = None

    @override
    def dynamic_config(self) -> BaseDynamicConfig:
        return self.said


def test_computed_fields_are_used_everywhere():
    prompt = Dynamic(x=1, said={"computed_fields": {"y": 2}})
    assert prompt.message_params() == [user("1 2")]
    assert str(prompt) == prompt.dump()["prompt"] == "1 2"
    assert prompt.run(call)[0] == [user("1 2")]


def test_metadata_of_the_config_replaces_that_of_the_class():
    content = {"computed_fields": {"y": 2}, "metadata": {"tags": {"dynamic"}}}
    prompt = Dynamic(x=1, said=content)
    assert prompt.dump()["metadata"] == {"tags": {"dynamic"}}
    _, config, static = prompt.run(call)
    assert config["metadata"] == {"tags": {"dynamic"}}
    assert static == {"tags": {"static"}}


def test_messages_of_the_config_are_sent():
    prompt = Dynamic(x=1, said={"messages": [Messages.User("a")]})
    assert prompt.message_params() == [user("a")]
    assert prompt.run(call)[0] == [user("a")]


def test_a_run_hands_the_whole_config_on():
    content: Any = {
        "computed_fields": {"y": 2},
        "tools": [],
        "client": 3,
        "call_params": {},
    }
    assert Dynamic(x=1, said=content).run(call)[1] == content


def test_a_run_calls_a_function_with_the_fields():
    seen: list[Callable[..., Any]] = []

    def decorator(fn: Callable[..., Any]) -> Callable[..., Any]:
        seen.append(fn)

        def wrapper(**kwargs: object) -> object:
            return kwargs

        return wrapper

    given = Recommend(genre="sad").run(decorator)
    assert given == {"genre": "sad", "author": Author(name="Ann")}
    [fn] = seen
    attributes = vars(fn)
    assert fn.__name__ == "Recommend"
    assert attributes["_metadata"] == {"tags": {"library"}}
    assert attributes["_prompt_template"].startswith("SYSTEM: You know")
    assert attributes["_prompt"].names == ("genre", "author")


def test_more_decorators_are_applied_from_the_inside():
    def add(mark: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        def decorator(fn: Callable[..., Any]) -> Callable[..., Any]:
            def wrapper(**kwargs: object) -> str:
                return f"{mark}({fn(**kwargs)})"

            return wrapper

        return decorator

    genre = prompt_template("{genre}")
    result = Recommend(genre="sad").run(genre, add("a"), add("b"))
    assert result == f"b(a({[user('sad')]}))"


def test_a_run_with_a_template_decorator_gives_messages():
    assert Recommend(genre="sad").run(prompt_template("{genre}")) == [user("sad")]


def test_async_runs(runner: Any):
    prompt = Dynamic(x=1, said={"computed_fields": {"y": 2}})
    messages, _, static = runner.run(prompt.run_async(call))
    assert messages == [user("1 2")]
    assert static == {"tags": {"static"}}

    def loud(fn: Callable[..., Any]) -> Callable[..., Any]:
        async def wrapper(**kwargs: Any) -> str:
            return f"{(await fn(**kwargs))[0][0].content}!"

        return wrapper

    assert runner.run(prompt.run_async(call, loud)) == "1 2!"


def test_extra_fields_are_variables():
    @prompt_template("{x} {z}")
    class Open(BasePrompt, extra="allow"):
        x: int

    prompt = Open.model_validate({"x": 1, "z": 2})
    assert prompt.message_params() == prompt.run(call)[0] == [user("1 2")]
