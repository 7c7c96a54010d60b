"""How a conversation goes on after an answer that is not valid: the model is told why.

Nothing of the request is repeated there: only the model's own answer, and what its
validation says.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from pydantic import ValidationError
from pydantic_core import from_json

from mirascope.core.base._codec.vocabulary import Call
from mirascope.core.base._fields import as_mapping, is_dict
from mirascope.core.base.messages.encoding import EXTRA_KEYS, extra_keys_of
from mirascope.core.base.messages.parts import (
    BaseMessageParam,
    NativePart,
    ToolCallPart,
    text_message,
)
from mirascope.core.base.tool.output import ErrorText
from mirascope.exceptions import ToolArgumentsError, TruncatedError

from .generic_tool import GenericTool

_MOST = 20
"""How many mistakes of one answer are listed."""
_NOT_USED = (
    "This call was not used, because another one of the same answer is not valid: make "
    "it again if it is still needed."
)


class _OpenCall(NamedTuple):
    """A call that waits for its result, whether or not a tool can be made of it."""

    call: Call

    @property
    def _id(self) -> str | None:
        return self.call.id

    def _name(self) -> str:
        return self.call.name


def correction_of(
    response: Any,
    error: Exception,
    results: Callable[[Sequence[Any]], list[Any]],
    *,
    neutral: bool = False,
    is_given: Callable[[Any], bool] = lambda _: False,
) -> list[Any]:
    """Make the messages that ask the model to correct an answer.

    Args:
        response: The provider's response.
        error: What is wrong with it.
        results: Makes messages of tools and their outputs.
        neutral: Whether they are for any provider.
        is_given: Tells of the place of a mistake whether the model did not fill it.

    Returns:
        The answer, and the results of its calls or a message of the user.
    """
    told = describe(error, is_given)
    if response._codec is None:
        tools = _tools_of(response)
        outputs = [(tool, ErrorText(told)) for tool in tools]
    else:
        calls = response._reply.calls
        tools = [_tool_or_error(response, call) for call in calls]
        is_known = any(isinstance(tool, ValueError) for tool in tools)
        rest = _NOT_USED if is_known else told
        outputs = [
            (_OpenCall(call), ErrorText(_told(tool, rest, is_known)))
            for call, tool in zip(calls, tools, strict=True)
        ]
    answer = _answer(response, neutral)
    return [answer, *(results(outputs) if outputs else [text_message("user", told)])]


def describe(
    error: Exception, is_given: Callable[[Any], bool] = lambda _: False
) -> str:
    """Tell the model what is wrong with its answer."""
    mistakes = _mistakes(error, is_given)
    more = len(mistakes) - _MOST
    listed = [f"- {one}" for one in mistakes[:_MOST]]
    if more > 0:
        listed.append(f"- and {more} more")
    return "\n".join(
        ["This is not valid:", *listed, "Correct it, and give all of it again."]
    )


def _mistakes(error: Exception, is_given: Callable[[Any], bool]) -> list[str]:
    if isinstance(error, ValidationError):
        # Without the input: the arguments of the call may be among it.
        found = error.errors(
            include_url=False, include_context=False, include_input=False
        )
        return [
            ": ".join(filter(None, [".".join(map(str, one["loc"])), one["msg"]]))
            for one in found
            if not is_given(one["loc"])
        ]
    if isinstance(error, TruncatedError):
        return ["the JSON breaks off before its end"]
    text = str(error)
    # What follows is advice to the program.
    return [text.rpartition(";")[0] if isinstance(error, ToolArgumentsError) else text]


def _tools_of(response: Any) -> Sequence[Any]:
    """Give the calls of a response whose provider has no codec, as far as it can."""
    try:
        return response.tools or ()
    except (NotImplementedError, ValueError):
        return ()


def _tool_or_error(response: Any, call: Call) -> Any:
    """Make a tool of a call, or give what is wrong with its arguments."""
    try:
        return response._build_tool(response._offered(), call)
    except ValueError as error:
        return error
    except LookupError:  # the tool was pickled, and cannot be imported here
        return None


def _told(tool: Any, rest: str, is_known: bool) -> str:
    """Say of one call what is wrong with it, or that another one is not valid."""
    if isinstance(tool, ValueError):
        return describe(tool)
    if not isinstance(tool, GenericTool) or tool.is_offered:
        return rest
    # Its arguments may have been read as the answer.
    return tool.call() if is_known else f"{tool.call()}\n{rest}"


def _answer(response: Any, neutral: bool) -> Any:
    """Give the message of an answer; services refuse arguments that are no object."""
    calls: Sequence[Call] = () if response._codec is None else response._reply.calls
    if all(call.kind or _is_object(call.arguments) for call in calls):
        return response.common_message_param if neutral else response.message_param
    message: BaseMessageParam = response.common_message_param
    if isinstance(message.content, str):
        return message
    parts: list[Any] = []
    for part in message.content:
        after_call = bool(parts) and isinstance(parts[-1], ToolCallPart)
        parts.append(_without_arguments(part) if after_call else part)
    return BaseMessageParam(role=message.role, content=parts)


def _without_arguments(part: Any) -> Any:
    """Leave out of what belongs to a call its arguments, which are in the call."""
    if not isinstance(part, NativePart):
        return part
    extra_keys: dict[str, Any] = extra_keys_of(part.content) or {}
    function = as_mapping(extra_keys.get("function"))
    if "arguments" not in function:
        return part
    rest = {key: value for key, value in function.items() if key != "arguments"}
    kept = {**extra_keys, "function": rest}
    return NativePart(provider=part.provider, content={EXTRA_KEYS: kept})


def _is_object(arguments: str) -> bool:
    try:
        return is_dict(from_json(arguments))
    except ValueError:
        return False
