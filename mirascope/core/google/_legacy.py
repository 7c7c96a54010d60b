"""Requests through a `GenerativeModel` of the packages that google-genai replaced.

`google.generativeai` and `vertexai.generative_models` send protos, which are read and
written as JSON here: what an old package does not know is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from enum import Enum
from importlib import import_module
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias, cast

from typing_extensions import override

from mirascope.core.base._codec.vocabulary import Delta, Options, Reply
from mirascope.core.base._fields import as_dict, as_mapping, is_mapping
from mirascope.core.base._type_variables import FnT
from mirascope.core.base.messages.json_instruction import json_text
from mirascope.core.base.messages.parts import BaseMessageParam
from mirascope.exceptions import InvalidCallError

from ._codec import GeminiCodec
from ._encode import system_parts
from ._parts import jsonable, raw_part
from ._schema import openapi
from .call_params import GoogleCallParams

DEFAULT_LABEL = "GenerativeModel"
"""What a call is labelled with whose model is not known before it is made."""
_AGREED = "Ok! I will adhere to this system message."


class LegacyCallParams(GoogleCallParams, total=False):
    """What the calls of both old packages take."""

    generation_config: Mapping[str, object] | object
    """How to generate, such as `{"temperature": 0.5}`."""
    safety_settings: Mapping[object, object] | Sequence[object]
    """What to block: categories to thresholds, or a list of settings."""
    tool_config: Mapping[str, object] | object
    """Which tools may or must be called."""


class LegacyModel(Protocol):
    """A `GenerativeModel`, as far as it is needed here."""

    @property
    def generate_content(self) -> Callable[..., object]:
        """Sends a request."""
        ...

    @property
    def generate_content_async(self) -> Callable[..., object]:
        """Sends a request, to be awaited."""
        ...


if TYPE_CHECKING:
    from google.genai import Client

    AnyClient: TypeAlias = Client | LegacyModel


def is_legacy(client: object) -> bool:
    """Tell a `GenerativeModel` from a client of google-genai."""
    return hasattr(client, "generate_content")


def model_optional(call: FnT) -> FnT:
    """Let the name of the model be left out, as a `GenerativeModel` has its own."""

    def named(model: str, *, client: Any = None, **options: Any) -> Any:
        own = getattr(client, "model_name", "")
        label = model or str(own).rpartition("/")[2] or DEFAULT_LABEL
        return call(label, client=client, **options)

    named.__dict__.update(vars(call))
    named.__doc__ = call.__doc__
    # It takes and gives what the decorator does.
    return cast(FnT, named)


class LegacyCodec(GeminiCodec):
    """Translates also for what a `GenerativeModel` is given and gives."""

    def __init__(self, provider: str) -> None:
        super().__init__(provider)
        is_vertex = provider == "vertex"
        self._default = SimpleNamespace(vertexai=True) if is_vertex else None

    @override
    def is_reference(self, url: str, client: Any) -> bool:
        return super().is_reference(url, client or self._default)

    @override
    def encode(self, options: Options) -> tuple[list[Any], dict[str, Any]]:
        if options.model == DEFAULT_LABEL and not is_legacy(options.client):
            raise InvalidCallError(
                "`model` is '': give the name of a model, or a `GenerativeModel`"
            )
        messages = [
            one if isinstance(one, BaseMessageParam) else legacy_as_dict(one)
            for one in options.messages
        ]
        params = _folded(options.params)
        if not is_legacy(options.client):
            timeout = as_mapping(params.pop("request_options", None)).get("timeout")
            if timeout:
                http = {"timeout": int(timeout * 1000)}
                params["config"] = {"http_options": http, **params["config"]}
        config: dict[str, Any] = params["config"]
        vertex_config: dict[str, Any] = {}
        if _is_vertex(config.get("tool_config")):
            vertex_config["tool_config"] = config.pop("tool_config")
        if vertex_config and not is_legacy(options.client):
            raise InvalidCallError(
                "`tool_config` is an object of vertexai, which only its package reads: "
                "give a dict, or `google.genai.types.ToolConfig`"
            )
        request = options._replace(messages=messages, params=params)
        native, kwargs = GeminiCodec.encode(request)
        if vertex_config:
            kwargs["config"] = {**kwargs.get("config", {}), **vertex_config}
        return native, kwargs

    @override
    def decode(self, response: Any) -> Reply:
        return GeminiCodec.decode(legacy_as_dict(response))

    @override
    def has_answer(self, response: Any) -> bool:
        return GeminiCodec.has_answer(legacy_as_dict(response))

    @override
    def delta(self, chunk: Any) -> Delta:
        return GeminiCodec.delta(legacy_as_dict(chunk))

    @override
    def usage(self, native: Any) -> Any:
        return super().usage(legacy_as_dict(native))

    @override
    def message(self, response: Any, reply: Reply) -> dict[str, Any]:
        return super().message(legacy_as_dict(response), reply)

    @override
    def api(self, client: Any) -> str:
        return super().api(client or self._default)

    @override
    def native_json(self, native: Any) -> Any:
        return super().native_json(legacy_as_dict(native))

    @override
    def read(self, message: Any) -> list[BaseMessageParam]:
        return super().read(legacy_as_dict(message))


def legacy_as_dict(value: Any) -> Any:
    """Read an object of the old packages; everything else stays as it is."""
    kind = value.__class__
    if hasattr(kind, "pb"):
        read = _message(value)
    elif kind.__module__.startswith("google.generativeai"):
        read = _answer(value)
    elif hasattr(value, "to_dict"):
        read = value.to_dict()
    else:
        return value
    contents = [one.get("content") for one in read.get("candidates", ())]
    for content in [read, *contents]:
        if content and "parts" in content:
            content["parts"] = [raw_part(part) for part in content["parts"]]
    return read


def _answer(response: Any) -> dict[str, Any]:
    """Read an answer of `google.generativeai`, whose own dict has numbers for words."""
    read: dict[str, Any] = {
        "candidates": [_message(one) for one in response.candidates],
        "model_version": getattr(response, "model_version", None),
    }
    for name in ("prompt_feedback", "usage_metadata"):
        if found := _message(getattr(response, name)):
            read[name] = found
    return read


def _message(proto: Any) -> dict[str, Any]:
    return proto.__class__.to_dict(
        proto,
        use_integers_for_enums=False,
        always_print_fields_with_no_presence=False,
    )


def _is_vertex(value: object) -> bool:
    return type(value).__module__.startswith("vertexai")


def _folded(params: Mapping[str, Any]) -> dict[str, Any]:
    """Put the parameters of the old packages into the config of google-genai."""
    given = dict(params)
    config: dict[str, Any] = {}
    made = legacy_as_dict(given.pop("generation_config", None))
    config |= {
        name: item for name, item in as_mapping(made).items() if item is not None
    }
    safety = given.pop("safety_settings", None)
    if is_mapping(safety):
        config["safety_settings"] = [
            {"category": _word(kind), "threshold": _word(bound)}
            for kind, bound in safety.items()
        ]
    elif safety is not None:
        config["safety_settings"] = [legacy_as_dict(setting) for setting in safety]
    if (chosen := given.pop("tool_config", None)) is not None:
        config["tool_config"] = chosen if _is_vertex(chosen) else legacy_as_dict(chosen)
    given["config"] = {**config, **(given.get("config") or {})}
    return given


def _word(value: Any) -> Any:
    return value.name if isinstance(value, Enum) else value


def _tool_config(calling: Mapping[str, Any]) -> Any:
    """Make the object that Vertex AI's package insists on."""
    kind: Any = import_module("vertexai.generative_models").ToolConfig
    config_type = kind.FunctionCallingConfig
    mode = config_type.Mode[str(calling.get("mode") or "AUTO").rpartition(".")[2]]
    names = calling.get("allowed_function_names")
    return kind(config_type(mode=mode, allowed_function_names=names))


