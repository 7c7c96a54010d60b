"""The providers of the contract suite: a new one is one module with its `ROWS`."""

from __future__ import annotations

import pkgutil
from importlib import import_module

from tests.contract.row import Params, Row

FIRST = "chat"

_modules = sorted(
    (found.name for found in pkgutil.iter_modules(__path__)),
    key=lambda name: (name != FIRST, name),
)

_loaded = [import_module(f"{__name__}.{name}") for name in _modules]
ALL_ROWS: tuple[Row, ...] = tuple(row for module in _loaded for row in module.ROWS)
"""All of them, whether or not the SDK is installed."""
ROWS: tuple[Row, ...] = tuple(row for row in ALL_ROWS if row.sdk.is_installed)
"""Those whose SDK is installed; `.ci/run` names the environments that have each."""
PARAMS: tuple[Params, ...] = tuple(
    params for module in _loaded for params in getattr(module, "PARAMS", ())
)
"""The typed parameters, whether or not the SDK is installed."""
