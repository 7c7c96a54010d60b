"""What calls cost."""

from __future__ import annotations

from ._calculate import cost_of as cost_of
from ._calculate import register_prices as register_prices
from ._details import metadata_of as metadata_of
from .calculate_cost import calculate_cost as calculate_cost

__all__ = ["calculate_cost", "cost_of"]
