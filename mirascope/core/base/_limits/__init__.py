"""How much calls may send and spend."""
