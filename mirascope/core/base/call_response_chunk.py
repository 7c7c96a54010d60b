"""One chunk of a streamed answer."""

from __future__ import annotations

from ._response.chunk import BaseCallResponseChunk as BaseCallResponseChunk
