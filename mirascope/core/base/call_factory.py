"""Providers that a program makes."""

from ._call.factory import call_factory as call_factory
