"""Properties that only Cohere's answers have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mirascope.core.base._codec.vocabulary import Reply

from ._decode import more_of

if TYPE_CHECKING:
    import cohere


class Citing:
    """The properties that only Cohere's answers and streams have."""

    if TYPE_CHECKING:

        @property
        def _reply(self) -> Reply: ...

    @property
    def citations(self) -> list[cohere.Citation] | None:
        """Passages of the answer, with the documents or tools that they rest on."""
        return more_of(self._reply)["citations"]

    @property
    def tool_plan(self) -> str | None:
        """The plan that the model wrote before it called tools."""
        return more_of(self._reply)["tool_plan"]
