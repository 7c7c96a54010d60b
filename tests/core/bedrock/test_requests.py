"""What a request says that only Bedrock has."""

from __future__ import annotations

import base64
import copy
import json
from typing import Any

import pytest

pytest.importorskip("boto3")

from pydantic import BaseModel

from mirascope.core import (
    BaseMessageParam,
    CacheControlPart,
    DocumentPart,
    DocumentURLPart,
    ImagePart,
    ImageURLPart,
    Messages,
    ResponseModelConfigDict,
    TextPart,
    ToolCallPart,
    ToolResultPart,
    bedrock,
)
from mirascope.core.base.messages.parts import AudioPart, NativePart
from mirascope.exceptions import PromptError
from tests.server import Server

from .asking import MODEL, ask, needs

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 8
PDF = b"%PDF-1.4 x"
CACHE = CacheControlPart(type="cache_control", cache_type="ephemeral")
POINT = {"cachePoint": {"type": "default"}}


def sent(server: Server, say: Any = "hi", **options: Any) -> dict[str, Any]:
    """Give the body of a request."""
    ask(say, **options)
    return server.last.body


def content(server: Server, *parts: Any) -> list[Any]:
    """Give the blocks that parts become."""
    [message] = sent(server, list(parts))["messages"]
    assert message["role"] == "user"
    return message["content"]


def look_up(word: str) -> str:
    """Look a word up."""
    return word


def call(id: str | None, name: str = "look_up", args: Any = None) -> ToolCallPart:
    return ToolCallPart(type="tool_call", name=name, args=args, id=id)


def result(id: str | None, text: str = "ok", **more: Any) -> ToolResultPart:
    return ToolResultPart(type="tool_result", content=text, id=id, **more)


def test_the_body_is_the_documented_one(server: Server) -> None:
    params = {"temperature": 0.5, "max_tokens": 9, "stop": "END", "top_p": 0.5}
    body = sent(
        server,
        [Messages.System("sys"), Messages.User("hi y")],
        call_params=params,
    )
    assert body == {
        "system": [{"text": "sys"}],
        "messages": [{"role": "user", "content": [{"text": "hi y"}]}],
        "inferenceConfig": {
            "temperature": 0.5,
            "maxTokens": 9,
            "topP": 0.5,
            "stopSequences": ["END"],
        },
    }
    assert server.last.path == f"/model/{MODEL.replace(':', '%3A')}/converse"


def test_a_seed_is_left_out_with_a_warning(server: Server) -> None:
    from tests.internals import _settings

    _settings._warned.clear()
    with pytest.warns(UserWarning, match="'seed'"):
        body = sent(server, call_params={"seed": 1})
    assert "inferenceConfig" not in body


def test_an_inference_profile_is_a_model(server: Server) -> None:
    arn = "arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/1a"
    response = bedrock.call(arn)(lambda: "hi")()
    assert response.model == arn
    assert server.last.path.endswith("application-inference-profile%2F1a/converse")
    assert server.last.common["model"] == arn


def test_inference_parameters_are_merged_field_by_field(server: Server) -> None:
    mine = {"inferenceConfig": {"maxTokens": 3, "topP": 0.1}, "temperature": 0.2}
    config = {
        "messages": [Messages.User("hi")],
        "call_params": {"max_tokens": 5, "inferenceConfig": {"stopSequences": ["x"]}},
    }
    before = copy.deepcopy((mine, config["call_params"]))
    assert sent(server, config, call_params=mine)["inferenceConfig"] == {
        "maxTokens": 5,
        "topP": 0.1,
        "temperature": 0.2,
        "stopSequences": ["x"],
    }
    assert before == (mine, config["call_params"])


@pytest.mark.parametrize(
    "params",
    [
        {"guardrailConfig": {"guardrailIdentifier": "abc", "guardrailVersion": "1"}},
        {"additionalModelRequestFields": {"thinking": {"type": "enabled"}}},
        {"additionalModelResponseFieldPaths": ["/stop_sequence"]},
        {"performanceConfig": {"latency": "optimized"}},
        {"requestMetadata": {"team": "a"}},
        {"promptVariables": {"genre": {"text": "fantasy"}}},
    ],
    ids=lambda params: next(iter(params)),
)
def test_parameters_of_its_own_pass_unchanged(
    server: Server, params: dict[str, Any]
) -> None:
    body = sent(server, call_params=params)
    assert params.items() <= body.items()


def test_parameters_that_are_none_are_not_sent(server: Server) -> None:
    assert "guardrailConfig" not in sent(server, call_params={"guardrailConfig": None})


def test_system_messages_follow_the_users_own_system(server: Server) -> None:
    params = {"system": [{"text": "first"}]}
    parts = [TextPart(type="text", text="third"), CACHE]
    body = sent(
        server,
        [
            Messages.System("second"),
            BaseMessageParam(role="system", content=parts),
            Messages.User("hi"),
        ],
        call_params=params,
    )
    assert body["system"] == [
        {"text": "first"},
        {"text": "second"},
        {"text": "third"},
        POINT,
    ]
    assert params == {"system": [{"text": "first"}]}


