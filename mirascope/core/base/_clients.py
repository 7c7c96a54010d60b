"""Where pickles of earlier versions find the error of a missing key."""

from __future__ import annotations

from ._sdk.default_clients import _restore as _restore
