"""Whether answers are read from their bytes, switched in a test."""

from __future__ import annotations

import pytest

from .internals import SWITCH, _raw_response


def switch_raw(patch: pytest.MonkeyPatch, value: str | None) -> None:
    """Set the environment variable as a new process would find it.

    Args:
        patch: What undoes it.
        value: Its value, `0` for the SDK's objects; `None` where it is not set.
    """
    if value is None:
        patch.delenv(SWITCH, raising=False)
    else:
        patch.setenv(SWITCH, value)
    patch.setattr(_raw_response, "_unpatched", {})
