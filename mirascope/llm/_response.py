"""The old place of `CallResponse`, where pickles look for it."""

from __future__ import annotations

from .call_response import CallResponse as CallResponse
