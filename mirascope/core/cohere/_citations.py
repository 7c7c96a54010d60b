"""Properties that only Cohere's answers have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mirascope.core.base._codec.vocabulary import Reply

from ._decode import extra_of

if TYPE_CHECKING:
    import cohere


class CitationProperties:
    """The properties that only Cohere's answers and streams have."""

    if TYPE_CHECKING:

        @property
        def _reply(self) -> Reply: ...

    @property
    def citations(self) -> list[cohere.Citation] | None:
        """Passages of the answer, with the documents or tools that they rest on."""
        return extra_of(self._reply)["citations"]

    @property
    def tool_plan(self) -> str | None:
        """The plan that the model wrote before it called tools."""
        return extra_of(self._reply)["tool_plan"]
