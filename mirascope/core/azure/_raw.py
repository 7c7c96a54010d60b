"""Whole answers as their JSON: objects of the SDK take long to build.

`complete` still does all else: the request, credentials, retries and errors. No public
way has it give the JSON, so a hook of azure-core takes that, and leaves `null` instead.
"""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable, Generator
from inspect import isawaitable
from types import FunctionType
from typing import Any

from mirascope.core.base._raw import SWITCH, RawAnswer


class _Came:
    """One answer, kept aside from the SDK's method."""

    data: Any = None

    def take(self, response: Any) -> None:
        """Take the JSON of a good answer, after which there is no other try."""
        came = response.http_response
        if came.status_code != 200:
            return
        try:
            data = came.json()
        except ValueError:
            return  # the SDK says so in its own words
        if isinstance(data, dict):
            self.data = data
            came.json = lambda: None

    def parse(self) -> Any:
        """Make the SDK's object."""
        from azure.ai.inference.models import ChatCompletions

        return ChatCompletions(self.data)

    def answer(self, native: Any) -> Any:
        """Give what was taken, or else what the method made."""
        return native if self.data is None else RawAnswer(self, self.data)


class _Asked:
    """An answer of an async client."""

    def __init__(self, native: Awaitable[Any], came: _Came) -> None:
        self.native, self.came = native, came

    def __await__(self) -> Generator[Any, Any, Any]:
        return self.came.answer((yield from self.native.__await__()))


def raw_complete(client: Any) -> Callable[..., Any]:
    """Choose how whole answers are asked for.

    Args:
        client: The client.

    Returns:
        What gives a `RawAnswer`; the client's own `complete` where that was patched or
        is not the SDK's, and where somebody else may look at the answers.
    """
    complete: Callable[..., Any] = client.complete
    if os.environ.get(SWITCH) == "0" or not (_is_stock(client) and _is_alone(client)):
        return complete

    def ask(**kwargs: Any) -> Any:
        if "stream" in kwargs or "raw_response_hook" in kwargs:
            return complete(**kwargs)
        came = _Came()
        native = complete(**kwargs, raw_response_hook=came.take)
        return _Asked(native, came) if isawaitable(native) else came.answer(native)

    return ask


def _is_stock(client: object) -> bool:
    """Tell whether `complete` is as the SDK defines it."""
    kind = type(client)
    method = vars(kind).get("complete")
    if type(method) is not FunctionType or "complete" in vars(client):
        return False
    module = str(method.__globals__.get("__name__"))
    return module == kind.__module__ and module.startswith("azure.ai.inference.")


def _is_alone(client: Any) -> bool:
    """Tell whether nobody but the SDK's own policies sees the answers of a client.

    One of them has to ask the hook of a call, and not one of the client instead.
    """
    try:
        hooks = client._config.custom_hook_policy
        steps = client._client._pipeline._impl_policies
        policies = [getattr(step, "_policy", step) for step in steps]
        return (
            hooks._response_callback is None
            and hooks in policies
            and all(type(one).__module__.startswith("azure.core.") for one in policies)
        )
    except AttributeError:
        return False
