"""For functions that the package `tenacity` retries: their errors, as an argument."""

from __future__ import annotations

from collections.abc import Callable
from inspect import Parameter, signature
from typing import TYPE_CHECKING

from mirascope.core.base._functions import name_of
from mirascope.exceptions import OptionError

from ._caught import are_exceptions

if TYPE_CHECKING:
    from tenacity import RetryCallState


def collect_errors(*types: type[Exception]) -> Callable[[RetryCallState], None]:
    """Hand what went wrong in earlier tries to the next one, as its `errors`.

    The first try is called as it was written, so that `errors` has its default. Further
    ones are given a list of the errors so far, the newest last.

    Args:
        *types: The errors to collect, with their subclasses; others leave the list as
            it is.

    Returns:
        What `tenacity.retry` takes as `after`.

    Raises:
        OptionError: Something else than classes of exceptions; and in a try, where the
            function has no parameter `errors`. It is a `TypeError`.

    Example:
        ```python
        from pydantic import BaseModel, ValidationError
        from tenacity import retry, stop_after_attempt

        from mirascope import llm
        from mirascope.retries.tenacity import collect_errors

        class Ticket(BaseModel):
            title: str
            urgent: bool

        @retry(stop=stop_after_attempt(3), after=collect_errors(ValidationError))
        @llm.call("openai", "gpt-4o-mini", response_model=Ticket)
        def triage(mail: str, *, errors: list[ValidationError] | None = None) -> str:
            return f"Mistakes so far: {errors}. Mail: {mail}" if errors else mail
        ```
    """
    if not are_exceptions(*types):
        raise OptionError(
            f"`collect_errors` was given {types!r}: give classes of exceptions, as in "
            "`collect_errors(ValidationError)`"
        )

    def collect(state: RetryCallState) -> None:
        error = None if state.outcome is None else state.outcome.exception()
        if not isinstance(error, types):
            return
        _check_parameter(state, error)
        state.kwargs["errors"] = [*(state.kwargs.get("errors") or ()), error]

    return collect


def _check_parameter(state: RetryCallState, error: Exception) -> None:
    """Refuse a function that cannot be given `errors` by its name."""
    if state.fn is None:  # a block that is retried
        return
    parameters = signature(state.fn).parameters
    taken = parameters.get("errors")
    if taken is None:
        named = any(one.kind is Parameter.VAR_KEYWORD for one in parameters.values())
    else:
        at = list(parameters).index("errors")
        named = taken.kind is Parameter.KEYWORD_ONLY or (
            taken.kind is Parameter.POSITIONAL_OR_KEYWORD and at >= len(state.args)
        )
    if not named:
        raise OptionError(
            f"`collect_errors` has errors for {name_of(state.fn)}, which cannot be "
            "given them by name: add the parameter `*, errors: list[Exception] | None "
            "= None`"
        ) from error
