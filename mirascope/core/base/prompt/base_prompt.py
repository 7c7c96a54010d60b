"""Prompts as classes."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable
from functools import cached_property, reduce
from inspect import Parameter
from typing import TYPE_CHECKING, Any, ClassVar, cast

from pydantic import BaseModel
from typing_extensions import TypedDict, override

from mirascope.core.base._flow import run
from mirascope.core.base._functions import DOCSTRINGS, docstrings_are_templates
from mirascope.core.base.messages.loading import load_fetched
from mirascope.exceptions import PromptError

from .dynamic_config import read_config
from .function import Prompt
from .template import Template, warn_of_template
from .template_grammar import dedent_template

if TYPE_CHECKING:
    from mirascope.core.base._type_variables import T
    from mirascope.core.base.messages.parts import BaseMessageParam
    from mirascope.core.base.types import Metadata

    from .dynamic_config import BaseDynamicConfig, PromptReturn


class PromptDump(TypedDict):
    """A prompt as data."""

    metadata: Metadata
    """What `@metadata` attached, or what the dynamic config says."""
    prompt: str
    """The template, filled."""
    template: str
    """The template."""
    inputs: dict[str, Any]
    """The fields."""


class BasePrompt(BaseModel):
    """A prompt as a class: its fields are the variables of its template.

    The template comes from `@prompt_template("...")`, or from the class variable
    `prompt_template`. Besides the fields it may use `{self}` with a path, properties
    and computed fields.

    Example:
        ```python
        from mirascope.core import BasePrompt, prompt_template


        @prompt_template("Recommend a {genre} book")
        class BookRecommendation(BasePrompt):
            genre: str


        print(BookRecommendation(genre="fantasy"))
        #> Recommend a fantasy book
        ```
    """

    _prompt_template: ClassVar[str]
    _metadata: ClassVar[Metadata]
    prompt_template: ClassVar[str] = ""
    """The template, where no decorator gives one."""

    def message_params(self) -> list[BaseMessageParam]:
        """Make the messages of the prompt.

        Returns:
            Those of the dynamic config, else those of the template.

        Raises:
            PromptError: There is no template, or it cannot be filled.
        """
        config = self._config()
        if messages := config.get("messages"):
            return messages
        template = self._template()
        return run(load_fetched(run(template.render(self._values(template, config)))))

    @override
    def __str__(self) -> str:
        template = self._template()
        return template.show(self._values(template, self._config()))

    def dynamic_config(self) -> BaseDynamicConfig:
        """Change the call, from the fields; to be overridden.

        Returns:
            A dynamic config, or `None`.
        """
        return None

    def dump(self) -> PromptDump:
        """Describe the prompt as data.

        Returns:
            Its metadata, text, template and fields.
        """
        template = self._template()
        config = self._config()
        return {
            "metadata": config.get("metadata", self._static_metadata()),
            "prompt": template.show(self._values(template, config)),
            "template": template.text,
            "inputs": self.model_dump(),
        }

    def run(
        self,
        call_decorator: Callable[[Callable[..., PromptReturn]], Callable[..., T]],
        *additional_decorators: Callable[[Callable[..., T]], Callable[..., T]],
    ) -> T:
        """Call a model with the prompt.

        Args:
            call_decorator: Such as `openai.call("gpt-4o-mini")`.
            *additional_decorators: Applied on top of it, the first one innermost.

        Returns:
            What the decorated call returns.
        """

        def prompt(**_: object) -> PromptReturn:
            return self._returned()

        call = call_decorator(self._as_function(prompt))
        return reduce(lambda fn, wrap: wrap(fn), additional_decorators, call)(
            **self._fields()
        )

    async def run_async(
        self,
        call_decorator: Callable[
            [Callable[..., Awaitable[PromptReturn]]], Callable[..., Awaitable[T]]
        ],
        *additional_decorators: Callable[
            [Callable[..., Awaitable[T]]], Callable[..., Awaitable[T]]
        ],
    ) -> T:
        """Call a model with the prompt, asynchronously.

        Args:
            call_decorator: Such as `openai.call("gpt-4o-mini")`.
            *additional_decorators: Applied on top of it, the first one innermost.

        Returns:
            What the decorated call returns.
        """

        async def prompt(**_: object) -> PromptReturn:
            return self._returned()

        call = call_decorator(self._as_function(prompt))
        return await reduce(lambda fn, wrap: wrap(fn), additional_decorators, call)(
            **self._fields()
        )

    @classmethod
    @override
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        super().__pydantic_init_subclass__(**kwargs)
        if isinstance(text := vars(cls).get("prompt_template"), str):
            warn_of_template(Template.of(dedent_template(text)), cls)

    def _fields(self) -> dict[str, Any]:
        """Get the fields by name, as they are."""
        return dict(self)

    def _config(self) -> dict[str, Any]:
        return read_config(self.dynamic_config(), type(self).__name__)

    def _static_metadata(self) -> Metadata:
        return getattr(type(self), "_metadata", None) or {}

    @classmethod
    def _template(cls) -> Template:
        """Find the template of the class, the nearest one first."""
        for base in cls.__mro__:
            own = vars(base)
            if text := own.get("_prompt_template"):
                return Template.parse(text)
            if text := own.get("prompt_template"):
                return Template.parse(dedent_template(text))
        if docstrings_are_templates() and cls.__doc__:
            return Template.parse(inspect.cleandoc(cls.__doc__))
        raise PromptError(
            f"the prompt {cls.__name__!r} has no string template: put "
            f"`@prompt_template(...)` on it, or set {DOCSTRINGS}=ENABLED if its "
            "docstring is the template"
        )

    def _computed(self, template: Template) -> dict[str, Any]:
        """Get what the template reads besides the fields."""
        computed: dict[str, Any] = {}
        for name in template.names.difference(self._fields()):
            if name == "self":
                computed[name] = self
            elif isinstance(
                inspect.getattr_static(self, name, None), (property, cached_property)
            ):
                computed[name] = getattr(self, name)
        return computed

    def _values(self, template: Template, config: dict[str, Any]) -> dict[str, Any]:
        """Get the variables of the template."""
        return {
            **self._fields(),
            **self._computed(template),
            **(config.get("computed_fields") or {}),
        }

    def _returned(self) -> dict[str, Any] | None:
        """Get the dynamic config together with what the template needs."""
        config = self._config()
        if computed := self._computed(self._template()):
            computed.update(config.get("computed_fields") or {})
            config["computed_fields"] = computed
        return config or None

    def _as_function(self, prompt: Callable[..., T]) -> Callable[..., T]:
        """Give a function the name, parameters, metadata and template of the class."""
        cls = type(self)
        function = cast(Any, prompt)  # `Callable` has no such attributes
        function.__name__ = function.__qualname__ = cls.__name__
        function.__doc__ = cls.__doc__
        function.__signature__ = inspect.Signature(
            [Parameter(name, Parameter.KEYWORD_ONLY) for name in self._fields()]
        )
        function._metadata = self._static_metadata()
        return Prompt.of(prompt, self._template().text).messages_fn
