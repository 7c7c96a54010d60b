"""JSON text as it arrives, and where it stands in an answer."""