def test_a_later_system_message_stays_in_its_place(server: Server) -> None:
    messages = [Messages.User("a"), Messages.Assistant("b"), Messages.System("c")]
    body = sent(server, messages)
    assert [message["role"] for message in body["messages"]] == [
        "user",
        "assistant",
        "system",
    ]
    assert "system" not in body


def test_a_system_message_alone_is_refused(server: Server) -> None:
    with pytest.raises(PromptError, match="system"):
        ask([Messages.System("sys")])
    assert server.requests == []


def test_images_and_documents_are_bytes(server: Server) -> None:
    text = base64.b64encode(b"hello").decode()
    blocks = content(
        server,
        "look",
        ImagePart(type="image", media_type="image/png", image=PNG, detail="low"),
        DocumentPart(type="document", media_type="application/pdf", document=PDF),
        DocumentPart(type="document", media_type="text/csv", document=b"a,b"),
        ImageURLPart(
            type="image_url",
            url=f"data:image/png;base64,{base64.b64encode(PNG).decode()}",
            detail=None,
        ),
        DocumentURLPart(type="document_url", url=f"data:text/plain;base64,{text}"),
        CACHE,
    )
    image = {"format": "png", "source": {"bytes": base64.b64encode(PNG).decode()}}
    documents = [
        {"document": {"format": form, "name": name, "source": {"bytes": data}}}
        for form, name, data in (
            ("pdf", "document-1", base64.b64encode(PDF).decode()),
            ("csv", "document-2", base64.b64encode(b"a,b").decode()),
            ("txt", "document-3", text),
        )
    ]
    assert blocks == [
        {"text": "look"},
        {"image": image},
        documents[0],
        documents[1],
        {"image": image},
        documents[2],
        POINT,
    ]


@pytest.mark.parametrize(
    ("media_type", "form"),
    [
        ("application/pdf", "pdf"),
        ("text/csv", "csv"),
        ("application/msword", "doc"),
        (
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            "docx",
        ),
        ("application/vnd.ms-excel", "xls"),
        ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"),
        ("text/html", "html"),
        ("text/plain", "txt"),
        ("text/markdown", "md"),
    ],
)
def test_every_form_of_document_has_its_name(
    server: Server, media_type: str, form: str
) -> None:
    part = DocumentPart(type="document", media_type=media_type, document=b"x")
    [_, block] = content(server, "read", part)
    assert block["document"]["format"] == form


@needs("ImageSource", "s3Location")
def test_what_is_in_s3_is_loaded_by_the_service(server: Server) -> None:
    [_, image, document] = content(
        server,
        "look",
        ImageURLPart(type="image_url", url="s3://bucket/a.JPG", detail=None),
        DocumentURLPart(type="document_url", url="s3://bucket/b.pdf"),
    )
    assert image["image"] == {
        "format": "jpeg",
        "source": {"s3Location": {"uri": "s3://bucket/a.JPG"}},
    }
    assert document["document"]["source"] == {
        "s3Location": {"uri": "s3://bucket/b.pdf"}
    }


@pytest.mark.parametrize(
    "part",
    [
        ImagePart(type="image", media_type="image/heic", image=b"x", detail=None),
        DocumentPart(type="document", media_type="text/rtf", document=b"x"),
        AudioPart(type="audio", media_type="audio/wav", audio=b"x"),
        ImageURLPart(type="image_url", url="s3://bucket/a.heic", detail=None),
    ],
    ids=lambda part: part.type,
)
def test_what_the_service_does_not_take_is_refused(server: Server, part: Any) -> None:
    with pytest.raises(ValueError, match=part.type):
        ask(["look", part])
    assert server.requests == []


def test_a_message_keeps_only_one_kind_of_system_part(server: Server) -> None:
    image = ImagePart(type="image", media_type="image/png", image=PNG, detail=None)
    with pytest.raises(ValueError, match="image"):
        ask([BaseMessageParam(role="system", content=[image]), Messages.User("hi")])
    assert server.requests == []


def test_all_results_of_a_turn_stand_in_one_users_message(server: Server) -> None:
    history = [
        Messages.User("go"),
        BaseMessageParam(role="assistant", content=[call("a", args={"x": 1})]),
        BaseMessageParam(role="tool", content=[result("a")]),
        BaseMessageParam(role="tool", content=[result("b", "no", is_error=True)]),
        Messages.User("and now?"),
    ]
    user, assistant, results = sent(server, history, tools=[look_up])["messages"]
    assert user == {"role": "user", "content": [{"text": "go"}]}
    use = {"toolUseId": "a", "name": "look_up", "input": {"x": 1}}
    assert assistant == {"role": "assistant", "content": [{"toolUse": use}]}
    failed = {"toolUseId": "b", "content": [{"text": "no"}], "status": "error"}
    assert results == {
        "role": "user",
        "content": [
            {"toolResult": {"toolUseId": "a", "content": [{"text": "ok"}]}},
            {"toolResult": failed},
            {"text": "and now?"},
        ],
    }


