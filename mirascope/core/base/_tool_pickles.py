"""Where pickles of earlier versions find how classes of tools are made again."""

from .tool.arguments import partial_class as partial_class
from .tool.convert import tool_class as tool_class
from .tool.locations import tool_from as tool_from
from .tool.pickles import empty as empty
