"""Each wrong use gives one typed error that says what to do, and nothing is sent."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest

from mirascope import llm
from mirascope.core import (
    AudioPart,
    BaseMessageParam,
    CacheControlPart,
    DocumentPart,
    ImagePart,
    Messages,
    openai,
    prompt_template,
    xai,
)
from mirascope.core.base import BaseTool
from mirascope.exceptions import (
    ClientTypeError,
    ConfigurationError,
    InvalidCallError,
    MirascopeError,
    MissingKeyError,
    MissingVariableError,
    PromptError,
    TemplateError,
    UnknownProviderError,
    UnsupportedPartError,
)
from tests.server import Server

DECORATORS = {
    "core": lambda **options: openai.call("gpt-4o-mini", **options),
    "llm": lambda **options: llm.call("openai", "gpt-4o-mini", **options),
}


@pytest.fixture(params=DECORATORS)
def call(request: pytest.FixtureRequest, server: Server) -> Callable[..., Any]:
    """The call decorator of each layer."""
    return DECORATORS[request.param]


@pytest.fixture(autouse=True)
def nothing_was_sent(server: Server):
    """Check that no request went out."""
    yield
    assert server.requests == []


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (("opneai", "gpt-4o-mini"), r"'opneai'.*'openai'"),
        (("zzz", "m"), r"'zzz'.*openai"),
        (("zzz/m",), "'zzz'"),
    ],
)
def test_an_unknown_provider(given: tuple[str, ...], message: str) -> None:
    with pytest.warns(UserWarning, match=message):
        ask = llm.call(*given)(lambda: "x")
    with pytest.raises(UnknownProviderError, match=message) as caught:
        ask()
    assert isinstance(caught.value, ValueError)


@pytest.mark.parametrize(
    "given",
    [(), ("openai",), ("openai", ""), ("", "m"), ("openai/",), ("/m",), (None, "m")],
    ids=str,
)
def test_a_missing_provider_or_model(given: tuple[Any, ...]) -> None:
    with pytest.raises((InvalidCallError, UnknownProviderError), match="provider"):
        llm.call(*given)


@pytest.mark.parametrize("model", [None, "", 3])
def test_a_core_call_without_a_model(model: Any) -> None:
    with pytest.raises(InvalidCallError, match="model"):
        openai.call(model)
    with pytest.raises(TypeError):
        openai.call()


MISSING = """
import sys
from importlib.machinery import PathFinder
real = PathFinder.find_spec
def find_spec(name, path=None, target=None):
    if name.partition(".")[0] == {sdk!r}:
        return None
    return real(name, path, target)
PathFinder.find_spec = find_spec
from mirascope.exceptions import MissingExtraError
try:
    {code}
except ImportError as error:
    assert isinstance(error, MissingExtraError), error
    assert 'pip install -e ".[{extra}]"' in str(error), error
    assert error.name == {sdk!r}, error.name
else:
    sys.exit("no error")
"""


@pytest.mark.parametrize(
    ("sdk", "extra", "code"),
    [
        ("openai", "openai", "from mirascope.core import openai; openai.call"),
        ("openai", "openai", "from mirascope.core.openai import OpenAICallResponse"),
        ("groq", "groq", "from mirascope.core import groq; groq.call"),
        ("openai", "xai", "from mirascope.core import xai; xai.call"),
        (
            "openai",
            "openai",
            "from mirascope import llm; llm.call('openai', 'm')(lambda: 'x')()",
        ),
        (
            "groq",
            "groq",
            "from mirascope import llm; llm.call('groq/m')(lambda: 'x')()",
        ),
        (
            "openai",
            "openai",
            "from mirascope import llm; llm.call('ollama/m')(lambda: 'x')()",
        ),
        (
            "openai",
            "openai",
            "from mirascope import llm; llm.call('vllm/m')(lambda: 'x')()",
        ),
        (
            "xllamacpp",
            "local",
            "from mirascope import llm; llm.call('local/smollm2-135m')(lambda: 'x')()",
        ),
    ],
)
def test_a_missing_sdk(sdk: str, extra: str, code: str) -> None:
    script = MISSING.format(sdk=sdk, extra=extra, code=code)
    result = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=60
    )
    assert result.returncode == 0, result.stderr


def test_other_import_errors_are_not_hidden() -> None:
    code = """
import sys, types
broken = types.ModuleType("openai")
def __getattr__(name):
    raise ImportError("the SDK itself is broken")
broken.__getattr__ = __getattr__
broken.__spec__ = types.SimpleNamespace(name="openai")
sys.modules["openai"] = broken
from mirascope import llm
from mirascope.exceptions import MissingExtraError
try:
    llm.call("openai", "m")(lambda: "x")()
except ImportError as error:
    assert not isinstance(error, MissingExtraError)
    assert "broken" in str(error) or "not a package" in str(error), error
