"""What a prompt function may return to change one call, and how that is read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Generic, TypeAlias

from pydantic import BaseModel
from typing_extensions import TypedDict, TypeVar

from mirascope.core.base._fields import ITERABLE, LISTS, is_dict
from mirascope.core.base._type_variables import ClientT_co
from mirascope.core.base.messages.messages import as_messages
from mirascope.exceptions import PromptError

if TYPE_CHECKING:
    from mirascope.core.base.call_params import CommonCallParams
    from mirascope.core.base.messages.messages import Messages
    from mirascope.core.base.messages.parts import BaseMessageParam, Part
    from mirascope.core.base.types import Metadata

MessageT_co = TypeVar("MessageT_co", covariant=True, default=Any)
"""The provider's message."""
ParamsT_co = TypeVar("ParamsT_co", covariant=True, default=Any)
"""The provider's call parameters."""


class _Plain(TypedDict, total=False):
    """The keys that are the same at every provider; `None` counts as absent."""

    computed_fields: Mapping[str, object] | None
    """Further template variables; they win over arguments of the same name."""
    tools: Sequence[type[object] | Callable[..., object] | Mapping[str, object]] | None
    """The tools of this call, instead of the decorator's; `[]` is none."""
    metadata: Metadata | None
    """Instead of what `@metadata` says."""


if TYPE_CHECKING:
    # Type checkers solve only those type variables of a TypedDict whose keys are there,
    # so there is one for each combination.

    class _M(_Plain, Generic[MessageT_co]):
        messages: Iterable[MessageT_co | BaseMessageParam] | BaseMessageParam

    class _P(_Plain, Generic[ParamsT_co]):
        call_params: ParamsT_co | CommonCallParams

    class _C(_Plain, Generic[ClientT_co]):
        client: ClientT_co

    class _MP(_M[MessageT_co], _P[ParamsT_co], Generic[MessageT_co, ParamsT_co]): ...

    class _MC(_M[MessageT_co], _C[ClientT_co], Generic[MessageT_co, ClientT_co]): ...

    class _PC(_P[ParamsT_co], _C[ClientT_co], Generic[ParamsT_co, ClientT_co]): ...

    class _MPC(
        _M[MessageT_co],
        _P[ParamsT_co],
        _C[ClientT_co],
        Generic[MessageT_co, ParamsT_co, ClientT_co],
    ): ...

    BaseDynamicConfig: TypeAlias = (
        _Plain
        | _M[MessageT_co]
        | _P[ParamsT_co]
        | _C[ClientT_co]
        | _MP[MessageT_co, ParamsT_co]
        | _MC[MessageT_co, ClientT_co]
        | _PC[ParamsT_co, ClientT_co]
        | _MPC[MessageT_co, ParamsT_co, ClientT_co]
        | None
    )

else:

    class DynamicConfig(
        _Plain, Generic[MessageT_co, ParamsT_co, ClientT_co], total=False
    ):
        """The keys of a dynamic config."""

        messages: Iterable[MessageT_co | BaseMessageParam] | BaseMessageParam
        """The messages to send instead of the template's; text is one user message."""
        call_params: ParamsT_co | CommonCallParams
        """Merged over the decorator's, key by key."""
        client: ClientT_co
        """The client of this call only."""

    BaseDynamicConfig = DynamicConfig[MessageT_co, ParamsT_co, ClientT_co] | None
"""A dynamic config, or `None` to change nothing.

Its keys: `messages` to send instead of the template's, `computed_fields`, `tools`,
`call_params`, `client` and `metadata`.
"""


PromptReturn: TypeAlias = (
    "Messages.Type | Part | Sequence[object] | Mapping[str, object] | None"
)
"""What a prompt function may return: text, a message, a part, a list of these or of the
provider's own messages, a dynamic config, or nothing beneath a string template."""


class RenderedMessages(list[Any]):
    """Messages of a string template together with the dynamic config beside them.

    A call reads the config from here when some other decorator stands between it and
    the template.
    """

    __slots__ = ("config",)

    def __init__(self, messages: Iterable[object], config: dict[str, Any]) -> None:
        super().__init__(messages)
        self.config = config


def read_config(returned: object, name: str) -> dict[str, Any]:
    """Read what a prompt function, or `BasePrompt.dynamic_config`, returned.

    Args:
        returned: A dynamic config, or messages in one of their short forms.
        name: Who returned it, for the error.

    Returns:
        A new dict without keys that are `None`. `messages`, if present, is a list.

    Raises:
        PromptError: It is neither.
    """
    if returned is None:
        return {}
    if is_dict(returned):
        config = {name: value for name, value in returned.items() if value is not None}
        if "messages" in config:
            config["messages"] = _listed(config["messages"])
        return config
    if isinstance(returned, RenderedMessages):
        return {**returned.config, "messages": list(returned)}
    messages = as_messages(returned)
    if messages is None:
        raise PromptError(
            f"{name!r} returned {returned!r}: return text, messages, a dynamic config, "
            "or nothing beneath a string template"
        )
    return {"messages": messages}


def config_of(returned: object) -> dict[str, Any] | None:
    """Find the dynamic config in what a prompt function returned.

    Args:
        returned: A dynamic config, or messages in one of their short forms.

    Returns:
        The config as it was returned, if there is one.
    """
    if is_dict(returned):
        return returned
    return returned.config if isinstance(returned, RenderedMessages) else None


def _listed(messages: Any) -> list[Any]:
    """Bring the `messages` of a dynamic config into a list."""
    if messages == "":
        return []
    if isinstance(messages, LISTS):
        messages = list(messages)
    found = as_messages(messages)
    if (
        found is None
        and isinstance(messages, ITERABLE)
        and not isinstance(messages, (bytes, Mapping, BaseModel))
    ):
        found = as_messages(list(messages))
    if found is None:
        raise PromptError(
            f"`messages` of the dynamic config is {messages!r}: give a list of messages"
        )
    return found
