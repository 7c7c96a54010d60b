"""The tests of mirascope."""
