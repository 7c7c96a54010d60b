"""The tree of what providers fail with."""

from __future__ import annotations

import pytest

from mirascope import llm
from mirascope.exceptions import MirascopeError


def test_errors_of_providers_are_not_ours() -> None:
    assert not issubclass(llm.ProviderError, MirascopeError)


@pytest.mark.parametrize(
    ("kind", "base"),
    [
        (llm.APITimeoutError, llm.APIConnectionError),
        (llm.QuotaExceededError, llm.RateLimitError),
        (llm.OverloadedError, llm.ServerError),
        (llm.ContextLengthError, llm.BadRequestError),
    ],
)
def test_the_narrow_ones_are_of_the_wide_ones(
    kind: type[Exception], base: type[Exception]
) -> None:
    assert issubclass(kind, base)
    assert issubclass(kind, llm.ProviderError)
