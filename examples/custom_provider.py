"""A provider of your own: here a pretend SDK that answers by repeating the question."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any

from mirascope import llm
from mirascope.core.base import (
    BaseCallResponse,
    BaseCallResponseChunk,
    BaseStream,
    BaseTool,
    call_factory,
)
from mirascope.core.base._utils import fn_is_async, setup_call

Json = dict[str, Any]


class EchoClient:
    """The pretend SDK: it answers in dicts of its own."""

    def reply(self, model: str, messages: list[Json]) -> Json:
        return {"engine": model, "said": f"You said: {messages[-1]['content']}"}

    async def reply_async(self, model: str, messages: list[Json]) -> Json:
        return self.reply(model, messages)

    def words(self, model: str, messages: list[Json]) -> Iterator[Json]:
        for word in self.reply(model, messages)["said"].split(" "):
            yield {"engine": model, "said": f"{word} "}

    async def words_async(
        self, model: str, messages: list[Json]
    ) -> AsyncIterator[Json]:
        for word in self.words(model, messages):
            yield word


class EchoResponse(BaseCallResponse[Any, Any, Any]):
    _provider = "echo"

    @property
    def content(self) -> str:
        return self.response["said"]

    @property
    def model(self) -> str | None:
        return self.response["engine"]

    @property
    def finish_reasons(self) -> list[str] | None:
        return ["stop"]

    @property
    def id(self) -> str | None:
        return None

    @property
    def usage(self) -> None:
        return None

    @property
    def input_tokens(self) -> None:
        return None

    @property
    def cached_tokens(self) -> None:
        return None

    @property
    def output_tokens(self) -> None:
        return None

    @property
    def message_param(self) -> Json:
        return {"role": "assistant", "content": self.content}

    @property
    def tools(self) -> None:
        return None


class EchoChunk(BaseCallResponseChunk[Any]):
    @property
    def content(self) -> str:
        return self.chunk["said"]

    @property
    def model(self) -> str | None:
        return self.chunk["engine"]


class EchoStream(BaseStream[Any, Any, Any]):
    _provider = "echo"

    def _construct_message_param(
        self, tool_calls: list[Any] | None = None, content: str | None = None
    ) -> Json:
        return {"role": "assistant", "content": content or ""}


class EchoTool(BaseTool):
    """The pretend SDK has no tools."""


def echo_setup_call(
    *,
    model: str,
    client: EchoClient | None,
    fn: Any,
    fn_args: Json,
    dynamic_config: Any,
    tools: Any,
    json_mode: bool,
    call_params: Any,
    response_model: Any,
    stream: Any,
) -> tuple[Any, str | None, list[Json], list[type[EchoTool]] | None, Json]:
    template, messages, tool_types, kwargs = setup_call(
        fn, fn_args, dynamic_config, tools, EchoTool, call_params, lambda common: common
    )
    native = [{"role": one.role, "content": one.content} for one in messages]
    kwargs |= {"model": model, "messages": native}
    sdk = client or EchoClient()

    def create(*, stream: bool, **kwargs: Any) -> Any:
        return sdk.words(**kwargs) if stream else sdk.reply(**kwargs)

    async def create_async(*, stream: bool, **kwargs: Any) -> Any:
        return sdk.words_async(**kwargs) if stream else await sdk.reply_async(**kwargs)

    return (
        create_async if fn_is_async(fn) else create,
        template,
        native,
        tool_types,
        kwargs,
    )


def echo_json(answer: EchoResponse | EchoChunk, json_mode: bool) -> str:
    return answer.content


def echo_stream(
    stream: Iterator[Json], tool_types: Any, partial_tools: bool = False
) -> Iterator[tuple[EchoChunk, None]]:
    for chunk in stream:
        yield EchoChunk(chunk=chunk), None


async def echo_stream_async(
    stream: AsyncIterator[Json], tool_types: Any, partial_tools: bool = False
) -> AsyncIterator[tuple[EchoChunk, None]]:
    async for chunk in stream:
        yield EchoChunk(chunk=chunk), None


echo_call = call_factory(
    TCallResponse=EchoResponse,
    TCallResponseChunk=EchoChunk,
    TToolType=EchoTool,
    TStream=EchoStream,
    default_call_params={},
    setup_call=echo_setup_call,
    get_json_output=echo_json,
    handle_stream=echo_stream,
    handle_stream_async=echo_stream_async,
)


@echo_call("parrot-1")
def say(text: str) -> str:
    return text


@echo_call("parrot-1", stream=True)
def say_slowly(text: str) -> str:
    return text


llm.register_provider("echo", echo_call)


@llm.call("echo/parrot-2")
def say_anywhere(text: str) -> str:
    return text


def main() -> None:
    """Use the provider directly, streamed, and through `llm.call`."""
    print(say("hello"))
    for chunk, _ in say_slowly("hello again"):
        print(chunk.content, end="", flush=True)
    print()
    response = say_anywhere("hello there")
    print(response.provider, response.model, response.content)


if __name__ == "__main__":
    main()
