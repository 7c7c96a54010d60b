"""What answers say, whole and streamed, by the SDK's own classes."""

from __future__ import annotations

import asyncio
import copy
import json
import pickle
from typing import Any

import pytest

from mirascope import llm
from mirascope.core import BaseTool, azure
from mirascope.core.azure._codec import CODEC
from mirascope.exceptions import TruncatedError
from tests.server import Answer, Call, Fault, Server, Usage

from . import MODEL, ask, collected

models = pytest.importorskip("azure.ai.inference.models")


class Now(BaseTool):
    """Tell the time."""

    def call(self) -> str:
        return "noon"


CALLS = (Call(name="Now", id="c1"), Call(name="Now", id="c2"))


def test_a_response_is_the_sdks_own_whole_and_rebuilt(server: Server) -> None:
    server.will(Answer(usage=Usage(input=10, output=3, cached=4), id="a1"))
    whole = ask("hi")
    rebuilt = collected("hi").construct_call_response()
    for response in (whole, rebuilt):
        assert type(response) is azure.AzureCallResponse
        assert type(response.response) is models.ChatCompletions
        assert type(response.message_param) is models.AssistantMessage
        assert response.response.choices[0].message.content == "Hello wörld"
        assert (response.id, response.model) == ("a1", MODEL)
        assert response.usage.prompt_tokens == 10
        assert response.usage["prompt_tokens_details"] == {"cached_tokens": 4}
        assert (response.input_tokens, response.output_tokens) == (10, 3)
        assert response.cached_tokens == 4
        assert response.provider == "azure"


@pytest.mark.parametrize(
    ("reason", "common"),
    [
        ("stop", ["stop"]),
        ("length", ["length"]),
        ("tool_calls", ["tool_calls"]),
        ("content_filter", ["content_filter"]),
        ("a_new_reason", None),
    ],
)
def test_finish_reasons_are_plain_strings(
    reason: str, common: Any, server: Server
) -> None:
    server.will(Answer(finish=reason))
    for response in (ask("hi"), collected("hi").construct_call_response()):
        assert response.finish_reasons == [reason]
        assert [type(word) for word in response.finish_reasons] == [str]
        assert response.common_finish_reasons == common


def test_finish_reasons_of_the_sdks_enumeration_are_its_values() -> None:
    reason = models.CompletionsFinishReason.TOKEN_LIMIT_REACHED
    message = models.ChatResponseMessage(role="assistant", content="x")
    choice = models.ChatChoice(index=0, finish_reason=reason, message=message)
    reply = CODEC.decode(models.ChatCompletions(id="1", choices=[choice]))
    assert reply.finish == ["length"]
    assert reply.text == "x"


@pytest.mark.parametrize("is_async", [False, True], ids=["sync", "async"])
@pytest.mark.parametrize("tools", [None, [Now]], ids=["text", "tools"])
def test_a_chunk_that_is_only_usage_does_no_harm(
    is_async: bool, tools: Any, server: Server
) -> None:
    if is_async:
        pytest.importorskip("aiohttp")
    text = "" if tools else "well"
    server.will(Answer(text=text, calls=CALLS if tools else (), empty_event=True))

    async def collect() -> Any:
        async def prompt() -> str:
            return "hi"

        stream = await azure.call(MODEL, stream=True, tools=tools)(prompt)()
        return stream, [pair async for pair in stream]

    if is_async:
        stream, pairs = asyncio.run(collect())
    else:
        stream = ask("hi", stream=True, tools=tools)
        pairs = list(stream)
    assert pairs[-1][0].chunk.choices == []
    assert pairs[-1][0].usage.total_tokens == 13
    assert (stream.input_tokens, stream.output_tokens) == (10, 3)
    built = [tool for _, tool in pairs if tool]
    assert [tool.id for tool in built] == (["c1", "c2"] if tools else [])
    assert stream.construct_call_response().finish_reasons == (
        ["tool_calls"] if tools else ["stop"]
    )


