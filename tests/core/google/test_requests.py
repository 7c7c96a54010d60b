"""What goes over the wire to Google, and that nothing of the caller's is written to."""

from __future__ import annotations

import base64
import copy
from typing import Any

import pytest
from google.genai import Client, types
from pydantic import BaseModel

from mirascope.core import (
    AudioPart,
    BaseMessageParam,
    CacheControlPart,
    DocumentPart,
    DocumentURLPart,
    ImagePart,
    ImageURLPart,
    Messages,
    ToolCallPart,
    ToolResultPart,
    google,
)
from mirascope.core.base import ResponseModelConfigDict
from mirascope.core.base.messages.parts import NativePart
from mirascope.exceptions import InvalidCallError, PromptError, UnsupportedPartError
from tests.server import Answer, Call, Server
from tests.server.dialects.google import _camel as camel

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 8
MODEL = "gemini-2.5-flash"


class Book(BaseModel):
    """A book."""

    title: str


def ask(say: Any, model: str = MODEL, **options: Any) -> Any:
    @google.call(model, **options)
    def prompt() -> Any:
        return say

    return prompt()


def body(server: Server) -> dict[str, Any]:
    return camel(server.last.body)


def look_up(word: str) -> str:
    """Look a word up."""
    return word


def test_the_request_is_the_documented_one(server: Server) -> None:
    params = {"temperature": 0.5, "max_tokens": 9, "stop": "END", "top_p": 0.5}
    ask([Messages.System("sys"), Messages.User("hi")], call_params=params)
    assert body(server) == {
        "contents": [{"role": "user", "parts": [{"text": "hi"}]}],
        "systemInstruction": {"parts": [{"text": "sys"}]},
        "generationConfig": {
            "temperature": 0.5,
            "topP": 0.5,
            "maxOutputTokens": 9,
            "stopSequences": ["END"],
        },
    }


def test_a_config_object_is_merged_and_never_written_to(server: Server) -> None:
    config = types.GenerateContentConfig(
        top_k=3,
        system_instruction="first",
        tools=[types.Tool(google_search=types.GoogleSearch())],
        stop_sequences=["a"],
    )
    before = config.model_copy(deep=True)

    @google.call(
        MODEL,
        tools=[look_up],
        call_params={"temperature": 0.1, "seed": 3, "config": config},
    )
    def prompt() -> google.GoogleDynamicConfig:
        return {
            "messages": [Messages.System("second"), Messages.User("hi")],
            "call_params": {"config": {"top_p": 0.3}, "temperature": 0.2},
        }

    for _ in range(2):
        prompt()
        sent = body(server)
        assert sent["generationConfig"] == {
            "temperature": 0.2,
            "seed": 3,
            "topK": 3,
            "topP": 0.3,
            "stopSequences": ["a"],
        }
        parts = sent["systemInstruction"]["parts"]
        assert [part["text"] for part in parts] == ["first", "second"]
        assert {key for tool in sent["tools"] for key in tool} == {
            "functionDeclarations",
            "googleSearch",
        }
    assert config == before


@pytest.mark.parametrize(
    "given",
    [
        "own",
        ["own"],
        {"parts": [{"text": "own"}]},
        types.Content(parts=[types.Part(text="own")]),
        types.Part(text="own"),
    ],
    ids=lambda given: type(given).__name__,
)
def test_a_system_instruction_of_any_kind_comes_first(
    server: Server, given: Any
) -> None:
    config = {"system_instruction": given}
    ask([Messages.System("ours"), Messages.User("hi")], call_params={"config": config})
    parts = body(server)["systemInstruction"]["parts"]
    assert [part["text"] for part in parts] == ["own", "ours"]


def test_a_system_message_alone_is_refused(server: Server) -> None:
    with pytest.raises(PromptError, match="system"):
        ask([Messages.System("sys")])
    assert server.requests == []


def test_media_are_sent_inline(server: Server) -> None:
    ask(
        [
            ImagePart(type="image", media_type="image/png", image=PNG, detail=None),
            AudioPart(type="audio", media_type="audio/flac", audio=b"sound"),
            AudioPart(
                type="audio",
                media_type="audio/wav",
                audio=base64.b64encode(b"text").decode(),
            ),
            DocumentPart(
                type="document", media_type="application/pdf", document=b"%PDF"
            ),
            DocumentPart(type="document", media_type="text/csv", document=b"a,b"),
        ]
    )
    [content] = body(server)["contents"]
    blobs = [part["inlineData"] for part in content["parts"]]
    assert [(b["mimeType"], base64.urlsafe_b64decode(b["data"])) for b in blobs] == [
        ("image/png", PNG),
        ("audio/flac", b"sound"),
        ("audio/wav", b"text"),
        ("application/pdf", b"%PDF"),
        ("text/csv", b"a,b"),
    ]


