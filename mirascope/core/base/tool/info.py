"""What is known of a tool class, in one place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

DEFAULT_DESCRIPTION = (
    "Correctly formatted and typed arguments that were extracted from the "
    "conversation. Give every required argument; leave optional arguments out unless "
    "the text says what they are."
)
"""How a tool without a docstring is described to the model."""

METADATA = frozenset({"args", "delta", "id", "tool_call"})
"""The facts about a call that a tool gives under names its arguments may take."""

INFO = "__mirascope_tool__"
"""Where a tool class has its `ToolInfo`."""


@dataclass(slots=True)
class ToolInfo:
    """What a tool class was made of, which its subclasses share, and what it became."""

    renamed: Mapping[str, str] = field(default_factory=dict[str, str])
    """The arguments whose field has another name, by field."""
    binding: Any = None
    """How a function is called with the arguments."""
    toolkit: Any = None
    """The toolkit that the tool belongs to."""

    arguments: dict[str, str] | None = field(default=None, init=False)
    """The name of the argument that each field holds."""
    schema: dict[str, Any] | None = field(default=None, init=False)
    """The schema of the arguments before it was made strict."""
    native: Any = field(default=None, init=False)
    """The tool in the provider's own form."""
    partial: Any = field(default=None, init=False)
    """The node of the arguments of partial tools."""
