"""The protocol of a provider, and the values it translates to and from."""
