"""Services that speak OpenAI's format at an address of their own: one row each."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any

from typing_extensions import override

from mirascope._lazy import require
from mirascope.core._chat_completions import PARAMS, ChatCodec, send
from mirascope.core.base._call.factory import provider_call
from mirascope.core.base._call.provider import ProviderSpec
from mirascope.core.base._sdk.default_clients import (
    DefaultClients,
    env,
    load_resource,
    missing_key,
)
from mirascope.core.base._sdk.send_limits import restrict_client, timeout_of
from mirascope.core.base.tool.pickles import RECIPE, empty

if TYPE_CHECKING:
    from openai import AsyncOpenAI, OpenAI

    from mirascope.core.base._call.typing import CallDecorator
    from mirascope.core.openai import (
        OpenAICallParams,
        OpenAICallResponse,
        OpenAIStream,
    )

    CompatibleCall = CallDecorator[
        OpenAICallResponse, OpenAIStream, OpenAI, AsyncOpenAI, OpenAICallParams
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """Where a service is, and how to be let in.

    Args:
        name: The provider's name, which responses report.
        base_url: Its address, up to and including the version.
        base_url_env: The variable that overrides the address.
        key_env: The variable that holds the key.
        api_key: The key where none is needed, or a fixed one.
        finish_reasons: Whether it says of each answer why it ended.
        json_schema: Whether it enforces the schema of a `response_format`, and so is
            asked for a `response_model` by its schema rather than by a tool.
    """

    name: str
    base_url: str
    base_url_env: str | None = None
    key_env: str | None = None
    api_key: str | None = None
    finish_reasons: bool = True
    json_schema: bool = False

    @override
    def __repr__(self) -> str:
        return f"Endpoint(name={self.name!r}, base_url={self.base_url!r})"

    def make(self, is_async: bool) -> Any:
        """Make the default client.

        Args:
            is_async: Whether it is to serve async calls.

        Returns:
            A client of the OpenAI SDK.

        Raises:
            MissingKeyError: The service needs a key and the environment has none.
        """
        import openai

        key = (env(self.key_env) if self.key_env else None) or self.api_key
        # Without a key the SDK would send OPENAI_API_KEY to another company.
        if not key:
            raise missing_key(self.name, str(self.key_env), openai.OpenAIError())
        url = os.environ.get(self.base_url_env) if self.base_url_env else None
        maker = openai.AsyncOpenAI if is_async else openai.OpenAI
        return maker(api_key=key, base_url=url or self.base_url)

    @property
    def environment(self) -> tuple[str, ...]:
        """The variables that the client depends on."""
        return tuple(name for name in (self.key_env, self.base_url_env) if name)


ENDPOINTS: Mapping[str, Endpoint] = {
    endpoint.name: endpoint
    for endpoint in (
        Endpoint(
            # https://docs.ollama.com/openai
            name="ollama",
            base_url="http://localhost:11434/v1",
            base_url_env="OLLAMA_BASE_URL",
            api_key="ollama",
            json_schema=True,
        ),
        Endpoint(
            # https://docs.vllm.ai/en/latest/serving/openai_compatible_server.html
            name="vllm",
            base_url="http://localhost:8000/v1",
            base_url_env="VLLM_BASE_URL",
            key_env="VLLM_API_KEY",
            api_key="EMPTY",
            json_schema=True,
        ),
    )
}
"""The services that need nothing but a row."""


def endpoint_spec(
    endpoint: Endpoint,
    *,
    codec: ChatCodec,
    response: Any,
    chunk: Any,
    stream: Any,
    tool: Any,
) -> ProviderSpec:
    """Make a provider from an endpoint and its classes.

    Args:
        endpoint: The service.
        codec: Its codec.
        response: Its response class.
        chunk: Its chunk class.
        stream: Its stream class.
        tool: Its tool class.

    Returns:
        The provider.
    """
    return ProviderSpec(
        codec=codec,
        clients=DefaultClients(
            *(endpoint.environment, endpoint.make),
            load=load_resource("chat.completions"),
        ),
        send=send,
        restrict=restrict_client("chat.completions"),
        time_is_over=timeout_of("openai"),
        response=response,
        chunk=chunk,
        stream=stream,
        tool=tool,
        params=PARAMS,
        client_kinds=("SyncAPIClient", "AsyncAPIClient"),
        client_names=("openai.OpenAI", "openai.AsyncOpenAI"),
        finish_reasons=endpoint.finish_reasons,
        native_schema=endpoint.json_schema,
    )


def compatible_call(endpoint: Endpoint) -> CompatibleCall:
    """Make the call decorator for a service that speaks OpenAI's format.

    Args:
        endpoint: Where it is.

    Returns:
        The decorator, whose responses report the endpoint's name and no price of
        OpenAI's.
    """
    return _call_at(endpoint)


@cache
def _call_at(endpoint: Endpoint) -> CompatibleCall:
    require(f"provider {endpoint.name!r}", "openai", "openai")
    classes = classes_of(endpoint.name)
    if endpoint.json_schema:
        # A grammar leaves a model no way to call a tool.
        dialect = replace(
            classes["codec"].dialect, schema="always", json_with_tools=False
        )
        classes = {**classes, "codec": ChatCodec(dialect)}
    spec = endpoint_spec(endpoint, **classes)
    return provider_call(replace(spec, remake=(compatible_call, endpoint)))


@cache
def classes_of(provider: str) -> dict[str, Any]:
    """Make the classes of a provider that is only a row: OpenAI's under its name.

    Args:
        provider: The provider's name.

    Returns:
        The arguments of `endpoint_spec`, always the same.
    """
    from mirascope.core.openai._codec import dialect
    from mirascope.core.openai.call_response import OpenAICallResponse
    from mirascope.core.openai.call_response_chunk import OpenAICallResponseChunk
    from mirascope.core.openai.stream import OpenAIStream
    from mirascope.core.openai.tool import OpenAITool

    codec = ChatCodec(dialect(provider))
    prefix = "".join(word.capitalize() for word in re.split(r"[\W_]+", provider))

    def named(base: Any, key: str, **members: Any) -> Any:
        def reduce(value: Any) -> Any:
            return _restore, (provider, key), value.__getstate__()

        members |= {"__module__": __name__, RECIPE: (_class_of, provider, key)}
        members |= {"__reduce__": reduce} if key in ("response", "chunk") else {}
        name = base.__name__.replace("OpenAI", prefix)
        given: Any = {} if key == "tool" else {"codec": codec}
        return type(base)(name, (base,), members, **given)

    return {
        "codec": codec,
        "response": named(OpenAICallResponse, "response"),
        "chunk": named(OpenAICallResponseChunk, "chunk"),
        "stream": named(OpenAIStream, "stream"),
        "tool": named(OpenAITool, "tool", __provider__=provider),
    }


def _restore(provider: str, key: str) -> Any:
    """Make the empty response or chunk that a pickle fills."""
    return empty(_class_of(provider, key))


def _class_of(provider: str, key: str) -> Any:
    return classes_of(provider)[key]
