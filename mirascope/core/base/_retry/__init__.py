"""Sending a request again, and for how long."""
