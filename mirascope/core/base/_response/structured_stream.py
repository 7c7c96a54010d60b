"""A streamed response model: partial instances while it arrives, the whole one last."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from copy import deepcopy
from typing import TYPE_CHECKING, Any, Generic, Self

from typing_extensions import override

from mirascope.core.base._json.nodes import MISSING
from mirascope.core.base._mask import mask_values
from mirascope.core.base._partial.plan import NO_CHANGE, PartialStream
from mirascope.core.base._schema.response_format import ResponseFormat, attach_response
from mirascope.core.base._type_variables import ModelT
from mirascope.exceptions import ResponseError, carry_response

from .output_errors import check_refusal, reason_for, truncation
from .reading import Closable, error_of, shallow_copy

if TYPE_CHECKING:
    from .stream import BaseStream


class JsonDeltas:
    """Finds the JSON in the chunks of one stream: a call's, or else the text's.

    Args:
        get_json_output: The provider's way.
        tool: The tool that is to be called; `None` where the text is to be JSON.
    """

    def __init__(
        self, get_json_output: Callable[[Any, bool], str], tool: str | None
    ) -> None:
        self.tool = tool
        self.restarted = False
        """Whether what came before this piece was not the answer."""
        self._find = get_json_output
        self._open: Any = None
        self._read: Any = MISSING
        self._name: str | None = None
        self._called = False

    def whole(self, stream: Any) -> str:
        """Give the JSON of all that came, found as in a response."""
        return self._find(stream, self.tool is None)

    def __call__(self, chunk: Any) -> str:
        """Give the piece of JSON in a chunk, which may be empty."""
        self.restarted = False
        delta = None if self.tool is None else chunk.__dict__.get("_delta")
        if delta is None:
            return self._find(chunk, self.tool is None)
        if not delta.calls:
            return "" if self._called else delta.text
        piece = ""
        for call in delta.calls:
            if call.only_if_open and call.slot != self._read:
                continue  # of what is no call
            if not call.name and call.slot == self._read:
                piece += call.arguments  # the path of nearly all chunks
                self._open = call.slot
                continue
            if call.slot is not None:
                self._open = call.slot
            if not self._called or (call.name == self.tool != self._name):
                self.restarted, self._called, piece = True, True, ""
                self._read, self._name = self._open, call.name
            if self._open == self._read:
                piece += call.arguments
        return piece


class BaseStructuredStream(Closable, Generic[ModelT]):
    """An iterable of ever more complete values, of which the last is validated.

    Partial values are of a class in which every field may be `None`. Iterating again
    gives the same values without another request.

    Args:
        stream: The provider's stream.
        response_model: What the user asked for.
        fields_from_call_args: The values of fields marked with `FromCallArgs`.
        json_deltas: Finds the piece of JSON in a chunk of `source`.
        source: The stream to read, where `stream` is the form of it that users see.
    """

    constructed_response_model: ModelT
    """The final value, once the stream is exhausted."""

    def __init__(
        self,
        *,
        stream: BaseStream[Any, Any, Any],
        response_model: type[ModelT],
        fields_from_call_args: dict[str, Any] | None = None,
        json_deltas: JsonDeltas,
        source: BaseStream[Any, Any, Any] | None = None,
    ) -> None:
        self.stream = stream
        self._source = stream if source is None else source
        self.response_model = response_model
        self.fields_from_call_args = fields_from_call_args or {}
        self._json_deltas = json_deltas
        self._partial = self._from_start()
        self._begun = False
        self._error: Exception | None = None
        """The error that ended the iteration."""

    @override
    def __getstate__(self) -> dict[str, Any]:
        made = vars(self)
        return {
            **{name: made[name] for name in ("stream", "response_model", "_begun")},
            "fields_from_call_args": mask_values(self.fields_from_call_args),
            "constructed_response_model": made.get("constructed_response_model"),
            "_error": error_of(self),
            "_texts": self._partial.texts,
        }

    def __setstate__(self, state: dict[str, Any]) -> None:
        texts = state.pop("_texts")
        vars(self).update(state)
        if self.constructed_response_model is None:
            del self.constructed_response_model
        self._source = getattr(self.stream, "_stream", self.stream)
        self._partial = self._from_start()
        for text in texts:
            self._partial.feed(text)

    def __copy__(self) -> Self:
        return shallow_copy(self)

    def __deepcopy__(self, memo: dict[int, Any] | None = None) -> Self:
        clone = self.__copy__()
        clone.stream = deepcopy(self.stream, memo)
        clone._source = getattr(clone.stream, "_stream", clone.stream)
        if hasattr(self, "constructed_response_model"):
            clone.constructed_response_model = deepcopy(
                self.constructed_response_model, memo
            )
        return clone

    def __iter__(self) -> Iterator[ModelT]:
        if self._begun:
            yield from self._replay()
            return
        self._begun = True
        is_read = False  # whether an error would be the reader's
        try:
            for chunk, _ in self._source:
                item = self._feed(chunk)
                if item is not NO_CHANGE:
                    is_read = True
                    yield item
                    is_read = False
            if not self._is_stopped:
                value, is_read = self._final(), True
                yield value
        except Exception as error:
            if not is_read:
                self._keep(error)
            raise
        finally:
            self._ended()
            self._source._leave()

    async def __aiter__(self) -> AsyncIterator[ModelT]:
        if self._begun:
            for item in self._replay():
                yield item
            return
        self._begun = True
        is_read = False  # whether an error would be the reader's
        try:
            async for chunk, _ in self._source:
                item = self._feed(chunk)
                if item is not NO_CHANGE:
                    is_read = True
                    yield item
                    is_read = False
            if not self._is_stopped:
                value, is_read = self._final(), True
                yield value
        except Exception as error:
            if not is_read:
                self._keep(error)
            raise
        finally:
            self._ended()
            await self._source._aleave()

    def _ended(self) -> None:
        if not self._source._begun:  # the request can be sent again
            self._begun, self._error = False, None

    @property
    def _is_stopped(self) -> bool:
        return self._source._events.stopped

    @override
    def close(self) -> None:
        """Stop the answer, from any thread; the values so far stay.

        Whoever iterates sees the end of the stream, without a whole value or an error.
        """
        self._source.close()

    @override
    async def aclose(self) -> None:
        """Stop the answer, from any task; the values so far stay.

        Whoever iterates sees the end of the stream, without a whole value or an error.
        """
        await self._source.aclose()

    def _keep(self, error: Exception) -> None:
        """Keep an error of the source, which is to carry what users know."""
        self._error = error
        if isinstance(error, ResponseError) and error.response is self._source:
            begun = self._source._events.assembler.has_begun
            known = self.stream
            error.response = known.construct_call_response() if begun else known

    def _from_start(self) -> PartialStream:
        format = ResponseFormat.of(self.response_model)
        return PartialStream(format, self.fields_from_call_args)

    def _feed(self, chunk: Any) -> Any:
        piece = self._json_deltas(chunk)
        if self._json_deltas.restarted:
            self._partial = self._from_start()
        if not piece:
            return NO_CHANGE
        return self._partial.feed(piece)

    def _replay(self) -> Iterator[ModelT]:
        yield from self._partial.replay()
        if hasattr(self, "constructed_response_model"):
            yield self.constructed_response_model
        if self._error is not None:
            raise self._error

    def _final(self) -> ModelT:
        response = self.stream.construct_call_response()
        source = self._source
        try:
            # Of a reply, which is at hand: nothing of the SDK's has to be made.
            read = response if source._codec is None else source._reply
            check_refusal(read.refusal, response)
            value = self._value(response)
        except Exception as error:
            carry_response(error, response)
            raise
        attach_response(value, response)
        self.constructed_response_model = value
        return value

    def _value(self, response: Any) -> Any:
        if self._partial.is_empty and (cut := truncation(response)):
            raise cut
        try:
            if self._source._codec is None:
                return self._partial.final(self.fields_from_call_args)
            text = self._json_deltas.whole(self._source)
            form = ResponseFormat.of(self.response_model)
            return form.extract(text, self.fields_from_call_args)
        except ValueError as error:
            core = getattr(response, "_response", response)
            reason = reason_for(error, core, self._json_deltas.tool)
            if reason is None:
                raise
            raise reason from error
