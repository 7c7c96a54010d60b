"""What a call costs."""

from mirascope.core.base._response.prices import calculate_cost as calculate_cost
