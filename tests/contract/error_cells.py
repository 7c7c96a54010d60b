"""Errors as services send them, and the kind that each of them is of."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from mirascope import llm
from tests.server.dialects.bedrock import frame

CHAT = "openai azure-openai xai groq ollama vllm"
GOOGLE = "google gemini vertex"
STATUSES: dict[int, type[llm.ProviderError]] = {
    400: llm.BadRequestError,
    401: llm.AuthenticationError,
    402: llm.QuotaExceededError,
    403: llm.PermissionDeniedError,
    404: llm.NotFoundError,
    408: llm.APITimeoutError,
    409: llm.ConflictError,
    413: llm.RequestTooLargeError,
    418: llm.APIStatusError,
    422: llm.BadRequestError,
    429: llm.RateLimitError,
    500: llm.ServerError,
    502: llm.ServerError,
    503: llm.OverloadedError,
    504: llm.APITimeoutError,
    529: llm.OverloadedError,
}


@dataclass(frozen=True)
class Cell:
    """An answer of a service with an error, and the kind that it is of."""

    rows: str
    """Those that send it; all if there is none."""
    status: int
    body: Any
    kind: type[llm.ProviderError]
    code: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    retry_after_s: float | None = None


def openai(code: str, message: str = "no", kind: str = "invalid_request_error") -> Any:
    return {"error": {"message": message, "type": kind, "param": None, "code": code}}


def anthropic(kind: str, message: str = "no") -> Any:
    return {"type": "error", "error": {"type": kind, "message": message}}


def google(status: str, message: str = "no", *details: Any) -> Any:
    error = {"code": 0, "status": status, "message": message, "details": details}
    return {"error": error}


def rpc(name: str, **more: Any) -> Any:
    return {"@type": f"type.googleapis.com/google.rpc.{name}", **more}


def aws(code: str, message: str = "no") -> Any:
    return {"__type": code, "message": message}


TOO_LONG = "This model's maximum context length is 8192 tokens. You have 9000."
PER_DAY = "GenerateRequestsPerDayPerProjectPerModel-FreeTier"
PER_MINUTE = "GenerateRequestsPerMinutePerProjectPerModel-FreeTier"
PLAN = "You exceeded your current quota, please check your plan and billing details."

_CHAT = (
    Cell(CHAT, 429, openai("insufficient_quota", PLAN), llm.QuotaExceededError),
    Cell(CHAT, 429, openai("x", PLAN), llm.QuotaExceededError),
    Cell(CHAT, 429, openai("x", "Limit 200 per day (RPD)"), llm.QuotaExceededError),
    Cell(CHAT, 429, openai("rate_limit_exceeded"), llm.RateLimitError),
    Cell(CHAT, 400, openai("context_length_exceeded"), llm.ContextLengthError),
    Cell(CHAT, 400, openai("x", TOO_LONG), llm.ContextLengthError),
    Cell(CHAT, 400, openai("content_filter"), llm.ContentFilterError),
    Cell(CHAT, 404, openai("model_not_found"), llm.NotFoundError),
    Cell(CHAT, 413, openai("rate_limit_exceeded"), llm.RequestTooLargeError),
    Cell("groq", 498, openai("capacity_exceeded"), llm.OverloadedError),
    Cell("anthropic", 400, anthropic("invalid_request_error"), llm.BadRequestError),
    Cell(
        "anthropic",
        400,
        anthropic("invalid_request_error", "prompt is too long: 9 tokens > 8 maximum"),
        llm.ContextLengthError,
    ),
    Cell(
        "anthropic",
        400,
        anthropic("invalid_request_error", "Your credit balance is too low to access"),
        llm.QuotaExceededError,
    ),
    Cell("anthropic", 402, anthropic("billing_error"), llm.QuotaExceededError),
    Cell("anthropic", 413, anthropic("request_too_large"), llm.RequestTooLargeError),
    Cell("anthropic", 529, anthropic("overloaded_error"), llm.OverloadedError),
    Cell("anthropic", 504, anthropic("timeout_error"), llm.APITimeoutError),
    Cell(
        "anthropic",
        429,
        anthropic("rate_limit_error"),
        llm.RateLimitError,
        "rate_limit_error",
        {"retry-after": "7"},
        7,
    ),
)
_OWN = (
    Cell(
        GOOGLE,
        429,
        google("RESOURCE_EXHAUSTED", PLAN, rpc("RetryInfo", retryDelay="13s")),
        llm.RateLimitError,
        "RESOURCE_EXHAUSTED",
        retry_after_s=13,
    ),
    Cell(
        GOOGLE,
        429,
        google(
            "RESOURCE_EXHAUSTED",
            PLAN,
            rpc("QuotaFailure", violations=[{"quotaId": PER_MINUTE}]),
            rpc("RetryInfo", retryDelay="0.5s"),
        ),
        llm.RateLimitError,
        retry_after_s=0.5,
    ),
    Cell(
        GOOGLE,
        429,
        google(
            "RESOURCE_EXHAUSTED",
            PLAN,
            rpc("QuotaFailure", violations=[{"quotaId": PER_DAY}]),
        ),
        llm.QuotaExceededError,
    ),
    Cell(
        GOOGLE,
        400,
        google("INVALID_ARGUMENT", "no", rpc("ErrorInfo", reason="API_KEY_INVALID")),
        llm.AuthenticationError,
    ),
    Cell(
        GOOGLE,
        400,
        google("INVALID_ARGUMENT", "The input token count (9) exceeds the maximum"),
        llm.ContextLengthError,
    ),
    Cell(GOOGLE, 504, google("DEADLINE_EXCEEDED"), llm.APITimeoutError),
    Cell(
        "mistral",
        400,
        {"message": "Prompt too large for model"},
        llm.ContextLengthError,
    ),
    Cell("mistral", 403, {"message": "refused by moderation"}, llm.ContentFilterError),
    Cell("mistral", 422, {"detail": []}, llm.BadRequestError),
    Cell("cohere", 400, {"message": "too many tokens: 9"}, llm.ContextLengthError),
    Cell("cohere", 498, {"message": "invalid token"}, llm.AuthenticationError),
    Cell("cohere", 429, {"message": "1000 API calls / month"}, llm.QuotaExceededError),
    Cell("azure", 400, openai("content_filter"), llm.ContentFilterError),
    Cell(
        "azure azure-openai",
        400,
        {
            "error": {
                "code": "BadRequest",
                "message": "no",
                "innererror": {"code": "ResponsibleAIPolicyViolation"},
            }
        },
        llm.ContentFilterError,
    ),
    Cell("azure", 400, openai("context_length_exceeded"), llm.ContextLengthError),
    Cell("azure", 429, openai("429", PLAN), llm.QuotaExceededError),
    Cell("azure", 429, openai("429", "see /oai/quotaincrease"), llm.RateLimitError),
)
_AWS = (
    Cell("bedrock", 400, aws("ThrottlingException"), llm.RateLimitError),
    Cell("bedrock", 429, aws("TooManyRequestsException"), llm.RateLimitError),
    Cell("bedrock", 429, aws("ModelNotReadyException"), llm.OverloadedError),
    Cell("bedrock", 400, aws("ServiceQuotaExceededException"), llm.QuotaExceededError),
    Cell("bedrock", 403, aws("UnrecognizedClientException"), llm.AuthenticationError),
    Cell("bedrock", 403, aws("ExpiredTokenException"), llm.AuthenticationError),
    Cell("bedrock", 403, aws("InvalidSignatureException"), llm.AuthenticationError),
    Cell("bedrock", 403, aws("AccessDeniedException"), llm.PermissionDeniedError),
    Cell("bedrock", 404, aws("ResourceNotFoundException"), llm.NotFoundError),
    Cell("bedrock", 400, aws("ValidationException"), llm.BadRequestError),
    Cell(
        "bedrock",
        400,
        aws("ValidationException", "Input is too long for requested model."),
        llm.ContextLengthError,
    ),
    Cell("bedrock", 408, aws("ModelTimeoutException"), llm.APITimeoutError),
    Cell("bedrock", 500, aws("InternalServerException"), llm.ServerError),
    Cell("bedrock", 503, aws("ServiceUnavailableException"), llm.OverloadedError),
    Cell("litellm", 400, openai("x", TOO_LONG), llm.ContextLengthError),
    Cell(
        "litellm",
        400,
        openai("content_policy_violation", "violates our content policy"),
        llm.ContentFilterError,
    ),
    Cell("litellm", 402, openai("x"), llm.QuotaExceededError),
    Cell(
        "",
        429,
        {"message": "slow down"},
        llm.RateLimitError,
        headers={"retry-after": "7.5"},
        retry_after_s=7.5,
    ),
    Cell(
        "openai groq",
        429,
        openai("x"),
        llm.RateLimitError,
        headers={
            "x-ratelimit-remaining-requests": "0",
            "x-ratelimit-reset-requests": "1m26.4s",
            "x-ratelimit-remaining-tokens": "10",
            "x-ratelimit-reset-tokens": "6m0s",
        },
        retry_after_s=86.4,
    ),
)
CELLS = (*_CHAT, *_OWN, *_AWS)


@dataclass(frozen=True)
class Event:
    """What a stream brings in the place of its end, and the kind of error it is."""

    rows: str
    event: bytes
    kind: type[llm.ProviderError]


def data(body: Any, name: str = "") -> bytes:
    head = f"event: {name}\n" if name else ""
    return f"{head}data: {json.dumps(body)}\n\n".encode()


EVENTS = (
    Event(CHAT, data(openai("x", kind="server_error")), llm.ServerError),
    Event(CHAT, data(openai("rate_limit_exceeded")), llm.RateLimitError),
    Event(CHAT, data(openai("context_length_exceeded")), llm.ContextLengthError),
    Event(CHAT, data({"error": {"message": "no", "code": 503}}), llm.OverloadedError),
    Event(CHAT, data({"error": {"message": "no"}}), llm.APIStatusError),
    Event(CHAT, data({"error": "boom"}), llm.APIStatusError),
    Event(CHAT, b"data: {not json\n\n", llm.UnreadableAnswerError),
    *(
        Event("anthropic", data(anthropic(name), "error"), kind)
        for name, kind in {
            "overloaded_error": llm.OverloadedError,
            "rate_limit_error": llm.RateLimitError,
            "api_error": llm.ServerError,
            "invalid_request_error": llm.BadRequestError,
            "billing_error": llm.QuotaExceededError,
            "novel_error": llm.APIStatusError,
        }.items()
    ),
    *(
        Event("bedrock", frame(name, {"message": "no"}, "exception"), kind)
        for name, kind in {
            "throttlingException": llm.OverloadedError,
            "modelStreamErrorException": llm.OverloadedError,
            "serviceUnavailableException": llm.OverloadedError,
            "internalServerException": llm.ServerError,
            "validationException": llm.BadRequestError,
        }.items()
    ),
)
