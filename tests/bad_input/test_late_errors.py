"""Wrong text and unknown names warn when decorating, and fail when they are used."""

from __future__ import annotations

import asyncio
import inspect
import subprocess
import sys
import warnings
from collections.abc import Callable
from functools import partial
from typing import Any, ClassVar

import pytest

from mirascope import llm
from mirascope.core import (
    BasePrompt,
    Messages,
    merge_decorators,
    metadata,
    openai,
    prompt_template,
)
from mirascope.exceptions import (
    InvalidCallError,
    MissingVariableError,
    TemplateError,
    UnknownProviderError,
)
from mirascope.llm import _registry
from tests.server import Server

BROKEN = [
    "Mode: {mode})}",
    "Mode: {mode",
    "Mode: {mode!q}",
    "Mode: {mode:image(}",
    "Mode: {mode:image(size=1)}",
    "Mode: {mode.}",
    "Mode: {mode[}",
    "Mode: {}",
    "no keyword\nUSER: {mode}",
    "MESSAGES: x",
]
CALLS = {"core": partial(openai.call, "m"), "llm": partial(llm.call, "openai", "m")}


def only(caught: Any, fn: Any, name: str) -> str:
    """Check that there is one warning, at a function or class; give what it says."""
    [warning] = caught.list
    assert warning.category is UserWarning
    assert warning.filename == __file__
    lines, first = inspect.getsourcelines(fn)
    assert warning.lineno in range(first, first + len(lines))
    assert f"{name}'" in str(warning.message)
    return str(warning.message)


@pytest.mark.parametrize("template", BROKEN)
def test_a_template_that_cannot_be_read(template: str) -> None:
    def ask(mode: str) -> None: ...

    with pytest.warns(UserWarning, match="template") as caught:
        decorated = prompt_template(template)(ask)
    content = only(caught, ask, "ask")
    for _ in range(2):
        with pytest.raises(TemplateError) as error:
            decorated("fast")
        assert str(error.value) in content


@pytest.mark.parametrize("layer", CALLS)
@pytest.mark.parametrize("stream", [False, True])
def test_a_call_with_such_a_template(layer: str, stream: bool, server: Server) -> None:
    def ask(mode: str) -> None: ...

    async def ask_async(mode: str) -> None: ...

    for fn in (ask, ask_async):
        with pytest.warns(UserWarning, match="template") as caught:
            templated = prompt_template("{mode}}")(fn)
        only(caught, fn, fn.__name__)
        call: Any = CALLS[layer](stream=stream)(templated)  # says it no second time
        with pytest.raises(TemplateError):
            asyncio.run(call("x")) if fn is ask_async else call("x")
    assert server.requests == []


def test_the_other_prompts_of_a_class_work() -> None:
    def define() -> None:
        class Prompts:
            @prompt_template("Theses: {theses:list}")
            def good(self, theses: list[str]) -> None: ...

            @prompt_template("Mode: {mode})}")
            def bad(self, mode: str) -> None: ...

            @staticmethod
            @prompt_template("{mode")
            def worse(mode: str) -> None: ...

            @classmethod
            @prompt_template("{cls} {mode} {}")
            def worst(cls, mode: str) -> None: ...

        kinds.append(Prompts)

    kinds: list[Any] = []
    with pytest.warns(UserWarning, match="template") as caught:
        define()
    assert [str(one.message).split("'")[1] for one in caught.list] == [
        "Prompts.bad",
        "Prompts.worse",
        "Prompts.worst",
    ]
    lines, first = inspect.getsourcelines(define)
    for one in caught.list:
        assert one.filename == __file__
        assert "@prompt_template" in lines[one.lineno - first].replace(
            "@staticmethod", "@prompt_template"
        ).replace("@classmethod", "@prompt_template")
    prompts = kinds[0]()
    assert prompts.good(["a"])[0].content == "Theses: a"
    for bad in (prompts.bad, prompts.worse, prompts.worst):
        with pytest.raises(TemplateError):
            bad("fast")


def test_it_is_said_below_other_decorators() -> None:
    def ask(mode: str) -> None: ...

    broken = prompt_template("{mode")
    for decorate in (
        merge_decorators(metadata({}), broken)(),
        lambda fn: metadata({})(broken(fn)),
        lambda fn: broken(partial(fn, "fast")),
        lambda fn: broken(broken(fn)),
    ):
        with pytest.warns(UserWarning, match="template") as caught:
            decorate(ask)
        assert "'ask'" in str(caught.list[0].message)
        assert {one.filename for one in caught.list} == {__file__}


def test_a_class_with_such_a_template() -> None:
    def define() -> None:
        @prompt_template("{x")
        class Decorated(BasePrompt):
            x: int = 1

        class Variable(BasePrompt):
            prompt_template: ClassVar[str] = "{x"
            x: int = 1

        kinds.extend([Decorated, Variable])

    kinds: list[Any] = []
    with pytest.warns(UserWarning, match="template") as caught:
        define()
    for kind, warning in zip(kinds, caught.list, strict=True):
        assert warning.filename == __file__
        assert f"{kind.__name__}'" in str(warning.message)
        for use in (kind().message_params, kind().__str__, kind().dump):
            with pytest.raises(TemplateError):
                use()
        for call in CALLS.values():
            with pytest.raises(TemplateError):
                kind().run(call())


@pytest.fixture
def docstrings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MIRASCOPE_DOCSTRING_PROMPT_TEMPLATE", "ENABLED")


