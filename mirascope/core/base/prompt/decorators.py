"""The decorators of prompts: templates, metadata, and stacks of decorators."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine, Mapping
from functools import reduce
from types import FunctionType
from typing import TYPE_CHECKING, Any, Protocol, TypeVar, cast, overload

from mirascope.core.base._fields import is_class
from mirascope.core.base._functions import refuse_missing_parentheses

from .function import Prompt
from .template import Template, warn_of_template
from .template_grammar import dedent_template

if TYPE_CHECKING:
    from mirascope.core.base._type_variables import FnT, P, T
    from mirascope.core.base.messages.messages import Messages
    from mirascope.core.base.messages.parts import BaseMessageParam
    from mirascope.core.base.types import Metadata

    from .base_prompt import BasePrompt
    from .dynamic_config import PromptReturn

_NAMES = ("__name__", "__qualname__", "__doc__")

PromptT = TypeVar("PromptT", bound="BasePrompt")


class TemplateDecorator(Protocol):
    """What `prompt_template("...")` gives."""

    @overload
    def __call__(self, prompt: type[PromptT], /) -> type[PromptT]: ...
    @overload
    def __call__(
        self, prompt: Callable[P, Awaitable[PromptReturn]], /
    ) -> Callable[P, Coroutine[Any, Any, list[BaseMessageParam]]]: ...
    @overload
    def __call__(
        self, prompt: Callable[P, PromptReturn], /
    ) -> Callable[P, list[BaseMessageParam]]: ...


class MessagesDecorator(Protocol):
    """What `prompt_template()` gives."""

    @overload
    def __call__(
        self, prompt: Callable[P, Awaitable[Messages.Type]], /
    ) -> Callable[P, Coroutine[Any, Any, list[BaseMessageParam]]]: ...
    @overload
    def __call__(
        self, prompt: Callable[P, Messages.Type], /
    ) -> Callable[P, list[BaseMessageParam]]: ...
    @overload
    def __call__(self, prompt: Callable[P, T], /) -> Callable[P, T]: ...


@overload
def prompt_template(template: str) -> TemplateDecorator: ...
@overload
def prompt_template(template: None = None) -> MessagesDecorator: ...
def prompt_template(
    template: str | None = None,
) -> TemplateDecorator | MessagesDecorator:
    r"""Turn a function into a prompt: calling it gives messages.

    `SYSTEM:`, `USER:`, `ASSISTANT:` and `MESSAGES:` at the start of a line start a
    message; without them the template is one user message. Fields are those of
    `str.format`, filled with the arguments, and with the `computed_fields` of the
    dynamic config that the function may return. `{x:list}` and `{x:lists}` write lists;
    `{x:text}`, `{x:image}`, `{x:audio}`, `{x:document}`, `{x:part}`, their plurals and
    `{:cache_control}` make parts.

    Args:
        template: The template. Without it the function returns the messages: text, a
            message, or a list of messages or of parts.

    Returns:
        A decorator for functions, methods and, with a template, `BasePrompt` classes.

    Raises:
        InvalidCallError: It has no parentheses. A template that cannot be parsed is a
            warning here, and a `TemplateError` when it is filled.

    Example:
        ```python
        from mirascope.core import prompt_template


        @prompt_template("SYSTEM: You are a librarian\nUSER: Recommend a {genre} book")
        def recommend_book(genre: str): ...


        print(recommend_book("fantasy")[1].content)
        #> Recommend a fantasy book
        ```
    """
    # Programs without a type checker give anything.
    if template is not None and not isinstance(cast(object, template), str):
        refuse_missing_parentheses(template, '@prompt_template("...")')
    text = None if template is None else dedent_template(template)

    def decorate(prompt: Any) -> Any:
        if is_class(prompt):
            if text is not None:
                parsed = Template.of(text)
                prompt._prompt_template = parsed.text
                warn_of_template(parsed, prompt)
            return prompt
        return Prompt.of(prompt, text).messages_fn

    # The overloads of the protocols say more than one signature can.
    return cast("TemplateDecorator", decorate)


def metadata(value: Metadata) -> Callable[[FnT], FnT]:
    """Attach metadata to the calls of a prompt.

    It works on prompt functions, on `BasePrompt` classes and on decorated calls, above
    the call decorator or below it.

    Args:
        value: The metadata.

    Returns:
        A decorator that returns what it decorates.

    Example:
        ```python
        from mirascope.core import metadata, prompt_template


        @metadata({"tags": {"library"}})
        @prompt_template("Recommend a {genre} book")
        def recommend_book(genre: str): ...
        ```
    """
    if callable(value):
        refuse_missing_parentheses(value, "@metadata({...})")

    def decorate(prompt: FnT) -> FnT:
        target: Any = prompt
        target._metadata = value
        if (known := getattr(prompt, "_prompt", None)) is not None:
            # A call reads its metadata here each time, so that it does not matter
            # whether this decorator stands above the call's or below.
            known.metadata = value
        return prompt

    return decorate


def get_metadata(fn: object, dynamic_config: Mapping[str, Any] | None) -> Metadata:
    """Find the metadata of one call.

    Args:
        fn: The prompt function, or the decorated call.
        dynamic_config: What it returned.

    Returns:
        The dynamic config's, else what `@metadata` attached, else an empty dict.
    """
    dynamic = (dynamic_config or {}).get("metadata")
    if dynamic is not None:
        return dynamic
    return getattr(fn, "_metadata", None) or {}


def merge_decorators(
    decorator: FnT, *additional: Callable[[Any], Any]
) -> Callable[[], FnT]:
    """Merge decorators into one.

    Args:
        decorator: The outermost.
        *additional: The others, from the outside inwards.

    Returns:
        A function of no arguments that returns the merged decorator; `@merged()` is
        the same as stacking them.

    Example:
        ```python
        from mirascope.core import merge_decorators, metadata, prompt_template

        recommending = merge_decorators(
            metadata({"tags": {"library"}}),
            prompt_template("Recommend a {genre} book"),
        )


        @recommending()
        def recommend_book(genre: str): ...
        ```
    """
    inside_out = (*reversed(additional), decorator)

    def merged(prompt: object) -> object:
        made: object = reduce(lambda got, wrap: wrap(got), inside_out, prompt)
        # Of a decorator that says nothing of what it wraps.
        if isinstance(made, FunctionType) and made.__doc__ is None:
            for name in _NAMES:
                setattr(made, name, getattr(prompt, name, None) or getattr(made, name))
        return made

    def give(*misplaced: object) -> FnT:
        for prompt in misplaced:
            refuse_missing_parentheses(prompt, "@merged()")
        # The last one that is applied decides what comes out, which has no type here.
        return cast("FnT", merged)

    return give
