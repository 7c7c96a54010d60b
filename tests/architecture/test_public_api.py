"""Of an SDK only what it publishes is used: no attribute of its own, and no patch."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from functools import cache
from typing import TypeAlias

import pytest

from .source import Module, modules

Finder: TypeAlias = Callable[[ast.AST], Iterator[str]]
EACH = pytest.mark.parametrize("module", modules(), ids=lambda module: module.where)
READERS = {"getattr", "hasattr", "setattr", "delattr", "attrgetter", "methodcaller"}
PUBLISHED = {"_exit", "_getframe", "_replace"}
"""Of Python and the C library, in spite of their names."""
WORDS = {"_retry", "_url"}
"""Texts that name no attribute: a file of botocore's, and the end of some words."""
MEETING = {"_fields", "stream_events"}
"""The modules below all providers, outside of `_sdk`, that hold objects of SDKs."""
FILLED = {"self", "cls", "params", "request"}
"""What functions may fill in: the parameters of an engine, the request of a hook."""
OURS = {"Delta", "Reply"}
"""The classes whose objects functions fill in for others."""


def is_private(name: object) -> bool:
    """Tell a name that its owner keeps to itself."""
    return (
        isinstance(name, str)
        and name.isidentifier()
        and name.startswith("_")
        and name.strip("_") != ""
        and not name.startswith("__")
    )


def words_of(node: ast.AST) -> set[str]:
    """Give the private names that a text of the source names, with dots between."""
    text = node.value if isinstance(node, ast.Constant) else ""
    if not isinstance(text, str) or text.startswith((".", "mirascope.")):
        return set()  # where one of our modules is
    return set(filter(is_private, text.split(".")))


@cache
def shared_names() -> set[str]:
    """Give the private names that classes and functions of ours show each other.

    What only `self` is given is not among them: an SDK's object may have the like.
    """
    names: set[str | None] = set()
    for module in modules():
        for node in ast.walk(module.tree):
            if isinstance(node, ast.ClassDef):
                names |= {name for one in node.body for name in defined(one)}
            if isinstance(node, ast.Call) and (
                "__dict__" in ast.unparse(node.func)
                or ast.unparse(node.func) == "note"  # which sets attributes of ours
            ):
                names |= {keyword.arg for keyword in node.keywords}
            match node:
                case ast.Subscript(value=value, slice=key, ctx=ast.Store()) if (
                    "__dict__" in ast.unparse(value)
                ):
                    names |= words_of(key)
                case _:
                    pass
    return {name for name in names if name and is_private(name)}


def defined(node: ast.stmt) -> Iterator[str]:
    """Give the names that a statement of a class defines."""
    match node:
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
            yield name
        case ast.AnnAssign(target=ast.Name(id=name)):
            yield name
        case ast.Assign(targets=targets):
            yield from map(ast.unparse, targets)
        case ast.If(body=body):
            for one in body:
                yield from defined(one)
        case _:
            pass


@cache
def keys() -> set[str]:
    """Give the private names under which we keep something ourselves."""
    names: set[str] = set()
    for module in modules():
        for node in ast.walk(module.tree):
            match node:
                case ast.keyword(arg=str(name)) if ".base." in module.name:
                    names.add(name)
                case ast.Dict(keys=given):
                    names |= {name for key in given if key for name in words_of(key)}
                case ast.Subscript(slice=key, ctx=ast.Store() | ast.Del()):
                    names |= words_of(key)
                case ast.Assign(targets=[ast.Name(id=target)]) if target.isupper():
                    names |= {n for one in ast.walk(node) for n in words_of(one)}
                case _:
                    pass
    return names


@cache
def own_names() -> set[str]:
    """Give the private names that objects of the shared classes are given."""
    return {
        node.attr
        for module in modules()
        if module.name.startswith("mirascope.core.base.")
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Attribute)
        and isinstance(node.ctx, ast.Store)
        and ast.unparse(node.value) == "self"
    }


