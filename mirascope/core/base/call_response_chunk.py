"""One chunk of a streamed answer."""

from ._response.chunk import BaseCallResponseChunk as BaseCallResponseChunk
