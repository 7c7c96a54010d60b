"""The kinds of errors; read by type checkers, never run."""

from __future__ import annotations

from typing import assert_type

import openai

from mirascope import llm


@llm.call("openai", "gpt")
def ask(word: str) -> str:
    return word


try:
    ask("x")
except llm.RateLimitError as error:
    assert_type(error, llm.RateLimitError)
    assert_type(error.retry_after_s, float | None)
    assert_type(error.http_status, int | None)
    assert_type(error.error_code, str | None)
    assert_type(error.request_id, str | None)
    assert_type(error.provider, str)
    assert_type(error.retryable, bool)
except (llm.APITimeoutError, openai.APITimeoutError, KeyError) as late:
    assert_type(late, llm.APITimeoutError | openai.APITimeoutError | KeyError)
except llm.APIConnectionError as broken:
    assert_type(broken.http_status, int | None)
except llm.ProviderError as other:
    assert_type(llm.classify(other), type[llm.ProviderError] | None)
