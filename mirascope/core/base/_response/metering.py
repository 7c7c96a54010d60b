"""Counting a request and its answer, for the layers that limit and track."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from math import ceil, isfinite
from typing import TYPE_CHECKING, Any
from weakref import ref

from mirascope.core.base._chain.metering import Spent
from mirascope.core.base._codec.vocabulary import Tokens
from mirascope.core.base._fields import COLLECTIONS, as_mapping, is_mapping
from mirascope.core.base.types import CostMetadata
from mirascope.exceptions import NoAnswerError

from .flat_prices import flat_price, tier_of
from .lazy import Exchange
from .prices import cost_of

if TYPE_CHECKING:
    from mirascope.core.base._codec.codec import Codec

    from .stream import BaseStream

_PER_TOKEN = 4 / 1.1
"""How many bytes of text a token is taken for: a tenth less than is usual."""
_MEDIA_TOKENS = 1000
"""What an image, or a piece of another medium, is taken for."""
_MEDIA_SIZE = 2000
_BASE64 = re.compile(r"(?:data:[^,]*,)?[A-Za-z0-9+/=_-]*")
_OUTPUT_TOKENS = 1024
"""The most that is expected of a first answer."""
_MOST_TOKENS = frozenset(
    {
        *("max_tokens", "max_completion_tokens", "max_output_tokens"),
        *("maxTokens", "maxOutputTokens", "max_new_tokens"),
    }
)
"""How providers call the most tokens that an answer may have."""
_NOT_READ = frozenset({"extra_headers", "headers", "extra_query", "timeout"})


class UsualOutput:
    """How many tokens the answers of one function have."""

    __slots__ = ("_deviation", "_mean")

    def __init__(self) -> None:
        self._mean: float | None = None
        self._deviation = 0.0

    def note(self, tokens: int) -> None:
        """Take in an answer; the newer ones count more."""
        if self._mean is None:
            self._mean, self._deviation = tokens, tokens / 4
            return
        error = tokens - self._mean
        self._mean += error / 8
        self._deviation += (abs(error) - self._deviation) / 8

    def expect(self, most: int | None) -> int:
        """Say what the next one may have: few have more."""
        if self._mean is None:
            usual = _OUTPUT_TOKENS
        else:
            usual = ceil(self._mean + 2 * self._deviation)
        return usual if most is None else min(usual, most)


class CallMeter:
    """Counts the requests of one call.

    Args:
        provider: The provider's name.
        model: The model that is asked for.
        usual: What is known of the answers of the function.
        make_response: Makes the response of an answer.
        exchange: The request.
    """

    __slots__ = (
        *("_counted", "_estimated", "_exchange", "_model", "_provider", "_stream"),
        *("_usual", "_make_response", "assembler", "codec", "sent"),
    )

    def __init__(
        self,
        provider: str,
        model: str,
        usual: UsualOutput,
        make_response: Callable[[Exchange, Callable[[Any], Any]], Any],
        exchange: Exchange,
    ) -> None:
        self._provider = provider
        self._model = model
        self._usual = usual
        self._make_response = make_response
        self._exchange = exchange
        self._estimated: tuple[Any, Spent] | None = None
        self._counted: tuple[Any, Spent] | None = None
        self._stream: Callable[[], Any] = _nothing
        self.assembler: Any = None
        self.codec: Codec | None = None
        self.sent = False

    def watch(self, stream: BaseStream[Any, Any, Any]) -> None:
        """Count a stream by what it takes in, which costs nothing while it is read."""
        # What is abandoned must go at once: nothing here keeps it.
        self.assembler = stream._events.assembler
        self.codec = stream._codec
        self._stream = ref(stream)

    def estimate(self, kwargs: Mapping[str, Any], /) -> Spent:
        """Estimate what a request will take, before it is sent."""
        known = self._estimated
        if known is not None and known[0] is kwargs:
            return known[1]
        size, most = measure(kwargs)
        given, made = ceil(size / _PER_TOKEN), self._usual.expect(most)
        spent = self._priced(given, made)
        self._estimated = kwargs, spent
        return spent

    def of_answer(self, native: Any, /) -> Spent:
        """Count a whole answer."""
        known = self._counted
        if known is not None and known[0] is native:
            return known[1]
        spent = self._count(self._response_of(native))
        self._counted = native, spent
        return spent

    def _response_of(self, native: Any) -> Any:
        known = self._exchange
        exchange = Exchange(known.fields, known.shared, native)
        try:
            return self._make_response(exchange, lambda response: response)
        except NoAnswerError as error:
            return error.response
        except Exception:  # of a class of the user's
            return None

    def has_begun(self) -> bool:
        """Tell whether anything has arrived on a stream."""
        return self.assembler is not None and self.assembler.has_begun

    def of_stream(self, kwargs: Mapping[str, Any], ended: bool, /) -> Spent:
        """Count what has arrived on a stream, and what it was asked."""
        arrived = self.assembler
        usage = _tokens(arrived.usage)
        complete = ended or arrived.finish is not None
        if usage.output is not None and usage.input is not None and complete:
            return self._count_stream(usage)
        seen = ceil(arrived.size / _PER_TOKEN)
        made = max(usage.output or 0, seen)
        given = self.estimate(kwargs).input_tokens
        return self._priced(given if usage.input is None else usage.input, made)

    def _count_stream(self, usage: Tokens) -> Spent:
        stream, codec = self._stream(), self.codec
        model, cost = self.assembler.model or self._model, None
        if stream is not None and codec is not None:
            cost = _read(
                lambda: self._flat_cost(codec, model, stream._rebuild(), usage)
            )
        if stream is not None and cost is None:
            cost = _read(lambda: stream.cost)
        return self._spent(model, usage, cost)

    def _count(self, response: Any) -> Spent:
        """Count a response, however odd it is."""
        model, codec = _read(lambda: response.model), _read(lambda: response._codec)
        read = _common_tokens if codec is None else _own_tokens
        tokens = _tokens(_read(lambda: read(response)))
        if tokens.input is None or tokens.output is None:
            return self._unsaid(model, tokens, _read(lambda: response.content))
        cost: float | None = None
        if codec is not None:
            cost = _read(lambda: self._flat_cost(codec, model, response._data, tokens))
        if cost is None:
            cost = _read(lambda: response.cost)
        return self._spent(model, tokens, cost)

    def _flat_cost(
        self, codec: Codec, model: Any, data: Any, tokens: Tokens
    ) -> float | None:
        is_flat, tier = tier_of(codec.usage(data), as_mapping(data))
        price = flat_price(self._provider, model, tier) if is_flat else None
        return None if price is None else price.cost(tokens)

    def _spent(self, model: Any, tokens: Tokens, cost: Any) -> Spent:
        """Put together what is known; what has no price has that of the request."""
        given, made = tokens.input or 0, tokens.output or 0
        self._usual.note(made)
        name = model if isinstance(model, str) and model else self._model
        if _is_cost(cost):
            return Spent(name, given, made, cost)
        by_request = self._price(tokens)
        return Spent(name, given, made, by_request, by_request is not None)

    def _unsaid(self, model: Any, tokens: Tokens, text: Any) -> Spent:
        """Count an answer of which the service does not say how long it is."""
        size = _size(text) if isinstance(text, str) else 0
        given = tokens.input
        if given is None:
            known = self._estimated
            given = 0 if known is None else known[1].input_tokens
        made = ceil(size / _PER_TOKEN) if tokens.output is None else tokens.output
        spent = self._priced(given, made)
        name = model if isinstance(model, str) and model else self._model
        return spent._replace(model=name)

    def _priced(self, given: int, made: int) -> Spent:
        cost = self._price(Tokens(given, output=made))
        return Spent(self._model, given, made, cost, True)

    def _price(self, tokens: Tokens) -> float | None:
        """Price tokens of the model that is asked for."""
        price = flat_price(self._provider, self._model)
        if price is not None:
            return price.cost(tokens)
        metadata = CostMetadata(
            input_tokens=tokens.input,
            output_tokens=tokens.output,
            cached_tokens=tokens.cached,
        )
        return cost_of(self._provider, self._model, metadata)


def _nothing() -> None:
    """Stand in for a stream that is not there."""


def _read(read: Callable[[], Any]) -> Any:
    """Read something of an answer; whatever fails in that must not fail the call."""
    try:
        return read()
    except Exception:
        return None


def _own_tokens(response: Any) -> Tokens:
    """Read the counts of a response of ours, which know the cache better."""
    return response._tokens


def _common_tokens(response: Any) -> Tokens:
    """Read the counts of a response whose class overrides its properties."""
    return Tokens(response.input_tokens, response.cached_tokens, response.output_tokens)


def _tokens(given: Any) -> Tokens:
    """Leave out what is no count."""
    return Tokens() if given is None else Tokens(*map(_count, given))


def _count(value: Any) -> int | None:
    is_number = isinstance(value, int | float) and isfinite(value) and value >= 0
    return int(value) if is_number else None


def _is_cost(value: Any) -> bool:
    return isinstance(value, int | float) and isfinite(value) and value >= 0


def measure(kwargs: Mapping[str, Any]) -> tuple[float, int | None]:
    """Measure a request.

    Args:
        kwargs: The keywords of the SDK's method.

    Returns:
        The bytes of its text, and the most tokens that its answer may have.
    """
    size, most = 0.0, None
    for name, value in kwargs.items():
        if name in _NOT_READ:
            continue
        if name in _MOST_TOKENS and isinstance(value, int):
            most = value
            continue
        if value.__class__ is str:
            size += _size(value)
            continue
        if is_mapping(value) or hasattr(value, "__pydantic_extra__"):
            inside, limit = measure(as_mapping(value))
            size, most = size + inside, most or limit
        else:
            size += _size(value)
    return size, most


def _size(value: Any) -> float:
    """Give the bytes of all text in a value; media counts as text of some length."""
    kind: Any = value.__class__
    if kind is str:
        if len(value) > _MEDIA_SIZE and _BASE64.fullmatch(value, 0, _MEDIA_SIZE):
            return _MEDIA_TOKENS * _PER_TOKEN
        return len(value) if value.isascii() else len(value.encode(errors="replace"))
    if value is None or kind in (bool, int, float):
        return 0
    if issubclass(kind, bytes | bytearray):
        return _MEDIA_TOKENS * _PER_TOKEN
    if is_mapping(value):
        return sum([len(name) + _size(one) for name, one in value.items()])
    if isinstance(value, COLLECTIONS):
        return sum(map(_size, value))
    if hasattr(kind, "model_fields") and not isinstance(value, type):
        return sum(map(_size, as_mapping(value).values()))
    return 0
