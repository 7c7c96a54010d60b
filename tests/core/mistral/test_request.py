"""What is sent to Mistral."""

from __future__ import annotations

import asyncio
import base64
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from mirascope import Messages, llm
from mirascope.core import ResponseModelConfigDict, mistral
from mirascope.core.base.messages.parts import (
    AudioPart,
    BaseMessageParam,
    CacheControlPart,
    DocumentPart,
    DocumentURLPart,
    ImagePart,
    ImageURLPart,
    NativePart,
    TextPart,
    ToolCallPart,
    ToolResultPart,
)
from mirascope.core.mistral._sdk import sdk
from mirascope.exceptions import MissingKeyError, PromptError, UnsupportedPartError
from tests.server import Server

models = sdk().models

WAV = b"RIFF\x24\x00\x00\x00WAVEfmt "
PNG = b"\x89PNG\r\n\x1a\n"
PDF = b"%PDF-1.7"


PREFIX = {"content": "{", "prefix": True}


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


@pytest.fixture(autouse=True)
def answer(wire: Any) -> None:
    wire.whole({"content": "Hello"})


@pytest.mark.parametrize(
    ("part", "block"),
    [
        (
            ImagePart(type="image", media_type="image/png", image=PNG, detail=None),
            {
                "type": "image_url",
                "image_url": {
                    "url": f"data:image/png;base64,{b64(PNG)}",
                    "detail": "auto",
                },
            },
        ),
        (
            ImageURLPart(type="image_url", url="http://x.test/a", detail="low"),
            {
                "type": "image_url",
                "image_url": {"url": "http://x.test/a", "detail": "low"},
            },
        ),
        (
            AudioPart(type="audio", media_type="audio/wav", audio=WAV),
            {"type": "input_audio", "input_audio": b64(WAV)},
        ),
        (
            AudioPart(type="audio", media_type="audio/mp3", audio=b64(b"ID3")),
            {"type": "input_audio", "input_audio": b64(b"ID3")},
        ),
        (
            DocumentURLPart(type="document_url", url="http://x.test/a.pdf"),
            {"type": "document_url", "document_url": "http://x.test/a.pdf"},
        ),
        (
            DocumentPart(type="document", media_type="application/pdf", document=PDF),
            {
                "type": "document_url",
                "document_url": f"data:application/pdf;base64,{b64(PDF)}",
            },
        ),
    ],
    ids=lambda value: getattr(value, "type", None),
)
def test_a_part_is_a_block_of_mistrals(
    ask: Any, wire: Any, part: Any, block: dict[str, Any]
) -> None:
    content = TextPart(type="text", text="look")
    response = ask(BaseMessageParam(role="user", content=[content, part]))
    text = {"type": "text", "text": "look"}
    assert wire.asked[0]["messages"] == [{"role": "user", "content": [text, block]}]
    assert response.common_user_message_param.content[1].type == part.type


@pytest.mark.parametrize(
    "part",
    [
        AudioPart(type="audio", media_type="audio/flac", audio=b"fLaC"),
        DocumentPart(type="document", media_type="text/rtf", document=b"x"),
        ImagePart(type="image", media_type="image/tiff", image=b"x", detail=None),
        CacheControlPart(type="cache_control", cache_type="ephemeral"),
    ],
    ids=lambda part: part.type,
)
def test_a_part_that_mistral_lacks_is_refused_before_any_request(
    ask: Any, wire: Any, part: Any
) -> None:
    with pytest.raises(
        UnsupportedPartError, match=r"'mistral' takes no .*document_url"
    ):
        ask(BaseMessageParam(role="user", content=[part]))
    assert wire.asked == []


def test_a_role_that_mistral_lacks_is_refused_before_any_request(
    ask: Any, wire: Any
) -> None:
    with pytest.raises(PromptError, match=r"no role 'developer': use \['assistant'"):
        ask(BaseMessageParam(role="developer", content="be brief"))
    assert wire.asked == []


def test_messages_are_objects_of_the_sdk(ask: Any) -> None:
    response = ask(Messages.System("be brief"), Messages.User("hi"))
    assert response.messages == [
        models.SystemMessage(content="be brief"),
        models.UserMessage(content="hi"),
    ]
    assert response.user_message_param is response.messages[1]
    assert response.call_kwargs == {
        "model": "mistral-small-latest",
        "messages": response.messages,
    }


