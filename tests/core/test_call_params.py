"""Typed call parameters are those of the SDKs' methods, except what is listed here."""

from __future__ import annotations

import inspect
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from typing import Any, Literal, get_args, get_origin, get_type_hints

import pytest

from mirascope.core.base.call_params import COMMON_KEYS
from tests.contract.rows.mistral import SDK as MISTRAL

OURS = {"messages", "model", "stream", "tools"}
"""What is no call parameter: the decorator has it, or the prompt says it."""
OLD = {
    "function_call": "what tools were before",
    "functions": "what tools were before",
}


@dataclass(frozen=True, kw_only=True)
class Params:
    """A provider's typed parameters, and where its SDK takes them."""

    name: str
    """The class, as `package:name` below `mirascope.core`."""
    sdk: tuple[str, str]
    """The distribution, and the version that the two were compared with."""
    methods: tuple[str, ...]
    hints: str | None = None
    """The SDK's class that has the types of the parameters."""
    left_out: Mapping[str, str] = field(default_factory=dict)
    """What the method takes and the class does not have, and why."""
    more: Mapping[str, str] = field(default_factory=dict)
    """What the class has and the method does not take, and how it is sent."""

    @property
    def kind(self) -> Any:
        package, _, name = self.name.partition(":")
        return getattr(import_module(f"mirascope.core.{package}"), name)

    @property
    def typed(self) -> set[str]:
        return {*self.kind.__optional_keys__, *self.kind.__required_keys__}

    @property
    def taken(self) -> set[str]:
        return set().union(*map(_parameters, self.methods)) - OURS

    @property
    def is_newest(self) -> bool:
        """Whether the SDK here is not older than the one that was compared."""
        name, least = self.sdk
        return _numbers(version(name)) >= _numbers(least)


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(map(int, re.findall(r"\d+", text)))


def _found(path: str) -> Any:
    module, _, names = path.partition(":")
    found: Any = import_module(module)
    for name in names.split("."):
        found = getattr(found, name)
    return found


def _parameters(path: str) -> set[str]:
    return {
        name
        for name, parameter in inspect.signature(_found(path)).parameters.items()
        if name != "self" and parameter.kind is not parameter.VAR_KEYWORD
    }


CHAT = "openai.resources.chat.completions:Completions.create"
CHAT_HINTS = "openai.types.chat.completion_create_params:CompletionCreateParamsBase"
PARAMS = (
    Params(
        name="openai:OpenAICallParams",
        sdk=("openai", "3.57"),
        methods=(CHAT,),
        hints=CHAT_HINTS,
        left_out=OLD,
    ),
    Params(
        name="xai:XAICallParams",
        sdk=("openai", "3.57"),
        methods=(CHAT,),
        hints=CHAT_HINTS,
        left_out=OLD,
    ),
    Params(
        name="groq:GroqCallParams",
        sdk=("groq", "1.7"),
        methods=("groq.resources.chat.completions:Completions.create",),
        hints="groq.types.chat.completion_create_params:CompletionCreateParams",
        left_out=OLD,
    ),
    Params(
        name="anthropic:AnthropicCallParams",
        sdk=("anthropic", "2.14"),
        methods=(
            "anthropic.resources.messages:Messages.create",
            "anthropic.resources.beta.messages:Messages.create",
        ),
        hints="anthropic.types.beta.message_create_params:MessageCreateParamsBase",
        more={
            "output_format": "in the body",
            "temperature": "in the body",
            "tools": "as a keyword, beside the decorator's tools",
            "top_k": "in the body",
            "top_p": "in the body",
        },
    ),
    Params(
        name="mistral:MistralCallParams",
        sdk=("mistralai", "3.7"),
        methods=(f"{MISTRAL}.chat:Chat.complete", f"{MISTRAL}.chat:Chat.stream"),
    ),
    Params(
        name="cohere:CohereCallParams",
        sdk=("cohere", "7.3"),
        methods=(
            "cohere.v2.client:V2Client.chat",
            "cohere.base_client:BaseCohere.chat",
        ),
        left_out={
            "accepts": "the form of the answer, which is ours to read",
            "message": "the prompt says it",
        },
    ),
    Params(
        name="azure:AzureCallParams",
        sdk=("azure-ai-inference", "1.0.0b9"),
        methods=("azure.ai.inference:ChatCompletionsClient.complete",),
        left_out={"body": "takes the place of all others"},
        more={"headers": "as a keyword", "stream_options": "among `model_extras`"},
    ),
    Params(
        name="google:GoogleCallParams",
        sdk=("google-genai", "3.6"),
        methods=("google.genai.models:Models.generate_content",),
        left_out={"contents": "the prompt says it"},
        more=dict.fromkeys(COMMON_KEYS, "in `config`"),
    ),
    Params(
        name="litellm:LiteLLMCallParams",
        sdk=("litellm", "1.110"),
        methods=("litellm:completion", CHAT),
        left_out={
            **OLD,
            "deployment_id": "the model says it",
            "model_list": "for LiteLLM's router",
            "shared_session": "for LiteLLM's proxy",
        },
        more=dict.fromkeys(
            (
                *("additional_drop_params", "allowed_openai_params", "api_base"),
                *("caching", "context_window_fallback_dict", "custom_llm_provider"),
                *("drop_params", "fallbacks", "input_cost_per_token", "max_retries"),
                *("mock_response", "num_retries", "organization"),
                "output_cost_per_token",
            ),
            "as a keyword: LiteLLM takes any",
        ),
    ),
)
BY_SDK = pytest.mark.parametrize("params", PARAMS, ids=lambda params: params.name)


@pytest.fixture(autouse=True)
def need_sdk(params: Params) -> None:
    """Skip the test where the SDK is not installed."""
    try:
        version(params.sdk[0])
    except PackageNotFoundError:
        pytest.skip(f"{params.sdk[0]} is not installed")
    if params.sdk[0] == "litellm":
        # As the library does, which loads nothing.
        import_module("mirascope.core.litellm._sdk").sdk()


@BY_SDK
def test_what_the_sdk_takes_can_be_given_with_a_type(params: Params) -> None:
    assert params.taken - params.typed == params.taken & {*params.left_out}
    assert not params.typed & {*params.left_out}


@BY_SDK
def test_what_has_a_type_is_taken(params: Params) -> None:
    if not params.is_newest:
        pytest.skip("the types are those of a newer version")
    assert params.taken >= {*params.left_out}
    assert params.typed - params.taken == {*params.more}


@BY_SDK
def test_values_that_are_listed_are_those_of_the_sdk(params: Params) -> None:
    if params.hints is None or not params.is_newest:
        pytest.skip("the SDK lists none, or is older")
    theirs = get_type_hints(_found(params.hints))
    compared = 0
    for base in params.kind.__mro__ + params.kind.__orig_bases__:
        for name, annotation in vars(base).get("__annotations__", {}).items():
            written = getattr(annotation, "__forward_arg__", str(annotation))
            if "Literal[" in written and name in theirs:
                assert {*re.findall(r"""['"](.+?)['"]""", written)} == _values(
                    theirs[name]
                )
                compared += 1
    assert compared >= 3


def _values(hint: Any) -> set[Any]:
    """Find the literal values in a hint, but for those inside of mappings."""
    if get_origin(hint) is Literal:
        return {*get_args(hint)}
    return set().union(*map(_values, get_args(hint)))
