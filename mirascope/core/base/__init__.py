"""What all providers are built on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mirascope._lazy import attach

if TYPE_CHECKING:
    from ._call_factory import call_factory as call_factory
    from ._generic_tool import GenericTool as GenericTool
    from ._media import AudioSegment as AudioSegment
    from ._merge_decorators import merge_decorators as merge_decorators
    from ._metadata import metadata as metadata
    from ._schema import GenerateJsonSchemaNoTitles as GenerateJsonSchemaNoTitles
    from ._tool_output import transform_tool_outputs as transform_tool_outputs
    from .call_kwargs import BaseCallKwargs as BaseCallKwargs
    from .call_params import BaseCallParams as BaseCallParams
    from .call_params import CommonCallParams as CommonCallParams
    from .call_response import BaseCallResponse as BaseCallResponse
    from .call_response_chunk import BaseCallResponseChunk as BaseCallResponseChunk
    from .dynamic_config import BaseDynamicConfig as BaseDynamicConfig
    from .from_call_args import FromCallArgs as FromCallArgs
    from .message_param import AudioPart as AudioPart
    from .message_param import AudioURLPart as AudioURLPart
    from .message_param import BaseMessageParam as BaseMessageParam
    from .message_param import CacheControlPart as CacheControlPart
    from .message_param import DocumentPart as DocumentPart
    from .message_param import DocumentURLPart as DocumentURLPart
    from .message_param import ImagePart as ImagePart
    from .message_param import ImageURLPart as ImageURLPart
    from .message_param import NativePart as NativePart
    from .message_param import TextPart as TextPart
    from .message_param import ToolCallPart as ToolCallPart
    from .message_param import ToolResultPart as ToolResultPart
    from .messages import Messages as Messages
    from .prompt import BasePrompt as BasePrompt
    from .prompt import prompt_template as prompt_template
    from .response_model_config_dict import (
        ResponseModelConfigDict as ResponseModelConfigDict,
    )
    from .stream import BaseStream as BaseStream
    from .structured_stream import BaseStructuredStream as BaseStructuredStream
    from .tool import BaseTool as BaseTool
    from .tool import ToolConfig as ToolConfig
    from .toolkit import BaseToolKit as BaseToolKit
    from .toolkit import toolkit_tool as toolkit_tool
    from .types import BaseType as BaseType
    from .types import CostMetadata as CostMetadata
    from .types import JsonableType as JsonableType
    from .types import LocalProvider as LocalProvider
    from .types import Metadata as Metadata
    from .types import Provider as Provider
    from .types import Usage as Usage

__all__ = [
    "AudioPart",
    "AudioSegment",
    "AudioURLPart",
    "BaseCallKwargs",
    "BaseCallParams",
    "BaseCallResponse",
    "BaseCallResponseChunk",
    "BaseDynamicConfig",
    "BaseMessageParam",
    "BasePrompt",
    "BaseStream",
    "BaseStructuredStream",
    "BaseTool",
    "BaseToolKit",
    "BaseType",
    "CacheControlPart",
    "CommonCallParams",
    "CostMetadata",
    "DocumentPart",
    "DocumentURLPart",
    "FromCallArgs",
    "GenerateJsonSchemaNoTitles",
    "GenericTool",
    "ImagePart",
    "ImageURLPart",
    "JsonableType",
    "LocalProvider",
    "Messages",
    "Metadata",
    "NativePart",
    "Provider",
    "ResponseModelConfigDict",
    "TextPart",
    "ToolCallPart",
    "ToolConfig",
    "ToolResultPart",
    "Usage",
    "call_factory",
    "merge_decorators",
    "metadata",
    "prompt_template",
    "toolkit_tool",
    "transform_tool_outputs",
]

__getattr__, __dir__ = attach(
    __name__,
    {
        "AudioPart": ".message_param",
        "AudioSegment": "._media",
        "AudioURLPart": ".message_param",
        "BaseCallKwargs": ".call_kwargs",
        "BaseCallParams": ".call_params",
        "BaseCallResponse": ".call_response",
        "BaseCallResponseChunk": ".call_response_chunk",
        "BaseDynamicConfig": ".dynamic_config",
        "BaseMessageParam": ".message_param",
        "BasePrompt": ".prompt",
        "BaseStream": ".stream",
        "BaseStructuredStream": ".structured_stream",
        "BaseTool": ".tool",
        "BaseToolKit": ".toolkit",
        "GenericTool": "._generic_tool",
        "BaseType": ".types",
        "CacheControlPart": ".message_param",
        "CommonCallParams": ".call_params",
        "CostMetadata": ".types",
        "DocumentPart": ".message_param",
        "DocumentURLPart": ".message_param",
        "FromCallArgs": ".from_call_args",
        "GenerateJsonSchemaNoTitles": "._schema",
        "ImagePart": ".message_param",
        "ImageURLPart": ".message_param",
        "JsonableType": ".types",
        "LocalProvider": ".types",
        "Messages": ".messages",
        "Metadata": ".types",
        "NativePart": ".message_param",
        "Provider": ".types",
        "ResponseModelConfigDict": ".response_model_config_dict",
        "TextPart": ".message_param",
        "ToolCallPart": ".message_param",
        "ToolConfig": ".tool",
        "ToolResultPart": ".message_param",
        "Usage": ".types",
        "call_factory": "._call_factory",
        "merge_decorators": "._merge_decorators",
        "metadata": "._metadata",
        "prompt_template": ".prompt",
        "toolkit_tool": ".toolkit",
        "transform_tool_outputs": "._tool_output",
    },
)
