"""The protocol of a codec, and the base class that all providers extend."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

from mirascope.core.base.messages.addresses import COMMON_SCHEMES
from mirascope.core.base.types import FinishReason

from . import stored

if TYPE_CHECKING:
    from mirascope.core.base.messages.parts import BaseMessageParam

    from .vocabulary import Call, Delta, Options, Reply, Tokens


class Codec(Protocol):
    """A provider's translation between our values and its SDK."""

    @property
    def provider(self) -> str:
        """The provider's name."""
        ...

    @property
    def load_types(self) -> frozenset[str]:
        """The types of parts that are loaded before `encode`: it takes only bytes."""
        ...

    @property
    def schemes(self) -> frozenset[str]:
        """The schemes of the addresses that it takes."""
        ...

    def is_reference(self, url: str, client: Any) -> bool:
        """Tell whether the service loads an address itself, where others are loaded."""
        ...

    def encode(self, options: Options) -> tuple[list[Any], dict[str, Any]]:
        """Turn a request into the messages and the keywords of the SDK method."""
        ...

    def decode(self, response: Any, /) -> Reply:
        """Read a whole response."""
        ...

    def text(self, response: Any, /) -> Any:
        """Read a whole response that is nothing but text, as most are.

        Of any other it may give what is no text, or raise what `READ_ERRORS` names, and
        `decode` is asked.
        """
        ...

    def has_answer(self, response: Any, /) -> bool:
        """Tell whether a whole response holds an answer, if only an empty one."""
        ...

    def tokens(self, response: Any) -> Tokens | None:
        """Read only the token counts of a whole response."""
        ...

    def delta(self, chunk: Any) -> Delta:
        """Read one chunk of a stream."""
        ...

    def usage(self, native: Any) -> Any:
        """Find the SDK's usage object in a response or chunk."""
        ...

    def read(self, message: Any) -> list[BaseMessageParam]:
        """Read a native message back into common ones."""
        ...

    def rebuild(self, reply: Reply) -> Any:
        """Make the SDK's response object from what a stream brought."""
        ...

    def message(self, response: Any, reply: Reply) -> Any:
        """Make the assistant's message that a history needs."""
        ...

    def user_part(self, message: Any) -> Any:
        """Leave the results of tools out of a user's message; `None` if it is empty."""
        ...

    @property
    def user_message(self) -> Callable[[str], Any] | None:
        """Makes the user's message of plain text, as `encode` does.

        There is none where that is a dict of the role and the text.
        """
        ...

    def results(self, outputs: Sequence[tuple[Any, str | Sequence[Any]]]) -> list[Any]:
        """Make the messages that bring tool outputs back to the model."""
        ...

    def native_call(self, call: Call) -> Any:
        """Make the SDK's tool call object."""
        ...

    def hint(self, error: Exception, /) -> str | None:
        """Say what to do about an error of the SDK that does not say so itself."""
        ...

    def api(self, client: Any, /) -> str:
        """Name the service that a client asks, where a provider has several."""
        ...

    def dump(self, answer: Any, /) -> bytes:
        """Write an answer as JSON that can be kept."""
        ...

    def revive(self, kept: bytes, /) -> Any:
        """Make an answer of what `dump` wrote, without a network."""
        ...

    def common_finish(
        self, reasons: Sequence[str] | None, called: bool
    ) -> list[FinishReason] | None:
        """Map finish reasons to those that all providers share."""
        ...


