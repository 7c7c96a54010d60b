"""A Python type as a JSON schema, and an answer validated with it."""
