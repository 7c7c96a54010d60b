"""The response of a call."""

from __future__ import annotations

from ._response.call_response import BaseCallResponse as BaseCallResponse
