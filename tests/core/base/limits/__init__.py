"""Limits that calls share."""
