"""What the codecs of all providers do alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from mirascope.core.base.messages.addresses import COMMON
from mirascope.core.base.types import FinishReason

if TYPE_CHECKING:
    from mirascope.core.base._call.provider import ProviderSpec


class BaseCodec:
    """The defaults of a `Codec`; a provider's own extends it.

    Args:
        finish: The service's finish reasons to the common ones.
        done: The reason of an answer that is complete, also one that holds tool calls.
        inline: The types of parts that are loaded before `encode`.
    """

    schemes: frozenset[str] = COMMON
    """The schemes of the addresses that the provider takes."""

    def __init__(
        self,
        finish: Mapping[str, FinishReason],
        done: str = "stop",
        inline: frozenset[str] = frozenset(),
    ) -> None:
        self.finish: Mapping[str, FinishReason] = finish
        self.finish_with_calls: Mapping[str, FinishReason]
        self.finish_with_calls = {**finish, done: "tool_calls"}
        self.inline = inline

    def is_reference(self, url: str, client: Any) -> bool:
        """Tell whether the service loads an address itself, where others are loaded.

        Args:
            url: The address.
            client: The client of the call; `None` where it is the default one.

        Returns:
            Whether to leave it as it is.
        """
        return False

    def user_message(self, text: str) -> Any:
        """Make the user's message of plain text, as `encode` does.

        Args:
            text: What the user says.

        Returns:
            A native message, in the form that most services have.
        """
        return {"role": "user", "content": text}

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

    def common_finish(
        self, reasons: Sequence[str] | None, called: bool
    ) -> list[FinishReason] | None:
        """Put finish reasons into the words shared by all providers.

        Args:
            reasons: The service's words.
            called: Whether the answer holds tool calls.

        Returns:
            The known ones, or `None` if there are none.
        """
        known = self.finish_with_calls if called else self.finish
        words: list[FinishReason] = [known[r] for r in reasons or () if r in known]
        return words or None


def add_hint(spec: ProviderSpec | None, error: Exception) -> None:
    """Note on an error of the SDK what to do about it, where it does not say so."""
    if spec is not None and (hint := spec.codec.hint(error)) is not None:
        error.add_note(hint)