@pytest.mark.usefixtures("docstrings")
@pytest.mark.parametrize("layer", [*CALLS, "none"])
def test_a_docstring_that_is_such_a_template(layer: str) -> None:
    def ask(mode: str) -> None:
        """Mode: {mode})}"""

    def answers(mode: str) -> Messages.Type:
        """Give {mode. It returns its messages, so this is no template."""
        return mode

    decorate: Any = {"none": prompt_template, **CALLS}[layer]()
    with pytest.warns(UserWarning, match="template") as caught:
        decorated = decorate(ask)
    only(caught, ask, "ask")
    with pytest.raises(TemplateError):
        decorated("fast")
    decorate(answers)


def test_a_variable_that_nothing_can_give_a_value() -> None:
    def ask(genre: str) -> None: ...

    async def ask_async(genre: str) -> None:
        """Recommend a book."""

    for fn in (ask, ask_async):
        with pytest.warns(UserWarning, match="author") as caught:
            decorated: Any = prompt_template("{genre} by {author}")(fn)
        only(caught, fn, fn.__name__)
        with pytest.raises(MissingVariableError, match="author"):
            asyncio.run(decorated("x")) if fn is ask_async else decorated("x")


def test_variables_that_may_get_a_value_are_not_warned_of() -> None:
    @prompt_template("{genre} by {author}")
    def computed(genre: str) -> Any:
        return {"computed_fields": {"author": "x"}}

    @prompt_template("{genre} by {author}")
    def extra(genre: str, **rest: str) -> None: ...

    def wrapper(fn: Callable[..., Any]) -> Callable[..., Any]:
        def wrapped(genre: str) -> Any:
            return {"computed_fields": {"author": "x"}}

        wrapped.__wrapped__ = fn  # type: ignore[attr-defined]
        wrapped.__doc__ = fn.__doc__
        return wrapped

    @prompt_template("{genre} by {author}")
    @wrapper
    def wrapped(genre: str) -> None: ...

    assert computed("a")[0].content == "a by x"
    assert extra("a", author="x")[0].content == "a by x"
    assert wrapped("a")[0].content == "a by x"


@pytest.mark.parametrize("given", [("{provider}", "{model}"), ("{provider}/m",)])
def test_an_unknown_provider(given: tuple[str, ...], server: Server) -> None:
    def ask() -> str:
        return "hello"

    async def ask_async() -> str:
        return "hello"

    for fn in (ask, ask_async):
        with pytest.warns(UserWarning, match=r"\{provider\}") as caught:
            call: Any = llm.call(*given)(fn)
        only(caught, fn, fn.__name__)
        with pytest.raises(UnknownProviderError, match=r"\{provider\}"):
            asyncio.run(call()) if fn is ask_async else call()
        other = llm.override(call, provider="openai", model="gpt-4o-mini")
        with llm.context(provider="openai", model="gpt-4o-mini"):
            for good in (other, call):
                answer = asyncio.run(good()) if fn is ask_async else good()
                assert answer.provider == "openai"


def test_an_unknown_provider_with_a_client(server: Server) -> None:
    with pytest.warns(UserWarning, match="nobody"):
        call = llm.call("nobody", "m", client=object())(lambda: "hello")
    with pytest.raises(UnknownProviderError):
        call()
    assert llm.override(call, provider="openai", model="gpt-4o-mini")().content


def test_an_unknown_provider_in_an_override_or_a_context(server: Server) -> None:
    @llm.call("openai", "gpt-4o-mini")
    def ask() -> str:
        return "hello"

    def override() -> Any:
        return llm.override(ask, provider="opnai", model="m")

    def context() -> Any:
        return llm.context(provider="opnai", model="m")

    with pytest.warns(UserWarning, match=r"'ask' will fail.*'openai'") as caught:
        other = override()
    only(caught, override, "ask")
    with pytest.warns(UserWarning, match=r"in this context will fail") as caught:
        inside = context()
    only(caught, context, "opnai")
    with pytest.raises(UnknownProviderError):
        other()
    with inside:
        with pytest.raises(UnknownProviderError):
            ask()
        with llm.context(provider="openai", model="gpt-4o-mini"):
            assert ask().content
    assert ask().content


@pytest.fixture
def registry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_registry, "_loaders", dict(_registry._loaders))
    monkeypatch.setattr(_registry, "_loaded", dict(_registry._loaded))


@pytest.mark.usefixtures("registry")
def test_a_provider_that_is_registered_later(server: Server) -> None:
    with pytest.warns(UserWarning, match="ours"):
        call = llm.call("ours", "m")(lambda: "hello")
    llm.register_provider("ours", base_url=f"{server.url}/v1")
    assert call().content


def test_a_provider_that_is_no_text_fails_when_decorating() -> None:
    given: Any = 3
    with pytest.raises(InvalidCallError, match="provider"):
        llm.call(given, "m")
    with pytest.raises(InvalidCallError, match="provider"):
        llm.call(given)


def test_misused_options_fail_when_decorating() -> None:
    for call in CALLS.values():
        with pytest.raises(InvalidCallError):
            call(stream=True, output_parser=str)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with pytest.raises(InvalidCallError):
            llm.call("nobody", "m", stream=True, output_parser=str)


def test_a_program_may_make_an_error_of_it() -> None:
    code = "from mirascope import llm; llm.call('nobody/m')(lambda: 'x')"
    result = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert result.returncode == 1
    assert "UserWarning" in result.stderr
