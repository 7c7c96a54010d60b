"""Errors that fallbacks caught, on what came of them."""

from __future__ import annotations

from typing import Any

from typing_extensions import override


class CaughtErrors(list[Exception]):
    """What was caught, in order; it can be pickled and copied, whatever it holds."""

    @override
    def __reduce_ex__(self, protocol: Any, /) -> Any:
        from mirascope.core.base._response.attempts import portable_error

        return list, ([portable_error(error) for error in self],)

    def __copy__(self) -> CaughtErrors:
        return CaughtErrors(self)

    def __deepcopy__(self, memo: object) -> CaughtErrors:
        return CaughtErrors(self)


def note_caught(result: Any, errors: CaughtErrors) -> None:
    """Let a result show what was caught before it came, where it can."""
    from mirascope.core.base._schema.response_format import give  # loads pydantic

    give(result, "_caught", errors)


def are_exceptions(*kinds: object) -> bool:
    """Tell whether an `except` clause could name all of these."""
    return all(isinstance(one, type) and issubclass(one, Exception) for one in kinds)
