"""What comes back: responses, chunks and streams."""
