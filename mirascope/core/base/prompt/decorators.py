"""Prompts as functions: the decorator, and what type checkers know of it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine
from typing import TYPE_CHECKING, Any, Protocol, TypeVar, cast, overload

from mirascope.core.base._fields import is_class
from mirascope.core.base._functions import refuse_bare

from .function import Prompt
from .template import Template, foresee
from .template_grammar import unindented

if TYPE_CHECKING:
    from mirascope.core.base._type_variables import P, T
    from mirascope.core.base.messages.messages import Messages
    from mirascope.core.base.messages.parts import BaseMessageParam

    from .base_prompt import BasePrompt
    from .typing import PromptReturn

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
        refuse_bare(template, '@prompt_template("...")')
    text = None if template is None else unindented(template)

    def decorate(prompt: Any) -> Any:
        if is_class(prompt):
            if text is not None:
                parsed = Template.of(text)
                prompt._prompt_template = parsed.text
                foresee(parsed, prompt)
            return prompt
        return Prompt.of(prompt, text).face

    # The overloads of the protocols say more than one signature can.
    return cast("TemplateDecorator", decorate)
