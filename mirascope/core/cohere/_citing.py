"""What Cohere's answers have besides what all providers' have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mirascope.core.base._codec.vocabulary import Reply

from ._decode import more_of

if TYPE_CHECKING:
    import cohere


class Citing:
    """What an answer, or a stream so far, has besides what all providers have."""

    if TYPE_CHECKING:

        @property
        def _reply(self) -> Reply: ...

    @property
    def citations(self) -> list[cohere.Citation] | None:
        """Passages of the answer, with the documents or tools that they rest on."""
        return more_of(self._reply)["citations"]

    @property
    def tool_plan(self) -> str | None:
        """What the model said it would do before it called tools."""
        return more_of(self._reply)["tool_plan"]
