"""Vertex AI's messages as a codec, which also takes what the old package took."""

from __future__ import annotations

from mirascope.core.google._legacy import LegacyCodec

CODEC = LegacyCodec("vertex")
