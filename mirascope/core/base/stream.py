"""A streamed answer."""

from __future__ import annotations

from ._response.stream import BaseStream as BaseStream
