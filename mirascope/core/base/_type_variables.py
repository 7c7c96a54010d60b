"""The type variables that more than one module uses."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ParamSpec

from typing_extensions import TypeVar

P = ParamSpec("P")
"""The parameters of the user's function."""
T = TypeVar("T")
"""Any value that is handed through, or that a function returns."""
FnT = TypeVar("FnT", bound=Callable[..., Any])
"""A function that is given back, or what replaces it."""
ModelT = TypeVar("ModelT")
"""What a `response_model` stands for."""

ClientT_co = TypeVar("ClientT_co", covariant=True, default=Any)
"""The class of the client, or of the usage object."""
