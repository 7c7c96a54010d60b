"""A native history goes on with any other provider: nothing foreign leaves a gap."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import permutations
from typing import Any

import pytest

from mirascope.core import Messages
from tests.server import Answer, Call, Server

from .row import Row
from .rows import ROWS
from .way import Way

PNG = "iVBORw0KGgo="
TEXT = "rain everywhere"


def anthropic() -> list[Any]:
    source = {"type": "base64", "media_type": "image/png", "data": PNG}
    content = [{"type": "text", "text": TEXT}, {"type": "image", "source": source}]
    result = {"type": "tool_result", "tool_use_id": "t1", "content": content}
    search = {"type": "server_tool_use", "id": "s1", "name": "web_search", "input": {}}
    found = {"type": "web_search_tool_result", "tool_use_id": "s1", "content": []}
    call = {"type": "tool_use", "id": "t1", "name": "map", "input": {"city": "Oslo"}}
    sealed = {"type": "redacted_thinking", "data": "AA=="}
    return [
        {"role": "user", "content": "map?"},
        {"role": "assistant", "content": [sealed]},
        {"role": "user", "content": [{"type": "container_upload", "file_id": "f1"}]},
        {"role": "assistant", "content": [sealed, search, found, call]},
        {"role": "user", "content": [result]},
    ]


def bedrock() -> list[Any]:
    image = {"image": {"format": "png", "source": {"bytes": b"\x89PNG"}}}
    result = {"toolUseId": "t1", "content": [{"text": TEXT}, image]}
    call = {"toolUse": {"toolUseId": "t1", "name": "map", "input": {"city": "Oslo"}}}
    sealed = {"reasoningContent": {"redactedContent": b"AA"}}
    return [
        {"role": "user", "content": [{"text": "map?"}]},
        {"role": "assistant", "content": [sealed]},
        {"role": "user", "content": [{"guardContent": {"text": {"text": "x"}}}]},
        {"role": "assistant", "content": [sealed, call]},
        {"role": "user", "content": [{"toolResult": result}]},
    ]


def google() -> list[Any]:
    blob = {"inline_data": {"mime_type": "image/png", "data": b"\x89PNG"}}
    answer = {"name": "map", "response": {"result": TEXT}, "parts": [blob], "id": "t1"}
    call = {"name": "map", "args": {"city": "Oslo"}, "id": "t1"}
    thought = {"text": "hm", "thought": True, "thought_signature": b"AA"}
    code = {"executable_code": {"code": "1", "language": "PYTHON"}}
    return [
        {"role": "user", "parts": [{"text": "map?"}]},
        {"role": "model", "parts": [thought]},
        {"role": "user", "parts": [{"video_metadata": {"fps": 1.0}}]},
        {"role": "model", "parts": [thought, code, {"function_call": call}]},
        {"role": "user", "parts": [{"function_response": answer}]},
    ]


def chat(**result: Any) -> list[Any]:
    function = {"name": "map", "arguments": '{"city": "Oslo"}'}
    call = {"id": "t1", "type": "function", "function": function}
    return [
        {"role": "user", "content": "map?"},
        {"role": "assistant", "content": None, "audio": {"id": "a1"}},
        {"role": "user", "content": [{"type": "file", "file": {"file_id": "f1"}}]},
        {"role": "assistant", "content": None, "tool_calls": [call]},
        {"role": "tool", "tool_call_id": "t1", **result},
    ]


def openai() -> list[Any]:
    image = {"type": "image_url", "image_url": {"url": "https://x.test/a.png"}}
    return chat(
        content=[{"type": "text", "text": TEXT}, image],
        cache_control={"type": "ephemeral"},
    )


def mistral() -> list[Any]:
    image = {"type": "image_url", "image_url": "https://x.test/a.png"}
    history = chat(content=[{"type": "text", "text": TEXT}, image], name="map")
    think = {"type": "thinking", "thinking": [{"type": "text", "text": "hm"}]}
    history[1] = {"role": "assistant", "content": [think]}
    history[2] = {"role": "user", "content": "x"}
    return history


def cohere() -> list[Any]:
    document = {"type": "document", "document": {"data": {"x": TEXT}}}
    history = chat(content=[document])
    think = {"type": "thinking", "thinking": "hm"}
    history[1] = {"role": "assistant", "content": [think]}
    history[2] = {"role": "user", "content": "x"}
    return history


NATIVE: dict[str, Callable[[], list[Any]]] = {
    "anthropic": anthropic,
    "bedrock": bedrock,
    "google": google,
    "openai": openai,
    "mistral": mistral,
    "cohere": cohere,
}
FIRST = [row for row in ROWS if row.provider in NATIVE and not row.twin]
PAIRS = [
    pytest.param(first, second, id=f"{first.id}-{second.id}")
    for first, second in permutations(ROWS, 2)
    if first in FIRST and first.provider != second.provider
]


def moved(first: Row, way: Callable[..., Way], server: Server) -> list[Any]:
    """Have the history of a provider in common messages."""
    server.will(Answer(text="so"))
    native = NATIVE[first.provider]()
    response = way(first).ask(lambda _: native)
    return [*response.messages, response.message_param]


@pytest.mark.parametrize(("first", "second"), PAIRS)
def test_no_call_is_unanswered_and_no_turn_is_empty(
    first: Row, second: Row, make_way: Callable[..., Way], server: Server
) -> None:
    history = moved(first, make_way, server)
    server.will(Answer(text="and so"))
    again = [*history, Messages.User("and?")]
    assert make_way(second).ask(lambda _: again).content == "and so"
    messages = server.last.common["messages"]
    called = [call["id"] for m in messages for call in m.get("tool_calls") or ()]
    results = [m for m in messages if m["role"] == "tool"]
    assert len(called) == 1
    assert [m.get("tool_call_id") for m in results] == called
    assert TEXT in json.dumps(results[0])
    for message in messages:
        assert message.get("content") or message.get("tool_calls"), message


# Cohere's documents become text.
WHOLE = [row for row in FIRST if row.id != "cohere"]


@pytest.mark.parametrize("first", WHOLE, ids=lambda row: row.id)
def test_the_same_provider_gets_all_of_it_back(
    first: Row, make_way: Callable[..., Way], server: Server
) -> None:
    way = make_way(first)
    history = moved(first, make_way, server)
    way.ask(lambda _: NATIVE[first.provider]())
    before = server.last.body
    way.ask(lambda _: history[:-1])
    after = server.last.body
    assert _results(after) == _results(before)


def test_the_documented_loop_sends_each_text_once(way: Way) -> None:
    way.server.will(Answer(text="one"), Answer(text="two"))
    history = [Messages.User("the document")]
    first = way.ask(lambda _: [*history, Messages.User("first question")])
    assert "the document" not in str(first.user_message_param)
    history += [first.user_message_param, first.message_param]
    way.ask(lambda _: [*history, Messages.User("second question")])
    sent = json.dumps(way.server.last.body)
    for text in ("the document", "first question", "one", "second question"):
        assert sent.count(f'"{text}"') == 1 or sent.count(text) == 1


BLANK = {"anthropic": (" ", "\n"), "bedrock": (" ", "\n")}
"""What else says nothing to a service than no text at all."""
REFUSE = [
    r for r in ROWS if r.provider in {*BLANK, "cohere", "google", "mistral", "xai"}
]


@pytest.mark.parametrize("one", REFUSE, ids=lambda row: row.id)
def test_an_answer_that_says_nothing_is_left_out(
    one: Row, make_way: Callable[..., Way], server: Server
) -> None:
    for text in ("", *BLANK.get(one.provider, ())):
        for layer in ("core", "llm"):
            way = make_way(one, layer)
            server.will(Answer(text=text))
            response = way.ask(lambda _: [Messages.User("a")])
            server.will(Answer(text="well"))
            history = [Messages.User("a"), response.message_param, Messages.User("b")]
            way.ask(lambda _, history=history: history)
            roles = {m["role"] for m in server.last.common["messages"]}
            assert roles == {"user"}
            common = [Messages.User("a"), Messages.Assistant(text), Messages.User("b")]
            way.ask(lambda _, common=common: common)
            roles = {m["role"] for m in server.last.common["messages"]}
            assert roles == {"user"}


@pytest.mark.parametrize("id", sorted(BLANK))
@pytest.mark.parametrize("layer", ["core", "llm"])
@pytest.mark.parametrize("stream", [False, True], ids=["whole", "streamed"])
def test_blank_text_beside_a_call_is_left_out(
    id: str, layer: str, stream: bool, make_way: Callable[..., Way], server: Server
) -> None:
    def now() -> str:
        """Tell the time."""
        return "noon"

    way = make_way(next(row for row in ROWS if row.id == id), layer)
    server.will(Answer(text="\n\n", calls=(Call(name="now"),)))
    response = way.ask(lambda _: [Messages.User("a")], tools=[now], stream=stream)
    tools = [t for _, t in way.collect(response) if t] if stream else response.tools
    results = response.tool_message_params([(tool, tool.call()) for tool in tools])
    history = [Messages.User("a"), response.message_param, *results]
    server.will(Answer(text="noon"))
    way.ask(lambda _: history, tools=[now])
    assert [m["role"] for m in server.last.common["messages"]] == [
        *("user", "assistant", "tool")
    ]
    assert "\\n" not in json.dumps(server.last.body["messages"])


def _results(body: Any) -> list[Any]:
    """Find what tools gave, in any service's form."""
    found: list[Any] = []
    if isinstance(body, dict):
        if body.get("role") == "tool":
            return [
                {k: v for k, v in body.items() if k not in ("name", "tool_call_id")}
            ]
        if body.get("type") == "tool_result":
            return [body["content"]]
        for key, value in body.items():
            if key in ("toolResult", "functionResponse"):
                found.append({k: v for k, v in value.items() if k != "status"})
            else:
                found += _results(value)
    elif isinstance(body, list):
        found = [one for item in body for one in _results(item)]
    return found
