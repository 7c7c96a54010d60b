"""The tests of mirascope.core.base.messages."""
