"""The old place of `Stream` and its chunks, where pickles look for them."""

from .call_response_chunk import CallResponseChunk as CallResponseChunk
from .stream import Stream as Stream
