"""What type checkers know of prompt functions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from mirascope.core.base.messages.messages import Messages
    from mirascope.core.base.messages.parts import Part


PromptReturn: TypeAlias = (
    "Messages.Type | Part | Sequence[object] | Mapping[str, object] | None"
)
"""What a prompt function may return: text, a message, a part, a list of these or of the
provider's own messages, a dynamic config, or nothing beneath a string template."""
