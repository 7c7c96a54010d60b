"""How neutral classes hand on what the provider's say in the same words."""

from __future__ import annotations

from operator import attrgetter


def hand_on(cls: type, wrapped: str, *names: str) -> None:
    """Let properties of a class, declared by its base, be those of what it wraps.

    Args:
        cls: The class.
        wrapped: The attribute that holds the provider's object.
        *names: The properties.
    """
    for name in names:
        doc: str | None = getattr(cls, name).__doc__
        setattr(cls, name, property(attrgetter(f"{wrapped}.{name}"), doc=doc))