def test_native_messages_are_sent_as_they_are(ask: Any, wire: Any) -> None:
    given = [
        models.SystemMessage(content="be brief"),
        {"role": "user", "content": "hi"},
        models.AssistantMessage(content="Hello"),
        {"role": "user", "content": [models.TextChunk(text="go on")]},
    ]
    response = ask(*given)
    assert response.messages == given
    assert [message["role"] for message in wire.asked[0]["messages"]] == [
        "system",
        "user",
        "assistant",
        "user",
    ]
    assert response.common_messages[3] == BaseMessageParam(
        role="user", content=[TextPart(type="text", text="go on")]
    )


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize("is_async", [False, True])
def test_dicts_are_taken_in_every_way_of_calling(
    wire: Any, client: Any, stream: bool, is_async: bool
) -> None:
    call = mistral.call("m", client=client, stream=stream)
    messages = [{"role": "user", "content": "hi"}]

    async def prompt() -> Any:
        return messages

    async def run() -> Any:
        content = await call(prompt)()
        return [item async for item in content] if stream else content

    wire.stream({"content": "Hello"}) if stream else None
    if is_async:
        asyncio.run(run())
    else:
        content = call(lambda: messages)()
        list(content) if stream else None
    assert wire.asked[0]["messages"] == messages
    assert wire.asked[0]["stream"] is stream


def test_an_answer_that_was_begun_is_a_prefix(ask: Any, wire: Any) -> None:
    response = ask(Messages.User("A poem."), Messages.Assistant("Roses"))
    last = wire.asked[0]["messages"][-1]
    assert last == {"role": "assistant", "content": "Roses", "prefix": True}
    assert response.messages[-1].prefix is True


def test_a_prefix_comes_last_and_survives_a_history(ask: Any, wire: Any) -> None:
    native = models.AssistantMessage(content="Roses", prefix=True)
    first = ask(Messages.User("A poem."), native)
    common = first.common_messages
    assert common[1].content[1] == NativePart(
        provider="mistral", content={"prefix": True}
    )
    ask(*common)
    assert [asked["messages"][1]["prefix"] for asked in wire.asked] == [True, True]


def test_only_the_last_answer_is_a_prefix(ask: Any, wire: Any) -> None:
    ask(Messages.User("A poem."), Messages.Assistant("Roses"), Messages.User("Go on."))
    assert wire.asked[0]["messages"][1]["prefix"] is False


@pytest.mark.parametrize(
    "begun", [Messages.Assistant("{"), {**PREFIX, "role": "assistant"}]
)
def test_an_instruction_does_not_come_after_a_prefix(
    ask: Any, wire: Any, begun: Any
) -> None:
    wire.whole({"content": "}"})
    response = ask(Messages.User("A poem."), begun, json_mode=True)
    user, assistant = wire.asked[0]["messages"]
    assert user["content"].startswith("A poem.\n\nYour final answer must be")
    assert assistant == {"role": "assistant", **PREFIX}
    assert response.messages[0].content == "A poem."
    assert len(response.messages) == 2


def test_messages_of_the_user_are_never_written_to(ask: Any, wire: Any) -> None:
    native = models.AssistantMessage(content="Roses")
    foreign = NativePart(provider="anthropic", content={"type": "thinking"})
    ask(
        Messages.User("A poem."),
        native,
        BaseMessageParam(role="assistant", content=[foreign]),
    )
    assert native.prefix is False
    assert [m["role"] for m in wire.asked[0]["messages"]] == ["user", "assistant"]
    ask(BaseMessageParam(role="assistant", content=[foreign]))
    assert wire.asked[1]["messages"] == []


class Book(BaseModel):
    """A book."""

    title: str


class StrictBook(BaseModel):
    """A book."""

    model_config = ResponseModelConfigDict(strict=True)

    title: str


def test_a_json_schema_is_sent_beside_the_instruction(ask: Any, wire: Any) -> None:
    wire.whole({"content": '{"title": "Dune"}'})
    assert ask(response_model=Book, json_mode=True).title == "Dune"
    form = wire.asked[0]["response_format"]
    assert form["type"] == "json_schema"
    assert form["json_schema"]["name"] == "Book"
    assert form["json_schema"]["schema"]["properties"] == {"title": {"type": "string"}}
    assert form["json_schema"].get("strict") is None
    [message] = wire.asked[0]["messages"]
    assert message["content"].startswith("hi\n\n")
    assert '"title"' in message["content"]


def test_a_strict_schema_is_sent_for_a_strict_model(ask: Any, wire: Any) -> None:
    wire.whole({"content": '{"title": "Dune"}'})
    assert ask(response_model=StrictBook, json_mode=True).title == "Dune"
    schema = wire.asked[0]["response_format"]["json_schema"]
    assert schema["strict"] is True
    assert schema["schema"]["additionalProperties"] is False
    assert wire.asked[0]["messages"] == [{"role": "user", "content": "hi"}]


def now() -> str:
    """Tell the time."""
    return "noon"


def test_no_response_format_is_sent_together_with_tools(ask: Any, wire: Any) -> None:
    ask(tools=[now], json_mode=True)
    assert "response_format" not in wire.asked[0]
    assert "JSON" in wire.asked[0]["messages"][0]["content"]
    ask(json_mode=True)
    assert wire.asked[1]["response_format"] == {"type": "json_object"}


def test_a_tool_without_parameters_has_an_empty_object(ask: Any, wire: Any) -> None:
    ask(tools=[now])
    assert wire.asked[0]["tools"] == [
        {
            "type": "function",
            "function": {
                "name": "now",
                "description": "Tell the time.",
                "parameters": {"type": "object"},
            },
        }
    ]


