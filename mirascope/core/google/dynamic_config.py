"""What a prompt function for Google may return besides messages."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from mirascope.core.base.messages.parts import BaseMessageParam
from mirascope.core.base.prompt.dynamic_config import BaseDynamicConfig

from .call_params import GoogleCallParams

if TYPE_CHECKING:
    from google.genai import Client
    from google.genai.types import Content, ContentDict, FunctionResponse

    GoogleMessageParam: TypeAlias = (
        ContentDict | Content | FunctionResponse | BaseMessageParam
    )
    """A message to Google, in its own form or the common one."""
    GoogleDynamicConfig: TypeAlias = BaseDynamicConfig[
        GoogleMessageParam, GoogleCallParams, Client
    ]
    """The dynamic config of a function, sync or async."""
else:
    GoogleMessageParam = dict | BaseMessageParam
    GoogleDynamicConfig = BaseDynamicConfig
