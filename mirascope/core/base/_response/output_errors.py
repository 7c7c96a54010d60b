"""Why an answer holds no value of the response model."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from mirascope.exceptions import OutputError, RefusalError, TruncatedError


def check_refusal(refusal: str | None, response: Any) -> None:
    """Refuse an answer in which the model declined.

    Args:
        refusal: Why it did; `None` or empty if it did not.
        response: The response.

    Raises:
        RefusalError: It did.
    """
    if refusal:
        raise RefusalError(f"the model declined: {refusal}", response)


def reason_for(
    error: ValueError, response: Any, tool: str | None
) -> OutputError | None:
    """Find the reason behind an error.

    Args:
        error: What reading the answer gave.
        response: The provider's response.
        tool: The name of the hidden tool, where the model was to call it.

    Returns:
        An error that names the reason; `None` if there is no better one.
    """
    if isinstance(error, OutputError) and (cut := truncation(response)):
        return cut
    called = [] if tool is None else _called(response)
    if called and tool not in called:
        return OutputError(
            f"the model called {called[0]!r} in place of {tool!r}: ask again", response
        )
    return None


def no_output(response: Any) -> OutputError:
    """Say of a response that there is nothing in it to read.

    Args:
        response: The provider's response.

    Returns:
        The error.
    """
    return OutputError("the model gave neither a tool call nor text", response)


def truncation(response: Any) -> OutputError | None:
    """Tell whether an answer ended before it was complete.

    Args:
        response: The provider's response.

    Returns:
        An error that says why, as far as the provider does.
    """
    reasons: Any = None
    with suppress(NotImplementedError):  # a provider without these words
        reasons = response.common_finish_reasons
    if "length" in (reasons or ()):
        return TruncatedError(
            "the answer ended at the token limit before its JSON was complete: raise "
            "`max_tokens`",
            response,
        )
    if "content_filter" in (reasons or ()):
        return RefusalError("a content filter ended the answer: reword it", response)
    if "error" in (reasons or ()):
        core = getattr(response, "_response", response)
        reply = core._reply
        why = [*reply.finish, *reply.parts.get("finish_message", ())]
        why += [reply.failure] if reply.failure else []
        return OutputError(f"the generation failed, {why}: ask again", response)
    return None


def _called(response: Any) -> list[str]:
    """Name the tools that were called, where the provider has a codec."""
    with suppress(NotImplementedError):
        return [call.name for call in response._reply.calls]
    return []
