"""What a call costs."""

from __future__ import annotations

from mirascope.core.base._response.prices import calculate_cost as calculate_cost
