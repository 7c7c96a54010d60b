"""The same scenarios against every registered provider."""
