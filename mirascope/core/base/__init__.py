"""What all providers are built on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mirascope._lazy import attach, keep
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
    from .prompt.dynamic_config import BaseDynamicConfig as BaseDynamicConfig
    from .prompt.merge_decorators import merge_decorators as merge_decorators
    from .prompt.metadata import metadata as metadata
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
        **dict.fromkeys(NAMES, ".messages.parts"),
        "AudioSegment": ".messages.messages",
        "BaseCallKwargs": ".call_kwargs",
        "BaseCallParams": ".call_params",
        "BaseCallResponse": "._response.call_response",
        "BaseCallResponseChunk": "._response.chunk",
        "BaseDynamicConfig": ".prompt.dynamic_config",
        "BasePrompt": ".prompt.base_prompt",
        "BaseStream": "._response.stream",
        "BaseStructuredStream": "._response.structured_stream",
        "BaseTool": ".tool.base_tool",
        "BaseToolKit": ".tool.toolkit",
        "GenericTool": "._response.generic_tool",
        "BaseType": ".types",
        "CommonCallParams": ".call_params",
        "CostMetadata": ".types",
        "FromCallArgs": "._schema.records",
        "GenerateJsonSchemaNoTitles": "._schema.generate",
        "JsonableType": ".types",
        "LocalProvider": ".types",
        "Messages": ".messages.messages",
        "Metadata": ".types",
        "NativePart": ".messages.parts",
        "Provider": ".types",
        "ResponseModelConfigDict": ".response_model_config_dict",
        "ToolConfig": ".tool.base_tool",
        "Usage": ".types",
        "call_factory": "._call.factory",
        "merge_decorators": ".prompt.merge_decorators",
        "metadata": ".prompt.metadata",
        "prompt_template": ".prompt.decorators",
        "toolkit_tool": ".tool.toolkit",
        "transform_tool_outputs": ".tool.output",
    },
)

keep(__name__, "call_factory", "merge_decorators", "metadata")
