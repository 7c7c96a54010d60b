"""A limit that calls share."""

from __future__ import annotations

from itertools import count
from math import inf, isfinite
from typing import Any, Literal, Self

from typing_extensions import override

from mirascope.core.base._chain.request import Binding
from mirascope.core.base._fields import LISTS
from mirascope.exceptions import OptionError

from .budget import Budget
from .gate import Clock, Gate
from .layer import LimitLayer
from .rates import RATES, Bucket

_numbers = count()


class Limit:
    """What calls may send and spend together, in all threads and event loops.

    It holds for the calls inside `with limit:`, for a function by `limit=`, and for the
    whole process by `llm.set_limit`. Tasks that are begun inside a `with` inherit it,
    threads do not: give their functions `limit=`. Where too much is in use calls wait
    for their turn; those that no money or no tokens are left for are refused.

    Args:
        requests_per_minute: How many requests are sent in a minute; as many may be
            sent at once after a minute without any.
        tokens_per_minute: How many tokens they take in a minute, input and output
            together: estimated before, corrected afterwards.
        input_tokens_per_minute: The same for the input alone.
        output_tokens_per_minute: The same for the output alone.
        requests_per_day: How many requests are sent in 24 hours.
        concurrency: How many requests are in flight at a time; a stream is so until it
            was read to its end, or closed.
        usd: What all of them may cost, in US dollars.
        tokens: How many tokens all of them may take.
        unpriced: What becomes of a model without a known price under `usd`: `"refuse"`,
            `"ignore"`, or its price, as the US dollars for a million tokens of input
            and of output.
        wait: Whether calls wait for their turn, or the longest that they do in seconds.

    Raises:
        OptionError: Nothing is limited, or a number is none that calls could keep to.
    """

    _clock = Clock()

    def __init__(
        self,
        *,
        requests_per_minute: int | None = None,
        tokens_per_minute: int | None = None,
        input_tokens_per_minute: int | None = None,
        output_tokens_per_minute: int | None = None,
        requests_per_day: int | None = None,
        concurrency: int | None = None,
        usd: float | None = None,
        tokens: int | None = None,
        unpriced: Literal["refuse", "ignore"] | tuple[float, float] = "refuse",
        wait: bool | float = True,
    ) -> None:
        counts: dict[str, int | None] = {
            "requests_per_minute": requests_per_minute,
            "requests_per_day": requests_per_day,
            "tokens_per_minute": tokens_per_minute,
            "input_tokens_per_minute": input_tokens_per_minute,
            "output_tokens_per_minute": output_tokens_per_minute,
            "concurrency": concurrency,
            "tokens": tokens,
        }
        self._given = _checked({**counts, "usd": usd}, unpriced, wait)
        rates = [(name, size) for name, size in counts.items() if name in RATES]
        self._gate = Gate(
            repr(self),
            inf if concurrency is None else concurrency,
            [Bucket(name, size) for name, size in rates if size is not None],
            Budget(usd, tokens, unpriced),
            inf if wait is True else float(wait),
            self._clock,
        )
        self._layer = LimitLayer(self._gate, next(_numbers))

    @property
    def spent_usd(self) -> float:
        """What the requests have cost so far, in US dollars."""
        return self._gate.budget.spent_usd

    @property
    def estimated_usd(self) -> float:
        """The part of `spent_usd` of which the service did not say how much it was."""
        return self._gate.budget.estimated_usd

    @property
    def reserved_usd(self) -> float:
        """What the requests in flight may cost, in US dollars."""
        return self._gate.budget.reserved_usd

    @property
    def tokens(self) -> int:
        """How many tokens the requests took so far, input and output together."""
        return self._gate.budget.spent_tokens

    @property
    def requests(self) -> int:
        """How many requests were sent and have ended."""
        return self._gate.budget.requests

    @property
    def waiting(self) -> int:
        """How many requests wait for their turn."""
        return len(self._gate.queue)

    @property
    def concurrency(self) -> int:
        """How many requests are in flight."""
        return self._gate.in_flight

    def reset(self) -> None:
        """Begin anew, as if nothing had been sent; what is in flight stays reserved."""
        self._gate.reset()

    def __enter__(self) -> Self:
        Binding(self._layer).__enter__()
        return self

    def __exit__(self, *_: object) -> None:
        Binding(self._layer).__exit__()

    @override
    def __repr__(self) -> str:
        given = ", ".join(f"{name}={value!r}" for name, value in self._given.items())
        return f"llm.limit({given})"

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, _: object) -> Self:
        return self

    @override
    def __reduce__(self) -> Any:
        raise TypeError(
            f"{self!r} holds in one process, and is not pickled: make one where it is "
            "needed"
        )


def _checked(given: dict[str, Any], unpriced: Any, wait: Any) -> dict[str, Any]:
    """Refuse what no call could keep to, and give what was given."""
    kept: dict[str, Any] = {n: value for n, value in given.items() if value is not None}
    for name, value in kept.items():
        is_whole = name == "usd" or isinstance(value, int)
        if not (_is_amount(value) and value > 0 and is_whole):
            what = "US dollars" if name == "usd" else "a whole number"
            raise OptionError(f"`{name}` is {value!r}: give {what} above 0")
    if not kept:
        raise OptionError(
            "`llm.limit` limits nothing: say what, as in `llm.limit(usd=5.0)`"
        )
    is_price = isinstance(unpriced, LISTS) and len(unpriced) == 2
    is_price = is_price and all(map(_is_amount, unpriced))
    if not is_price and unpriced not in ("refuse", "ignore"):
        raise OptionError(
            f'`unpriced` is {unpriced!r}: give "refuse", "ignore", or the US dollars '
            "for a million tokens of input and of output, as in `(0.5, 1.5)`"
        )
    if unpriced != "refuse" and "usd" not in kept:
        raise OptionError(
            f"`unpriced` is {unpriced!r}, and no money is limited: give `usd`, or "
            "leave it out"
        )
    if not (isinstance(wait, bool) or _is_amount(wait)):
        raise OptionError(
            f"`wait` is {wait!r}: give whether calls wait, or the longest that they "
            "do in seconds"
        )
    if unpriced != "refuse":
        kept["unpriced"] = unpriced
    if wait is not True:
        kept["wait"] = wait
    return kept


def _is_amount(value: Any) -> bool:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return is_number and isfinite(value) and value >= 0


limit = Limit
