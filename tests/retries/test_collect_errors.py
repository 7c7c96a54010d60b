"""`collect_errors` by itself: which errors a try is given, and what is refused."""

from __future__ import annotations

import asyncio
import functools
from collections.abc import Callable
from typing import Any

import pytest
from tenacity import RetryError, Retrying, retry, stop_after_attempt

from mirascope.exceptions import OptionError
from mirascope.retries.tenacity import collect_errors


class OwnError(Exception):
    pass


class NarrowError(OwnError):
    pass


class OtherError(Exception):
    pass


def seen_by(fails: list[Exception], *types: type[Exception]) -> list[Any]:
    """Run a function that fails so often, and list the `errors` of each try."""
    seen: list[Any] = []
    left = list(fails)

    @retry(stop=stop_after_attempt(9), after=collect_errors(*types))
    def work(*, errors: list[Exception] | None = None) -> str:
        seen.append(errors)
        if left:
            raise left.pop(0)
        return "done"

    assert work() == "done"
    return seen


def test_the_first_try_has_its_own_default_and_later_ones_all_errors_so_far() -> None:
    first, second = OwnError(1), OwnError(2)
    assert seen_by([first, second], OwnError) == [None, [first], [first, second]]


def test_each_try_has_a_list_of_its_own() -> None:
    _, one, two = seen_by([OwnError(1), OwnError(2)], OwnError)
    assert len(one) == 1
    assert one is not two


def test_subclasses_are_collected() -> None:
    error = NarrowError()
    assert seen_by([error], OwnError) == [None, [error]]


def test_other_errors_leave_the_list_as_it_is() -> None:
    own, other = OwnError(), OtherError()
    assert seen_by([other, own, other], OwnError) == [None, None, [own], [own]]


def test_several_types_are_collected() -> None:
    errors = [OwnError(), OtherError()]
    assert seen_by(errors, OwnError, OtherError)[-1] == errors


def test_without_types_nothing_is_collected() -> None:
    assert seen_by([OwnError()]) == [None, None]


def test_errors_that_the_caller_gave_come_first() -> None:
    earlier, now = OwnError(1), OwnError(2)
    seen: list[Any] = []

    @retry(stop=stop_after_attempt(2), after=collect_errors(OwnError))
    def work(errors: list[Exception] | None = None) -> None:
        seen.append(errors)
        raise now

    given = [earlier]
    with pytest.raises(RetryError):
        work(errors=given)
    assert seen == [[earlier], [earlier, now]]
    assert given == [earlier]


def test_each_call_begins_without_errors() -> None:
    seen: list[Any] = []

    @retry(stop=stop_after_attempt(2), after=collect_errors(OwnError))
    def work(*, errors: list[Exception] | None = None) -> None:
        seen.append(errors)
        if errors is None:
            raise OwnError

    work()
    work()
    assert seen[0] is seen[2] is None


def test_an_async_function_is_given_them_too() -> None:
    seen: list[Any] = []
    error = OwnError()

    @retry(stop=stop_after_attempt(2), after=collect_errors(OwnError))
    async def work(*, errors: list[Exception] | None = None) -> None:
        seen.append(errors)
        if errors is None:
            raise error

    asyncio.run(work())
    assert seen == [None, [error]]


def without(word: str) -> str:
    raise OwnError


def positional_only(word: str, errors: object = None, /) -> str:
    raise OwnError


def filled(word: str, errors: object = None) -> str:
    raise OwnError


@pytest.mark.parametrize(
    ("fn", "args"), [(without, ["x"]), (positional_only, ["x"]), (filled, ["x", None])]
)
def test_a_function_that_cannot_be_given_errors_is_told_how_it_can(
    fn: Callable[..., Any], args: list[Any]
) -> None:
    guarded = retry(stop=stop_after_attempt(2), after=collect_errors(OwnError))(fn)
    with pytest.raises(TypeError, match=rf"'{fn.__name__}'.*add the param"):
        guarded(*args)


def keywords(**given: Any) -> list[Exception]:
    if not given:
        raise OwnError
    return given["errors"]


class Desk:
    def work(self, errors: list[Exception] | None = None) -> list[Exception]:
        if errors is None:
            raise OwnError
        return errors


@pytest.mark.parametrize(
    "fn",
    [keywords, Desk().work, functools.partial(Desk.work, Desk())],
    ids=["keywords", "method", "partial"],
)
def test_any_form_of_the_parameter_serves(fn: Callable[..., Any]) -> None:
    guarded = Retrying(stop=stop_after_attempt(2), after=collect_errors(OwnError))
    assert len(guarded(fn)) == 1


def test_a_block_that_is_retried_has_no_parameters() -> None:
    tries = 0
    for attempt in Retrying(stop=stop_after_attempt(2), after=collect_errors(OwnError)):
        with attempt:
            tries += 1
            if tries == 1:
                raise OwnError
    assert tries == 2


@pytest.mark.parametrize("wrong", [OwnError(), "OwnError", BaseException, (OwnError,)])
def test_what_is_no_class_of_exceptions_is_refused(wrong: Any) -> None:
    with pytest.raises(OptionError, match=r"give classes of exceptions"):
        collect_errors(wrong)
