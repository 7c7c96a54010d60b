"""Which class of which SDK is of which kind: data, by names, so that none is imported.

A class is looked for along the MRO of an error, by its package and its name. What the
body says makes the kind narrower, and decides where the class is any error's.
"""

from __future__ import annotations

import re
from typing import Final, TypeAlias

from .kinds import (
    APIConnectionError,
    APIStatusError,
    APITimeoutError,
    AuthenticationError,
    BadRequestError,
    ConflictError,
    ContentFilterError,
    ContextLengthError,
    NotFoundError,
    OverloadedError,
    PermissionDeniedError,
    ProviderError,
    QuotaExceededError,
    RateLimitError,
    RequestTooLargeError,
    ServerError,
    UnreadableAnswerError,
)

Kind: TypeAlias = "type[ProviderError]"

_STAINLESS: Final[dict[Kind, str]] = {
    APITimeoutError: "APITimeoutError",
    APIConnectionError: "APIConnectionError",
    AuthenticationError: "AuthenticationError",
    PermissionDeniedError: "PermissionDeniedError",
    NotFoundError: "NotFoundError",
    ConflictError: "ConflictError",
    BadRequestError: "BadRequestError UnprocessableEntityError",
    RateLimitError: "RateLimitError",
    ServerError: "InternalServerError",
    UnreadableAnswerError: "APIResponseValidationError",
    APIStatusError: "APIStatusError APIError",
}
_HTTPX: Final[dict[Kind, str]] = {
    APITimeoutError: "TimeoutException",
    APIConnectionError: "TransportError TooManyRedirects",
    UnreadableAnswerError: "DecodingError",
    APIStatusError: "HTTPStatusError",
}

CLASSES: Final[dict[str, dict[Kind, str]]] = {
    "openai": {
        **_STAINLESS,
        AuthenticationError: "AuthenticationError OAuthError",
        ContentFilterError: "ContentFilterFinishReasonError",
    },
    "anthropic": {
        **_STAINLESS,
        APITimeoutError: "APITimeoutError RequestTimeoutError GatewayTimeoutError "
        "DeadlineExceededError",
        QuotaExceededError: "PaymentRequiredError ContractSpendLimitReachedError "
        "EnforcedSpendLimitReachedError",
        RequestTooLargeError: "ContentTooLargeError RequestTooLargeError",
        OverloadedError: "OverloadedError ServiceUnavailableError",
        AuthenticationError: "AuthenticationError CredentialsError",
    },
    "groq": _STAINLESS,
    "google": {
        APIStatusError: "APIError",
        ServerError: "ServerError",
        AuthenticationError: "RefreshError DefaultCredentialsError",
        APIConnectionError: "TransportError",
        UnreadableAnswerError: "UnknownApiResponseError",
    },
    "mistralai": {
        APIStatusError: "MistralError",
        BadRequestError: "HTTPValidationError",
        APIConnectionError: "NoResponseError",
        UnreadableAnswerError: "ResponseValidationError",
    },
    "cohere": {
        APIStatusError: "ApiError",
        RateLimitError: "TooManyRequestsError",
        AuthenticationError: "UnauthorizedError InvalidTokenError",
        PermissionDeniedError: "ForbiddenError",
        NotFoundError: "NotFoundError",
        BadRequestError: "BadRequestError UnprocessableEntityError",
        APITimeoutError: "GatewayTimeoutError",
        ServerError: "InternalServerError NotImplementedError",
        OverloadedError: "ServiceUnavailableError",
        UnreadableAnswerError: "SSEError ParsingError",
    },
    "azure": {
        APITimeoutError: "ServiceRequestTimeoutError ServiceResponseTimeoutError",
        APIConnectionError: "ServiceRequestError ServiceResponseError "
        "IncompleteReadError",
        AuthenticationError: "ClientAuthenticationError",
        NotFoundError: "ResourceNotFoundError",
        ConflictError: "ResourceExistsError",
        UnreadableAnswerError: "DecodeError DeserializationError",
        APIStatusError: "HttpResponseError",
    },
    "botocore": {
        APIStatusError: "ClientError",
        APITimeoutError: "ReadTimeoutError ConnectTimeoutError",
        APIConnectionError: "ConnectionError HTTPClientError IncompleteReadError",
        AuthenticationError: "NoCredentialsError PartialCredentialsError "
        "CredentialRetrievalError TokenRetrievalError NoAuthTokenError",
        BadRequestError: "ParamValidationError",
        UnreadableAnswerError: "ResponseParserError ParserError",
    },
    "litellm": {
        **_STAINLESS,
        APITimeoutError: "Timeout",
        ContextLengthError: "ContextWindowExceededError",
        ContentFilterError: "ContentPolicyViolationError",
        QuotaExceededError: "PaymentRequiredError BudgetExceededError",
        ServerError: "InternalServerError BadGatewayError",
        OverloadedError: "ServiceUnavailableError",
        UnreadableAnswerError: "APIResponseValidationError MidStreamFallbackError",
    },
    "httpx": _HTTPX,
    "httpx2": _HTTPX,
    "aiohttp": {
        APITimeoutError: "ServerTimeoutError",
        APIConnectionError: "ClientError",
        APIStatusError: "ClientResponseError",
        UnreadableAnswerError: "ContentTypeError",
    },
    "requests": {
        APITimeoutError: "Timeout",
        APIConnectionError: "ConnectionError ChunkedEncodingError TooManyRedirects",
        APIStatusError: "HTTPError",
        UnreadableAnswerError: "JSONDecodeError ContentDecodingError",
    },
    "urllib3": {
        APITimeoutError: "ReadTimeoutError ConnectTimeoutError",
        APIConnectionError: "ProtocolError PoolError SSLError ProxyError "
        "NewConnectionError IncompleteRead",
        UnreadableAnswerError: "DecodeError",
    },
    "builtins": {
        APITimeoutError: "TimeoutError",
        APIConnectionError: "ConnectionError",
        UnreadableAnswerError: "UnicodeDecodeError",
    },
    "json": {UnreadableAnswerError: "JSONDecodeError"},
    "socket": {APIConnectionError: "gaierror"},
    "ssl": {APIConnectionError: "SSLError"},
    "http": {APIConnectionError: "HTTPException"},
}
"""By the package that an SDK is imported as; names are separated by spaces."""

