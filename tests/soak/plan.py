"""What happens to each call, and how it has to end: server and client derive the same.

A call is known by its provider and its number. Of these a seeded generator makes its
plan: how it is called, what goes wrong with each attempt, and what comes of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from random import Random

from typing_extensions import override

RATE = 0.2
"""How many of the attempts fail."""
SEED = 12
LIMIT_S = 2.0
"""The time limit of calls that stall, in seconds."""
MAX_WAIT_S = 0.05
"""The longest wait of the policies that calls are given, in seconds."""
TOO_LONG_MS = 100_000
"""A wait that is too long for any of them."""
RETRIES = {"override": 1, "decorator": 2, "context": 3}
"""How many further tries are given where: what is decorated stays in memory, so there
are few different functions."""
ANSWER, LEFT = "answer", "left"
STATUSES = {"429": 429, "429 with Retry-After": 429, "500": 500, "503": 503}
RESET_BEFORE, RESET_IN = "reset before the headers", "reset in the body"
CUT, ENDED, STALL = "cut off", "ended early", "stall"
FAULTS = (*STATUSES, RESET_BEFORE, RESET_IN, CUT, STALL)
STREAM_FAULTS = (*FAULTS, ENDED)
"""What may go wrong with an attempt."""
WEIGHTS = {STALL: 1}
"""Which faults are half as likely as others: this one takes the longest."""
ERRORS = {
    "429": "RateLimitError",
    "429 with Retry-After": "RateLimitError",
    "500": "ServerError",
    "503": "OverloadedError",
    RESET_BEFORE: "APIConnectionError",
    RESET_IN: "APIConnectionError",
    CUT: "APIConnectionError",
    STALL: "APITimeoutError",
}
"""What a call ends in whose last attempt failed so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Otherwise:
    """Where an SDK tells less of a fault, or something else, than others do."""

    provider: str
    kinds: tuple[str, ...]
    error: str
    is_final: bool = True
    """Whether the call ends with it, though the request might be sent again."""
    stream: bool | None = None
    is_async: bool | None = None
    """Of which calls; all by default."""
    late: bool | None = None


OTHERWISE = (
    # boto3 takes a body for an answer that is shorter than its headers say.
    Otherwise(
        provider="bedrock",
        kinds=(CUT,),
        error="NoAnswerError",
        stream=False,
        is_async=False,
    ),
    # LiteLLM says only that the stream broke off, even before the first chunk.
    Otherwise(
        provider="litellm",
        kinds=(RESET_IN, CUT),
        error="UnreadableAnswerError",
        stream=True,
    ),
    Otherwise(
        provider="litellm",
        kinds=(ENDED,),
        error="UnreadableAnswerError",
        stream=True,
        late=True,
    ),
)


@dataclass(frozen=True, slots=True)
class Fault:
    """What goes wrong with one attempt."""

    kind: str
    late: bool = False
    """Whether the first part of a stream has come by then."""
    retry_after_ms: int = 0
    """What the service asks for, in its own way."""

    @override
    def __str__(self) -> str:
        late = ", late" if self.late else ""
        wait = f", {self.retry_after_ms} ms" if self.retry_after_ms else ""
        return self.kind + late + wait


