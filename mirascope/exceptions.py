"""Every error that mirascope itself raises; a provider's own errors pass through.

- MirascopeError
    - ConfigurationError                wrong use, found before any request
        - InvalidCallError              options that exclude each other  (ValueError)
            - OptionError               an option that is not there      (TypeError)
        - UnknownProviderError          no such provider                 (ValueError)
        - MissingExtraError             an SDK is not installed          (ImportError)
        - MissingKeyError               no credentials         (KeyError, ValueError)
        - ClientTypeError               sync client, async function      (TypeError)
            - WrongIterationError       sync stream, `async for`    (AssertionError)
        - NotAnAgnosticCallError        not an `llm.call`                (TypeError)
        - PromptError                   a prompt that says nothing       (ValueError)
            - MessageContentError       content that is none             (TypeError)
            - TemplateError             a template that cannot be read   (ValueError)
                - UnnamedFieldError     a field without a name           (IndexError)
                - TemplateItemError     an item that a value lacks       (TypeError)
            - MissingVariableError      a template variable is missing   (KeyError)
                - MissingFieldError     an attribute of one that is  (AttributeError)
        - UnsupportedPartError          content the provider lacks       (ValueError)
            - UnsupportedOutputError    media that a tool gave           (TypeError)
        - ToolDefinitionError           a tool that cannot be offered    (ValueError)
        - ToolNotCallableError          a tool the program itself runs   (TypeError)
        - ResponseModelError            a type no schema can express     (ValueError)
    - ResponseError                     not what was asked; has `.response`
        - NoAnswerError                 a good status, and no answer     (ValueError)
            - BrokenStreamError         an error or nothing, in a stream
        - UnknownToolError              a tool that was not offered      (RuntimeError)
        - ToolNotFoundError             unpickled apart from its tool    (LookupError)
        - ToolArgumentsError            arguments that cannot be read    (ValueError)
        - OutputError                   no answer of the wanted shape    (ValueError)
            - RefusalError              the model declined
            - TruncatedError            the answer ended too early
                - BrokenStreamError     (the same as above)
            - MalformedOutputError      the answer is not JSON
    - FallbackError                     all providers failed; has `.errors`
    - StreamNotFinishedError            asked of a stream too early      (ValueError)
        - NoMessageYetError             its message, too early       (AttributeError)
    - BudgetExceededError               the money or the tokens of a limit are spent
        - UnpricedModelError            a model of which no price is known
    - LimitTimeoutError                 waited for a limit too long    (TimeoutError)

Each also inherits the builtin in brackets, so `except ValueError` keeps working.
"""

from __future__ import annotations

from collections.abc import Sequence

from typing_extensions import override


class MirascopeError(Exception):
    """The root of all errors raised by mirascope."""


class ConfigurationError(MirascopeError):
    """Wrong use of the library, found before anything was sent."""


class InvalidCallError(ConfigurationError, ValueError):
    """Options that cannot be combined, or a value that an option does not take."""


class OptionError(InvalidCallError, TypeError):
    """Arguments that a decorator does not take."""


class UnknownProviderError(ConfigurationError, ValueError):
    """A provider name that nothing is registered under."""


class MissingExtraError(ConfigurationError, ImportError):
    """An optional dependency that is not installed."""


class MissingKeyError(ConfigurationError, KeyError, ValueError):
    """Credentials or an endpoint that neither a client nor the environment gives."""

    @override
    def __str__(self) -> str:
        return str(self.args[0]) if self.args else ""


class ClientTypeError(ConfigurationError, TypeError):
    """A sync client under an async function, or the reverse."""


class NotAnAgnosticCallError(ConfigurationError, TypeError):
    """A function that is not an `llm.call`, where only such a one can be taken."""


class WrongIterationError(ClientTypeError, AssertionError):
    """`for` over an async stream, or `async for` over a sync one."""


class PromptError(ConfigurationError, ValueError):
    """A prompt function or template from which no messages can be made."""


class MessageContentError(PromptError, TypeError):
    """Content that is neither text, a part nor a list."""


class TemplateError(PromptError):
    """A template that cannot be parsed, or a value its specifier does not take."""


class UnnamedFieldError(TemplateError, IndexError):
    """A field without a name, where only named ones can be filled."""


class TemplateItemError(TemplateError, TypeError):
    """An item that a value of this type cannot have."""


class MissingVariableError(PromptError, KeyError):
    """A template variable that is neither an argument nor a computed field."""

    @override
    def __str__(self) -> str:
        return str(self.args[0]) if self.args else ""


class MissingFieldError(MissingVariableError, AttributeError):
    """A missing variable of which an attribute or item was asked for."""


