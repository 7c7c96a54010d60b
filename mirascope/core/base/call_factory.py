"""Providers that a program makes."""

from __future__ import annotations

from ._call.factory import call_factory as call_factory
