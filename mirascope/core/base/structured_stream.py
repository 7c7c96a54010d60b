"""A streamed response model."""

from ._call.factory import (
    structured_stream_factory as structured_stream_factory,
)
from ._response.structured_stream import BaseStructuredStream as BaseStructuredStream
