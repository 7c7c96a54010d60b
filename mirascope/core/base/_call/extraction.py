"""How a response model is asked for, and made from the answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from pydantic.errors import PydanticUndefinedAnnotation

from mirascope.core.base._codec.vocabulary import Delta, Reply
from mirascope.core.base._functions import name_of, warn
from mirascope.core.base._response.output_errors import (
    check_refusal,
    no_output,
    reason_for,
)
from mirascope.core.base._schema.response_format import ResponseFormat, attach_response
from mirascope.exceptions import carry_response

from .settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Extraction:
    """The plan for one decorated call; without a response model it does nothing."""

    format: ResponseFormat | None = None
    json_mode: bool = False
    stream: bool = False
    tools: list[Any] | None = None
    """The one tool that the model must call, where none of the user's are in play."""
    response_model: Any = None

    @classmethod
    def of(
        cls,
        settings: Settings,
        fn: object,
        names: Sequence[str],
        tool_type: Any,
        native_schema: bool = False,
    ) -> Extraction:
        """Plan the extraction.

        Args:
            settings: The settings of the call.
            fn: The prompt function.
            names: Its parameters.
            tool_type: The provider's tool class.
            native_schema: Whether the provider enforces schemas in any case.

        Returns:
            The plan.

        Raises:
            ResponseModelError: The type cannot be asked for.
        """
        if settings.response_model is None:
            return cls(json_mode=settings.json_mode)
        form = ResponseFormat.of(settings.response_model, names=names)
        if form.strict and not (settings.json_mode or settings.tools or native_schema):
            warn(
                f"the response model {form.name!r} of {name_of(fn)} is strict, "
                "which `json_mode=True` is needed for: the provider will not enforce "
                "its schema",
                fn,
            )
        if settings.stream:
            # Built here, not with the first chunk; unless a class comes further down.
            from mirascope.core.base._partial.plan import plan_of

            with suppress(PydanticUndefinedAnnotation):
                plan_of(form)
        return cls(
            format=form,
            json_mode=settings.json_mode,
            stream=bool(settings.stream),
            tools=[extraction_tool(form, tool_type)],
            response_model=settings.response_model,
        )

    def request(
        self, tools: Sequence[Any] | None
    ) -> tuple[Sequence[Any] | None, bool, Any]:
        """Decide what the request asks for.

        Args:
            tools: The user's tools of this call.

        Returns:
            The tools to offer, whether to ask for JSON text, and the response model.
        """
        if self.format is None:
            return tools, self.json_mode, None
        if tools and not self.stream:
            return tools, True, self.response_model
        if self.json_mode:
            return None, True, self.response_model
        return self.tools, False, self.response_model

    @property
    def tool_name(self) -> str | None:
        """The tool that the model must call; `None` where its text is to be JSON."""
        return None if self.json_mode or self.format is None else self.format.name

    def offers_user_tools(self, offered: Sequence[Any] | None) -> bool:
        """Tell whether a request offered the user's tools rather than the hidden one.

        Args:
            offered: The tools of the request.

        Returns:
            Whether it did.
        """
        hidden = self.tools
        return bool(offered) and not (hidden and offered[0] is hidden[0])

    def result(
        self, get_json_output: Callable[[Any, bool], Any], response: Any, shown: Any
    ) -> Any:
        """Make the response model from a response.

        Args:
            get_json_output: The provider's way to find JSON in a response.
            response: The provider's response.
            shown: The response in the form users see, attached to result and errors.

        Returns:
            The model, or the builtin value.
        """
        form = self.format
        assert form is not None
        try:
            return attach_response(self._value(form, get_json_output, response), shown)
        except Exception as error:
            carry_response(error, shown)
            raise

    def _value(
        self,
        form: ResponseFormat,
        get_json_output: Callable[[Any, bool], Any],
        response: Any,
    ) -> Any:
        check_refusal(response.refusal, response)
        json_mode = self.json_mode or self.offers_user_tools(response.tool_types)
        try:
            output = get_json_output(response, json_mode)
            if isinstance(output, str):
                return form.extract(output, response.fn_args)
            return form.validate(output, response.fn_args)
        except ValueError as error:
            tool = None if json_mode else form.name
            reason = reason_for(error, response, tool)
            if reason is None:
                raise
            raise reason from error

    def call_args(self, answer: Any) -> dict[str, Any]:
        """Pick the arguments that fill fields marked with `FromCallArgs`.

        Args:
            answer: The response or stream, which knows the arguments.

        Returns:
            Those that the model takes.
        """
        assert self.format is not None
        return {name: answer.fn_args[name] for name in self.format.call_args}


def extraction_tool(form: ResponseFormat, tool_type: Any) -> Any:
    """Make the tool through whose arguments the model is asked for a value.

    Args:
        form: The value's type.
        tool_type: The provider's tool class.

    Returns:
        A subclass of it that is named and described like the type.
    """

    def call(self: Any) -> Any:
        return self

    return type(tool_type)(
        form.name,
        (tool_type,),
        {
            "__module__": __name__,
            "__doc__": form.description,
            "_name": classmethod(lambda cls: form.name),
            "_description": classmethod(lambda cls: form.description),
            "model_json_schema": classmethod(lambda cls, *_, **__: form.schema),
            "call": call,
        },
    )


def json_output(answer: Any, json_mode: bool, /) -> str:
    """Find the JSON text in a response, or the piece of it in a chunk.

    For a chunk that may be empty.

    Raises:
        OutputError: The response has neither a tool call nor text.
    """
    delta: Delta | None = answer.__dict__.get("_delta")
    if delta is not None:
        calls = delta.calls
        if json_mode or not calls:
            return delta.text
        return "".join([call.arguments for call in calls])
    reply: Reply = answer._reply
    if reply.calls and not (json_mode and reply.text):
        names = {tool._name() for tool in answer.tool_types or ()}
        calls = [call for call in reply.calls if call.name in names]
        return (calls or reply.calls)[0].arguments
    if reply.text:
        return reply.text
    raise no_output(answer)