else:
    sys.exit("no error")
"""
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60
    )
    assert result.returncode == 0, result.stderr


@pytest.mark.parametrize(
    ("decorator", "variable"),
    [
        (xai.call("grok-3"), "XAI_API_KEY"),
        (llm.call("xai", "grok-3"), "XAI_API_KEY"),
    ],
)
def test_a_missing_key(
    decorator: Any, variable: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(variable)
    with pytest.raises(MissingKeyError, match=variable) as caught:
        decorator(lambda: "x")()
    assert isinstance(caught.value, KeyError)
    assert isinstance(caught.value, ValueError)


@pytest.mark.parametrize("id", ["openai", "groq"])
def test_a_missing_key_of_an_sdk_that_reads_it_itself(
    id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(f"{id.upper()}_API_KEY")
    with pytest.raises(Exception, match=f"{id.upper()}_API_KEY"):
        llm.call(id, "m")(lambda: "x")()


def test_a_missing_template_variable(call: Callable[..., Any]) -> None:
    @call()
    @prompt_template("Recommend a {genre} book by {author}")
    def ask(genre: str) -> dict[str, Any]:
        return {"computed_fields": {}}

    with pytest.raises(MissingVariableError, match="author") as caught:
        ask("fantasy")
    assert isinstance(caught.value, KeyError)


@pytest.mark.parametrize("template", ["Hello {name", "Hello }", "{a!q}", "{x:image(}"])
def test_a_template_that_cannot_be_read(template: str) -> None:
    with pytest.warns(UserWarning, match="template"):
        ask = prompt_template(template)(lambda name, a, x: None)
    with pytest.raises(TemplateError) as caught:
        ask("name", "a", "x")
    assert isinstance(caught.value, ValueError)


@pytest.mark.parametrize("said", [None, [], {}, {"messages": []}, {"call_params": {}}])
def test_a_prompt_that_says_nothing(call: Callable[..., Any], said: object) -> None:
    with pytest.raises(PromptError) as caught:
        call()(lambda: said)()
    assert isinstance(caught.value, ValueError)


def test_a_template_that_renders_to_nothing(call: Callable[..., Any]) -> None:
    @call()
    @prompt_template("MESSAGES: {history}")
    def ask(history: list[BaseMessageParam]) -> None: ...

    with pytest.raises(PromptError):
        ask([])


def test_a_docstring_alone_is_no_prompt(call: Callable[..., Any]) -> None:
    @call()
    def ask(genre: str) -> None:
        """Recommend a {genre} book."""

    with pytest.raises(PromptError, match="MIRASCOPE_DOCSTRING_PROMPT_TEMPLATE"):
        ask("fantasy")


@pytest.mark.parametrize("said", [3, 2.5, object(), True, {1, 2}, [3], b"bytes"])
def test_a_wrong_return_type(call: Callable[..., Any], said: object) -> None:
    with pytest.raises(PromptError) as caught:
        call()(lambda: said)()
    assert isinstance(caught.value, ValueError)


def test_messages_and_strings_cannot_be_mixed(call: Callable[..., Any]) -> None:
    with pytest.raises(PromptError):
        call()(lambda: ["hello", Messages.User("x")])()


@pytest.mark.parametrize(
    "part",
    [
        DocumentPart(type="document", media_type="text/html", document=b"x"),
        CacheControlPart(type="cache_control", cache_type="ephemeral"),
        ImagePart(type="image", media_type="image/heic", image=b"x", detail=None),
        AudioPart(type="audio", media_type="audio/ogg", audio=b"x"),
    ],
    ids=lambda part: part.type,
)
@pytest.mark.parametrize("provider", ["openai", "groq", "xai"])
def test_a_part_that_the_provider_lacks(provider: str, part: Any) -> None:
    for stream in (False, True):
        ask = llm.call(provider, "m", stream=stream)(lambda: ["x", part])
        with pytest.raises(UnsupportedPartError, match=rf"{part.type}") as caught:
            ask()
        assert provider in str(caught.value).lower()
        assert isinstance(caught.value, ValueError)


def test_an_unknown_option(call: Callable[..., Any]) -> None:
    with pytest.raises(TypeError, match="temprature"):
        call(temprature=1)
    with pytest.raises(InvalidCallError, match="partial_tool"):
        call(stream={"partial_tool": True})
    with pytest.raises(TypeError, match="temprature"):
        llm.override(llm.call("openai/m")(lambda: "x"), temprature=1)
    with pytest.raises(TypeError, match="temprature"):
        llm.context(provider="openai", model="m", temprature=1)


@pytest.mark.parametrize("params", [3, ["temperature"], "temperature"])
def test_call_params_that_are_no_dict(call: Callable[..., Any], params: Any) -> None:
    with pytest.raises(InvalidCallError, match="call_params"):
        call(call_params=params)(lambda: "x")()


def test_stream_among_the_call_params(call: Callable[..., Any]) -> None:
    with pytest.raises(InvalidCallError, match="stream") as caught:
        call(call_params={"stream": True})(lambda: "x")()
    assert isinstance(caught.value, TypeError)


def test_stream_with_output_parser(call: Callable[..., Any]) -> None:
    for stream in (True, {"partial_tools": True}):
        with pytest.raises(InvalidCallError, match="output_parser") as caught:
            call(stream=stream, output_parser=str)(lambda: "x")
        assert isinstance(caught.value, ValueError)
    with pytest.raises(InvalidCallError, match="output_parser"):
        call(stream=True, output_parser=str, response_model=int)(lambda: "x")


def test_an_output_parser_that_cannot_be_called(call: Callable[..., Any]) -> None:
    with pytest.raises(InvalidCallError, match="output_parser"):
        call(output_parser="upper")(lambda: "x")


@pytest.mark.parametrize("given_by", ["decorator", "config"])
def test_a_sync_client_under_an_async_function(
    call: Callable[..., Any], server: Server, given_by: str
) -> None:
    sdk = pytest.importorskip("openai")
    client = sdk.OpenAI(base_url=server.url, api_key="k")

    async def ask() -> Any:
        return {"messages": [Messages.User("x")], "client": client}

    def go() -> Any:
        if given_by == "decorator":
            return call(client=client)(ask)
        return asyncio.run(call()(ask)())

    with pytest.raises(ClientTypeError, match=r"AsyncOpenAI") as caught:
        go()
    assert isinstance(caught.value, TypeError)


@pytest.mark.parametrize("given_by", ["decorator", "config"])
def test_an_async_client_under_a_sync_function(
    call: Callable[..., Any], server: Server, given_by: str
) -> None:
    sdk = pytest.importorskip("openai")
    client = sdk.AsyncOpenAI(base_url=server.url, api_key="k")

    def ask() -> Any:
        return {"messages": [Messages.User("x")], "client": client}

    with pytest.raises(ClientTypeError, match=r"\bOpenAI\b") as caught:
        call(client=client)(ask) if given_by == "decorator" else call()(ask)()
    assert isinstance(caught.value, TypeError)


def test_the_wrong_loop_over_a_stream(call: Callable[..., Any]) -> None:
    stream = call(stream=True)(lambda: "x")()
    with pytest.raises(AssertionError, match="`for`"):
        asyncio.run(_iterate(stream))

    async def ask() -> str:
        return "x"

    async_stream = asyncio.run(_call(call(stream=True)(ask)))
    with pytest.raises(AssertionError, match="async for"):
        list(async_stream)


async def _iterate(stream: Any) -> None:
    async for _ in stream:
        pass


async def _call(decorated: Any) -> Any:
    return await decorated()


def test_wrong_arguments_of_the_prompt(call: Callable[..., Any]) -> None:
    @call()
    def ask(genre: str) -> str:
        return genre

    with pytest.raises(TypeError, match="genre"):
        ask()
    with pytest.raises(TypeError):
        ask("a", "b")
    with pytest.raises(TypeError, match="author"):
        ask("a", author="b")


def test_something_that_is_no_function(call: Callable[..., Any]) -> None:
    with pytest.raises((ConfigurationError, TypeError)):
        call()("Recommend a book")


def test_provider_without_model_in_an_override() -> None:
    ask = llm.call("openai", "m")(lambda: "x")
    for given in ({"provider": "openai"}, {"model": "m"}):
        with pytest.raises(InvalidCallError, match=r"provider.*model"):
            llm.override(ask, **given)


@pytest.mark.parametrize(
    "tools",
    ["search", [3], ["search"], [object()]],
    ids=["text", "int", "list of text", "object"],
)
def test_tools_that_are_none(call: Callable[..., Any], tools: Any) -> None:
    with pytest.raises((MirascopeError, TypeError)):
        call(tools=tools)(lambda: "x")()


@pytest.mark.parametrize("model", [3, "Book", object()], ids=["int", "text", "object"])
def test_a_response_model_that_is_no_type(call: Callable[..., Any], model: Any) -> None:
    with pytest.raises((MirascopeError, TypeError)):
        call(response_model=model)(lambda: "x")


def test_a_tool_without_a_body() -> None:
    class Empty(BaseTool):
        word: str

    with pytest.raises(TypeError):
        Empty(word="x")


def test_errors_tell_what_to_do_in_full_sentences() -> None:
    with pytest.raises(MirascopeError) as caught:
        llm.call("openai", "m", stream=True, output_parser=str)(lambda: "x")
    assert len(str(caught.value).split()) > 8