@pytest.mark.parametrize(
    "part",
    [
        ImagePart(type="image", media_type="image/gif", image=b"GIF8", detail=None),
        AudioPart(type="audio", media_type="audio/midi", audio=b"x"),
        DocumentPart(type="document", media_type="application/zip", document=b"x"),
        CacheControlPart(type="cache_control", cache_type="ephemeral"),
    ],
    ids=lambda part: part.type,
)
def test_what_the_service_does_not_take_is_refused(server: Server, part: Any) -> None:
    with pytest.raises(UnsupportedPartError, match="google"):
        ask(["look", part])
    assert server.requests == []


def test_addresses_are_loaded_and_inlined(server: Server) -> None:
    data = "data:image/png;base64," + base64.b64encode(PNG).decode()
    ask(
        [
            ImageURLPart(type="image_url", url=data, detail=None),
            DocumentURLPart(type="document_url", url="data:,w%C3%B6rds"),
        ]
    )
    image, document = body(server)["contents"][0]["parts"]
    assert image["inlineData"]["mimeType"] == "image/png"
    assert document["inlineData"]["mimeType"] == "text/plain"


def test_what_the_service_can_load_is_passed_by_reference(server: Server) -> None:
    files = "https://generativelanguage.googleapis.com/v1beta/files/abc"
    ask(
        [
            ImageURLPart(type="image_url", url="gs://bucket/a.png", detail=None),
            ImageURLPart(type="image_url", url=files, detail=None),
        ]
    )
    bucket, file = body(server)["contents"][0]["parts"]
    assert bucket["fileData"] == {
        "fileUri": "gs://bucket/a.png",
        "mimeType": "image/png",
    }
    assert file["fileData"] == {"fileUri": files}


def test_vertex_loads_addresses_itself(server: Server) -> None:
    options = types.HttpOptions(base_url=server.url)
    client = Client(vertexai=True, api_key="k", http_options=options)
    url = "https://x.test/a.png"
    ask([ImageURLPart(type="image_url", url=url, detail=None)], client=client)
    [part] = body(server)["contents"][0]["parts"]
    assert part["fileData"]["fileUri"] == url
    assert "/publishers/google/models/" in server.last.path


def test_a_video_is_a_native_part(server: Server) -> None:
    video = types.Part(
        inline_data=types.Blob(data=b"film", mime_type="video/mp4"),
        video_metadata=types.VideoMetadata(fps=1.0),
    )
    ask(
        BaseMessageParam(
            role="user", content=[NativePart(provider="google", content=video)]
        )
    )
    [part] = body(server)["contents"][0]["parts"]
    assert part["inlineData"]["mimeType"] == "video/mp4"
    assert part["videoMetadata"] == {"fps": 1.0}


def test_native_messages_may_be_objects(server: Server) -> None:
    answer = types.FunctionResponse(name="f", id="1", response={"result": "x"})
    response = ask(
        [
            types.Content(role="user", parts=[types.Part(text="hi")]),
            types.Content(
                role="model",
                parts=[types.Part(function_call=types.FunctionCall(name="f", id="1"))],
            ),
            answer,
        ]
    )
    assert [content["role"] for content in body(server)["contents"]] == [
        "user",
        "model",
        "user",
    ]
    assert [m.role for m in response.common_messages] == ["user", "assistant", "tool"]
    assert response.user_message_param is None


def test_results_of_one_turn_are_one_content_and_know_their_calls(
    server: Server,
) -> None:
    calls = [ToolCallPart(type="tool_call", name=n, args=None, id=n) for n in "ab"]
    ask(
        [
            Messages.User("go"),
            BaseMessageParam(role="assistant", content=calls),
            *[
                BaseMessageParam(
                    role="tool",
                    content=[
                        ToolResultPart(
                            type="tool_result", content=n, id=n, is_error=n == "b"
                        )
                    ],
                )
                for n in "ab"
            ],
        ]
    )
    results = body(server)["contents"][2]
    assert results["role"] == "user"
    assert [part["functionResponse"] for part in results["parts"]] == [
        {"name": "a", "id": "a", "response": {"result": "a"}},
        {"name": "b", "id": "b", "response": {"error": "b"}},
    ]


def test_a_forced_tool_leaves_the_other_tool_settings(server: Server) -> None:
    server.will(Answer(text="", calls=(Call(name="Book", arguments='{"title": "x"}'),)))
    latlng = {"lat_lng": {"latitude": 1.0, "longitude": 2.0}}
    config = {"tool_config": {"retrieval_config": latlng}}
    before = copy.deepcopy(config)
    assert ask("hi", response_model=Book, call_params={"config": config}).title == "x"
    sent = body(server)["toolConfig"]
    assert sent["functionCallingConfig"] == {
        "mode": "ANY",
        "allowedFunctionNames": ["Book"],
    }
    assert "retrievalConfig" in sent
    assert config == before


