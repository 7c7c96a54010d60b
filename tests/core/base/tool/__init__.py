"""The tests of mirascope.core.base.tool."""
