"""What connects calls to other packages."""
