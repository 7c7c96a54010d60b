"""How a conversation is put for services that keep the system's words apart."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, TypeGuard

from mirascope.exceptions import PromptError

from .message_param import BaseMessageParam, TextPart


def split_system(
    messages: Sequence[Any], provider: str
) -> tuple[list[Any], Sequence[Any]]:
    """Take the system messages off the beginning of a conversation.

    Args:
        messages: Common messages and native ones.
        provider: The provider, for the error.

    Returns:
        The parts of the leading system messages, and the other messages.

    Raises:
        PromptError: There are no other messages.
    """
    first = messages[0] if messages else None
    if not (isinstance(first, BaseMessageParam) and first.role == "system"):
        return [], messages
    system: list[Any] = []
    count = 0
    for message in messages:
        if not (isinstance(message, BaseMessageParam) and message.role == "system"):
            break
        system += parts_of(message)
        count += 1
    if count == len(messages):
        raise PromptError(
            f"the prompt is only a system message, which {provider!r} cannot answer: "
            "add a user message"
        )
    return system, messages[count:]


def join_text(parts: Sequence[Any]) -> str | None:
    """Join parts that are nothing but text, with blank lines between them.

    Args:
        parts: The parts.

    Returns:
        The text, or `None` if there is anything else among them.
    """
    if not all(isinstance(part, TextPart) for part in parts):
        return None
    return "\n\n".join(part.text for part in parts)


def parts_of(message: BaseMessageParam) -> list[Any]:
    """See the content of a message as parts.

    Args:
        message: The message.

    Returns:
        Its parts; text alone is one part, and no text is none.
    """
    if not isinstance(message.content, str):
        return list(message.content)
    if not message.content:
        return []
    return [TextPart(type="text", text=message.content)]


def join_turns(
    messages: Sequence[Any], joined: Collection[str] = ("tool",)
) -> Sequence[Any]:
    """Make one message of those that stand together and that a service wants as one.

    Args:
        messages: Common messages and native ones.
        joined: The roles of which adjacent messages become one: the results of the
            tool calls of one turn, which may have come as several messages.

    Returns:
        The conversation; messages that stand alone, and native ones, are the same
        objects.
    """
    if len(messages) < 2:
        return messages
    turns: list[Any] = []
    for message in messages:
        last: Any = turns[-1] if turns else None
        if (
            _joins(message, joined)
            and _joins(last, joined)
            and last.role == message.role
        ):
            turns[-1] = BaseMessageParam.model_construct(
                role=message.role, content=[*parts_of(last), *parts_of(message)]
            )
        else:
            turns.append(message)
    return turns


def _joins(message: Any, joined: Collection[str]) -> TypeGuard[BaseMessageParam]:
    return isinstance(message, BaseMessageParam) and message.role in joined
