"""What a prompt function may return to change one call."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Generic, TypeAlias

from typing_extensions import TypedDict, TypeVar

if TYPE_CHECKING:
    from .call_params import CommonCallParams
    from .message_param import BaseMessageParam
    from .types import Metadata

MessageT = TypeVar("MessageT", default=Any)
"""The provider's message."""
ParamsT = TypeVar("ParamsT", default=Any)
"""The provider's call parameters."""
ClientT = TypeVar("ClientT", default=Any)
"""The clients that the provider takes."""


class DynamicConfig(TypedDict, Generic[MessageT, ParamsT, ClientT], total=False):
    """The keys of a dynamic config. A key that is `None` counts as absent."""

    messages: Iterable[MessageT | BaseMessageParam] | BaseMessageParam | None
    """The messages to send instead of the template's; text is one user message."""
    computed_fields: Mapping[str, object] | None
    """Further template variables; they win over arguments of the same name."""
    tools: Sequence[type[object] | Callable[..., object] | Mapping[str, object]] | None
    """The tools of this call, instead of the decorator's; `[]` is none."""
    call_params: ParamsT | CommonCallParams | None
    """Merged over the decorator's, key by key."""
    client: ClientT | None
    """The client of this call only."""
    metadata: Metadata | None
    """Instead of what `@metadata` says."""


BaseDynamicConfig: TypeAlias = DynamicConfig[MessageT, ParamsT, ClientT] | None
"""A dynamic config, or `None` to change nothing."""
