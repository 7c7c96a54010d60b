"""The programs of the old library's documentation, run unmodified."""
