"""What providers fail with."""
