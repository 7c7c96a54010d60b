"""What a service says of its answer beyond the format goes back to it, and only to it.

https://api-docs.deepseek.com/guides/thinking_mode
https://openrouter.ai/docs/use-cases/reasoning-tokens#preserving-reasoning-blocks
https://ai.google.dev/gemini-api/docs/openai#thinking
"""

from __future__ import annotations

import json
from typing import Any

import pytest

from mirascope import llm
from mirascope.core import BaseMessageParam, Messages
from tests.internals import as_mapping
from tests.server import Answer, Call

from .rows import ROWS
from .way import Way

SIGNED = {"extra_content": {"google": {"thought_signature": "SIG=="}}}
DETAILS: list[dict[str, Any]] = [
    {"type": "reasoning.text", "text": "Let me see.", "signature": "S1", "index": 0},
    {"type": "reasoning.encrypted", "data": "AA==", "id": "call_1", "index": 1},
    {"type": "reasoning.encrypted", "data": "BB==", "id": "call_2", "index": 1},
    {"type": "reasoning.summary", "summary": "Seen.", "index": 2},
]
WHOLE: dict[str, Any] = {
    "reasoning_content": "thoughts",
    "reasoning_details": DETAILS,
    "state": {"seen": {"x": "ab", "n": 2}, "kept": True},
}
PIECES: tuple[dict[str, Any], ...] = (
    {"reasoning_content": "thou", "reasoning_details": None},
    {"reasoning_content": "ghts", "state": {"seen": {"x": "a", "n": 1}}},
    {
        "reasoning_details": [
            {"type": "reasoning.text", "text": "Let me", "index": 0},
        ]
    },
    {"reasoning_details": [{"type": "reasoning.text", "text": " see.", "index": 0}]},
    {
        "reasoning_details": [
            {"type": "reasoning.text", "signature": "S1", "index": 0},
            DETAILS[1],
            DETAILS[2],
            {"type": "reasoning.summary", "summary": "Se", "index": 2},
        ],
        "state": {"seen": {"x": "b", "n": 2}, "kept": True},
    },
    {
        "reasoning_details": [
            {"type": "reasoning.summary", "summary": "en.", "index": 2}
        ]
    },
)


def add(a: int, b: int) -> int:
    """Add."""
    return a + b


ADD = Call(name="add", arguments='{"a": 1, "b": 2}', id="call_1", more=SIGNED)
ANSWER = Answer(text="", calls=(ADD,), more=PIECES, more_whole=WHOLE)


def loop(way: Way, answer: Answer, stream: bool, **options: Any) -> list[Any]:
    """Have a question, an answer and the outputs of the tools that it calls."""
    options = {"tools": [add], **options}
    way.server.will(answer)
    asked = [Messages.User("1+2")]
    response = way.ask(lambda _: asked, stream=stream, **options)
    if stream:
        tools = [tool for _, tool in way.collect(response) if tool is not None]
    else:
        tools = response.tools or []
    results = response.tool_message_params([(tool, tool.call()) for tool in tools])
    return [*asked, response.message_param, *results]


def assistant_of(way: Way) -> dict[str, Any]:
    return next(m for m in way.server.last.messages if m["role"] == "assistant")


@pytest.mark.needs("carries")
@pytest.mark.parametrize("stream", [False, True], ids=["whole", "streamed"])
def test_other_keys_of_a_message_and_its_calls_come_back(
    way: Way, stream: bool
) -> None:
    history = loop(way, ANSWER, stream)
    if way.layer == "llm":  # also where a history is kept as JSON
        dumped = [message.model_dump_json() for message in history]
        history = [BaseMessageParam.model_validate_json(text) for text in dumped]
    way.server.will(Answer(text="3"))
    way.ask(lambda _: history, tools=[add])
    message = assistant_of(way)
    assert {key: message[key] for key in WHOLE} == WHOLE
    [call] = message["tool_calls"]
    assert call.pop("extra_content") == SIGNED["extra_content"]
    assert call.keys() == {"id", "type", "function"}
    assert json.loads(call["function"]["arguments"]) == {"a": 1, "b": 2}


