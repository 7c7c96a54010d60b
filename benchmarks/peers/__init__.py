"""The same work done by other packages, each in an environment of its own."""
