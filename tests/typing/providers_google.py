"""The classes of calls to Google; read by type checkers, never run."""

from __future__ import annotations

from typing import assert_type

from google.genai import Client
from google.genai.types import FunctionCall, GenerateContentResponse

from mirascope.core import gemini, google, vertex


def prompt(genre: str) -> str:
    return genre


async def prompt_async(genre: str) -> str:
    return genre


async def google_calls() -> None:
    response = google.call("m", client=Client())(prompt)("a")
    assert_type(response, google.GoogleCallResponse)
    assert_type(response.response, GenerateContentResponse)
    assert_type(response.images, list[bytes])
    assert_type(response.tools, list[google.GoogleTool] | None)
    if response.tool:
        assert_type(response.tool.tool_call, FunctionCall | None)
    call = google.call("m", client=Client())
    assert_type(await call(prompt_async)("a"), google.GoogleCallResponse)
    stream = google.call("m", stream=True)(prompt)("a")
    assert_type(stream, google.GoogleStream)
    assert_type(stream.construct_call_response(), google.GoogleCallResponse)
    for chunk, tool in stream:
        assert_type(chunk, google.GoogleCallResponseChunk)
        assert_type(chunk.chunk, GenerateContentResponse)
        assert_type(tool, google.GoogleTool | None)
    google.call("m", call_params={"temperature": 0.5, "config": {"top_k": 3}})


async def legacy_calls() -> None:
    assert_type(gemini.call("m")(prompt)("a"), gemini.GeminiCallResponse)
    assert_type(
        vertex.call("m", client=Client())(prompt)("a"), vertex.VertexCallResponse
    )
    stream = vertex.call("m", stream=True)
    assert_type(await stream(prompt_async)("a"), vertex.VertexStream)
