"""The providers of the contract suite: a new one is one module with its `ROWS`."""

from __future__ import annotations

import pkgutil
from importlib import import_module

from tests.contract.row import Row

FIRST = "chat"

_modules = sorted(
    (found.name for found in pkgutil.iter_modules(__path__)),
    key=lambda name: (name != FIRST, name),
)

ROWS: tuple[Row, ...] = tuple(
    row
    for name in _modules
    for row in import_module(f"{__name__}.{name}").ROWS
    if row.sdk.is_installed
)
"""Those whose SDK is installed; `.ci/run` names the environments that have each."""