@pytest.mark.needs("carries")
def test_a_rebuilt_answer_has_what_a_whole_one_has(way: Way) -> None:
    way.server.will(ANSWER)
    whole = way.ask(tools=[add])
    stream = way.stream(tools=[add])
    way.collect(stream)
    rebuilt = stream.construct_call_response()
    assert rebuilt.message_param == whole.message_param
    assert rebuilt.thinking == whole.thinking == "thoughts"
    for response in (whole, rebuilt):
        extra = as_mapping(response.tool.tool_call)["extra_content"]
        assert extra == SIGNED["extra_content"]


@pytest.mark.needs("custom_tools")
@pytest.mark.parametrize("stream", [False, True], ids=["whole", "streamed"])
def test_calls_that_are_no_functions_come_back(way: Way, stream: bool) -> None:
    custom = Call(name="sql", arguments="select 1", id="call_2", custom=True)
    answer = Answer(text="", calls=(custom, ADD))
    way.server.will(answer)
    native = {"type": "custom", "custom": {"name": "sql"}}
    response = way.ask(stream=stream, tools=[add, native])
    if stream:
        way.collect(response)
    way.server.will(Answer(text="3"))
    way.ask(lambda _: [Messages.User("q"), response.message_param])
    first, second = assistant_of(way)["tool_calls"]
    called = {"name": "sql", "input": "select 1"}
    assert first == {"id": "call_2", "type": "custom", "custom": called}
    assert (second["function"]["name"], second["id"]) == ("add", "call_1")


@pytest.mark.needs("carries")
@pytest.mark.parametrize("stream", [False, True], ids=["whole", "streamed"])
def test_what_only_answers_have_stays_there(way: Way, stream: bool) -> None:
    cited = {"type": "url_citation", "url_citation": {"url": "https://x.test"}}
    file = {"type": "file", "file": {"hash": "h", "content": []}}
    more = {"annotations": [cited, file], "executed_tools": [{"type": "search"}]}
    answer = Answer(text="Well", more=(more,), more_whole=more)
    history = loop(way, answer, stream, tools=None)
    way.server.will(Answer(text="3"))
    way.ask(lambda _: [*history, Messages.User("and?")])
    message = assistant_of(way)
    assert message.keys() == {"role", "content", "annotations"}
    assert message["annotations"] == [file]


@pytest.mark.needs("carries")
@pytest.mark.parametrize("stream", [False, True], ids=["whole", "streamed"])
def test_an_answer_of_nothing_but_reasoning_comes_back(way: Way, stream: bool) -> None:
    answer = Answer(text="", more=PIECES[:2], more_whole=WHOLE)
    history = loop(way, answer, stream, tools=None)
    way.server.will(Answer(text="3"))
    way.ask(lambda _: [*history, Messages.User("and?")])
    message = assistant_of(way)
    assert (message["content"], message["reasoning_content"]) == ("", "thoughts")


def test_another_service_is_not_told(neutral: Way) -> None:
    """Whichever service it is: the keys are those of the one that sent them."""
    way = neutral
    others = [row for row in ROWS if "carries" in row.has and row.id != way.row.id]
    first = Way(
        next(row for row in others if row.provider != way.row.provider),
        "llm",
        False,
        way.server,
        way.runner,
        way.clients,
    )
    history = loop(first, ANSWER, False)
    way.server.will(Answer(text="3"))
    assert way.ask(lambda _: history, tools=[add]).content == "3"
    sent = json.dumps(way.server.last.body)
    for word in ("thoughts", "SIG==", "S1", "AA==", "kept"):
        assert word not in sent


@pytest.mark.parametrize("stream", [False, True], ids=["whole", "streamed"])
def test_a_registered_service_has_its_keys_back(server: Any, stream: bool) -> None:
    llm.register_provider("carrying", base_url=server.url + "/other/v1", api_key="k")
    server.will(ANSWER)

    @llm.call("carrying/m", tools=[add], stream=stream)
    def ask(messages: list[Any]) -> Any:
        return messages

    response = ask([Messages.User("1+2")])
    tools = [tool for _, tool in response if tool] if stream else response.tools
    results = response.tool_message_params([(tool, tool.call()) for tool in tools])
    history = [Messages.User("1+2"), response.message_param, *results]
    server.will(Answer(text="3"))
    list(ask(history))
    message = server.last.messages[1]
    assert {key: message[key] for key in WHOLE} == WHOLE
