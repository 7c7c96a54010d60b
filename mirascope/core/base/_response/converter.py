"""Reading the messages of any provider, with its codec or a converter of its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

from mirascope.core.base.messages.parts import BaseMessageParam

if TYPE_CHECKING:
    from .call_response import BaseCallResponse


def read_message(
    kind: type[BaseCallResponse[Any, Any, Any]], message: Any
) -> list[BaseMessageParam]:
    """Read a native message into common ones.

    Args:
        kind: The provider's response class.
        message: The message.

    Returns:
        The common messages.

    Raises:
        NotImplementedError: The provider has nothing that reads its messages.
    """
    codec = kind._codec
    if codec is not None:
        return codec.read(message)
    if isinstance(message, BaseMessageParam):
        return [message]
    converter: Any = kind._message_converter
    if type(converter).__name__ == "ModelPrivateAttr":  # assigned on a pydantic class
        converter = converter.default
    if converter is None:
        raise NotImplementedError(
            f"{kind.__name__} has neither a codec nor a `_message_converter`: define "
            "one to read its messages"
        )
    return list(converter.from_provider([message]))


def user_message(kind: type[BaseCallResponse[Any, Any, Any]], last: Any) -> Any:
    """Find the message that a history continues from.

    Args:
        kind: The provider's response class.
        last: The last message that was sent; `None` if none was.

    Returns:
        What the user says in it, or `None`.
    """
    role: object
    if isinstance(last, Mapping):
        role = cast("Mapping[str, object]", last).get("role")
    else:
        role = getattr(last, "role", None)
    if role is None and last is not None and kind._codec is None:
        read = read_message(kind, last)
        role = read[-1].role if read else None
    if role != "user":
        return None
    native = cast("Any", last)
    return native if kind._codec is None else kind._codec.user_part(native)
