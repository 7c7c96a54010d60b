"""What Mistral answers, whole."""

from __future__ import annotations

import copy
import json
import pickle
from importlib import import_module
from typing import Any

import pytest

from mirascope import Messages
from mirascope.core import mistral
from mirascope.core.base.messages.parts import (
    BaseMessageParam,
    NativePart,
    TextPart,
    ToolCallPart,
)
from mirascope.core.mistral._sdk import sdk
from tests.contract.rows.mistral import ERRORS

from .conftest import needs_others

models = sdk().models
DETAIL = {"loc": [], "msg": "no", "type": "t"}

THINKING = {
    "type": "thinking",
    "thinking": [{"type": "text", "text": "Two and "}, {"type": "text", "text": "two"}],
    "closed": True,
}
TEXT = {"type": "text", "text": "Four"}
REFERENCE = {"type": "reference", "reference_ids": [1, 2]}
UNKNOWN = {"type": "brand_new", "deep": [{"a": None}]}


def now(zone: str = "utc") -> str:
    """Tell the time."""
    return zone


def call(arguments: Any, **more: Any) -> dict[str, Any]:
    return {"function": {"name": "now", "arguments": arguments}, **more}


def test_content_in_blocks_is_text_and_thinking(ask: Any, wire: Any) -> None:
    wire.whole({"content": [THINKING, TEXT, REFERENCE, {**TEXT, "text": "."}]})
    response = ask()
    assert response.content == str(response) == "Four."
    assert response.thinking == "Two and two"
    assert response.message_param == response.response.choices[0].message


def test_thinking_is_replayed_in_histories(ask: Any, wire: Any) -> None:
    wire.whole({"content": [THINKING, TEXT]})
    response = ask()
    histories = (
        [*response.messages, response.message_param, {"role": "user", "content": "?"}],
        [
            *response.common_messages,
            response.common_message_param,
            BaseMessageParam(role="user", content="?"),
        ],
    )
    for history in histories:
        ask(*history)
        sent = wire.asked[-1]["messages"][1]
        assert sent == {
            "role": "assistant",
            "content": [THINKING, TEXT],
            "prefix": False,
        }


def test_thinking_is_kept_apart_from_text_in_the_common_message(
    ask: Any, wire: Any
) -> None:
    wire.whole({"content": [THINKING, TEXT], "tool_calls": [call("{}", id="abc")]})
    assert ask().common_message_param == BaseMessageParam(
        role="assistant",
        content=[
            NativePart(provider="mistral", content=THINKING),
            TextPart(type="text", text="Four"),
            ToolCallPart(type="tool_call", name="now", args={}, id="abc"),
        ],
    )


@needs_others
def test_unknown_blocks_survive_but_are_not_sent_in_the_sdks_wrapper(
    ask: Any, wire: Any
) -> None:
    wire.whole({"content": [UNKNOWN, TEXT]})
    response = ask()
    assert response.content == "Four"
    assert response.response.choices[0].message.content[0].raw == UNKNOWN
    common = response.common_message_param
    assert common.content[0] == NativePart(provider="mistral", content=UNKNOWN)
    for history in ([response.message_param], [common]):
        ask(Messages.User("hi"), *history, Messages.User("go on"))
        assert wire.asked[-1]["messages"][1]["content"] == [TEXT]
    assert response.message_param.content[0].raw == UNKNOWN


def test_fields_that_are_unset_are_none(ask: Any, wire: Any) -> None:
    wire.whole({"content": "Hello"})
    response = ask(tools=[now])
    assert not response.response.choices[0].message.tool_calls
    assert response.response.choices[0].message.tool_calls is not None
    assert response.tools is None
    assert response.thinking is None
    assert response.refusal is None
    assert response.message_param.model_dump() == {
        "role": "assistant",
        "content": "Hello",
        "prefix": False,
    }
    assert response.common_message_param.content == "Hello"


@pytest.mark.parametrize("arguments", ['{"zone": "cet"}', {"zone": "cet"}])
def test_arguments_are_text_or_a_dict(ask: Any, wire: Any, arguments: Any) -> None:
    wire.whole({"content": "", "tool_calls": [call(arguments, id="a", index=0)]})
    response = ask(tools=[now])
    assert response.tool.call() == "cet"
    assert response.tool.tool_call.function.arguments == '{"zone": "cet"}'
    [part] = response.common_message_param.content
    assert (part.args, part.id) == ({"zone": "cet"}, "a")


