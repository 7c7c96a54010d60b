"""Conversations as services want them: system apart, turns joined, calls with ids."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, TypeGuard

from mirascope.core.base._fields import as_mapping, is_list
from mirascope.exceptions import PromptError

from .parts import BaseMessageParam, TextPart, ToolCallPart, ToolResultPart


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


def without_results(
    message: Any, is_result: Callable[[Mapping[str, Any]], object], key: str = "content"
) -> Any:
    """Leave the results of tools out of a native message.

    Args:
        message: The message.
        is_result: Tells whether a block is a result, by its fields.
        key: Where the message has its blocks.

    Returns:
        The message itself, if it has no results; `None`, if it has nothing else.
    """
    blocks = as_mapping(message).get(key)
    if not is_list(blocks):
        return message
    rest = [block for block in blocks if not is_result(as_mapping(block))]
    if len(rest) == len(blocks):
        return message
    return {**as_mapping(message), key: rest} if rest else None


def link_calls(
    messages: Sequence[Any],
    ids: re.Pattern[str] = re.compile(".+"),
    kept: Collection[str] = (),
) -> Sequence[Any]:
    """Give tool calls ids that a service takes, and their results the id and name.

    Services differ in what they say of a call, so a history that comes from another one
    may lack what this one wants.

    Args:
        messages: Common messages and native ones, which stay as they are.
        ids: What the service takes as an id.
        kept: Ids that stay as they are, such as those in native messages.

    Returns:
        The conversation. Ids are made up in the order of the calls, so a history that
        grows keeps them.
    """
    if all(type(getattr(message, "content", "")) is str for message in messages):
        return messages  # as nearly all are
    links = _Links(ids, kept)
    linked = [links.message(message) for message in messages]
    return linked if links.changed else messages


class _Links:
    """The calls of a conversation so far, as they were given and as they are sent."""

    def __init__(self, ids: re.Pattern[str], kept: Collection[str]) -> None:
        self._ids = ids
        self._kept = kept
        self._by_id: dict[str, ToolCallPart] = {}
        self._without_id: list[ToolCallPart] = []
        self._count = 0
        self.changed = False

    def message(self, message: Any) -> Any:
        if not isinstance(message, BaseMessageParam) or type(message.content) is str:
            return message
        content = [self._part(part) for part in parts_of(message)]
        if all(new is old for new, old in zip(content, message.content, strict=True)):
            return message
        self.changed = True
        return BaseMessageParam.model_construct(role=message.role, content=content)

    def _part(self, part: Any) -> Any:
        if isinstance(part, ToolCallPart):
            return self._call(part)
        return self._result(part) if isinstance(part, ToolResultPart) else part

    def _call(self, call: ToolCallPart) -> ToolCallPart:
        self._count += 1
        sent = call
        if call.id is None or not (
            call.id in self._kept or self._ids.fullmatch(call.id)
        ):
            # Nine letters and digits, which every service takes.
            sent = call.model_copy(update={"id": f"call{self._count:05}"})
        if call.id is None:
            self._without_id.append(sent)
        else:
            self._by_id[call.id] = sent
        return sent

    def _result(self, result: ToolResultPart) -> ToolResultPart:
        if result.id is not None:
            call = self._by_id.get(result.id)
        else:
            open_calls = self._without_id
            call = next((c for c in open_calls if result.name in ("", c.name)), None)
            if call is not None:
                open_calls.remove(call)
        if call is None:
            return result
        update = {"id": call.id, "name": result.name or call.name}
        if update == {"id": result.id, "name": result.name}:
            return result
        return result.model_copy(update=update)


def _joins(message: Any, joined: Collection[str]) -> TypeGuard[BaseMessageParam]:
    return isinstance(message, BaseMessageParam) and message.role in joined
