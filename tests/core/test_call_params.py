"""Typed call parameters are those of the SDKs' methods, except what is listed here."""

from __future__ import annotations

import inspect
import re
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from typing import Any, Literal, get_args, get_origin, get_type_hints

import pytest

from tests.contract.row import Params
from tests.contract.rows import PARAMS

OURS = {"messages", "model", "stream", "tools"}
"""What is no call parameter: the decorator has it, or the prompt says it."""


def kind_of(params: Params) -> Any:
    """Find the class."""
    package, _, name = params.name.partition(":")
    return getattr(import_module(f"mirascope.core.{package}"), name)


def typed(params: Params) -> set[str]:
    """Name the parameters that have a type."""
    return {*kind_of(params).__optional_keys__, *kind_of(params).__required_keys__}


def taken(params: Params) -> set[str]:
    """Name the parameters that the SDK takes."""
    return set().union(*map(_parameters, params.methods)) - OURS


def is_newest(params: Params) -> bool:
    """Tell whether the SDK here is not older than the one that was compared."""
    name, least = params.sdk
    return _numbers(version(name)) >= _numbers(least)


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(map(int, re.findall(r"\d+", text)))


def _found(path: str) -> Any:
    module, _, names = path.partition(":")
    found: Any = import_module(module)
    for name in names.split("."):
        found = getattr(found, name)
    return found


def _parameters(path: str) -> set[str]:
    return {
        name
        for name, parameter in inspect.signature(_found(path)).parameters.items()
        if name != "self" and parameter.kind is not parameter.VAR_KEYWORD
    }


BY_SDK = pytest.mark.parametrize("params", PARAMS, ids=lambda params: params.name)


@pytest.fixture(autouse=True)
def need_sdk(params: Params) -> None:
    """Skip the test where the SDK is not installed."""
    try:
        version(params.sdk[0])
    except PackageNotFoundError:
        pytest.skip(f"{params.sdk[0]} is not installed")
    if params.sdk[0] == "litellm":
        # As the library does, which loads nothing.
        import_module("mirascope.core.litellm._sdk").sdk()


@BY_SDK
def test_what_the_sdk_takes_can_be_given_with_a_type(params: Params) -> None:
    assert taken(params) - typed(params) == taken(params) & {*params.left_out}
    assert not typed(params) & {*params.left_out}


@BY_SDK
def test_what_has_a_type_is_taken(params: Params) -> None:
    if not is_newest(params):
        pytest.skip("the types are those of a newer version")
    assert taken(params) >= {*params.left_out}
    assert typed(params) - taken(params) == {*params.more}


@BY_SDK
def test_values_that_are_listed_are_those_of_the_sdk(params: Params) -> None:
    if params.hints is None or not is_newest(params):
        pytest.skip("the SDK lists none, or is older")
    theirs = get_type_hints(_found(params.hints))
    compared = 0
    for base in kind_of(params).__mro__ + kind_of(params).__orig_bases__:
        for name, annotation in vars(base).get("__annotations__", {}).items():
            written = getattr(annotation, "__forward_arg__", str(annotation))
            if "Literal[" in written and name in theirs:
                assert {*re.findall(r"""['"](.+?)['"]""", written)} == _values(
                    theirs[name]
                )
                compared += 1
    assert compared >= 3


def _values(hint: Any) -> set[Any]:
    """Find the literal values in a hint, but for those inside of mappings."""
    if get_origin(hint) is Literal:
        return {*get_args(hint)}
    return set().union(*map(_values, get_args(hint)))
