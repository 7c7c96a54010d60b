"""What providers fail with, in one tree of classes."""
