"""Access to an SDK: default clients, raw answers and raw streams."""
