"""Decorators that only stream, for providers that a program makes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from mirascope.core.base._response.chunk import BaseCallResponseChunk
from mirascope.core.base.tool.base_tool import BaseTool

from .factory import call_factory


def stream_factory(
    *,
    TCallResponse: Any,  # noqa: N803  the names are the contract
    TStream: Any,  # noqa: N803
    setup_call: Callable[..., Any],
    handle_stream: Callable[..., Any],
    handle_stream_async: Callable[..., Any],
) -> Callable[..., Callable[..., Any]]:
    """Make what turns a prompt function into a streamed call.

    Args:
        TCallResponse: The provider's `BaseCallResponse`.
        TStream: The provider's `BaseStream`.
        setup_call: Prepares a request; see `call_factory`.
        handle_stream: Turns native chunks into `(chunk, tool | None)`.
        handle_stream_async: The same for async streams.

    Returns:
        `stream(fn, model, tools, json_mode, client, call_params, partial_tools)`, which
        gives a function with the parameters of `fn` that gives a `TStream`.
    """
    call = call_factory(
        TCallResponse=TCallResponse,
        TCallResponseChunk=BaseCallResponseChunk,
        TToolType=BaseTool,
        TStream=TStream,
        default_call_params={},
        setup_call=setup_call,
        get_json_output=lambda answer, json_mode: answer.content,
        handle_stream=handle_stream,
        handle_stream_async=handle_stream_async,
    )

    def stream(
        fn: Callable[..., Any],
        model: str,
        tools: Sequence[Any] | None = None,
        json_mode: bool = False,
        client: Any = None,
        call_params: Mapping[str, Any] | None = None,
        partial_tools: bool = False,
    ) -> Callable[..., Any]:
        options: Any = {"stream": {"partial_tools": True} if partial_tools else True}
        options |= {"client": client, "call_params": call_params}
        return call(model, tools=tools, json_mode=json_mode, **options)(fn)

    return stream


def structured_stream_factory(
    *,
    TCallResponse: Any,  # noqa: N803
    TCallResponseChunk: Any,  # noqa: N803
    TStream: Any,  # noqa: N803
    TToolType: Any,  # noqa: N803
    setup_call: Callable[..., Any],
    get_json_output: Callable[[Any, bool], Any],
) -> Callable[..., Callable[..., Any]]:
    """Make what turns a prompt function into a streamed response model.

    Args:
        TCallResponse: The provider's `BaseCallResponse`.
        TCallResponseChunk: The provider's `BaseCallResponseChunk`.
        TStream: The provider's `BaseStream`.
        TToolType: The provider's `BaseTool`.
        setup_call: Prepares a request; see `call_factory`.
        get_json_output: Finds the piece of JSON text in a chunk.

    Returns:
        `stream(fn, model, response_model, json_mode, client, call_params)`, which gives
        a function with the parameters of `fn` that gives a `BaseStructuredStream`.
    """

    def chunks(stream: Any, *_: object, **__: object) -> Any:
        return ((TCallResponseChunk(chunk=chunk), None) for chunk in stream)

    def async_chunks(stream: Any, *_: object, **__: object) -> Any:
        return ((TCallResponseChunk(chunk=chunk), None) async for chunk in stream)

    call = call_factory(
        TCallResponse=TCallResponse,
        TCallResponseChunk=TCallResponseChunk,
        TToolType=TToolType,
        TStream=TStream,
        default_call_params={},
        setup_call=setup_call,
        get_json_output=get_json_output,
        handle_stream=chunks,
        handle_stream_async=async_chunks,
    )

    def stream(
        fn: Callable[..., Any],
        model: str,
        response_model: Any,
        json_mode: bool = False,
        client: Any = None,
        call_params: Mapping[str, Any] | None = None,
    ) -> Callable[..., Any]:
        options: Any = {"client": client, "call_params": call_params}
        options |= {"response_model": response_model, "stream": True}
        return call(model, json_mode=json_mode, **options)(fn)

    return stream
