"""What calls cost."""

from mirascope.core.base._response.prices import cost_of as cost_of

from .calculate_cost import calculate_cost as calculate_cost

__all__ = ["calculate_cost", "cost_of"]
