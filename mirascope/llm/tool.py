"""Tools without regard to the provider that called them."""

from __future__ import annotations

from functools import cache
from typing import Any

from mirascope.core.base.tool.base_tool import BaseTool
from mirascope.core.base.tool.pickles import RECIPE


class Tool(BaseTool):
    """A tool call of any provider.

    The tools of an `llm.call` are instances of this class, of the user's own class
    where there is one, and of the provider's.
    """

    @property
    def _tool(self) -> BaseTool:
        """The tool itself: it is the provider's too."""
        return self


@cache
def neutral(tool_type: type[BaseTool]) -> Any:
    """Make a provider's tool class one of `Tool` as well.

    Args:
        tool_type: The provider's class.

    Returns:
        A subclass of both, always the same one.
    """
    kind: Any = type(tool_type)
    members = {
        "__module__": tool_type.__module__,
        "__provider__": tool_type.__provider__,  # as what calls without a tool become
        RECIPE: (neutral, tool_type),
    }
    return kind(tool_type.__name__, (tool_type, Tool), members)
