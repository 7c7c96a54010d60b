"""The tests of mirascope.core."""
