from __future__ import annotations

import inspect
from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar

import pytest
from pydantic import BaseModel

from mirascope.core.base.messages.messages import Messages
from mirascope.core.base.messages.parts import BaseMessageParam, ImageURLPart
from mirascope.core.base.prompt import BasePrompt, Prompt, prompt_template
from mirascope.core.base.prompt.dynamic_config import BaseDynamicConfig
from mirascope.exceptions import PromptError, TemplateError
from tests.internals import run

from .echo import user

DOCSTRINGS = "MIRASCOPE_DOCSTRING_PROMPT_TEMPLATE"
URL = ImageURLPart(type="image_url", url="https://x/a", detail=None)


# Decorated functions


def test_a_function_with_a_template_gives_messages():
    @prompt_template("SYSTEM: be brief\nUSER: Recommend a {genre} book")
    def recommend(genre: str) -> None:
        """Recommend."""

    assert [m.content for m in recommend("sad")] == ["be brief", "Recommend a sad book"]
    assert recommend.__name__ == "recommend"
    assert recommend.__doc__ == "Recommend."
    assert list(inspect.signature(recommend).parameters) == ["genre"]
    attributes = vars(recommend)
    assert attributes["_prompt_template"] == (
        "SYSTEM: be brief\nUSER: Recommend a {genre} book"
    )
    assert attributes["_original_fn"] is attributes["__wrapped__"]


def test_the_stored_template_is_dedented():
    @prompt_template("\n    USER: a\n      b\n    ")
    def fn() -> None: ...

    assert vars(fn)["_prompt_template"] == "USER: a\n  b"


def test_lines_below_text_beside_the_quotes_are_dedented_apart_from_it():
    @prompt_template(
        """You are a proof assistant.

        Theorem: {theorem}
          - keep this relative indentation
        """
    )
    def suggest(theorem: str) -> None: ...

    text = (
        "You are a proof assistant.\n\nTheorem: T\n  - keep this relative indentation"
    )
    assert suggest("T")[0].content == text


def test_messages_below_a_keyword_beside_the_quotes():
    @prompt_template(
        """SYSTEM: Be brief.
        USER:
        Explain:
          {x}
        """
    )
    def explain(x: str) -> None: ...

    system, user = explain("this")
    assert (system.role, system.content) == ("system", "Be brief.")
    assert (user.role, user.content) == ("user", "Explain:\n  this")


def test_a_class_variable_is_dedented_in_the_same_way():
    class Suggest(BasePrompt):
        prompt_template: ClassVar[str] = """You are a proof assistant.
            Theorem: {theorem}
              - deeper
            """
        theorem: str

    text = "You are a proof assistant.\nTheorem: T\n  - deeper"
    assert str(Suggest(theorem="T")) == text
    assert Suggest(theorem="T").message_params()[0].content == text


def test_relative_indentation_survives_a_class():
    @prompt_template(
        """
        Items:
          - {a}
          - b
        """
    )
    class Items(BasePrompt):
        a: str

    seen: list[object] = []

    def call(fn: Callable[..., Any]) -> Callable[..., Any]:
        return lambda **fields: seen.append(fn(**fields))

    Items(a="a").run(call)
    [[message]] = seen
    assert message.content == str(Items(a="a")) == "Items:\n  - a\n  - b"


def test_a_bad_template_warns_when_decorating_and_fails_when_filled():
    with pytest.warns(UserWarning, match="will fail because of its template"):
        fn = prompt_template("a {b")(lambda b: None)
    for _ in range(2):
        with pytest.raises(TemplateError):
            fn("x")


def test_arguments_and_defaults_are_variables():
    @prompt_template("{a} {b} {c} {args} {kw} {extra}")
    def fn(a: int, /, b: int = 2, *args: int, c: int = 3, kw: int, **rest: int): ...

    assert fn(1, kw=4, extra=5)[0].content == "1 2 3 () 4 5"
    assert fn(1, 7, 8, 9, c=0, kw=4, extra=5)[0].content == "1 7 0 (8, 9) 4 5"


def test_wrong_arguments_are_pythons_own_error():
    @prompt_template("{a}")
    def fn(a: int) -> None: ...

    with pytest.raises(TypeError, match="missing 1 required positional argument: 'a'"):
        fn()  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="unexpected keyword argument 'b'"):
        fn(1, b=2)  # type: ignore[call-arg]


def test_computed_fields_win_over_arguments():
    @prompt_template("{a} {b}")
    def fn(a: int) -> BaseDynamicConfig:
        return {"computed_fields": {"a": a + 1, "b": "c"}}

    assert fn(1)[0].content == "2 c"


