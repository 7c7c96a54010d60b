"""What calls cost."""

from __future__ import annotations

from ._calculate import calculate_cost as calculate_cost
from ._calculate import cost_of as cost_of

__all__ = ["calculate_cost", "cost_of"]