def test_a_response_model_forces_any_tool(ask: Any, wire: Any) -> None:
    function = {"name": "Book", "arguments": '{"title": "Dune"}'}
    wire.whole({"content": "", "tool_calls": [{"id": "c", "function": function}]})
    assert ask(response_model=Book).title == "Dune"
    assert wire.asked[0]["tool_choice"] == "any"
    choice = {"type": "function", "function": {"name": "Book"}}
    ask(response_model=Book, call_params={"tool_choice": choice})
    assert wire.asked[1]["tool_choice"] == choice


def test_the_sdks_own_parameters_reach_the_wire(ask: Any, wire: Any) -> None:
    ask(
        call_params={
            "seed": 1,
            "stop": "END",
            "presence_penalty": 0.5,
            "safe_prompt": True,
            "prediction": {"type": "content", "content": "Hello"},
            "http_headers": {"x-one": "1"},
            "timeout_ms": 5000,
        }
    )
    sent = wire.asked[0]
    assert (sent["random_seed"], sent["stop"], sent["safe_prompt"]) == (1, "END", True)
    assert sent["presence_penalty"] == 0.5
    assert wire.headers["x-one"] == "1"
    assert sent["prediction"] == {"type": "content", "content": "Hello"}


CALLS = [
    ToolCallPart(type="tool_call", name="f", args={"a": 1}, id="toolu_01A"),
    ToolCallPart(type="tool_call", name="g", args=None, id=None),
    ToolCallPart(type="tool_call", name="h", args={}, id="aB3dE6gH9"),
]
RESULTS = [
    ToolResultPart(type="tool_result", name="", content="one", id="toolu_01A"),
    ToolResultPart(type="tool_result", name="g", content="two", id=None),
    ToolResultPart(type="tool_result", name="h", content="three", id="aB3dE6gH9"),
]


def test_ids_of_another_service_are_made_to_fit(ask: Any, wire: Any) -> None:
    ask(
        Messages.User("go"),
        BaseMessageParam(role="assistant", content=CALLS),
        *[BaseMessageParam(role="tool", content=[result]) for result in RESULTS],
    )
    _, assistant, *results = wire.asked[0]["messages"]
    ids = [call["id"] for call in assistant["tool_calls"]]
    assert ids == ["call00001", "call00002", "aB3dE6gH9"]
    assert [(m["tool_call_id"], m["name"], m["content"]) for m in results] == [
        (ids[0], "f", "one"),
        (ids[1], "g", "two"),
        (ids[2], "h", "three"),
    ]
    assert CALLS[0].id == "toolu_01A"


def test_a_common_result_of_a_native_call_keeps_its_id(ask: Any, wire: Any) -> None:
    id = "chatcmpl-tool-9f149c74"
    function = {"name": "f", "arguments": "{}"}
    call = models.ToolCall(id=id, function=models.FunctionCall(**function))
    ask(
        Messages.User("go"),
        models.AssistantMessage(content="", tool_calls=[call]),
        BaseMessageParam(
            role="tool",
            content=[ToolResultPart(type="tool_result", content="one", id=id)],
        ),
    )
    assert wire.asked[0]["messages"][2]["tool_call_id"] == id


def test_a_common_call_with_a_native_result_keeps_its_id(ask: Any, wire: Any) -> None:
    ask(
        Messages.User("go"),
        BaseMessageParam(role="assistant", content=CALLS[:1]),
        models.ToolMessage(content="one", tool_call_id="toolu_01A"),
    )
    _, assistant, result = wire.asked[0]["messages"]
    assert assistant["tool_calls"][0]["id"] == result["tool_call_id"] == "toolu_01A"


def test_a_missing_key_is_said_before_any_request(
    monkeypatch: pytest.MonkeyPatch, server: Server
) -> None:
    monkeypatch.delenv("MISTRAL_API_KEY")
    for call in (mistral.call("m"), llm.call("mistral", "m")):
        with pytest.raises(MissingKeyError, match="MISTRAL_API_KEY"):
            call(lambda: "hi")()
    assert server.requests == []


def test_the_default_address_is_mistrals_own(monkeypatch: pytest.MonkeyPatch) -> None:
    from mirascope.core.mistral._call import SPEC

    monkeypatch.delenv("MISTRAL_SERVER_URL")
    client = SPEC.clients.get(False)
    assert client.sdk_configuration.get_server_details()[0] == "https://api.mistral.ai"


def test_a_client_of_the_first_major_is_found_too(tmp_path: Path) -> None:
    package = tmp_path / "mistralai"
    package.mkdir()
    (package / "__init__.py").write_text("class Mistral: ...")
    (package / "client.py").write_text("")
    code = (
        "from mirascope.core.mistral._sdk import sdk; print(sdk().Mistral.__module__)"
    )
    root = Path(mistral.__file__ or "").parents[3]
    content = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": f"{tmp_path}{os.pathsep}{root}"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert content.stdout == "mistralai\n"
