"""What all providers are built on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mirascope._lazy import attach, keep_names
from mirascope._parts import NAMES

if TYPE_CHECKING:
    from ._call.factory import call_factory as call_factory
    from ._response.call_response import BaseCallResponse as BaseCallResponse
    from ._response.chunk import BaseCallResponseChunk as BaseCallResponseChunk
    from ._response.generic_tool import GenericTool as GenericTool
    from ._response.stream import BaseStream as BaseStream
    from ._response.structured_stream import (
        BaseStructuredStream as BaseStructuredStream,
    )
    from ._schema.generate import (
        GenerateJsonSchemaNoTitles as GenerateJsonSchemaNoTitles,
    )
    from ._schema.records import FromCallArgs as FromCallArgs
    from .call_kwargs import BaseCallKwargs as BaseCallKwargs
    from .call_params import BaseCallParams as BaseCallParams
    from .call_params import CommonCallParams as CommonCallParams
    from .messages.messages import AudioSegment as AudioSegment
    from .messages.messages import Messages as Messages
    from .messages.parts import *  # noqa: F403
    from .messages.parts import NativePart as NativePart
    from .prompt import BasePrompt as BasePrompt
    from .prompt import prompt_template as prompt_template
    from .prompt.decorators import merge_decorators as merge_decorators
    from .prompt.decorators import metadata as metadata
    from .prompt.dynamic_config import BaseDynamicConfig as BaseDynamicConfig
    from .response_model_config_dict import (
        ResponseModelConfigDict as ResponseModelConfigDict,
    )
    from .tool.base_tool import BaseTool as BaseTool
    from .tool.base_tool import ToolConfig as ToolConfig
    from .tool.output import transform_tool_outputs as transform_tool_outputs
    from .tool.toolkit import BaseToolKit as BaseToolKit
    from .tool.toolkit import toolkit_tool as toolkit_tool
    from .types import BaseType as BaseType
    from .types import CostMetadata as CostMetadata
    from .types import JsonableType as JsonableType
    from .types import LocalProvider as LocalProvider
    from .types import Metadata as Metadata
    from .types import Provider as Provider
    from .types import Usage as Usage

__getattr__, __dir__ = attach(
    __name__,
    {
        "._call.factory": "call_factory",
        "._response.call_response": "BaseCallResponse",
        "._response.chunk": "BaseCallResponseChunk",
        "._response.generic_tool": "GenericTool",
        "._response.stream": "BaseStream",
        "._response.structured_stream": "BaseStructuredStream",
        "._schema.generate": "GenerateJsonSchemaNoTitles",
        "._schema.records": "FromCallArgs",
        ".call_kwargs": "BaseCallKwargs",
        ".call_params": "BaseCallParams CommonCallParams",
        ".messages.messages": "AudioSegment Messages",
        ".messages.parts": " ".join(("NativePart", *NAMES)),
        ".prompt.base_prompt": "BasePrompt",
        ".prompt.decorators": "merge_decorators metadata prompt_template",
        ".prompt.dynamic_config": "BaseDynamicConfig",
        ".response_model_config_dict": "ResponseModelConfigDict",
        ".tool.base_tool": "BaseTool ToolConfig",
        ".tool.output": "transform_tool_outputs",
        ".tool.toolkit": "BaseToolKit toolkit_tool",
        ".types": (
            "BaseType CostMetadata JsonableType LocalProvider Metadata Provider Usage"
        ),
    },
)

keep_names(__name__, "call_factory", "merge_decorators", "metadata")