def test_messages_of_one_role_that_stand_together_are_one_turn(server: Server) -> None:
    native = {"role": "user", "content": [{"text": "a"}]}
    before = copy.deepcopy(native)
    body = sent(server, [native, native])
    [message] = body["messages"]
    assert message["content"] == [{"text": "a"}, {"text": "a"}]
    body = sent(server, [native, Messages.User("b"), native])
    [message] = body["messages"]
    assert [block["text"] for block in message["content"]] == ["a", "b", "a"]
    assert native == before


def test_calls_and_results_without_ids_are_given_the_same(server: Server) -> None:
    history = [
        Messages.User("go"),
        BaseMessageParam(role="assistant", content=[call(None), call("bad id!")]),
        BaseMessageParam(
            role="tool", content=[result(None, name="look_up"), result("bad id!")]
        ),
    ]
    _, assistant, results = sent(server, history, tools=[look_up])["messages"]
    asked = [block["toolUse"]["toolUseId"] for block in assistant["content"]]
    given = [block["toolResult"]["toolUseId"] for block in results["content"]]
    assert asked == given
    assert len(set(asked)) == 2
    assert all(id.isalnum() for id in asked)


def test_blank_text_and_empty_answers_are_left_out(server: Server) -> None:
    history = [
        Messages.User("a"),
        Messages.Assistant(""),
        BaseMessageParam(role="user", content=[TextPart(type="text", text=" \n")]),
        BaseMessageParam(role="user", content=[TextPart(type="text", text=""), CACHE]),
    ]
    assert sent(server, history)["messages"] == [
        {"role": "user", "content": [{"text": "a"}, POINT]}
    ]


def test_the_parts_of_other_services_are_left_out(server: Server) -> None:
    own = {"guardContent": {"text": {"text": "checked"}}}
    parts = [
        NativePart(provider="anthropic", content={"type": "thinking"}),
        NativePart(provider="bedrock", content=own),
    ]
    history = [BaseMessageParam(role="user", content=parts)]
    assert sent(server, history)["messages"] == [{"role": "user", "content": [own]}]


def test_tools_are_merged_with_the_users_tool_config(server: Server) -> None:
    cached = {"toolSpec": {"name": "theirs", "inputSchema": {"json": {}}}}
    params = {"toolConfig": {"tools": [cached, POINT], "toolChoice": {"any": {}}}}
    before = copy.deepcopy(params)
    config = sent(server, tools=[look_up], call_params=params)["toolConfig"]
    ours = {
        "name": "look_up",
        "description": "Look a word up.",
        "inputSchema": {
            "json": {
                "type": "object",
                "properties": {"word": {"type": "string"}},
                "required": ["word"],
            }
        },
    }
    assert config["tools"] == [{"toolSpec": ours}, cached, POINT]
    assert config["toolChoice"] == {"any": {}}
    assert params == before


class Book(BaseModel):
    """A book."""

    title: str


def test_a_response_model_is_a_forced_tool(server: Server) -> None:
    with pytest.raises(ValueError, match="Hello"):
        ask(response_model=Book)
    config = server.last.body["toolConfig"]
    assert config["toolChoice"] == {"tool": {"name": "Book"}}
    [tool] = config["tools"]
    assert tool["toolSpec"]["description"] == "A book."


def test_the_tools_of_a_history_are_declared(server: Server) -> None:
    history = [
        Messages.User("go"),
        BaseMessageParam(role="assistant", content=[call("a"), call("b", "other")]),
        BaseMessageParam(role="tool", content=[result("a"), result("b")]),
    ]
    config = sent(server, history)["toolConfig"]
    assert [tool["toolSpec"]["name"] for tool in config["tools"]] == [
        "look_up",
        "other",
    ]
    assert "toolChoice" not in config
    assert "toolConfig" not in sent(server)


class Strict(BaseModel):
    """A strict book."""

    model_config = ResponseModelConfigDict(strict=True)
    title: str
    pages: int = 0


@needs("ConverseRequest", "outputConfig")
def test_a_strict_model_has_a_native_schema(server: Server) -> None:
    with pytest.raises(ValueError, match="JSON"):
        ask(
            response_model=Strict,
            json_mode=True,
            call_params={"outputConfig": {"effort": "low"}},
        )
    config = server.last.body["outputConfig"]
    assert config["effort"] == "low"
    assert config["textFormat"]["type"] == "json_schema"
    schema = config["textFormat"]["structure"]["jsonSchema"]
    assert (schema["name"], schema["description"]) == ("Strict", "A strict book.")
    assert json.loads(schema["schema"]) == {
        "type": "object",
        "properties": {
            "title": {"type": "string"},
            "pages": {"type": ["integer", "null"]},
        },
        "required": ["title", "pages"],
        "additionalProperties": False,
    }
    assert server.last.body["messages"] == [
        {"role": "user", "content": [{"text": "hi"}]}
    ]


def test_other_models_are_asked_for_in_words(server: Server) -> None:
    with pytest.raises(ValueError, match="JSON"):
        ask(response_model=Book, json_mode=True)
    assert "outputConfig" not in server.last.body
    [message] = server.last.body["messages"]
    content, instruction = message["content"]
    assert content == {"text": "hi"}
    assert '"title"' in instruction["text"]