def send_legacy(client: Any, is_async: bool, /, **kwargs: Any) -> Any:
    """Send a request with a `GenerativeModel`, which stays as it is."""
    return _LegacyRequest(client, is_async)(**kwargs)


class _LegacyRequest:
    """Sends a request with a model of one of the old packages."""

    def __init__(self, client: Any, is_async: bool) -> None:
        self._client = client
        self._is_async = is_async
        self._vertex = _is_vertex(client)
        self._protos: Any = import_module(
            "google.cloud.aiplatform_v1beta1.types"
            if self._vertex
            else "google.generativeai.protos"
        )

    def __call__(self, stream: bool = False, **kwargs: Any) -> Any:
        config = dict(kwargs.pop("config", None) or {})
        del kwargs["model"]
        contents = kwargs.pop("contents")
        if system := system_parts(config.pop("system_instruction", None)):
            # A model has its own already: more goes into the first turn.
            agreed = {"role": "model", "parts": [{"text": _AGREED}]}
            contents = [{"role": "user", "parts": system}, agreed, *contents]
        contents = [self._proto("Content", one) for one in contents]
        if tools := config.pop("tools", None):
            kwargs["tools"] = [self._proto("Tool", self._tool(tool)) for tool in tools]
        if chosen := config.pop("tool_config", None):
            kwargs["tool_config"] = self._tool_config(chosen)
        if safety := config.pop("safety_settings", None):
            kwargs["safety_settings"] = [
                self._proto("SafetySetting", one) if self._vertex else as_dict(one)
                for one in safety
            ]
        if config:
            kwargs["generation_config"] = self._generation(config)
        name = "generate_content_async" if self._is_async else "generate_content"
        return getattr(self._client, name)(contents, stream=stream, **kwargs)

    def _tool_config(self, chosen: Any) -> Any:
        if _is_vertex(chosen):
            return chosen
        read = as_dict(chosen)
        if self._vertex:
            return _tool_config(read.get("function_calling_config") or {})
        return self._proto("ToolConfig", read)

    def _generation(self, config: dict[str, Any]) -> Any:
        if self._vertex:
            return self._proto("GenerationConfig", config)
        if schema := config.get("response_json_schema"):
            config["response_schema"] = self._proto("Schema", openapi(schema))
        known = self._protos.GenerationConfig.meta.fields
        return {name: value for name, value in config.items() if name in known}

    def _proto(self, name: str, value: Any) -> Any:
        kind = getattr(self._protos, name)
        if isinstance(value, kind):
            return value
        text = json_text(jsonable(as_dict(value)))
        return kind.from_json(text, ignore_unknown_fields=True)

    def _tool(self, tool: Any) -> Any:
        """Describe functions by the only form of schema that the package knows."""
        declared = as_mapping(tool).get("function_declarations")
        if self._vertex or not declared:
            return tool
        functions: list[dict[str, Any]] = []
        for one in declared:
            function = dict(as_dict(one))
            schema = function.pop("parameters_json_schema", None)
            if schema is not None:
                function["parameters"] = openapi(schema)
            functions.append(function)
        return {**as_dict(tool), "function_declarations": functions}
