"""Recorded exchanges, and the words for what is in them."""

from __future__ import annotations

import importlib.util
import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from tests.emulator import shared

JSON = dict[str, Any]


@dataclass
class Expected:
    """What a recorded answer says, as our properties have to report it."""

    text: str = ""
    thinking: str = ""
    refusal: str = ""
    calls: list[tuple[str | None, str, JSON]] = field(default_factory=list)
    """Id, name and arguments."""
    finish: list[str] | None = field(default_factory=list)
    """The service's words; `None` where it has none for what we say."""
    blocked: bool = False
    """Whether there is no answer, because the prompt was refused."""
    input: int | None = None
    output: int | None = None
    cached: int | None = None
    is_counted: bool = True
    """Whether these are the service's counts, and not guessed by an SDK."""
    id: str | None = None
    model: str | None = None
    failure: JSON | None = None
    """The error that came in the place of an answer, or in the midst of it."""
    blocks: list[JSON] = field(default_factory=list)
    """What the assistant's message consists of; every one has to survive."""


@dataclass(frozen=True)
class Recording:
    """One exchange."""

    path: Path

    @property
    def id(self) -> str:
        name = self.path.stem.replace("rubyllm_chat-", "r-")
        return f"{self.path.parent.name}/{name}"

    @property
    def data(self) -> JSON:
        return _load(self.path)

    @property
    def provider(self) -> str:
        return self.data["provider"]

    @property
    def endpoint(self) -> str:
        return self.data["endpoint"]

    @property
    def status(self) -> int:
        return self.data["response"]["status"]

    @property
    def fails(self) -> bool:
        return self.status >= 400

    @property
    def streams(self) -> bool:
        return self.data["response"].get("raw") is not None and not self.fails

    @property
    def asks_for_stream(self) -> bool:
        body = self.data["request"]["body"] or {}
        return (
            self.streams
            or bool(body.get("stream"))
            or "stream" in self.endpoint.lower()
        )

    @property
    def model(self) -> str:
        body = self.data["request"]["body"] or {}
        path = self.data["request"]["path"]
        found = re.search(r"/models/([^/:]+)[:?]|/model/([^/]+)/", path)
        named = found and (found[1] or unquote(found[2]))
        return body.get("model") or named or "a-model"

    @property
    def whole(self) -> JSON:
        """The body of an answer that came in one piece."""
        return self.data["response"].get("body") or {}

    @property
    def raw(self) -> str:
        """The body of a stream."""
        return self.data["response"]["raw"]


@cache
def _load(path: Path) -> JSON:
    data = json.loads(path.read_text("utf-8"))
    response = data["response"]
    if isinstance(response.get("body"), list):
        # Asked without `alt=sse`, Google sends the same events as one array.
        # https://ai.google.dev/api/generate-content#method:-models.streamgeneratecontent
        framed = "".join(f"data: {json.dumps(one)}\r\n\r\n" for one in response["body"])
        response |= {"body": None, "raw": framed, "content_type": "text/event-stream"}
    return data


def events(raw: str) -> Iterator[JSON]:
    """Give the JSON of each server-sent event."""
    for block in raw.replace("\r\n", "\n").split("\n\n"):
        lines = [line[5:].strip() for line in block.split("\n") if line[:5] == "data:"]
        data = "\n".join(lines)
        if data and data != "[DONE]":
            yield json.loads(data)


def arguments(given: Any) -> JSON:
    """Read the arguments of a call."""
    return json.loads(given or "{}") or {} if isinstance(given, str) else given or {}


@cache
def all_recordings() -> tuple[Recording, ...]:
    """List every recording there is."""
    return tuple(
        Recording(path) for path in sorted((shared() / "wire").glob("*/*.json"))
    )


def replay_module() -> Any:
    """Load the replay server of the shared tools."""
    path = shared() / "tools" / "replay.py"
    spec = importlib.util.spec_from_file_location("shared_replay", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    # Its small writes would each wait for the acknowledgement of the one before.
    module._Handler.disable_nagle_algorithm = True
    return module
