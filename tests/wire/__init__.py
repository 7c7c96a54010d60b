"""Recorded exchanges and the emulator: opinions that are not ours."""
