"""The tests of mirascope.core.base._chain."""
