"""The kinds of errors that a provider, or the way to it, fails with.

- ProviderError
    - APIConnectionError        it was not reached, or the connection broke off
        - APITimeoutError       it did not answer in time          (also 408, 504)
    - APIStatusError            it answered with an error
        - BadRequestError       400, 422
            - ContextLengthError    more tokens than the model takes
            - ContentFilterError    refused by a filter
        - AuthenticationError   401
        - PermissionDeniedError 403
        - NotFoundError         404
        - ConflictError         409
        - RequestTooLargeError  413
        - RateLimitError        429
            - QuotaExceededError    no money or daily quota is left  (also 402)
        - ServerError           5xx
            - OverloadedError   503, 529
    - UnreadableAnswerError     it answered with what cannot be parsed

Under `llm.call` the SDK's own error is of such a kind too: the same object, caught by
either class. None of them is a `MirascopeError`.
"""

from __future__ import annotations

from typing import ClassVar

from typing_extensions import override

from . import facts

__all__ = [
    "APIConnectionError",
    "APIStatusError",
    "APITimeoutError",
    "AuthenticationError",
    "BadRequestError",
    "ConflictError",
    "ContentFilterError",
    "ContextLengthError",
    "NotFoundError",
    "OverloadedError",
    "PermissionDeniedError",
    "ProviderError",
    "QuotaExceededError",
    "RateLimitError",
    "RequestTooLargeError",
    "ServerError",
    "UnreadableAnswerError",
]


class ProviderError(Exception):
    """What a provider, or the way to it, failed with."""

    _provider: str = ""
    _retryable: ClassVar[bool] = False

    @property
    def provider(self) -> str:
        """The provider that was called, such as `openai`; empty if it is unknown."""
        return self._provider

    @property
    def http_status(self) -> int | None:
        """The HTTP status of the answer, where there was one.

        It is 200 for an error in the midst of a stream.
        """
        return facts.http_status(self)

    @property
    def error_code(self) -> str | None:
        """The service's own word for the error, such as `insufficient_quota`."""
        return facts.error_code(self)

    @error_code.setter
    def error_code(self, code: str | None) -> None:
        vars(self)["error_code"] = code  # some SDKs have it, too

    @property
    def request_id(self) -> str | None:
        """The id under which the service knows the request."""
        return facts.request_id(self)

    @request_id.setter
    def request_id(self, request_id: str | None) -> None:
        vars(self)["request_id"] = request_id

    @property
    def retry_after_s(self) -> float | None:
        """The seconds that the service asks to wait for, if it does: at most 3600."""
        return facts.retry_after(self)

    @property
    def retryable(self) -> bool:
        """Whether the same request may succeed a little later."""
        return self._retryable


class APIConnectionError(ProviderError):
    """The service was not reached, or the connection to it broke off."""

    _retryable = True

    @property
    @override
    def http_status(self) -> int | None:
        """The HTTP status where what is before the service gave up: 408 or 504."""
        status = facts.http_status(self)  # some SDKs make up another
        return status if status in (408, 504) else None


class APITimeoutError(APIConnectionError):
    """The service, or what is before it, did not answer in time."""


class APIStatusError(ProviderError):
    """The service answered with an error."""


class BadRequestError(APIStatusError):
    """The service does not take the request as it is."""


class ContextLengthError(BadRequestError):
    """The request has more tokens than the model takes."""


class ContentFilterError(BadRequestError):
    """A filter refused the request, before or instead of an answer."""


class AuthenticationError(APIStatusError):
    """The service does not accept the credentials."""


class PermissionDeniedError(APIStatusError):
    """The credentials do not allow this, or not from this region."""


class NotFoundError(APIStatusError):
    """There is no such model or deployment."""


class ConflictError(APIStatusError):
    """Something else is being done to what the request is about."""


class RequestTooLargeError(APIStatusError):
    """The request has more bytes than the service takes."""


class RateLimitError(APIStatusError):
    """There were too many requests, or tokens, in a short time."""

    _retryable = True


class QuotaExceededError(RateLimitError):
    """The money, or the quota of a day or month, is used up: waiting does not help."""

    _retryable = False


class ServerError(APIStatusError):
    """The service itself failed."""

    _retryable = True


class OverloadedError(ServerError):
    """The service has more to do than it can at the moment."""


class UnreadableAnswerError(ProviderError):
    """The service answered with what cannot be parsed."""


KINDS: tuple[type[ProviderError], ...] = tuple(globals()[name] for name in __all__)
for _kind in KINDS:
    _kind.__module__ = "mirascope.llm"
