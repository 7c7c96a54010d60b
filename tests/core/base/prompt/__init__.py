"""The tests of mirascope.core.base.prompt."""
