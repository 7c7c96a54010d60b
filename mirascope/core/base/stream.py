"""A streamed answer."""

from ._call.factory import stream_factory as stream_factory
from ._response.stream import BaseStream as BaseStream
