"""A decorated prompt function: its parameters, template and metadata."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from functools import partial, update_wrapper
from types import MethodType
from typing import TYPE_CHECKING, Any, NamedTuple

from mirascope.core.base._fields import is_dict
from mirascope.core.base._flow import Flow, arun, do, run
from mirascope.core.base._functions import (
    DOCSTRINGS,
    Parameters,
    docstrings_are_templates,
    fn_is_async,
    is_partial,
)
from mirascope.core.base.messages.loading import load_fetched
from mirascope.core.base.messages.messages import as_messages
from mirascope.core.base.messages.parts import text_message
from mirascope.exceptions import PromptError

from .dynamic_config import RenderedMessages, read_config
from .template import Template, warn_of_template

if TYPE_CHECKING:
    from mirascope.core.base.types import Metadata

    from .template_fields import TextContent


class _PromptFunction(NamedTuple):
    """The user's function and what is known about calling it."""

    fn: Callable[..., Any]
    parameters: Parameters
    template: Template | None


class Prompt:
    """A prompt function, seen through everything that decorates it.

    Made by `Prompt.of`.
    """

    fn: Callable[..., Any]
    """The user's function, below a string template."""
    messages_fn: Callable[..., Any]
    """The function that gives messages; it has `_prompt` and `_prompt_template`."""
    template: Template | None
    """The string template, if there is one."""
    is_async: bool
    """Whether calling it gives an awaitable."""
    metadata: Metadata
    """What `@metadata` attached. A call reads it each time."""
    names: tuple[str, ...]
    """The names of the parameters, `**kwargs` left out."""
    has_extra: bool
    """Whether there is a `**kwargs`."""
    _inner: _PromptFunction

    def __init__(
        self, inner: _PromptFunction, source: Callable[..., Any], metadata: Metadata
    ) -> None:
        self.fn = inner.fn
        self.template = inner.template
        self.metadata = metadata
        self.is_async = fn_is_async(inner.fn)
        self.names = inner.parameters.names
        self.has_extra = inner.parameters.extra is not None
        self.bind = inner.parameters.bind
        self._inner = inner
        self.messages_fn = _make_messages_fn(self, source)

    @classmethod
    def of(cls, fn: Callable[..., Any], template: str | None = None) -> Prompt:
        """Inspect a function.

        Args:
            fn: A function or method, also one with a template, a decorated call, or a
                `functools.partial` of these.
            template: A string template to put on it.

        Returns:
            A prompt of its own for each time that it is asked for.

        Raises:
            PromptError: It is nothing that can be called like a function.
        """
        inner = _inner(fn)
        if template is not None:
            inner = inner._replace(template=Template.of(template))
        prompt = cls(inner, fn, _metadata_of(fn))
        if not hasattr(fn, "_prompt") or template is not None:
            prompt._warn_of_template()
        return prompt

    @property
    def text(self) -> str | None:
        """The string template as text."""
        return None if self.template is None else self.template.text

    @property
    def only_text(self) -> TextContent | None:
        """What writes the template, where that is the text of the user alone."""
        return None if self.template is None else self.template.only_text

    def config(self, returned: object) -> dict[str, Any]:
        """Read what the function returned.

        Args:
            returned: A dynamic config, or messages in one of their short forms.

        Returns:
            A new dict without keys that are `None`. `messages`, if present, is a list.

        Raises:
            PromptError: It is neither.
        """
        if type(returned) is str:  # as most do
            return {"messages": [text_message("user", returned)]}
        return read_config(returned, _name(self.fn))

    def messages(
        self, values: Mapping[str, Any], config: Mapping[str, Any]
    ) -> Flow[list[Any]]:
        """Make the messages of a call.

        Args:
            values: The template's variables.
            config: What `config` gave.

        Returns:
            The config's messages, else the template's.

        Raises:
            PromptError: There is nothing to send.
        """
        if messages := config.get("messages"):
            return messages
        template = self.template or self._docstring()
        if template is None:
            raise PromptError(self._why_no_messages())
        messages = yield from template.render(values)
        if not messages:
            raise PromptError(
                f"the template of {_name(self.fn)!r} gave no message, since each of "
                "them is empty: give at least one of its variables a value"
            )
        return messages

    def to_messages(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Flow[Any]:
        """Call the function for its messages, without calling a model.

        Args:
            args: Its positional arguments.
            kwargs: Its keyword arguments.

        Returns:
            Messages; without a template, what the function returned if that holds none.
        """
        returned: object = yield from do(lambda: self.fn(*args, **kwargs))
        template = self.template
        if template is None:
            if returned is not None and not is_dict(returned):
                messages = as_messages(returned)
                return returned if messages is None else messages
            template = self._docstring()
            if template is None:
                return returned
        config = self.config(returned)
        if messages := config.get("messages"):
            return messages
        computed: dict[str, Any] = config.get("computed_fields") or {}
        values = {**self.bind(args, kwargs), **computed}
        messages = yield from load_fetched((yield from template.render(values)))
        return RenderedMessages(messages, config) if config else messages

    def _docstring(self) -> Template | None:
        """Read the docstring as a template, if that is switched on."""
        template = _docstring_of(self.fn)
        if template is not None:
            self.messages_fn.__dict__["_prompt_template"] = template.text
        return template

    def _warn_of_template(self) -> None:
        """Warn about a template that no call can fill."""
        says_nothing = _is_stub(self.fn)
        template = self.template or (_docstring_of(self.fn) if says_nothing else None)
        if template is None:
            return
        if says_nothing and not self.has_extra:
            warn_of_template(template, self.fn, template.names.difference(self.names))
        else:
            warn_of_template(template, self.fn)

    def _why_no_messages(self) -> str:
        """Say why there is nothing to send."""
        name = _name(self.fn)
        if getattr(self.fn, "__doc__", None):
            return (
                f"the prompt function {name!r} returned no messages and has no string "
                f"template: set {DOCSTRINGS}=ENABLED if its docstring is the template"
            )
        return (
            f"the prompt function {name!r} returned no messages and has no string "
            "template: return messages, or put `@prompt_template(...)` on it"
        )


_NOT_CALLED: Any = (classmethod, staticmethod)


def _inner(fn: Any) -> _PromptFunction:
    """Find the function below templates and calls, and how to name its arguments."""
    if isinstance(fn, _NOT_CALLED):
        kind = fn.__class__.__name__
        raise PromptError(
            f"`@{kind}` stands below the decorator, on {fn!r}: put it above"
        )
    if isinstance(fn, type) or not callable(fn):
        raise PromptError(
            f"{fn!r} is no prompt function: decorate a function; a `BasePrompt` has "
            "`run`"
        )
    if is_partial(fn):
        inner = _inner(fn.func)
        return _PromptFunction(
            partial(inner.fn, *fn.args, **fn.keywords),
            Parameters(inner.fn, fn.args, fn.keywords),
            inner.template,
        )
    if isinstance(fn, MethodType):
        inner = _inner(fn.__func__)
        return _PromptFunction(
            MethodType(inner.fn, fn.__self__),
            Parameters(inner.fn, (fn.__self__,)),
            inner.template,
        )
    own = vars(fn) if hasattr(fn, "__dict__") else {}
    prompt = own.get("_prompt")
    if isinstance(prompt, Prompt):
        if prompt.messages_fn is fn or own.get("__mirascope_call__"):
            return prompt._inner
    elif own.get("__mirascope_call__") and "__wrapped__" in own:
        return _inner(own["__wrapped__"])
    return _PromptFunction(fn, Parameters(fn), None)


def _docstring_of(fn: Callable[..., Any]) -> Template | None:
    if not docstrings_are_templates() or not fn.__doc__:
        return None
    return Template.of(inspect.cleandoc(fn.__doc__))


def _metadata_of(fn: object) -> Metadata:
    metadata = getattr(fn, "_metadata", None)
    if metadata is None and is_partial(fn):
        return _metadata_of(fn.func)
    return metadata or {}


def _make_messages_fn(prompt: Prompt, source: Callable[..., Any]) -> Callable[..., Any]:
    """Make the function that gives a prompt's messages."""

    async def get_messages_async(*args: Any, **kwargs: Any) -> Any:
        return await arun(prompt.to_messages(args, kwargs))

    def get_messages(*args: Any, **kwargs: Any) -> Any:
        return run(prompt.to_messages(args, kwargs))

    messages_fn = update_wrapper(
        get_messages_async if prompt.is_async else get_messages, source
    )
    messages_fn.__dict__.pop("__mirascope_call__", None)
    messages_fn.__dict__.pop("_prompt_template", None)
    messages_fn.__dict__.update(_prompt=prompt, _original_fn=prompt.fn)
    if prompt.text is not None:
        messages_fn.__dict__["_prompt_template"] = prompt.text
    return messages_fn


def _name(fn: object) -> str:
    return getattr(fn, "__qualname__", None) or repr(fn)


def _says_nothing() -> None: ...


def _is_described() -> None:
    """Say nothing either."""


async def _says_nothing_later() -> None: ...


async def _is_described_later() -> None:
    """Say nothing either."""


_STUBS = {
    fn.__code__.co_code
    for fn in (_says_nothing, _is_described, _says_nothing_later, _is_described_later)
}


def _is_stub(fn: Any) -> bool:
    """Tell whether a function has no body, and so returns nothing.

    Args:
        fn: The function, also as a method or partial. A wrapper may return something.

    Returns:
        Whether this is certain.
    """
    while is_partial(fn) or isinstance(fn, MethodType):
        fn = fn.func if is_partial(fn) else fn.__func__
    code = getattr(fn, "__code__", None)
    if code is None or code.co_code not in _STUBS:
        return False
    return all(one is None or one == fn.__doc__ for one in code.co_consts)
