"""Many calls against a server that fails on a plan and knows how each has to end."""