def foreign(tree: ast.AST, *, meets_sdks: bool = True) -> Iterator[str]:
    """Find what names a private attribute of an object that may not be ours."""
    passed: set[ast.AST] = set()
    shared = shared_names() | PUBLISHED
    if not meets_sdks:
        shared |= own_names()
    for node in ast.walk(tree):
        match node:
            case ast.Attribute(value=value, attr=name):
                own = ast.unparse(value) in {"self", "cls", "super()"}
                if is_private(name) and not (own or name in shared):
                    yield f"{node.lineno}: {ast.unparse(node)}"
            case ast.Call(func=func) if ast.unparse(func).split(".")[-1] in READERS:
                passed |= set(node.args)
                found = {name for one in node.args for name in words_of(one)}
                if not found <= shared:
                    yield f"{node.lineno}: {ast.unparse(node)}"
            case ast.Assign(targets=[target]) if "__slots__" in ast.unparse(target):
                passed |= set(ast.walk(node))
            case ast.Constant() if node not in passed:
                if not words_of(node) <= shared | keys() | WORDS:
                    yield f"{node.lineno}: {node.value!r}"
            case ast.keyword(arg=str(name)) if is_private(name):
                if name not in shared | keys():
                    yield f"{node.lineno}: {name}="
            case _:
                pass


def hidden_imports(tree: ast.AST) -> Iterator[str]:
    """Find private modules that are not of this package."""
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                found = [one.name for one in names]
            case ast.ImportFrom(module=str(name), level=0, names=names):
                found = [f"{name}.{one.name}" for one in names]
            case ast.Call(func=func, args=[ast.Constant(value=str(name)), *_]) if (
                ast.unparse(func) == "import_module"
            ):
                found = [name]
            case _:
                continue
        others = [name for name in found if name.split(".")[0] != "mirascope"]
        yield from (n for n in others if any(map(is_private, n.split("."))))


def patches(tree: ast.AST) -> Iterator[str]:
    """Find attributes that are set on what a function was given, or got of that."""
    for function in ast.walk(tree):
        if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        arguments = [one for one in ast.walk(function.args) if isinstance(one, ast.arg)]
        given = {
            one.arg
            for one in arguments
            if one.arg not in FILLED
            and not (one.annotation and ast.unparse(one.annotation) in OURS)
        }
        for node in ast.walk(function):
            if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
                root: ast.expr = node
                while isinstance(root, ast.Attribute | ast.Subscript):
                    root = root.value
                if ast.unparse(root) in given:
                    yield f"{node.lineno}: {ast.unparse(node)} ="


@EACH
def test_no_private_attribute_of_others_is_used(module: Module) -> None:
    place, _, name = module.name.rpartition(".")
    neutral = f"{place}.".startswith(("mirascope.core.base.", "mirascope.llm."))
    meets_sdks = not neutral or name in MEETING or place.endswith("._sdk")
    assert list(foreign(module.tree, meets_sdks=meets_sdks)) == []


@EACH
def test_no_private_module_of_others_is_imported(module: Module) -> None:
    assert list(hidden_imports(module.tree)) == []


@EACH
def test_providers_patch_nothing(module: Module) -> None:
    if module.name.startswith("mirascope.core.") and ".base." not in module.name:
        assert list(patches(module.tree)) == []


@EACH
def test_nothing_is_thrown_through_an_sdk_that_it_would_not_catch(
    module: Module,
) -> None:
    bases = {
        ast.unparse(base)
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ClassDef)
        for base in node.bases
    }
    assert not bases & {"BaseException", "KeyboardInterrupt", "GeneratorExit"}


@pytest.mark.parametrize(
    ("find", "source"),
    [
        (foreign, "client._api_client"),
        (foreign, "client._client"),  # objects of ours have one too, of their own
        (foreign, "models._session.close()"),
        (foreign, "getattr(client, '_endpoint', None)"),
        (foreign, "attrgetter('chat._client')(client)"),
        (foreign, "vars(response)['_hidden_params']"),
        (foreign, "for name in ('_result', '_x'): value = held.get(name)"),
        (foreign, "complete(model, _skip_checks=True)"),
        (hidden_imports, "from google.genai import _api_client"),
        (hidden_imports, "import_module('cohere.core._http')"),
        (patches, "def f(client):\n client.close = None"),
        (patches, "def f(response: Any):\n response.http.json = None"),
    ],
)
def test_each_kind_is_found(find: Finder, source: str) -> None:
    assert list(find(ast.parse(source)))
