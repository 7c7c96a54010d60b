"""The version, from the metadata of the installed package."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version

try:
    __version__ = version("mirascope")
except PackageNotFoundError:  # a source tree that is not installed
    __version__ = "0+unknown"
