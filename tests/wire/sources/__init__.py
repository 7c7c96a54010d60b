"""Where the recordings of each service go: a new one is a module with its `SOURCES`."""

from __future__ import annotations

import pkgutil
from importlib import import_module

from .source import Source

SOURCES: tuple[Source, ...] = tuple(
    source
    for found in pkgutil.iter_modules(__path__)
    if found.name != "source"
    for source in import_module(f"{__name__}.{found.name}").SOURCES
)
