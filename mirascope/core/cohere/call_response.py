"""Cohere's responses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import computed_field
from typing_extensions import override

from mirascope.core.base._response.call_response import BaseCallResponse

from ._citations import CitationProperties
from ._codec import CODEC
from ._decode import extra_of
from .tool import CohereTool

if TYPE_CHECKING:
    import cohere
    from cohere import ChatMessageV2

    Base = BaseCallResponse[
        cohere.V2ChatResponse, ChatMessageV2, CohereTool, cohere.Usage
    ]
else:
    Base = BaseCallResponse


class CohereCallResponse(CitationProperties, Base, codec=CODEC):
    """The response of one Cohere call; the SDK's object is at `response`."""

    @computed_field
    @property
    @override
    def model(self) -> str | None:
        """The requested model: the service does not name it."""
        return self.call_kwargs.get("model")

    @property
    @override
    def citations(self) -> list[cohere.Citation] | None:
        # What was read from bytes has dicts.
        return extra_of(CODEC.decode(self.response))["citations"]
