"""Prompts, tools and one package for each provider."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mirascope._lazy import attach
from mirascope._providers import PROVIDERS

if TYPE_CHECKING:
    from . import anthropic as anthropic
    from . import azure as azure
    from . import base as base
    from . import bedrock as bedrock
    from . import cohere as cohere
    from . import costs as costs
    from . import gemini as gemini
    from . import google as google
    from . import groq as groq
    from . import litellm as litellm
    from . import local as local
    from . import mistral as mistral
    from . import openai as openai
    from . import vertex as vertex
    from . import xai as xai
    from .base import AudioPart as AudioPart
    from .base import AudioURLPart as AudioURLPart
    from .base import BaseCallResponse as BaseCallResponse
    from .base import BaseDynamicConfig as BaseDynamicConfig
    from .base import BaseMessageParam as BaseMessageParam
    from .base import BasePrompt as BasePrompt
    from .base import BaseStream as BaseStream
    from .base import BaseTool as BaseTool
    from .base import BaseToolKit as BaseToolKit
    from .base import CacheControlPart as CacheControlPart
    from .base import CostMetadata as CostMetadata
    from .base import DocumentPart as DocumentPart
    from .base import DocumentURLPart as DocumentURLPart
    from .base import FromCallArgs as FromCallArgs
    from .base import ImagePart as ImagePart
    from .base import ImageURLPart as ImageURLPart
    from .base import LocalProvider as LocalProvider
    from .base import Messages as Messages
    from .base import Provider as Provider
    from .base import ResponseModelConfigDict as ResponseModelConfigDict
    from .base import TextPart as TextPart
    from .base import ToolCallPart as ToolCallPart
    from .base import ToolResultPart as ToolResultPart
    from .base import merge_decorators as merge_decorators
    from .base import metadata as metadata
    from .base import prompt_template as prompt_template
    from .base import toolkit_tool as toolkit_tool
    from .costs import calculate_cost as calculate_cost

__getattr__, __dir__ = attach(
    __name__,
    {
        "AudioPart": ".base",
        "AudioURLPart": ".base",
        "BaseCallResponse": ".base",
        "BaseDynamicConfig": ".base",
        "BaseMessageParam": ".base",
        "BasePrompt": ".base",
        "BaseStream": ".base",
        "BaseTool": ".base",
        "BaseToolKit": ".base",
        "CacheControlPart": ".base",
        "CostMetadata": ".base",
        "DocumentPart": ".base",
        "DocumentURLPart": ".base",
        "FromCallArgs": ".base",
        "ImagePart": ".base",
        "ImageURLPart": ".base",
        "LocalProvider": ".base",
        "Messages": ".base",
        "Provider": ".base",
        "ResponseModelConfigDict": ".base",
        "TextPart": ".base",
        "ToolCallPart": ".base",
        "ToolResultPart": ".base",
        "base": ".base:",
        "calculate_cost": ".costs",
        "costs": ".costs:",
        "merge_decorators": ".base",
        "metadata": ".base",
        "prompt_template": ".base",
        "toolkit_tool": ".base",
        **{name: f".{name}:" for name in PROVIDERS},
    },
)
