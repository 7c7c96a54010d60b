"""Prompts, tools and one package for each provider."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from mirascope._lazy import attach
from mirascope._parts import NAMES
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
    from .base import BaseCallParams, CommonCallParams
    from .base import BaseCallResponse as BaseCallResponse
    from .base import BaseDynamicConfig as BaseDynamicConfig
    from .base import BasePrompt as BasePrompt
    from .base import BaseStream as BaseStream
    from .base import BaseTool as BaseTool
    from .base import BaseToolKit as BaseToolKit
    from .base import CostMetadata as CostMetadata
    from .base import FromCallArgs as FromCallArgs
    from .base import LocalProvider as LocalProvider
    from .base import Messages as Messages
    from .base import Provider as Provider
    from .base import ResponseModelConfigDict as ResponseModelConfigDict
    from .base import merge_decorators as merge_decorators
    from .base import metadata as metadata
    from .base import prompt_template as prompt_template
    from .base import toolkit_tool as toolkit_tool
    from .base.messages.parts import *  # noqa: F403
    from .costs import calculate_cost as calculate_cost

    AnyCallParams: TypeAlias = (
        CommonCallParams
        | anthropic.AnthropicCallParams
        | azure.AzureCallParams
        | bedrock.BedrockCallParams
        | cohere.CohereCallParams
        | gemini.GeminiCallParams
        | google.GoogleCallParams
        | groq.GroqCallParams
        | litellm.LiteLLMCallParams
        | local.LocalCallParams
        | mistral.MistralCallParams
        | openai.OpenAICallParams
        | vertex.VertexCallParams
        | xai.XAICallParams
        | BaseCallParams
    )
    """Common call parameters, a provider's own, or those of a registered provider if
    they are of a `TypedDict`: a plain dict is held against the ones that are known."""

__getattr__, __dir__ = attach(
    __name__,
    {
        ".": " ".join(("base", "costs", *PROVIDERS)),
        ".base": (
            "BaseCallResponse BaseDynamicConfig BasePrompt BaseStream BaseTool "
            "BaseToolKit CostMetadata FromCallArgs LocalProvider Messages Provider "
            "ResponseModelConfigDict merge_decorators metadata prompt_template "
            "toolkit_tool"
        ),
        ".base.messages.parts": " ".join(NAMES),
        ".costs": "calculate_cost",
    },
)
