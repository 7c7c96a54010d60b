"""Calls that run on any provider, with the same code and the same results."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mirascope._lazy import attach

if TYPE_CHECKING:
    from mirascope.core.base._chain.record import Attempt as Attempt
    from mirascope.core.base._errors.kinds import (
        APIConnectionError as APIConnectionError,
    )
    from mirascope.core.base._errors.kinds import (
        APIStatusError as APIStatusError,
    )
    from mirascope.core.base._errors.kinds import (
        APITimeoutError as APITimeoutError,
    )
    from mirascope.core.base._errors.kinds import (
        AuthenticationError as AuthenticationError,
    )
    from mirascope.core.base._errors.kinds import (
        BadRequestError as BadRequestError,
    )
    from mirascope.core.base._errors.kinds import (
        ConflictError as ConflictError,
    )
    from mirascope.core.base._errors.kinds import (
        ContentFilterError as ContentFilterError,
    )
    from mirascope.core.base._errors.kinds import (
        ContextLengthError as ContextLengthError,
    )
    from mirascope.core.base._errors.kinds import (
        NotFoundError as NotFoundError,
    )
    from mirascope.core.base._errors.kinds import (
        OverloadedError as OverloadedError,
    )
    from mirascope.core.base._errors.kinds import (
        PermissionDeniedError as PermissionDeniedError,
    )
    from mirascope.core.base._errors.kinds import (
        ProviderError as ProviderError,
    )
    from mirascope.core.base._errors.kinds import (
        QuotaExceededError as QuotaExceededError,
    )
    from mirascope.core.base._errors.kinds import (
        RateLimitError as RateLimitError,
    )
    from mirascope.core.base._errors.kinds import (
        RequestTooLargeError as RequestTooLargeError,
    )
    from mirascope.core.base._errors.kinds import (
        ServerError as ServerError,
    )
    from mirascope.core.base._errors.kinds import (
        UnreadableAnswerError as UnreadableAnswerError,
    )
    from mirascope.core.base._errors.lookup import classify as classify
    from mirascope.core.base._limits.limit import Limit as Limit
    from mirascope.core.base._limits.limit import limit as limit
    from mirascope.core.base._limits.track import Totals as Totals
    from mirascope.core.base._limits.track import Tracker as Tracker
    from mirascope.core.base._limits.track import track as track
    from mirascope.core.base._retry.policy import RetryPolicy as RetryPolicy
    from mirascope.core.base.messages.media_loader import MediaLoader as MediaLoader
    from mirascope.core.base.messages.media_loader import (
        set_media_loader as set_media_loader,
    )
    from mirascope.core.base.types import CostMetadata as CostMetadata
    from mirascope.core.base.types import LocalProvider as LocalProvider
    from mirascope.core.base.types import Provider as Provider
    from mirascope.core.costs import calculate_cost as calculate_cost
    from mirascope.exceptions import BudgetExceededError as BudgetExceededError
    from mirascope.exceptions import LimitTimeoutError as LimitTimeoutError
    from mirascope.exceptions import UnpricedModelError as UnpricedModelError

    from ._call import call as call
    from ._context import context as context
    from ._override import override as override
    from ._registry import providers as providers
    from ._registry import register_provider as register_provider
    from ._set_limit import set_limit as set_limit
    from .call_response import CallResponse as CallResponse
    from .call_response_chunk import CallResponseChunk as CallResponseChunk
    from .stream import Stream as Stream
    from .tool import Tool as Tool

__getattr__, __dir__ = attach(
    __name__,
    {
        "._call": "call",
        "._context": "context",
        "._override": "override",
        "._registry": "providers register_provider",
        "._set_limit": "set_limit",
        ".call_response": "CallResponse",
        ".call_response_chunk": "CallResponseChunk",
        ".stream": "Stream",
        ".tool": "Tool",
        "mirascope.core.base._chain.record": "Attempt",
        "mirascope.core.base._errors.kinds": """APIConnectionError APIStatusError
            APITimeoutError AuthenticationError BadRequestError ConflictError
            ContentFilterError ContextLengthError NotFoundError OverloadedError
            PermissionDeniedError ProviderError QuotaExceededError RateLimitError
            RequestTooLargeError ServerError UnreadableAnswerError""",
        "mirascope.core.base._errors.lookup": "classify",
        "mirascope.core.base._limits.limit": "Limit limit",
        "mirascope.core.base._limits.track": "Totals Tracker track",
        "mirascope.exceptions": """BudgetExceededError LimitTimeoutError
            UnpricedModelError""",
        "mirascope.core.base._retry.policy": "RetryPolicy",
        "mirascope.core.base.messages.media_loader": "MediaLoader set_media_loader",
        "mirascope.core.base.types": "CostMetadata LocalProvider Provider",
        "mirascope.core.costs": "calculate_cost",
    },
)
