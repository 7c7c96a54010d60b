"""Any model string, LiteLLM's own parameters, and what it reports."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from mirascope import llm
from mirascope.core import BaseTool, CostMetadata, litellm
from mirascope.core.litellm._codec import CODEC
from mirascope.core.litellm._sdk import cost_of, sdk
from tests.internals import Options
from tests.server import Answer, Call, Fault, Server, Usage

from . import ask, collected

MILLION = Usage(input=1_000_000, output=1_000_000, cached=0)
# https://openai.com/api/pricing: 0.15 and 0.60 dollars for a million tokens.
PRICE = 0.15 + 0.6


class Now(BaseTool):
    """Tell the time."""

    def call(self) -> str:
        return "noon"


def both(*content: Any, **options: Any) -> tuple[Any, Any]:
    """Get an answer whole, and rebuilt from a stream."""
    whole = ask(*content, **options)
    return whole, collected(*content, **options).construct_call_response()


# -- where calls go --------------------------------------------------------------


def test_the_function_chooses_completion_or_acompletion(
    server: Server, runner: asyncio.Runner
) -> None:
    async def prompt() -> str:
        return "hi"

    response = ask("hi")
    assert type(response.response).__name__ == "ModelResponse"
    assert server.last.headers["x-stainless-async"] == "false"
    response = runner.run(litellm.call("gpt-4o-mini")(prompt)())
    assert response.content == "Hello wörld"
    assert server.last.headers["x-stainless-async"] != "false"


def test_a_client_is_ignored(server: Server) -> None:
    assert ask("hi", client=object()).content == "Hello wörld"
    config = {"messages": [{"role": "user", "content": "hi"}], "client": object()}
    assert ask(config).content == "Hello wörld"


def test_the_model_says_which_service_is_asked(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9")
    for model, path, asked in (
        ("openai/gpt-4o-mini", "/v1", "gpt-4o-mini"),
        ("deepseek/deepseek-chat", "/other/v1", "deepseek-chat"),
        ("hosted_vllm/qwen", "/vllm/v1", "qwen"),
    ):
        params = {"api_base": server.url + path, "api_key": "own"}
        response = ask("hi", model=model, call_params=params)
        assert response.content == "Hello wörld"
        assert response.provider == "litellm"
        assert server.last.path == f"{path}/chat/completions"
        assert server.last.body["model"] == asked
        assert server.last.headers["authorization"] == "Bearer own"


def test_its_own_parameters_are_passed_on(server: Server) -> None:
    response = ask("hi", call_params={"mock_response": "mocked", "num_retries": 0})
    assert response.content == "mocked"
    assert server.requests == []
    assert response.call_kwargs["mock_response"] == "mocked"
    stream = collected("hi", call_params={"mock_response": "mocked too"})
    assert stream.content == "mocked too"


def test_another_model_takes_over_where_one_fails(
    server: Server, runner: asyncio.Runner
) -> None:
    fault = Answer(fault=Fault(status=400))
    server.will(fault, Answer(text="second"), fault, Answer(text="fourth"))
    fallbacks = [{"model": "openai/gpt-4o", "api_base": f"{server.url}/v1"}]
    params: Any = {"fallbacks": fallbacks}

    @litellm.call("gpt-4o-mini", call_params=params)
    async def prompt() -> str:
        return "hi"

    assert runner.run(prompt()).content == "second"
    assert ask("hi", call_params=params).content == "fourth"
    models = [request.body["model"] for request in server.requests]
    assert models == ["gpt-4o-mini", "gpt-4o"] * 2


def test_a_model_of_no_service_is_its_own_error(server: Server) -> None:
    with pytest.raises(sdk().BadRequestError, match="LLM Provider NOT provided"):
        ask("hi", model="nobody-knows-it")
    assert server.requests == []


def test_tools_need_nothing_that_it_does_not_install(server: Server) -> None:
    server.will(Answer(text="", calls=(Call(name="Now", id="c1"),)))
    for response in both("hi", tools=[Now]):
        assert response.tool.call() == "noon"
        kind = type(response.tool.tool_call)
        assert kind.__module__.startswith("litellm.")
        assert "_skip_mcp_handler" not in response.call_kwargs
    assert set(server.last.body) == {
        "messages",
        "model",
        "stream",
        "stream_options",
        "tools",
    }


def test_results_of_a_stream_are_messages_for_the_next_call(server: Server) -> None:
    server.will(Answer(text="", calls=(Call(name="Now", id="c1"),)))
    stream = ask("hi", stream=True, tools=[Now])
    [tool] = [tool for _, tool in stream if tool]
    [result] = stream.tool_message_params([(tool, tool.call())])
    assert (result["role"], result["tool_call_id"]) == ("tool", "c1")
    ask(*stream.messages, stream.message_param, result)
    roles = [message["role"] for message in server.last.body["messages"]]
    assert roles == ["user", "assistant", "tool"]


# -- cost ------------------------------------------------------------------------


def test_the_cost_is_the_one_that_it_reports(server: Server) -> None:
    server.will(Answer(usage=MILLION))
    stream = collected("hi")
    for response in (ask("hi"), stream, stream.construct_call_response()):
        assert response.cost == pytest.approx(PRICE)
        assert response.cost_metadata == CostMetadata(cost=response.cost)
    own = {"input_cost_per_token": 1e-6, "output_cost_per_token": 2e-6}
    priced = ask("hi", model="openai/a-model-of-ours", call_params=own)
    assert priced.cost == pytest.approx(3)


def test_neutral_calls_report_it_too(server: Server) -> None:
    server.will(Answer(usage=MILLION))
    whole = llm.call("litellm", "gpt-4o-mini")(lambda: "hi")()
    stream = llm.call("litellm", "gpt-4o-mini", stream=True)(lambda: "hi")()
    assert stream.cost is None
    list(stream)
    for content in (whole, stream, stream.construct_call_response()):
        assert content.cost == pytest.approx(PRICE)


@pytest.mark.parametrize("reported", ["gpt-4o-mini", "nobody-knows-it"])
def test_the_model_of_the_request_counts_where_the_service_names_another(
    reported: str, server: Server
) -> None:
    server.will(Answer(usage=MILLION, model=reported))
    stream = collected("hi", model="openai/gpt-4o-mini")
    assert stream.cost == pytest.approx(PRICE)
    assert stream.construct_call_response().cost == pytest.approx(PRICE)


def test_the_cost_of_an_unknown_model_is_none_and_never_an_error(
    server: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    server.will(Answer(usage=MILLION, model="nobody-knows-it"))
    stream = collected("hi", model="openai/nobody-knows-it")
    whole = ask("hi", model="openai/nobody-knows-it")
    for content in (whole, stream, stream.construct_call_response()):
        assert content.cost is None
        assert content.cost_metadata == CostMetadata()
        assert content.output_tokens == 1_000_000
    assert capsys.readouterr().out == ""


def test_nothing_is_printed_where_a_parameter_says_whose_model_it_is(
    server: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    server.will(Answer(usage=MILLION, model="nobody-knows-it"))
    own: Any = {"custom_llm_provider": "openai"}
    stream = collected("hi", model="nobody-knows-it", call_params=own)
    whole = ask("hi", model="nobody-knows-it", call_params=own)
    assert stream.cost is whole.cost is stream.construct_call_response().cost is None
    assert capsys.readouterr().out == ""


def test_a_stream_that_was_left_early_has_no_cost_and_a_response(
    server: Server,
) -> None:
    stream = ask("hi", stream=True)
    for _ in stream:
        break
    assert stream.cost is None
    response = stream.construct_call_response()
    assert response.cost is None
    assert response.finish_reasons is None


def test_a_cost_that_a_stream_does_not_carry_is_calculated() -> None:
    usage = {"prompt_tokens": 10**6, "completion_tokens": 10**6, "total_tokens": 2**21}
    response = sdk().ModelResponse(model="an-alias", usage=usage)
    for model in ("gpt-4o-mini", "openai/gpt-4o-mini"):
        assert cost_of(response, model, {}) == pytest.approx(PRICE)
    assert cost_of(response, "openai/nobody-knows-it", {}) is None


# -- what answers say ------------------------------------------------------------


def test_answers_are_its_own_objects(server: Server) -> None:
    for response in both("hi"):
        assert type(response) is litellm.LiteLLMCallResponse
        assert type(response.response) is sdk().ModelResponse
        assert response.response.choices[0].message.content == "Hello wörld"
        assert response.usage.prompt_tokens == 10
    chunks = [chunk for chunk, _ in ask("hi", stream=True)]
    assert {type(chunk.chunk).__name__ for chunk in chunks} == {"ModelResponseStream"}
    assert {type(chunk) for chunk in chunks} == {litellm.LiteLLMCallResponseChunk}


def test_counts_that_it_makes_up_are_none(server: Server) -> None:
    server.will(Answer(usage=None))
    response = ask("hi")
    assert response.response.usage.total_tokens == 0
    assert response.usage is None
    assert response.input_tokens is None
    assert response.output_tokens is None


def test_a_refusal_is_found_where_it_puts_it(server: Server) -> None:
    server.will(Answer(refusal="I will not."))
    response = ask("hi")
    assert (response.content, response.refusal) == ("", "I will not.")
    assert response.message_param["refusal"] == "I will not."


def test_the_first_of_several_choices_is_the_answer(server: Server) -> None:
    server.will(Answer(others=("second",)))
    response = ask("hi", call_params={"n": 2})
    assert response.content == "Hello wörld"
    assert len(response.response.choices) == 2
    server.will(Answer(no_choices=True))
    assert ask("hi").content == ""


# -- reasoning that has to be sent back ------------------------------------------

THINKING = {"thinking": {"type": "enabled", "budget_tokens": 1024}, "max_tokens": 2000}
BLOCKS = [
    {"type": "thinking", "thinking": "Let me think.", "signature": "sig-1"},
    {"type": "redacted_thinking", "data": "xyz"},
    {"type": "thinking", "thinking": "Again.", "signature": "sig-2"},
]


@pytest.mark.parametrize("layer", ["core", "llm"])
@pytest.mark.parametrize("streamed", [False, True], ids=["whole", "streamed"])
def test_reasoning_of_anthropic_goes_back_with_its_signature(
    layer: str, streamed: bool, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANTHROPIC_API_KEY", "k")
    monkeypatch.setenv("ANTHROPIC_API_BASE", server.url)
    options: dict[str, Any] = {"call_params": THINKING, "tools": [Now]}
    model = "anthropic/claude-sonnet-4-5"
    decorate: Any = (
        litellm.call(model, **options)
        if layer == "core"
        else llm.call("litellm", model, **options)
    )
    calls = (Call(name="Now", id="c1"),)
    server.will(Answer(thinking=("Let me ", "think."), text="well", calls=calls))
    if streamed:
        options["stream"] = True
        stream_of: Any = (
            litellm.call(model, **options)
            if layer == "core"
            else llm.call("litellm", model, **options)
        )
        stream = stream_of(lambda: "hi")()
        list(stream)
        response = stream.construct_call_response()
    else:
        response = decorate(lambda: "hi")()
    assert response.thinking == "Let me think."
    assert response.content == "well"
    results = response.tool_message_params([(response.tool, "noon")])
    history = [*response.messages, response.message_param, *results]
    server.will(Answer(text="It is noon."))
    assert decorate(lambda: history)().content == "It is noon."
    assistant = server.last.body["messages"][1]
    kinds = [block["type"] for block in assistant["content"]]
    assert kinds == ["thinking", "text", "tool_use"]
    [thought] = assistant["content"][:1]
    assert thought["thinking"] == "Let me think."
    assert thought["signature"]


def test_reasoning_survives_common_messages() -> None:
    message = {"role": "assistant", "content": "x", "thinking_blocks": BLOCKS}
    [common] = CODEC.read(message)
    assert [part.type for part in common.content] == ["text", "native"]
    [again], _ = CODEC.encode(Options(model="m", messages=[common], params={}))
    assert again["thinking_blocks"] == BLOCKS


@pytest.mark.parametrize("streamed", [False, True], ids=["whole", "streamed"])
def test_other_keys_go_back(server: Server, streamed: bool) -> None:
    signed = {"extra_content": {"google": {"thought_signature": "SIG"}}}
    call = Call(name="Now", id="c1", more=signed)
    content = {"reasoning_content": "Let me think.", "seen": {"x": 1}}
    answer = Answer(text="", calls=(call,), more=(content,), more_whole=content)
    server.will(answer)
    response = ask("hi", tools=[Now])
    if streamed:
        response = collected("hi", tools=[Now]).construct_call_response()
    server.will(Answer(text="noon"))
    ask({"role": "user", "content": "hi"}, response.message_param)
    assistant = server.last.body["messages"][1]
    assert assistant["reasoning_content"] == "Let me think."
    assert assistant["tool_calls"][0]["extra_content"] == signed["extra_content"]
    # Where LiteLLM has no key for it; streams have it as the service sent it.
    own = assistant if streamed else assistant["provider_specific_fields"]
    assert own["seen"] == {"x": 1}
