"""Names that custom providers import from here; all are defined elsewhere."""

from ._call.setup import setup_call as setup_call
from ._functions import fn_is_async as fn_is_async
from .prompt.decorators import get_metadata as get_metadata
from .tool.convert import (
    convert_base_model_to_base_tool as convert_base_model_to_base_tool,
)
from .tool.convert import (
    convert_base_type_to_base_tool as convert_base_type_to_base_tool,
)
from .tool.convert import convert_function_to_base_tool as convert_function_to_base_tool
