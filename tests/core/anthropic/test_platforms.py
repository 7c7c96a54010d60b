"""Other clients: Amazon Bedrock, Google Vertex AI, subclasses; and credentials."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import BaseModel

from mirascope import llm
from mirascope.core import Messages, anthropic
from mirascope.exceptions import MissingKeyError
from tests.raw import switch_raw
from tests.server import Answer, Call, Fault, Server

from . import MODEL, ask, collected

sdk = pytest.importorskip("anthropic")

VERTEX = f"/v1/projects/p/locations/us-east5/publishers/anthropic/models/{MODEL}"
BEDROCK = "us.anthropic.claude-sonnet-4-6-v1:0"
# What is loaded for it is not ours to mend.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:botocore")


class Book(BaseModel):
    """A book."""

    title: str


def look_up(word: str) -> str:
    """Look a word up."""
    return word.upper()


def bedrock_options(server: Server) -> dict[str, Any]:
    pytest.importorskip("boto3")
    return {
        "aws_region": "us-east-1",
        "aws_access_key": "a",
        "aws_secret_key": "b",
        "base_url": server.url,
    }


def vertex_options(server: Server) -> dict[str, Any]:
    pytest.importorskip("google.auth")
    return {
        "region": "us-east5",
        "project_id": "p",
        "access_token": "t",
        "base_url": server.url + "/v1",
    }


PLATFORMS = {
    "bedrock": ("AnthropicBedrock", bedrock_options, BEDROCK, "bedrock-2023-05-31"),
    "vertex": ("AnthropicVertex", vertex_options, MODEL, "vertex-2023-10-16"),
}


@pytest.fixture(params=PLATFORMS)
def platform(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def client(platform: str, server: Server) -> Iterator[Any]:
    name, options, *_ = PLATFORMS[platform]
    with getattr(sdk, name)(max_retries=0, **options(server)) as client:
        yield client


def path_of(platform: str, stream: bool) -> str:
    if platform == "vertex":
        return VERTEX + (":streamRawPredict" if stream else ":rawPredict")
    kind = "invoke-with-response-stream" if stream else "invoke"
    return f"/model/{BEDROCK}/{kind}"


ANSWER = Answer(
    text=("Hel", "lo"),
    thinking=("hm",),
    calls=(Call(name="look_up", arguments='{"word": "x"}'),),
)


def test_answers_are_the_same_on_every_platform(
    platform: str, client: Any, server: Server
) -> None:
    model = PLATFORMS[platform][2]
    options = {"model": model, "client": client, "tools": [look_up]}
    server.will(ANSWER)
    messages = [Messages.System("sys"), Messages.User("hi")]
    whole = ask(*messages, **options)
    assert server.last.path.replace("%3A", ":") == path_of(platform, stream=False)
    stream = collected(*messages, **options)
    assert server.last.path.replace("%3A", ":") == path_of(platform, stream=True)
    for response in (whole, stream.construct_call_response()):
        assert response.content == "Hello"
        assert response.thinking == "hm"
        assert response.tool.call() == "X"
        assert response.model == model
        assert response.finish_reasons == ["tool_use"]
        assert response.message_param == stream.message_param
        assert type(response.response) is sdk.types.Message
    body = server.last.common
    assert body["messages"][0] == {"role": "system", "content": "sys"}
    assert body["max_tokens"] == 1024


def test_the_neutral_layer_takes_these_clients(
    platform: str, client: Any, server: Server
) -> None:
    server.will(Answer(text="", calls=(Call(name="Book", arguments='{"title": "a"}'),)))
    call = llm.call("anthropic", MODEL, client=client, response_model=Book)
    assert call(lambda: "hi")().title == "a"


def test_async_clients_serve_async_functions(platform: str, server: Server) -> None:
    name, options, model, _ = PLATFORMS[platform]
    server.will(ANSWER)

    async def main() -> None:
        async with getattr(sdk, f"Async{name}")(**options(server)) as client:

            @anthropic.call(model, client=client, tools=[look_up])
            async def prompt() -> str:
                return "hi"

            @anthropic.call(model, client=client, stream=True)
            async def streamed() -> str:
                return "hi"

            assert (await prompt()).tool.call() == "X"
            stream = await streamed()
            async for _ in stream:
                pass
            assert stream.content == "Hello"

    asyncio.run(main())


def test_a_client_of_the_wrong_kind_names_the_right_one(
    platform: str, client: Any
) -> None:
    with pytest.raises(TypeError, match=f"Async{PLATFORMS[platform][0]}"):

        @anthropic.call(MODEL, client=client)
        async def prompt() -> str:
            return "hi"


def test_sampling_parameters_go_with_the_version_that_takes_them(
    platform: str, client: Any, server: Server
) -> None:
    _, _, model, version = PLATFORMS[platform]
    ask("hi", model=model, client=client, call_params={"temperature": 0.5})
    assert server.last.body["temperature"] == 0.5
    assert server.last.body["anthropic_version"] == version
    assert "anthropic-version" not in server.last.headers


def test_errors_of_the_platform_pass_through(
    platform: str, client: Any, server: Server
) -> None:
    server.will(Answer(fault=Fault(status=429)))
    with pytest.raises(sdk.RateLimitError):
        ask("hi", model=PLATFORMS[platform][2], client=client)
    with pytest.raises(sdk.RateLimitError):
        collected("hi", model=PLATFORMS[platform][2], client=client)


def test_a_patched_client_is_asked_itself(server: Server) -> None:
    with sdk.Anthropic() as client:
        create, seen = client.messages.create, []

        def spy(**kwargs: Any) -> Any:
            seen.append(kwargs["model"])
            return create(**kwargs)

        client.messages.create = spy
        assert ask("hi", client=client).content == "Hello wörld"
        assert collected("hi", client=client).content == "Hello wörld"
    assert seen == [MODEL] * 2


def test_both_ways_of_reading_say_the_same(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.will(ANSWER)
    raw = ask("hi", tools=[look_up])
    assert "x-stainless-raw-response" in server.last.headers
    switch_raw(monkeypatch, "0")
    plain = ask("hi", tools=[look_up])
    assert "x-stainless-raw-response" not in server.last.headers
    for name in (
        "content", "finish_reasons", "model", "id", "usage", "input_tokens", "cost",
        "cached_tokens", "output_tokens", "message_param", "thinking", "signature",
        "common_message_param", "common_finish_reasons", "common_usage",
    ):  # fmt: skip
        assert getattr(raw, name) == getattr(plain, name), name
    dumps = [json.loads(response.model_dump_json()) for response in (raw, plain)]
    for dump in dumps:
        del dump["start_time"], dump["end_time"]
    assert dumps[0] == dumps[1]


def test_without_credentials_the_variable_is_named_before_any_request(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("ANTHROPIC_API_KEY")
    with pytest.raises(MissingKeyError, match="ANTHROPIC_API_KEY"):
        ask("hi")
    assert server.requests == []
    monkeypatch.setenv("ANTHROPIC_AUTH_TOKEN", "token")
    assert ask("hi").content == "Hello wörld"
    assert server.last.headers["authorization"] == "Bearer token"
