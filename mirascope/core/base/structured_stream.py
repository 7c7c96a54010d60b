"""A streamed response model."""

from __future__ import annotations

from ._response.structured_stream import BaseStructuredStream as BaseStructuredStream
