"""What a call costs."""

from __future__ import annotations

from ._calculate import calculate_cost as calculate_cost
