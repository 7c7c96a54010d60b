"""The old place of the classes, where pickles look for them."""

from __future__ import annotations

from . import __getattr__ as __getattr__
