"""Asking again where an answer does not make the response model."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeAlias

from pydantic import ValidationError

from mirascope.core.base._chain.record import Attempt, CallRecord
from mirascope.core.base._flow import Flow
from mirascope.core.base._log import LOGGER
from mirascope.exceptions import (
    MirascopeError,
    OutputError,
    RefusalError,
    ToolArgumentsError,
)

if TYPE_CHECKING:
    from mirascope.core.base._response.lazy import Exchange
    from mirascope.core.base._schema.response_format import ResponseFormat

_Request: TypeAlias = "tuple[Any, Exchange]"


def ask_until_valid(
    request: _Request,
    tries: int,
    form: ResponseFormat,
    make_request: Callable[[], Flow[_Request]],
    send: Callable[[_Request], Flow[Any]],
    result: Callable[[Any, Exchange], Any],
) -> Flow[Any]:
    """Send a request, and go on with the conversation until an answer is valid.

    Args:
        request: The first request.
        tries: How many answers there are to be at most.
        form: The response format.
        make_request: Makes the first request anew, for what one that was repeated does
            not know: the messages that it was made of.
        send: Sends a request, and gives the response.
        result: Makes the result of the response.

    Returns:
        The result.
    """
    for count in range(1, tries + 1):
        exchange = request[1]
        exchange.record = exchange.record or CallRecord()
        # It holds the messages, and the response does not need it.
        follow_up, exchange.follow_up = exchange.follow_up, None
        try:
            response = yield from send(request)
        except Exception as error:
            if count > 1:
                error.add_note(f"asked again for a valid answer: {count} of {tries}")
            raise
        try:
            return result(response, exchange)
        except ValueError as error:
            if count == tries or not _is_asked_again(error, response, form):
                if count > 1:
                    error.add_note(f"attempt {count} of {tries}")
                raise
            refused = Attempt(error.with_traceback(None), cost=_cost_of(response))
            more = _correction(error, response, form)
        LOGGER.debug(
            "%s: answer %d of %d is not valid, asked again after %s",
            *(response.provider, count, tries, type(refused.error).__name__),
        )
        if follow_up is None:
            _, whole = yield from make_request()
            follow_up = whole.follow_up
            assert follow_up is not None
        request = follow_up(more)
        # A record for each response, so that one tells of what came before it.
        known = exchange.record
        request[1].record = replace(known, attempts=[*known.attempts, refused])
    raise AssertionError("the last answer is returned or refused")


def _correction(error: ValueError, response: Any, form: ResponseFormat) -> list[Any]:
    """Make the messages that tell the model what is wrong."""
    # Imported here: most answers are valid.
    from mirascope.core.base._response.correction import correction_of

    results = response.tool_message_params
    return correction_of(response, error, results, is_given=form.is_given)


def _cost_of(response: Any) -> float | None:
    """Give what a response cost, where its provider tells."""
    with suppress(NotImplementedError):
        return response.cost
    return None


def _is_asked_again(error: ValueError, response: Any, form: ResponseFormat) -> bool:
    """Tell whether the model can do better, if it is told what is wrong."""
    if isinstance(error, ValidationError):
        found = error.errors(include_url=False, include_context=False)
        if all(form.is_given(one["loc"]) for one in found):
            return False
    elif isinstance(error, MirascopeError) and (
        isinstance(error, RefusalError)
        or not isinstance(error, OutputError | ToolArgumentsError)
    ):
        return False
    reasons: Any = None
    with suppress(NotImplementedError):  # a provider without these words
        reasons = response.common_finish_reasons
    # At the token limit the next answer would end, too.
    return "length" not in (reasons or ())
