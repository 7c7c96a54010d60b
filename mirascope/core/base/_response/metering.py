"""Counting a request and its answer, for the layers that limit and track."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from math import ceil, isfinite
from typing import TYPE_CHECKING, Any
from weakref import ref

from mirascope.core.base._chain.metering import Spent
from mirascope.core.base._codec.no_answer import READ_ERRORS
from mirascope.core.base._codec.vocabulary import Tokens
from mirascope.core.base._fields import as_mapping
from mirascope.core.base._sdk.lazy_native import data_of
from mirascope.core.base.types import CostMetadata
from mirascope.exceptions import NoAnswerError

from .flat_prices import VARIES, FlatPrice, listed_price, tier_of
from .lazy import Exchange
from .prices import cost_of, listed_as

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
        codec: What reads its answers, if the provider has one.
        usual: What is known of the answers of the function.
        make_response: Makes the response of an answer.
        exchange: The request.
    """

    __slots__ = (
        *("_assembler", "_codec", "_counted", "_estimated", "_exchange"),
        *("_make_response", "_model", "_provider", "_stream", "_usual"),
        *("counted_by", "sent"),
    )

    def __init__(
        self,
        provider: str,
        model: str,
        codec: Codec | None,
        usual: UsualOutput,
        make_response: Callable[[Exchange, Callable[[Any], Any]], Any],
        exchange: Exchange,
    ) -> None:
        self._provider = provider
        self._model = model
        self._codec = codec
        self._usual = usual
        self._make_response = make_response
        self._exchange = exchange
        self._estimated: tuple[Any, Spent] | None = None
        self._counted: tuple[Any, Spent] | None = None
        self._stream: Callable[[], Any] = _nothing
        self._assembler: Any = None
        self.counted_by: tuple[object, ...] = ()
        self.sent = False

    def watch(self, stream: BaseStream[Any, Any, Any]) -> None:
        """Count a stream by what it takes in, which costs nothing while it is read."""
        # What is abandoned must go at once: nothing here keeps it.
        self._assembler = stream._events.assembler
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

    def of_answer(self, kwargs: Mapping[str, Any], native: Any, /) -> Spent:
        """Count a whole answer, and what was asked."""
        known = self._counted
        if known is not None and known[0] is native:
            return known[1]
        spent = None
        if self._codec is not None:
            try:
                spent = self._count_plain(self._codec, data_of(native))
            except READ_ERRORS:
                spent = None  # it is read with more care
        if spent is None:
            spent = self._count(kwargs, self._response_of(native))
        self._counted = native, spent
        return spent

    def _count_plain(self, codec: Codec, data: Any) -> Spent | None:
        """Count an answer which has everything where most have it."""
        top, tokens = as_mapping(data), codec.tokens(data)
        model: Any = top.get("model")
        if type(model) is not str or tokens is None:
            return None
        given, made = tokens.input, tokens.output
        if type(given) is not int or type(made) is not int or given < 0 or made < 0:
            return None
        is_flat, tier = tier_of(codec.usage(data), top)
        price = listed_price(self._provider, model, tier) if is_flat else VARIES
        if isinstance(price, FlatPrice):
            self._usual.note(made)
            return Spent(model, given, made, price.cost(tokens))
        # Without a list, the class of the response may know more.
        unknown = price is None and listed_as(self._provider) is not None
        return self._spent(model, tokens, None) if unknown else None

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
        return self._assembler is not None and self._assembler.has_begun

    def of_stream(self, kwargs: Mapping[str, Any], ended: bool, /) -> Spent:
        """Count what has arrived on a stream, and what it was asked."""
        arrived = self._assembler
        usage = _tokens(arrived.usage)
        complete = ended or arrived.finish is not None
        if usage.output is not None and usage.input is not None and complete:
            return self._count_stream(usage)
        seen = ceil(arrived.size / _PER_TOKEN)
        made = max(usage.output or 0, seen)
        given = self.estimate(kwargs).input_tokens
        return self._priced(given if usage.input is None else usage.input, made)

    def _count_stream(self, usage: Tokens) -> Spent:
        stream, cost = self._stream(), None
        model = self._assembler.model or self._model
        if (codec := self._codec) is not None and stream is not None:
            cost = _read(lambda: self._flat_cost(codec, model, stream, usage))
        if cost is None and stream is not None:
            cost = _read(lambda: stream.cost)
        return self._spent(model, usage, cost)

    def _flat_cost(
        self, codec: Codec, model: Any, stream: Any, tokens: Tokens
    ) -> float | None:
        native = stream._rebuild()
        is_flat, tier = tier_of(codec.usage(native), as_mapping(native))
        price = listed_price(self._provider, model, tier) if is_flat else None
        return price.cost(tokens) if isinstance(price, FlatPrice) else None

    def _count(self, kwargs: Mapping[str, Any], response: Any) -> Spent:
        """Count a response, however odd it is."""
        model = _read(lambda: response.model)
        read = _common_tokens if self._codec is None else _own_tokens
        tokens = _tokens(_read(lambda: read(response)))
        if tokens.input is not None and tokens.output is not None:
            return self._spent(model, tokens, _read(lambda: response.cost))
        text = _read(lambda: response.content)
        size = _size(text) if isinstance(text, str) else 0
        given, made = tokens.input, tokens.output
        spent = self._priced(
            self.estimate(kwargs).input_tokens if given is None else given,
            ceil(size / _PER_TOKEN) if made is None else made,
        )
        return spent._replace(model=self._name(model))

    def _spent(self, model: Any, tokens: Tokens, cost: Any) -> Spent:
        """Put together what is known; what has no price has that of the request."""
        given, made = tokens.input or 0, tokens.output or 0
        self._usual.note(made)
        if _is_cost(cost):
            return Spent(self._name(model), given, made, cost)
        by_request = self._price(tokens)
        known = by_request is not None
        return Spent(self._name(model), given, made, by_request, known)

    def _name(self, model: Any) -> str:
        return model if isinstance(model, str) and model else self._model

    def _priced(self, given: int, made: int) -> Spent:
        cost = self._price(Tokens(given, output=made))
        return Spent(self._model, given, made, cost, True)

    def _price(self, tokens: Tokens) -> float | None:
        """Price tokens of the model that is asked for."""
        price = listed_price(self._provider, self._model)
        if price is None or isinstance(price, FlatPrice):
            return price and price.cost(tokens)
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
        The bytes of its text, where media counts as text of some length, and the most
        tokens that its answer may have.
    """
    size: float = 0
    most: int | None = None
    waiting: list[Any] = [kwargs]
    while waiting:
        value = waiting.pop()
        kind: Any = value.__class__
        if kind is str:
            size += _size(value)
        elif kind is list or kind is tuple:
            waiting += value
        elif (
            kind is dict or isinstance(value, Mapping) or hasattr(kind, "model_fields")
        ):
            for name, inside in as_mapping(value).items():
                if name in _MOST_TOKENS and isinstance(inside, int):
                    most = inside
                elif inside is not None and name not in _NOT_READ:
                    waiting += name, inside
        elif issubclass(kind, bytes | bytearray):
            size += _MEDIA_TOKENS * _PER_TOKEN
    return size, most


def _size(text: str) -> float:
    if len(text) > _MEDIA_SIZE and _BASE64.fullmatch(text, 0, _MEDIA_SIZE):
        return _MEDIA_TOKENS * _PER_TOKEN
    return len(text) if text.isascii() else len(text.encode(errors="replace"))