class BaseCodec:
    """The defaults of a `Codec`; a provider's own extends it.

    Args:
        provider: The provider's name.
        finish: The service's finish reasons to the common ones.
        done: The reason of an answer that is complete, also one that holds tool calls.
        load_types: The types of parts that are loaded before `encode`.
    """

    schemes: frozenset[str] = COMMON_SCHEMES
    """The schemes of the addresses that the provider takes."""
    user_message: Callable[[str], Any] | None = None
    """Makes the user's message of plain text, where it is not the usual dict."""

    def __init__(
        self,
        provider: str,
        finish: Mapping[str, FinishReason],
        done: str = "stop",
        load_types: frozenset[str] = frozenset(),
    ) -> None:
        self.provider = provider
        self.finish: Mapping[str, FinishReason] = finish
        self.finish_with_calls: Mapping[str, FinishReason]
        self.finish_with_calls = {**finish, done: "tool_calls"}
        self.load_types = load_types

    def is_reference(self, url: str, client: Any) -> bool:
        """Tell whether the service loads an address itself, where others are loaded.

        Args:
            url: The address.
            client: The client of the call; `None` where it is the default one.

        Returns:
            Whether to leave it as it is.
        """
        return False

    def user_part(self, message: Any) -> Any:
        """Leave the results of tools out of a user's message.

        Args:
            message: A native message of the user's role.

        Returns:
            The message; `None` if it says nothing else, where the service has no role
            for results.
        """
        return message

    def hint(self, error: Exception) -> str | None:
        """Say what to do about an error of the SDK that does not say so itself.

        Args:
            error: The error.

        Returns:
            A sentence for a note on the error, or `None`.
        """
        return None

    def api(self, client: Any) -> str:
        """Name the service that a client asks, where a provider has several.

        Args:
            client: The client of the call; `None` for the default one.

        Returns:
            A word; not the host.
        """
        return ""

    def dump(self, answer: Any) -> bytes:
        """Write an answer as JSON that can be kept.

        Args:
            answer: What the SDK's method gave, or a list of `TimedChunk`s.

        Returns:
            JSON text in UTF-8, without the headers that the answer came with.
        """
        return stored.dump(self, answer)

    def revive(self, kept: bytes) -> Any:
        """Make an answer of what `dump` wrote, without a network.

        Args:
            kept: The JSON text.

        Returns:
            What the SDK's method would have given, or a list of `TimedChunk`s.
        """
        return stored.revive(self, kept)

    def native_json(self, native: Any) -> Any:
        """Give an object of the SDK as its JSON.

        Args:
            native: A whole answer, or a chunk.

        Returns:
            JSON types, and bytes.
        """
        return stored.native_json(native)

    def native_type(
        self, data: Mapping[str, Any], name: str, streams: bool
    ) -> Callable[..., Any] | None:
        """Find what makes an answer of its JSON.

        Args:
            data: The JSON of the answer, or of the chunk.
            name: The class that it had, as `module:name`; of a stream that of its
                first chunk.
            streams: Whether it is a chunk.

        Returns:
            The class; `None` where the SDK gives dicts.
        """
        return None

    def common_finish(
        self, reasons: Sequence[str] | None, called: bool
    ) -> list[FinishReason] | None:
        """Map finish reasons to those that all providers share.

        Args:
            reasons: The service's words.
            called: Whether the answer holds tool calls.

        Returns:
            The known ones, or `None` if there are none.
        """
        known = self.finish_with_calls if called else self.finish
        found: list[FinishReason | None] = [_word(one, known) for one in reasons or ()]
        words: list[FinishReason] = [word for word in found if word is not None]
        return words or None


def _word(reason: object, known: Mapping[str, FinishReason]) -> FinishReason | None:
    """Map what a service sent as a finish reason, which may be anything."""
    return known.get(reason) if isinstance(reason, str) else None


class Translated:
    """What reads a provider's answers by its codec, which its class is given."""

    _provider: ClassVar[str] = ""
    _codec: ClassVar[Codec | None] = None

    def __init_subclass__(cls, codec: Codec | None = None, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if codec is not None:
            cls._codec, cls._provider = codec, codec.provider


def add_hint(codec: Codec | None, error: Exception) -> None:
    """Note on an error of the SDK what to do about it, where it does not say so."""
    if codec is not None and (hint := codec.hint(error)) is not None:
        error.add_note(hint)