class UnsupportedPartError(ConfigurationError, ValueError):
    """Content that the provider does not take."""


class UnsupportedOutputError(UnsupportedPartError, TypeError):
    """Media as the output of a tool, which the provider does not take there."""


class ToolNotCallableError(ConfigurationError, TypeError):
    """A tool in the provider's own form, which the program itself runs."""


class ToolDefinitionError(ConfigurationError, ValueError):
    """A function or class that cannot be offered as a tool."""


class ResponseModelError(ConfigurationError, ValueError):
    """A type that cannot be a `response_model`."""


class ResponseError(MirascopeError):
    """The model answered, but not with what was asked for.

    Args:
        message: What happened and what to do.
        response: The call response (or the stream) as far as it arrived.
    """

    response: object
    """The call response, or the stream where there is no response yet."""

    def __init__(self, message: str, response: object = None) -> None:
        super().__init__(message)
        self.response = response

    @property
    def _response(self) -> object:
        return self.response

    @_response.setter
    def _response(self, response: object) -> None:
        self.response = response


def carry_response(error: BaseException, response: object) -> None:
    """Let an error carry the response that it is about.

    Args:
        error: Any error; those of pydantic have no field for it.
        response: The response, found at `error._response`, and at `error.response` if
            that is no field of the error's own.
    """
    known = getattr(error, "_response", error)
    if getattr(error, "response", known) is known:
        error.__setattr__("response", response)
    error.__setattr__("_response", response)


class NoAnswerError(ResponseError, ValueError):
    """The service said that all is well, and sent something that is no answer."""


class UnknownToolError(ResponseError, RuntimeError):
    """The model called a tool that was not offered.

    Raised by programs: calls give a `GenericTool` for such a call.
    """


class ToolNotFoundError(ResponseError, LookupError):
    """A tool of a response that was pickled, and that cannot be imported here."""


class ToolArgumentsError(ResponseError, ValueError):
    """The arguments of a tool call are not a JSON object."""


class OutputError(ResponseError, ValueError):
    """The answer holds nothing that the response model could be made from."""


class RefusalError(OutputError):
    """The model declined to answer."""


class TruncatedError(OutputError):
    """The answer ended early, at the token limit or with a broken stream."""


class BrokenStreamError(NoAnswerError, TruncatedError):
    """A stream that brought an error of the service, or nothing at all."""


class MalformedOutputError(OutputError):
    """The answer is not valid JSON."""


class FallbackError(MirascopeError):
    """A call failed, and so did its fallbacks.

    Args:
        message: What happened.
        errors: What was caught.
    """

    errors: Sequence[Exception]
    """What was caught, in order; the last one is also the `__cause__`."""

    def __init__(self, message: str, errors: Sequence[Exception] = ()) -> None:
        super().__init__(message)
        self.errors = errors


class StreamNotFinishedError(MirascopeError, ValueError):
    """A property of a stream that exists only once something has arrived."""


class NoMessageYetError(StreamNotFinishedError, AttributeError):
    """`message_param` of a stream that nothing has arrived on."""


class BudgetExceededError(MirascopeError):
    """A call that a limit has no money or no tokens left for; it was not sent.

    Args:
        message: What happened and what to do.
        spent_usd: What the calls of the limit have cost.
        reserved_usd: What those that are in flight may cost.
        limit_usd: What they may cost in all.
        estimate_usd: What the call may cost.
        spent_tokens: How many tokens its calls took, where that is limited.
        reserved_tokens: What those that are in flight may take.
        limit_tokens: What they may take in all.
        estimate_tokens: What the call may take.
    """

    def __init__(
        self,
        message: str,
        *,
        spent_usd: float | None = None,
        reserved_usd: float | None = None,
        limit_usd: float | None = None,
        estimate_usd: float | None = None,
        spent_tokens: int | None = None,
        reserved_tokens: int | None = None,
        limit_tokens: int | None = None,
        estimate_tokens: int | None = None,
    ) -> None:
        super().__init__(message)
        self.spent_usd = spent_usd
        self.reserved_usd = reserved_usd
        self.limit_usd = limit_usd
        self.estimate_usd = estimate_usd
        self.spent_tokens = spent_tokens
        self.reserved_tokens = reserved_tokens
        self.limit_tokens = limit_tokens
        self.estimate_tokens = estimate_tokens


class UnpricedModelError(BudgetExceededError):
    """A model of which no price is known, under a limit of money; nothing was sent."""


class LimitTimeoutError(MirascopeError, TimeoutError):
    """A call that waited for a limit as long as it may; it was not sent."""
