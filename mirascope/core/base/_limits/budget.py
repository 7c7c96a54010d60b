"""Budgets: how much money and how many tokens are left."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Literal, TypeAlias

from mirascope.exceptions import BudgetExceededError, UnpricedModelError

if TYPE_CHECKING:
    from mirascope.core.base._chain.metering import Spent

Unpriced: TypeAlias = Literal["refuse", "ignore"] | tuple[float, float]
_MILLION = 1_000_000


class Budget:
    """What calls may cost in all; its owner has a lock around it.

    Args:
        usd: What they may cost, in US dollars, if that is limited.
        tokens: How many tokens they may take, if that is limited.
        unpriced: What becomes of models without a known price.
    """

    __slots__ = (
        *("_unpriced", "estimated_usd", "is_limited", "reserved_tokens"),
        *("requests", "reserved_usd", "spent_tokens", "spent_usd", "tokens", "usd"),
    )

    def __init__(
        self, usd: float | None, tokens: int | None, unpriced: Unpriced
    ) -> None:
        self.usd = usd
        self.tokens = tokens
        self._unpriced: Unpriced = unpriced
        self.is_limited = usd is not None or tokens is not None
        self.reserved_usd = 0.0
        self.reserved_tokens = 0
        self.reset()

    def reset(self) -> None:
        """Begin anew; what is in flight stays reserved."""
        self.spent_usd = 0.0
        self.estimated_usd = 0.0
        self.spent_tokens = 0
        self.requests = 0

    def price(self, spent: Spent) -> float:
        """Say what a request costs.

        Raises:
            UnpricedModelError: That is unknown, and is not to be ignored.
        """
        if spent.cost is not None:
            return spent.cost
        if self.usd is None or self._unpriced == "ignore":
            return 0.0
        if self._unpriced != "refuse":
            given, made = self._unpriced
            return (given * spent.input_tokens + made * spent.output_tokens) / _MILLION
        raise UnpricedModelError(
            f"no price of {spent.model!r} is known, and the limit is `usd={self.usd}`: "
            "give `llm.limit` its price by `unpriced=(input, output)`, in US dollars "
            'for a million tokens, or `unpriced="ignore"`',
            spent_usd=self.spent_usd,
            reserved_usd=self.reserved_usd,
            limit_usd=self.usd,
        )

    def check(self, usd: float, tokens: int) -> None:
        """Refuse a request that would exceed the budget.

        Raises:
            BudgetExceededError: It would.
        """
        if (most := self.usd) is not None:
            spent, reserved = self.spent_usd, self.reserved_usd
            if spent + reserved + usd > most:
                raise BudgetExceededError(
                    f"the request may cost ${usd:.6g}, and of `usd={most}` "
                    f"${spent:.6g} are spent and ${reserved:.6g} reserved for what is "
                    "in flight: give the limit more, or call its `reset()`",
                    spent_usd=spent,
                    reserved_usd=reserved,
                    limit_usd=most,
                    estimate_usd=usd,
                )
        if (limit := self.tokens) is not None:
            used, held = self.spent_tokens, self.reserved_tokens
            if used + held + tokens > limit:
                raise BudgetExceededError(
                    f"the request may take {tokens} tokens, and of `tokens={limit}` "
                    f"{used} are used and {held} reserved for what is in flight: give "
                    "the limit more, or call its `reset()`",
                    spent_tokens=used,
                    reserved_tokens=held,
                    limit_tokens=limit,
                    estimate_tokens=tokens,
                )

    def settle(self, usd: float, tokens: int, in_flight: int) -> None:
        """Give back what was kept for a request.

        Args:
            usd: What it was to cost.
            tokens: What it was to take.
            in_flight: How many others there are.
        """
        # Sums of fractions do not come back to 0 by themselves.
        self.reserved_usd = max(self.reserved_usd - usd, 0.0) if in_flight else 0.0
        self.reserved_tokens -= tokens

    def spend(self, spent: Spent | None) -> None:
        """Take note of what a request took."""
        self.requests += 1
        if spent is None:
            return
        cost = spent.cost
        if cost is None:
            with suppress(UnpricedModelError):
                cost = self.price(spent)
            cost = cost or 0.0
        self.spent_usd += cost
        self.spent_tokens += spent.input_tokens + spent.output_tokens
        if spent.is_estimate:
            self.estimated_usd += cost
