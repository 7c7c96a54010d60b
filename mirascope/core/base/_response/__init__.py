"""What a call returns: responses, chunks and streams."""