CODES: Final[dict[Kind, str]] = {
    ContextLengthError: "context_length_exceeded context_window_exceeded",
    ContentFilterError: "content_filter content_policy_violation "
    "ResponsibleAIPolicyViolation",
    QuotaExceededError: "insufficient_quota billing_error billing_hard_limit_reached "
    "billing_not_active contract_spend_limit_reached enforced_spend_limit_reached "
    "ServiceQuotaExceededException payment_required PerDay "
    "PerMonth",
    RequestTooLargeError: "request_too_large",
    AuthenticationError: "authentication_error invalid_api_key UNAUTHENTICATED "
    "API_KEY_INVALID UnrecognizedClientException ExpiredTokenException ExpiredToken "
    "InvalidSignatureException InvalidClientTokenId SignatureDoesNotMatch "
    "MissingAuthenticationTokenException IncompleteSignatureException",
    PermissionDeniedError: "permission_error PERMISSION_DENIED AccessDeniedException "
    "unsupported_country_region_territory",
    NotFoundError: "not_found_error model_not_found NOT_FOUND DeploymentNotFound "
    "ResourceNotFoundException",
    OverloadedError: "overloaded_error UNAVAILABLE ServiceUnavailableException "
    "serviceUnavailableException ModelNotReadyException ModelStreamErrorException "
    "modelStreamErrorException throttlingException server_overloaded "
    "capacity_exceeded",
    RateLimitError: "rate_limit_error rate_limit_exceeded too_many_requests "
    "RESOURCE_EXHAUSTED ThrottlingException TooManyRequestsException",
    APITimeoutError: "timeout_error DEADLINE_EXCEEDED ModelTimeoutException",
    ConflictError: "ConflictException ABORTED ALREADY_EXISTS",
}
"""By what a body says; a code that Amazon's streams begin in lower case is theirs."""

VAGUE_CODES: Final[dict[Kind, str]] = {
    BadRequestError: "invalid_request_error INVALID_ARGUMENT FAILED_PRECONDITION "
    "ValidationException validationException",
    ServerError: "api_error server_error internal_error internal_server_error INTERNAL "
    "UNKNOWN InternalServerException internalServerException InternalFailure",
}
"""What counts only where the status says nothing."""

STATUSES: Final[dict[int, Kind]] = {
    400: BadRequestError,
    401: AuthenticationError,
    402: QuotaExceededError,
    403: PermissionDeniedError,
    404: NotFoundError,
    408: APITimeoutError,
    409: ConflictError,
    413: RequestTooLargeError,
    422: BadRequestError,
    429: RateLimitError,
    498: OverloadedError,
    503: OverloadedError,
    504: APITimeoutError,
    529: OverloadedError,
}
"""Others from 500 on are a `ServerError`, and any others an `APIStatusError`."""

DECISIVE: Final = (413,)
"""What counts before the body: Groq says of it that a rate limit is exceeded."""

TEXTS: Final[tuple[tuple[Kind, str, re.Pattern[str]], ...]] = tuple(
    (kind, sdks, re.compile(pattern, re.IGNORECASE | re.DOTALL))
    for kind, sdks, pattern in (
        (
            ContextLengthError,
            "",
            r"maximum context length|context (length|window)|(prompt|input) is too long"
            r"|input token count.{0,80}exceeds|too many (input |prompt )?tokens"
            r"|reduce the length of the (messages|prompt)",
        ),
        (ContextLengthError, "mistralai", r"too large for model"),
        (ContextLengthError, "botocore", r"too long|maximum tokens"),
        (ContentFilterError, "mistralai", r"moderation"),
        (ContentFilterError, "", r"content (management|filter|usage)?.?policy"),
        (AuthenticationError, "litellm", r"missing credentials|api_key client option"),
        (
            QuotaExceededError,
            "openai azure groq mistralai cohere litellm",
            r"exceeded your current quota|per (day|month)|/ ?month\b",
        ),
        (
            QuotaExceededError,
            "",
            r"credit balance is too low|insufficient (quota|funds|balance|credits)",
        ),
    )
)
"""What the message of a body says, for the SDKs that are named or for all: used for
what the class or the status tells to be one of a few kinds, such as a bad request."""

WRAPPERS: Final[dict[str, str]] = {
    "litellm": "InternalServerError APIConnectionError",
    "azure": "HttpResponseError",
}
"""Classes that an SDK also raises for what another package failed with: its error, the
cause or the context, counts where there was no answer."""

READERS: Final = re.compile(
    r"(aio)?botocore\.parsers:|cohere\.core\.unchecked_base_model:|json\.decoder:"
    r"|azure\.ai\.inference\.models\._patch:_(read|deserialize)"
    r"|google\.genai\.[\w.]+:\w*_from_(mldev|vertex|response)\b"
    r"|mistralai\.client\.errors\.sdkerror:"
)
"""Matches `module:function` where an SDK reads an answer: what Python itself raises
there is about the answer, whose shape the SDK does not expect."""
LAST_READERS: Final = re.compile(
    r"google\.genai\._api_client:(request_streamed|async_generator)$"
)
"""The same for functions that also do other things, but not without calling others."""