def test_arguments_in_pieces_are_refused(server: Server) -> None:
    calling = {"stream_function_call_arguments": True}
    config: Any = {"tool_config": {"function_calling_config": calling}}
    with pytest.raises(InvalidCallError, match="stream_function_call_arguments"):
        ask("hi", tools=[look_up], call_params={"config": config})
    assert server.requests == []


def test_json_mode_sends_the_schema(server: Server) -> None:
    class Strict(BaseModel):
        """A strict book."""

        model_config = ResponseModelConfigDict(strict=True)
        title: str = "x"

    server.will(Answer(text='{"title": "Dune"}'))
    assert ask("hi", response_model=Book, json_mode=True).title == "Dune"
    config = body(server)["generationConfig"]
    assert config["responseMimeType"] == "application/json"
    assert config["responseJsonSchema"]["required"] == ["title"]
    assert len(body(server)["contents"][0]["parts"]) == 2
    assert ask("hi", response_model=Strict, json_mode=True).title == "Dune"
    schema = body(server)["generationConfig"]["responseJsonSchema"]
    assert schema["additionalProperties"] is False
    assert schema["required"] == ["title"]
    assert body(server)["contents"][0]["parts"] == [{"text": "hi"}]


def test_beside_tools_json_is_only_asked_for_in_words(server: Server) -> None:
    server.will(Answer(text='{"title": "Dune"}'))
    assert ask("hi", response_model=Book, tools=[look_up]).title == "Dune"
    assert not body(server).get("generationConfig")
    assert "title" in body(server)["contents"][0]["parts"][1]["text"]


@pytest.mark.parametrize(
    "model", ["gemini-3-pro-preview", "models/gemini-3.5-flash", "gemini-10-pro"]
)
def test_from_gemini_3_on_the_schema_goes_beside_tools(
    model: str, server: Server
) -> None:
    def check(found: Any) -> None:
        assert found.title == "Dune"
        config = body(server)["generationConfig"]
        assert config["responseMimeType"] == "application/json"
        assert config["responseJsonSchema"]["required"] == ["title"]

    server.will(Answer(text='{"title": "Dune"}'))
    check(ask("hi", model=model, response_model=Book, tools=[look_up]))
    [tool] = body(server)["tools"]
    assert tool["functionDeclarations"][0]["name"] == "look_up"
    search: Any = {"config": {"tools": [{"google_search": {}}]}}
    for stream in (False, True):
        options: Any = {"json_mode": True, "call_params": search, "stream": stream}
        found = ask("hi", model=model, response_model=Book, **options)
        check([*found][-1] if stream else found)
        assert body(server)["tools"] == [{"googleSearch": {}}]


@pytest.mark.parametrize(
    "model", ["gemini-2.5-flash", "gemini-flash-latest", "tunedModels/my-gemini-3"]
)
def test_other_models_are_asked_in_words_beside_tools(
    model: str, server: Server
) -> None:
    server.will(Answer(text='{"title": "Dune"}'))
    assert ask("hi", model=model, response_model=Book, tools=[look_up]).title == "Dune"
    assert not body(server).get("generationConfig")


def test_a_call_beside_a_schema_is_a_call(server: Server) -> None:
    server.will(
        Answer(text="", calls=(Call(name="look_up", arguments='{"word": "x"}'),))
    )
    response = ask("hi", model="gemini-3-pro", response_model=Book, tools=[look_up])
    assert response.tool.args == {"word": "x"}


def test_recursive_types_are_sent_as_they_are(server: Server) -> None:
    class Tree(BaseModel):
        """A tree."""

        name: str
        leaves: list[Tree] = []

    Tree.model_rebuild(_types_namespace={"Tree": Tree})
    call = Call(name="Tree", arguments='{"name": "a", "leaves": [{"name": "b"}]}')
    server.will(Answer(text="", calls=(call,)))
    assert ask("hi", response_model=Tree).leaves[0].name == "b"
    [tool] = body(server)["tools"]
    assert "$ref" in str(tool["functionDeclarations"][0]["parametersJsonSchema"])


def test_a_client_made_for_one_call_lives_as_long_as_it(server: Server) -> None:
    @google.call(MODEL, stream=True)
    def prompt() -> google.GoogleDynamicConfig:
        options = types.HttpOptions(base_url=server.url)
        client = Client(api_key="k", http_options=options)
        return {"messages": [Messages.User("hi")], "client": client}

    assert "".join(chunk.content for chunk, _ in prompt()) == "Hello wörld"


def test_an_async_side_serves_async_functions_only(server: Server) -> None:
    client = Client(api_key="k")
    with pytest.raises(TypeError, match=r"genai\.Client"):
        ask("hi", client=client.aio)
