"""Hostile answers against every provider, each with what has to come of it."""
