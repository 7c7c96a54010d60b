"""Where the SDK keeps its client and its types."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import Any


@cache
def sdk() -> Any:
    """Find where `Mistral` and `models` are: before version 2 in the package itself."""
    package = import_module("mistralai")
    return package if hasattr(package, "Mistral") else import_module("mistralai.client")


@cache
def model(name: str) -> Any:
    """Find one of the SDK's types, which are looked up anew whenever one asks."""
    return getattr(sdk().models, name)
