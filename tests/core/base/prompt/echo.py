"""A call decorator that answers with what a provider would be asked."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from mirascope.core.base.messages.parts import BaseMessageParam
from mirascope.core.base.prompt import Prompt
from tests.internals import Flow, as_call, do


def user(content: Any) -> BaseMessageParam:
    return BaseMessageParam(role="user", content=content)


def call(fn: Callable[..., Any]) -> Callable[..., Any]:
    """A call decorator that answers with what a provider would be asked."""
    prompt = Prompt.of(fn)

    def perform(_: object, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Flow[Any]:
        content = yield from do(lambda: prompt.fn(*args, **kwargs))
        values = prompt.bind(args, kwargs)
        config = prompt.config(content)
        values.update(config.get("computed_fields") or {})
        messages = yield from prompt.messages(values, config)
        return messages, config, prompt.metadata

    decorated = as_call(fn, perform, object)
    decorated.__dict__["_prompt"] = prompt
    return decorated


def twice(fn: Callable[..., Any]) -> Callable[..., Any]:
    """Some other decorator: it doubles the positional arguments."""

    @wraps(fn)
    def wrapper(*args: Any, **kwargs: Any) -> Any:
        return fn(*(arg * 2 for arg in args), **kwargs)

    return wrapper
