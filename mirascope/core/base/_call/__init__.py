"""One call, from the decorated function to its result."""
