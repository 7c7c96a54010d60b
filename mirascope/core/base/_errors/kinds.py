"""The classes of what providers fail with; under `llm` a raised error is of one."""

from __future__ import annotations

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


class APIConnectionError(ProviderError):
    """The provider was not reached, or the connection broke off."""


class APITimeoutError(APIConnectionError):
    """The provider did not answer in time."""


class UnreadableAnswerError(ProviderError):
    """The provider's answer cannot be parsed."""


class APIStatusError(ProviderError):
    """The provider answered with an error."""


class BadRequestError(APIStatusError):
    """The request is wrong: status 400 or 422."""


class ContextLengthError(BadRequestError):
    """The request is longer than the model can read."""


class ContentFilterError(BadRequestError):
    """A filter refused the request."""


class AuthenticationError(APIStatusError):
    """The key is wrong or has expired: status 401."""


class PermissionDeniedError(APIStatusError):
    """The key does not open this model or region: status 403."""


class NotFoundError(APIStatusError):
    """There is no such model or deployment: status 404."""


class RateLimitError(APIStatusError):
    """There were too many requests or tokens: status 429."""


class QuotaExceededError(RateLimitError):
    """The money or the quota of the account is used up."""


class ConflictError(APIStatusError):
    """The request contradicts another one: status 409."""


class RequestTooLargeError(APIStatusError):
    """The request has too many bytes: status 413."""


class ServerError(APIStatusError):
    """The provider failed: status 500 and above."""


class OverloadedError(ServerError):
    """The provider is overloaded: status 503 or 529."""


for _name in __all__:
    globals()[_name].__module__ = "mirascope.llm"
