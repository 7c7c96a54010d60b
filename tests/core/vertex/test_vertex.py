"""The legacy module `vertex`: on google-genai, and with a `GenerativeModel`."""

from __future__ import annotations

import subprocess
import sys
import warnings
from importlib.util import find_spec
from typing import Any

import pytest
from pydantic import BaseModel

from mirascope.core import ImageURLPart, Messages
from tests.server import Answer, Call, Server
from tests.server.dialects.google import _camel as camel

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from mirascope.core import vertex

    vertex.call  # noqa: B018  it warns once

    HAS_OLD = find_spec("vertexai") is not None
    if HAS_OLD:
        import vertexai
        from vertexai.generative_models import GenerativeModel

needs_old = pytest.mark.skipif(not HAS_OLD, reason="google-cloud-aiplatform is missing")
pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")


class Book(BaseModel):
    """A book."""

    title: str


def look_up(word: str) -> str:
    """Look a word up."""
    return word


@pytest.fixture
def service(server: Server, monkeypatch: pytest.MonkeyPatch) -> Server:
    """The server, as Vertex AI."""
    monkeypatch.setenv("GOOGLE_API_KEY", "k")
    monkeypatch.setenv("GOOGLE_VERTEX_BASE_URL", server.url)
    return server


def test_the_first_use_warns_and_names_the_successor() -> None:
    code = """
import warnings
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    from mirascope.core import vertex
    vertex.call
[warning] = [w for w in caught if "mirascope" in str(w.message)]
assert warning.category is DeprecationWarning
assert "mirascope.core.google" in str(warning.message)
"""
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


def test_the_default_client_speaks_to_vertex(service: Server) -> None:
    @vertex.call("gemini-2.5-flash")
    def ask() -> Any:
        url = "https://x.test/a.png"
        return [ImageURLPart(type="image_url", url=url, detail=None)]

    response = ask()
    assert type(response) is vertex.VertexCallResponse
    assert response.provider == "vertex"
    assert response.content == "Hello wörld"
    assert "/publishers/google/models/" in service.last.path
    [part] = camel(service.last.body)["contents"][0]["parts"]
    assert part["fileData"]["fileUri"] == "https://x.test/a.png"


def test_a_stream_has_the_old_names(service: Server) -> None:
    @vertex.call("gemini-2.5-flash", stream=True)
    def ask() -> str:
        return "hi"

    stream = ask()
    assert type(stream) is vertex.VertexStream
    assert {type(chunk) for chunk, _ in stream} == {vertex.VertexCallResponseChunk}
    assert type(stream.construct_call_response()) is vertex.VertexCallResponse


@pytest.fixture
def model(server: Server) -> Any:
    """A `GenerativeModel` that points at the server."""
    from google.oauth2.credentials import Credentials

    vertexai.init(
        project="p",
        location="us-central1",
        api_endpoint=server.url,
        api_transport="rest",
        credentials=Credentials(token="k"),
    )
    return GenerativeModel("gemini-1.5-flash", system_instruction=["Be nice."])


@needs_old
def test_a_generative_model_sends_and_stays_as_it_is(
    server: Server, model: Any
) -> None:
    @vertex.call("", client=model)
    def ask() -> Any:
        return [Messages.System("Be brief."), Messages.User("hi")]

    for _ in range(2):
        response = ask()
        sent = camel(server.last.body)
        assert sent["systemInstruction"]["parts"] == [{"text": "Be nice."}]
        first, agreed, last = [one["parts"][0]["text"] for one in sent["contents"]]
        assert (first, last) == ("Be brief.", "hi")
        assert agreed == "Ok! I will adhere to this system message."
    assert response.content == "Hello wörld"
    assert type(response.response).__name__ == "GenerationResponse"
    assert (response.input_tokens, response.output_tokens) == (10, 3)


@needs_old
def test_a_generative_model_of_a_config_calls_tools(server: Server, model: Any) -> None:
    call = Call(name="look_up", arguments='{"word": "a"}', id=None)
    server.will(Answer(text="", calls=(call,)))

    @vertex.call("", tools=[look_up])
    def ask(history: list[Any]) -> vertex.VertexDynamicConfig:
        return {"messages": [Messages.User("hi"), *history], "client": model}

    response = ask([])
    assert response.tool.call() == "a"
    results = response.tool_message_params([(response.tool, "a")])
    server.will(Answer(text="done"))
    assert ask([response.message_param, *results]).content == "done"
    [result] = camel(server.last.body)["contents"][2]["parts"]
    assert result["functionResponse"]["response"] == {"result": "a"}


@needs_old
def test_a_generative_model_gives_response_models(server: Server, model: Any) -> None:
    call = Call(name="Book", arguments='{"title": "Dune"}', id=None)
    server.will(Answer(text="", calls=(call,)))

    @vertex.call("", client=model, response_model=Book)
    def ask() -> str:
        return "hi"

    assert ask() == Book(title="Dune")
    config = camel(server.last.body)["toolConfig"]["functionCallingConfig"]
    assert config["allowedFunctionNames"] == ["Book"]
