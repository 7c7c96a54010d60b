"""A streamed answer."""

from __future__ import annotations

from ._call.factory import stream_factory as stream_factory
from ._response.stream import BaseStream as BaseStream