@dataclass(frozen=True, slots=True)
class Plan:
    """One call."""

    provider: str
    number: int
    is_async: bool
    stream: bool
    mode: str
    """`text`, `model` or `tools`."""
    place: str
    """Where `retries=` is given: `decorator`, `override` or `context`."""
    own_client: bool
    """Whether the call is given a client, which would try again by itself."""
    retries: int
    limit: str
    """What ends a stall: `timeout=`, the client's time-out of a `read`, or `cancel`."""
    leaves: str
    """How a stream is left after its first chunk: by `break`, by `close`, or not."""
    faults: tuple[Fault | None, ...]
    """One for each attempt that is made; `None` where it is answered."""
    errors: tuple[str, ...]
    """What the attempts fail with, those that do."""

    @override
    def __str__(self) -> str:
        words = [
            "async" if self.is_async else "sync",
            "stream" if self.stream else "whole",
            self.mode,
            f"retries={self.retries} by the {self.place}",
            "its own client" if self.own_client else "the default client",
            *([f"ended by {self.limit}"] if self.stalls else []),
            *([f"left by {self.leaves}"] if self.leaves else []),
        ]
        faults = "; ".join(str(fault or ANSWER) for fault in self.faults)
        return f"{self.id} ({', '.join(words)}; {faults}; {self.outcome})"

    @property
    def id(self) -> str:
        """What the prompt says."""
        return f"{self.provider}-{self.number}"

    @property
    def attempts(self) -> int:
        """How often it is sent."""
        return len(self.faults)

    @property
    def outcome(self) -> str:
        """What comes of the call: `ANSWER`, `LEFT` or the class of the error."""
        if self.faults[-1] is not None:
            return self.errors[-1]
        return LEFT if self.leaves else ANSWER

    @property
    def stalls(self) -> bool:
        """Whether an attempt is not answered in time."""
        return any(one is not None and one.kind == STALL for one in self.faults)

    @property
    def may_end_early(self) -> bool:
        """Whether its time may be over before the last attempt, on a slow machine."""
        return self.stalls and self.limit != "read"

    @property
    def outcomes(self) -> tuple[str, ...]:
        """What may come of it: it is not sent again where the time is too short."""
        return self.outcome, *(self.errors[-2:-1] if self.may_end_early else ())

    @property
    def text(self) -> str:
        """What the answer says."""
        return "".join(self.pieces)

    @property
    def pieces(self) -> tuple[str, ...]:
        """The same, as a stream carries it."""
        return ("The answer", " to ", self.id, " is", " a book", ".")


@lru_cache(maxsize=4096)
def plan_of(provider: str, number: int) -> Plan:
    """Make the plan of a call."""
    rng = Random(f"{SEED} {provider} {number}")
    is_async, stream = bool(number % 2), bool(number // 2 % 2)
    place, retries = rng.choice([*RETRIES.items()])
    limit = rng.choice(("timeout", "read", "cancel" if is_async else "timeout"))
    leaves = rng.choices(("", "break", "close"), (90, 5, 5))[0]
    faults: list[Fault | None] = []
    errors: list[str] = []
    for _ in range(retries + 1):
        fault = _fault(rng, stream) if rng.random() < RATE else None
        faults.append(fault)
        if fault is None:
            break
        error, is_final = _end(provider, fault, is_async, stream, limit)
        errors.append(error)
        if is_final:
            break
    return Plan(
        provider=provider,
        number=number,
        is_async=is_async,
        stream=stream,
        mode=rng.choice(("text", "text", "model", "tools")),
        place=place,
        own_client=rng.random() < 0.3,
        retries=retries,
        limit=limit,
        leaves=leaves if stream and faults[-1] is None else "",
        faults=tuple(faults),
        errors=tuple(errors),
    )


def _end(
    provider: str, fault: Fault, is_async: bool, stream: bool, limit: str
) -> tuple[str, bool]:
    """Give the error of an attempt, and whether the call ends with it in any case."""
    for one in OTHERWISE:
        if (
            one.provider == provider
            and fault.kind in one.kinds
            and one.stream in (None, stream)
            and one.is_async in (None, is_async)
            and one.late in (None, fault.late)
        ):
            return one.error, one.is_final
    if fault.kind == ENDED:
        return "TruncatedError" if fault.late else "BrokenStreamError", True
    if fault.kind == STALL and limit == "cancel":
        return LEFT, True
    is_final = fault.late or fault.retry_after_ms == TOO_LONG_MS
    is_final = is_final or (fault.kind == STALL and limit == "timeout")
    return ERRORS[fault.kind], is_final


def _fault(rng: Random, stream: bool) -> Fault:
    kinds = STREAM_FAULTS if stream else FAULTS
    kind = rng.choices(kinds, [WEIGHTS.get(one, 2) for one in kinds])[0]
    late = stream and kind in (RESET_IN, CUT, STALL, ENDED) and rng.random() < 0.6
    wait = (
        rng.choice((10, 20, 30, TOO_LONG_MS)) if kind == "429 with Retry-After" else 0
    )
    return Fault(kind, late, wait)