def test_messages_that_are_returned_replace_the_template():
    @prompt_template("{a}")
    def fn(a: Any) -> Any:
        return a

    assert fn([user("x")]) == [user("x")]
    assert fn("x") == [user("x")]
    assert fn([]) == [user("[]")]


def test_nothing_to_render_gives_no_messages():
    @prompt_template("MESSAGES: {history}")
    def fn(history: list[Any]) -> None: ...

    assert fn([]) == []


def test_methods_see_self():
    class Library:
        shelf = "Library"

        def __init__(self, name: str) -> None:
            self.name = name

        @prompt_template("{self.name} {book}")
        def ask(self, book: str) -> None: ...

        @classmethod
        @prompt_template("{cls.shelf} {book}")
        def of_class(cls, book: str) -> None: ...

        @staticmethod
        @prompt_template("{book}")
        def of_none(book: str) -> None: ...

    assert Library("a").ask("b")[0].content == "a b"
    assert Library("a").ask(book="b")[0].content == "a b"
    assert Library.of_class("b")[0].content == "Library b"
    assert Library("a").of_none("b")[0].content == "b"


def test_methods_of_models_work():
    class Library(BaseModel):
        name: str

        @prompt_template("{self.name} {book}")
        def ask(self, book: str) -> None: ...

    assert Library(name="a").ask("b")[0].content == "a b"


def test_async_functions_stay_async(runner: Any):
    @prompt_template("{a} {b}")
    async def fn(a: int) -> BaseDynamicConfig:
        return {"computed_fields": {"b": a + 1}}

    assert inspect.iscoroutinefunction(fn)
    assert runner.run(fn(1)) == [user("1 2")]


def test_async_functions_load_media(runner: Any, tmp_path: Path):
    path = tmp_path / "a.pdf"
    path.write_bytes(b"%PDF-1.7")

    @prompt_template("{path:document}")
    async def fn(path: Path) -> None: ...

    [message] = runner.run(fn(path))
    assert message.content[0].document == b"%PDF-1.7"


# Without a template


@pytest.mark.parametrize(
    ("value", "messages"),
    [
        ("", [user("")]),
        ("a", [user("a")]),
        (user("a"), [user("a")]),
        (URL, [user([URL])]),
        ([URL], [user([URL])]),
        (["a", URL], [Messages.User(["a", URL])]),
        (("a", URL), [Messages.User(["a", URL])]),
    ],
)
def test_short_forms_become_messages(value: Any, messages: list[BaseMessageParam]):
    fn = prompt_template()(lambda: value)
    assert fn() == messages


@pytest.mark.parametrize(
    "value",
    [
        [],
        [user("a"), {"role": "user", "content": "b"}],
        {"computed_fields": {}},
        {"messages": "x"},
        None,
        3,
    ],
)
def test_other_values_come_back_as_they_are(value: Any):
    fn = prompt_template()(lambda: value)
    assert fn() is value


def test_a_mix_of_text_and_messages_is_refused():
    fn = prompt_template()(lambda: ["a", user("b")])
    with pytest.raises(ValueError, match="cannot be content"):
        fn()


def test_async_short_forms(runner: Any):
    @prompt_template()
    async def fn(a: str) -> str:
        return a

    assert runner.run(fn("x")) == [user("x")]


# Docstrings


def test_a_docstring_is_a_template_if_switched_on(monkeypatch: pytest.MonkeyPatch):
    def fn(a: str) -> None:
        """SYSTEM: be brief
        USER:
          {a}
        """

    prompt = Prompt.of(fn)
    with pytest.raises(PromptError, match=f"set {DOCSTRINGS}=ENABLED"):
        run(prompt.messages({"a": "x"}, {}))
    assert prompt_template()(fn)("x") is None
    monkeypatch.setenv(DOCSTRINGS, "ENABLED")
    expected = [BaseMessageParam(role="system", content="be brief"), user("x")]
    assert run(prompt.messages({"a": "x"}, {})) == expected
    assert vars(prompt.messages_fn)["_prompt_template"].startswith(
        "SYSTEM: be brief\nUSER:"
    )
    assert prompt_template()(fn)("x") == expected


def test_a_docstring_with_braces_harms_only_prompts_without_messages(
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setenv(DOCSTRINGS, "ENABLED")

    @prompt_template()
    def fn() -> str:
        """Give a { or a }."""
        return "x"

    assert fn() == [user("x")]