def test_the_text_null_is_no_id(ask: Any, wire: Any) -> None:
    wire.whole({"content": None, "tool_calls": [call("{}"), call("{}", id="null")]})
    response = ask(tools=[now])
    assert [tool.id for tool in response.tools] == [None, None]
    common = response.common_message_param
    assert [part.id for part in common.content] == [None, None]
    [result, _] = response.tool_message_params([(t, t.call()) for t in response.tools])
    [result] = mistral.MistralCallResponse._codec.read(result)
    ask(Messages.User("hi"), common, result)
    _, assistant, result = wire.asked[-1]["messages"]
    assert assistant["tool_calls"][0]["id"] == result["tool_call_id"] == "call00001"


def test_results_are_messages_of_the_sdk(ask: Any, wire: Any) -> None:
    wire.whole({"content": "", "tool_calls": [call("{}", id="abc")]})
    response = ask(tools=[now])
    [result] = response.tool_message_params([(response.tool, response.tool.call())])
    assert result == models.ToolMessage(content="utc", tool_call_id="abc", name="now")


def test_cached_tokens_are_among_the_extras(ask: Any, wire: Any) -> None:
    usage = {"prompt_tokens": 9, "completion_tokens": 2, "total_tokens": 11}
    details = {"prompt_tokens_details": {"cached_tokens": 5}}
    for more, cached in (({}, None), (details, 5), ({"num_cached_tokens": 4}, 4)):
        wire.whole({"content": "Hello"}, usage=usage | more)
        response = ask()
        tokens = (response.input_tokens, response.cached_tokens, response.output_tokens)
        assert tokens == (9, cached, 2)
        assert response.usage is response.response.usage


@pytest.mark.parametrize(
    ("finish", "common"),
    [
        ("stop", ["stop"]),
        ("error", ["error"]),
        ("length", ["length"]),
        ("model_length", ["length"]),
        ("tool_calls", ["tool_calls"]),
        ("brand_new", None),
        (None, None),
    ],
)
def test_every_finish_reason_has_a_common_word(
    ask: Any, wire: Any, finish: str | None, common: list[str] | None
) -> None:
    wire.whole({"content": "Hello"}, choice={"finish_reason": finish})
    response = ask()
    assert response.finish_reasons == ([finish] if finish else None)
    assert response.common_finish_reasons == common


def test_a_choice_of_several_messages_is_answered_by_the_last(
    ask: Any, wire: Any
) -> None:
    if "messages" not in models.ChatCompletionChoice.model_fields:
        pytest.skip("the SDK is too old")
    several = [
        {"role": "assistant", "content": "", "tool_calls": [call("{}", id="abc")]},
        {"role": "tool", "content": "noon", "tool_call_id": "abc"},
        {"role": "assistant", "content": "It is noon."},
    ]
    wire.whole(choice={"messages": several})
    response = ask()
    assert response.content == "It is noon."
    assert response.message_param == models.AssistantMessage(content="It is noon.")


def test_an_answer_without_choices_is_empty(ask: Any, wire: Any) -> None:
    wire.whole({}, choices=[])
    response = ask()
    assert response.content == ""
    assert response.finish_reasons is None
    assert response.message_param == models.AssistantMessage(content="")


def test_responses_are_values(ask: Any, wire: Any) -> None:
    wire.whole({"content": [THINKING, TEXT], "tool_calls": [call("{}", id="abc")]})
    response = ask()
    twin = pickle.loads(pickle.dumps(response))  # noqa: S301  our own bytes
    assert twin == response == copy.deepcopy(response)
    dump = json.loads(response.model_dump_json())
    assert dump["messages"] == [{"role": "user", "content": "hi"}]
    assert dump["message_param"]["content"][0] == THINKING


def test_the_errors_are_the_sdks_own(ask: Any, wire: Any) -> None:
    errors = import_module(ERRORS)
    for status, body, kind in (
        (401, {"detail": "Unauthorized"}, errors.SDKError),
        (422, {"detail": [DETAIL]}, errors.HTTPValidationError),
    ):
        wire.status, wire.body = status, json.dumps(body).encode()
        with pytest.raises(kind) as caught:
            ask()
        assert caught.value.status_code == status
