"""The tests of mirascope.core.base._json."""
