"""The layers around the step that sends a request."""
