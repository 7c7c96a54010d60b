"""A loopback server that answers in the wire formats of the providers."""

from __future__ import annotations

from ._answer import Answer, Audio, Call, Fault, Layout, Usage
from ._http import Request, Server

__all__ = ["Answer", "Audio", "Call", "Fault", "Layout", "Request", "Server", "Usage"]
