"""Google's responses."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pydantic import computed_field
from typing_extensions import override

from mirascope.core.base._fields import as_mapping
from mirascope.core.base._response.call_response import BaseCallResponse
from mirascope.core.base.types import CostMetadata, GoogleMetadata

from ._codec import CODEC
from ._decode import candidate_of, images_in, parts_of
from .tool import GoogleTool

if TYPE_CHECKING:
    from google.genai.types import ContentDict, GenerateContentResponse
    from google.genai.types import GenerateContentResponseUsageMetadata as UsageMetadata

    Base = BaseCallResponse[
        GenerateContentResponse, ContentDict, GoogleTool, UsageMetadata
    ]
else:
    Base = BaseCallResponse


class GoogleCallResponse(Base, codec=CODEC):
    """The response of one call; the SDK's object is at `response`."""

    @computed_field
    @property
    @override
    def model(self) -> str | None:
        """The model, as the service names it, or else as it was asked for."""
        return self._reply.model or self.call_kwargs.get("model")

    @property
    def images(self) -> list[bytes]:
        """The images of the answer, encoded."""
        return images_in(parts_of(self._data))

    @computed_field(return_type=CostMetadata)
    @property
    @override
    def cost_metadata(self) -> CostMetadata:
        """Everything that the price of this call depends on."""
        metadata = super().cost_metadata
        grounding = as_mapping(candidate_of(self._data).get("grounding_metadata"))
        queries: Sequence[str] | None = grounding.get("web_search_queries")
        usage = self._need_codec().usage(self._data)
        metadata.google = GoogleMetadata(
            # Only Vertex AI names the kind of traffic.
            use_vertex_ai=bool(as_mapping(usage).get("traffic_type")),
            grounding_requests=len(queries) if queries else None,
        )
        return metadata
