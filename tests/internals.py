"""The private names of `mirascope.core.base` that tests use, and where they stand."""

from __future__ import annotations

from mirascope.core.base._bounded_cache import put_bounded
from mirascope.core.base._call import settings as _settings
from mirascope.core.base._call import setup as _setup
from mirascope.core.base._call import typing as call_typing
from mirascope.core.base._call.factory import call_factory
from mirascope.core.base._call.settings import Settings, translate
from mirascope.core.base._chain.request import Binding, Layer, Position, ProviderRequest
from mirascope.core.base._chain.request_key import key_input, request_key
from mirascope.core.base._chain.streams import StreamLeft, pass_through, source_flow
from mirascope.core.base._codec.assembler import Assembler
from mirascope.core.base._codec.stored import TimedChunk
from mirascope.core.base._codec.vocabulary import (
    Call,
    CallDelta,
    Delta,
    Options,
    Reply,
    Tokens,
)
from mirascope.core.base._errors import adopt, retry_after
from mirascope.core.base._errors import table as error_table
from mirascope.core.base._errors.kinds import KINDS
from mirascope.core.base._event_loop import in_threads
from mirascope.core.base._fields import as_dict, as_mapping
from mirascope.core.base._flow import (
    Either,
    Emit,
    Flow,
    StreamFlow,
    arun,
    as_call,
    do,
    run,
)
from mirascope.core.base._json import find_json as _find_json
from mirascope.core.base._json.find_json import json_candidates, not_json
from mirascope.core.base._json.nodes import MISSING, GrowingText, TextPrefix
from mirascope.core.base._json.parser import PartialJson
from mirascope.core.base._limits.gate import Clock
from mirascope.core.base._mask import mask_conversation, mask_request, mask_values
from mirascope.core.base._partial.plan import NO_CHANGE, PartialStream
from mirascope.core.base._response.flat_prices import FlatPrice, listed_price
from mirascope.core.base._response.lazy import Exchange
from mirascope.core.base._response.prices import _registered, cost_of
from mirascope.core.base._response.reading import AsyncStreamRequest
from mirascope.core.base._schema import response_format as _response_model
from mirascope.core.base._schema.generate import (
    GenerateJsonSchemaNoTitles,
    schema_of,
)
from mirascope.core.base._schema.response_format import ResponseFormat, attach_response
from mirascope.core.base._schema.strict import strict_schema, without_nulls
from mirascope.core.base._sdk import raw_response as _raw_response
from mirascope.core.base._sdk.raw_response import SWITCH
from mirascope.core.base.messages.addresses import is_public, literal_address
from mirascope.core.base.messages.encoding import to_bytes
from mirascope.core.base.messages.json_instruction import json_instruction, json_text
from mirascope.core.base.messages.loading import load_fetched
from mirascope.core.base.messages.media import load_media, media_type, read_media
from mirascope.core.base.messages.media_loader import (
    ALLOW_PRIVATE,
    MediaLoader,
    set_media_loader,
)
from mirascope.core.base.messages.messages import object_part
from mirascope.core.base.prompt.decorators import (
    get_metadata,
    merge_decorators,
    metadata,
)
from mirascope.core.base.prompt.template import Template
from mirascope.core.base.tool.arguments import LazyCall, PartialArguments, build
from mirascope.core.base.tool.convert import (
    convert_function_to_base_tool,
    convert_tools,
    native_schema,
    native_schemas,
)
from mirascope.core.base.tool.output import serialize_output, transform_tool_outputs

__all__ = [
    "ALLOW_PRIVATE",
    "KINDS",
    "MISSING",
    "NO_CHANGE",
    "SWITCH",
    "Assembler",
    "AsyncStreamRequest",
    "Binding",
    "Call",
    "CallDelta",
    "Clock",
    "Delta",
    "Either",
    "Emit",
    "Exchange",
    "FlatPrice",
    "Flow",
    "GenerateJsonSchemaNoTitles",
    "GrowingText",
    "Layer",
    "LazyCall",
    "MediaLoader",
    "Options",
    "PartialArguments",
    "PartialJson",
    "PartialStream",
    "Position",
    "ProviderRequest",
    "Reply",
    "ResponseFormat",
    "Settings",
    "StreamFlow",
    "StreamLeft",
    "Template",
    "TextPrefix",
    "TimedChunk",
    "Tokens",
    "_find_json",
    "_raw_response",
    "_registered",
    "_response_model",
    "_settings",
    "_setup",
    "adopt",
    "arun",
    "as_call",
    "as_dict",
    "as_mapping",
    "attach_response",
    "build",
    "call_factory",
    "call_typing",
    "convert_function_to_base_tool",
    "convert_tools",
    "cost_of",
    "do",
    "error_table",
    "get_metadata",
    "in_threads",
    "is_public",
    "json_candidates",
    "json_instruction",
    "json_text",
    "key_input",
    "listed_price",
    "literal_address",
    "load_fetched",
    "load_media",
    "mask_conversation",
    "mask_request",
    "mask_values",
    "media_type",
    "merge_decorators",
    "metadata",
    "native_schema",
    "native_schemas",
    "not_json",
    "object_part",
    "pass_through",
    "put_bounded",
    "read_media",
    "request_key",
    "retry_after",
    "run",
    "schema_of",
    "serialize_output",
    "set_media_loader",
    "source_flow",
    "strict_schema",
    "to_bytes",
    "transform_tool_outputs",
    "translate",
    "without_nulls",
]
