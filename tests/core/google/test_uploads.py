"""Media that are too large for one request go through the Files API."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from google.genai import Client, errors, types
from pydantic import BaseModel

from mirascope import llm
from mirascope.core import ImagePart, Messages, google
from mirascope.core.base.messages.parts import BaseMessageParam, NativePart
from mirascope.core.google import _requests
from mirascope.exceptions import OutputError, PromptError
from tests.internals import Binding, Layer, Position, ProviderRequest, request_key
from tests.server.dialects.google import _camel as camel

# aiohttp warns of the size of what google-genai hands it.
pytestmark = pytest.mark.filterwarnings("ignore:Sending a large body:ResourceWarning")

MIB = 2**20
ANSWER = {
    "candidates": [{"content": {"role": "model", "parts": [{"text": "seen"}]}}],
    "modelVersion": "m",
}


class Service:
    """A service that keeps files, and becomes ready with one after a while.

    https://ai.google.dev/api/files
    """

    def __init__(self) -> None:
        self.files: list[bytes] = []
        self.asked: list[dict[str, Any]] = []
        self.states = ["ACTIVE"]
        self.refuses = False
        """Whether files are refused."""
        service = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_: Any) -> None:
                """Say nothing."""

            def do_GET(self) -> None:
                self.say(service.file())

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                if service.refuses:
                    self.say({"error": {"code": 403, "message": "no"}}, status=403)
                elif self.path.startswith("/bytes"):
                    service.files[-1] += body
                    ends = "finalize" in self.headers["x-goog-upload-command"]
                    state = "final" if ends else "active"
                    file = {"file": service.file()} if ends else {}
                    self.say(file, "X-Goog-Upload-Status", state)
                elif self.path.startswith("/upload"):
                    service.files.append(b"")
                    self.say({}, "X-Goog-Upload-URL", f"{service.url}/bytes")
                else:
                    service.asked.append(camel(json.loads(body)))
                    self.say(ANSWER)

            def say(self, value: Any, *header: str, status: int = 200) -> None:
                body = json.dumps(value).encode()
                self.send_response(status)
                self.send_header("content-type", "application/json")
                self.send_header("content-length", str(len(body)))
                if header:
                    self.send_header(*header)
                self.end_headers()
                self.wfile.write(body)

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.http.server_port}"

    def file(self) -> dict[str, Any]:
        state = self.states.pop(0) if len(self.states) > 1 else self.states[0]
        name = f"files/f{len(self.files)}"
        uri = f"https://generativelanguage.googleapis.com/v1beta/{name}"
        return {"name": name, "uri": uri, "state": state, "mimeType": "image/png"}

    @property
    def parts(self) -> list[dict[str, Any]]:
        return [part for c in self.asked[-1]["contents"] for part in c["parts"]]


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Iterator[Service]:
    """A service, at which the default client points."""
    service = Service()
    monkeypatch.setenv("GOOGLE_API_KEY", "k")
    monkeypatch.setenv("GOOGLE_GEMINI_BASE_URL", service.url)
    monkeypatch.setattr(_requests, "FILE_POLL_S", 0.01)
    thread = threading.Thread(target=service.http.serve_forever, daemon=True)
    thread.start()
    yield service
    service.http.shutdown()
    service.http.server_close()
    thread.join()


def image(size: int) -> ImagePart:
    return ImagePart(
        type="image", media_type="image/png", image=b"i" * size, detail=None
    )


def ask(say: Any, **options: Any) -> Any:
    @google.call("m", **options)
    def prompt() -> Any:
        return say

    return prompt()


def ask_async(say: Any) -> Any:
    @google.call("m")
    async def prompt() -> Any:
        return say

    async def main() -> Any:
        return await prompt()

    return asyncio.run(main())


@pytest.mark.parametrize("ask", [ask, ask_async])
def test_what_exceeds_the_limit_is_uploaded(service: Service, ask: Any) -> None:
    big, small = image(11 * MIB), image(9)
    messages = [Messages.User([small, big]), Messages.User("look")]
    assert ask(messages).content == "seen"
    assert service.files == [big.image]
    first, second, text = service.parts
    assert "fileData" not in first
    assert second["fileData"]["fileUri"].endswith("files/f1")
    assert text == {"text": "look"}
    assert messages[0].content == [small, big]


@pytest.mark.parametrize("stream", [False, True], ids=["whole", "streamed"])
def test_a_refused_upload_has_the_kind_of_its_error(
    service: Service, stream: bool
) -> None:
    service.refuses = True
    messages = [Messages.User([image(11 * MIB), image(9 * MIB)])]

    @llm.call("google", "m", stream=stream)
    def prompt() -> Any:
        return messages

    with pytest.raises(llm.PermissionDeniedError) as caught:
        list(prompt())
    assert isinstance(caught.value, errors.APIError)
    with pytest.raises(errors.APIError) as caught:
        ask(messages)
    assert not isinstance(caught.value, llm.ProviderError)


def test_the_limit_is_that_of_the_whole_request(service: Service) -> None:
    images = [image(size * MIB) for size in (6, 5, 3)]
    ask([Messages.User([one]) for one in images])
    kinds = ["fileData" if "fileData" in part else "inline" for part in service.parts]
    assert kinds == ["inline", "fileData", "inline"]


@pytest.mark.parametrize("ask", [ask, ask_async])
def test_a_file_is_waited_for_until_it_is_ready(service: Service, ask: Any) -> None:
    service.states = ["PROCESSING", "PROCESSING", "ACTIVE"]
    assert ask(image(11 * MIB)).content == "seen"
    assert service.states == ["ACTIVE"]


def test_a_file_that_the_service_cannot_use_is_an_error(service: Service) -> None:
    service.states = ["PROCESSING", "FAILED"]
    with pytest.raises(PromptError, match="FAILED"):
        ask(image(11 * MIB))
    assert service.asked == []


def test_a_large_video_keeps_what_is_said_of_it(service: Service) -> None:
    video = types.Part(
        inline_data=types.Blob(data=b"v" * 11 * MIB, mime_type="video/mp4"),
        video_metadata=types.VideoMetadata(fps=1.0),
    )
    native = NativePart(provider="google", content=video)
    ask(BaseMessageParam(role="user", content=[native]))
    [part] = service.parts
    assert part["fileData"]["mimeType"] == "video/mp4"
    assert part["videoMetadata"] == {"fps": 1.0}


def test_vertex_has_no_files(service: Service) -> None:
    options = types.HttpOptions(base_url=service.url)
    client = Client(vertexai=True, api_key="k", http_options=options)
    ask(image(11 * MIB), client=client)
    assert service.files == []
    assert "fileData" not in service.parts[0]


def test_nothing_is_uploaded_for_what_a_layer_answers(service: Service) -> None:
    class Instead(Layer):
        position = Position.ANSWER

        def answer(self, request: ProviderRequest, send: Any) -> Any:
            keys.append(request_key(request))
            yield lambda: None
            return types.GenerateContentResponse.model_validate(
                {"candidates": [{"content": {"parts": [{"text": "kept"}]}}]}
            )

    keys: list[str] = []
    with Binding(Instead()):
        for big in (image(11 * MIB), image(11 * MIB), image(12 * MIB)):
            assert ask([Messages.User(["look", big])]).content == "kept"
    assert service.files == []
    assert keys[0] == keys[1] != keys[2]


def test_a_file_is_uploaded_once_for_all_requests(service: Service) -> None:
    class Book(BaseModel):
        """A book."""

        title: str

    with pytest.raises(OutputError) as caught:
        ask(image(11 * MIB), response_model=Book, json_mode=True, validation_retries=2)
    assert len(service.asked) == 3
    assert len(service.files) == 1
    [file] = [part for part in service.parts if "fileData" in part]
    assert file["fileData"]["fileUri"].endswith("files/f1")
    assert caught.value.__notes__ == ["attempt 3 of 3"]