def test_two_calls_are_one_message_and_two_results(server: Server) -> None:
    server.will(Answer(text="", calls=CALLS))
    for response in (
        ask("hi", tools=[Now]),
        collected("hi", tools=[Now]).construct_call_response(),
    ):
        assert [tool.call() for tool in response.tools] == ["noon"] * 2
        assert [call.id for call in response.message_param.tool_calls] == ["c1", "c2"]
        results = response.tool_message_params([(t, t.call()) for t in response.tools])
        ask(*response.messages, response.message_param, *results)
        sent = server.last.body["messages"]
        assert [m["role"] for m in sent] == ["user", "assistant", "tool", "tool"]
        assert [m["tool_call_id"] for m in sent[2:]] == ["c1", "c2"]


def test_a_tool_can_be_made_of_the_sdks_call() -> None:
    function = models.FunctionCall(name="Now", arguments="{}")
    call = models.ChatCompletionsToolCall(id="c1", function=function)
    kind = azure.AzureTool.type_from_base_model_type(Now)
    tool = kind.from_tool_call(call)
    assert (tool.call(), tool.id, tool.tool_call) == ("noon", "c1", call)


def test_results_of_a_stream_are_the_sdks_messages(server: Server) -> None:
    server.will(Answer(text="", calls=CALLS))
    stream = ask("hi", stream=True, tools=[Now])
    tools = [tool for _, tool in stream if tool]
    results = stream.tool_message_params([(tool, tool.call()) for tool in tools])
    assert [type(result) for result in results] == [models.ToolMessage] * 2
    assert [result.tool_call_id for result in results] == ["c1", "c2"]


def test_reasoning_is_kept_apart(server: Server) -> None:
    server.will(Answer(thinking=("Let me ", "think."), text="42"))
    for response in (ask("hi"), collected("hi").construct_call_response()):
        assert (response.thinking, response.content) == ("Let me think.", "42")
        assert response.message_param.content == "42"


def test_unknown_fields_are_at_the_sdks_object(server: Server) -> None:
    server.will(Answer(unknown=True))
    assert ask("hi").response["brand_new"] == "x"


def test_a_response_can_be_copied_pickled_and_dumped(server: Server) -> None:
    server.will(Answer(text="", calls=CALLS))
    response = ask("hi", tools=[Now])
    _ = response.message_param
    for twin in (copy.deepcopy(response), pickle.loads(pickle.dumps(response))):  # noqa: S301
        assert twin.response == response.response
        assert twin.message_param == response.message_param
        assert type(twin.message_param) is models.AssistantMessage
    dump = json.loads(response.model_dump_json())
    assert dump["message_param"]["tool_calls"][0]["id"] == "c1"
    assert dump["messages"] == [{"role": "user", "content": "hi"}]


def test_a_name_on_a_result_survives_a_copy(server: Server) -> None:
    server.will(Answer(text="", calls=CALLS[:1]))
    response = ask("hi", tools=[Now])
    [result] = response.tool_message_params([(response.tool, "noon")])
    for twin in (copy.deepcopy(result), pickle.loads(pickle.dumps(result))):  # noqa: S301
        assert CODEC.read(twin)[0].content[0].name == "Now"


def test_a_history_goes_from_core_to_llm_and_back(server: Server) -> None:
    server.will(Answer(text="", calls=CALLS[:1]))
    first = llm.call("azure", MODEL, tools=[Now])(lambda: "hi")()
    results = first.tool_message_params([(first.tool, "noon")])
    history = [*first.messages, first.message_param, *results]
    server.will(Answer(text="It is noon."))
    second = ask(*history)
    assert second.content == "It is noon."
    assert [m["role"] for m in server.last.body["messages"]] == [
        "user",
        "assistant",
        "tool",
    ]
    llm.call("azure", MODEL)(lambda: second.messages)()
    again = server.last.body["messages"]
    assert again[2] == {"role": "tool", "tool_call_id": "c1", "content": "noon"}


def test_a_stream_that_the_filter_ends_early_says_so(server: Server) -> None:
    server.will(Answer(text=("a", "b"), finish="content_filter"))
    stream = collected("hi")
    assert stream.content == "ab"
    assert stream.construct_call_response().common_finish_reasons == ["content_filter"]


def test_an_error_in_a_stream_that_the_sdk_skips_is_an_early_end(
    server: Server,
) -> None:
    server.will(Answer(text=("a", "b"), fault=Fault(error_event=True)))
    with pytest.raises(TruncatedError) as caught:
        collected("hi")
    stream: Any = caught.value.response
    assert stream.content == "ab"
    assert stream.finish_reasons is None
