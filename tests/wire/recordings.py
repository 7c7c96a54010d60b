"""Recorded exchanges, and what is in them, read straight from their JSON."""

from __future__ import annotations

import importlib.util
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from tests.emulator import shared

JSON = dict[str, Any]


@dataclass
class Said:
    """What a recorded answer says."""

    text: str = ""
    thinking: str = ""
    refusal: str = ""
    calls: list[tuple[str | None, str, str]] = field(default_factory=list)
    """Id, name and arguments."""
    finish: list[str] = field(default_factory=list)
    usage: JSON | None = None
    id: str | None = None
    model: str | None = None
    failure: JSON | None = None
    """The error that came in the place of an answer, or in the midst of it."""

    @property
    def tokens(self) -> tuple[int | None, int | None]:
        usage = self.usage or {}
        return usage.get("prompt_tokens"), usage.get("completion_tokens")

    @property
    def cached(self) -> int | None:
        details = (self.usage or {}).get("prompt_tokens_details") or {}
        return details.get("cached_tokens")


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
    def status(self) -> int:
        return self.data["response"]["status"]

    @property
    def streams(self) -> bool:
        return self.data["response"].get("raw") is not None and self.status < 400

    @property
    def asks_for_stream(self) -> bool:
        body = self.data["request"]["body"] or {}
        return self.streams or bool(body.get("stream"))

    @property
    def model(self) -> str:
        body = self.data["request"]["body"] or {}
        return body.get("model") or "a-model"

    @property
    def said(self) -> Said:
        response = self.data["response"]
        if self.streams:
            return read_stream(response["raw"])
        if self.status >= 400:
            return Said(failure=response.get("body") or {})
        return read_whole(response["body"])


@cache
def _load(path: Path) -> JSON:
    return json.loads(path.read_text("utf-8"))


def read_whole(body: JSON) -> Said:
    """Read a whole answer."""
    if body.get("error") and not body.get("choices"):
        return Said(failure=body["error"])
    said = Said(usage=body.get("usage"), id=body.get("id"), model=body.get("model"))
    for number, choice in enumerate(body["choices"]):
        if choice.get("finish_reason"):
            said.finish.append(choice["finish_reason"])
        if number:
            continue
        message = choice.get("message") or {}
        said.text = _text(message.get("content"))
        said.refusal = message.get("refusal") or ""
        said.thinking = _thinking(message)
        for call in message.get("tool_calls") or ():
            if function := call.get("function"):
                said.calls.append(
                    (call.get("id"), function["name"], function["arguments"])
                )
        function = message.get("function_call") or {}
        if function.get("name"):
            said.calls.append((None, function["name"], function["arguments"]))
    return said


def read_stream(raw: str) -> Said:
    """Read a streamed answer: the choice with index 0."""
    said = Said()
    calls: dict[Any, list[Any]] = {}
    finish = None
    for chunk in events(raw):
        if chunk.get("error"):
            said.failure = chunk["error"]
            continue
        said.id = chunk.get("id") or said.id
        said.model = chunk.get("model") or said.model
        x_groq = chunk.get("x_groq") or {}
        said.usage = chunk.get("usage") or x_groq.get("usage") or said.usage
        for choice in chunk.get("choices") or ():
            if choice.get("index"):
                continue
            finish = choice.get("finish_reason") or finish
            delta = choice.get("delta") or {}
            said.text += _text(delta.get("content"))
            said.refusal += delta.get("refusal") or ""
            said.thinking += _thinking(delta)
            for number, piece in enumerate(delta.get("tool_calls") or ()):
                _add(calls, number, piece)
            if piece := delta.get("function_call"):
                _add(calls, 0, {"function": piece})
    said.finish = [finish] if finish else []
    said.calls = [(id, name, text) for id, name, text in calls.values()]
    return said


def _add(calls: dict[Any, list[Any]], number: int, piece: JSON) -> None:
    key = piece.get("index")
    if key is None:
        key = piece.get("id") or (list(calls)[-1] if calls else number)
    call = calls.setdefault(key, [None, None, ""])
    function = piece.get("function") or {}
    call[0] = call[0] or piece.get("id")
    call[1] = call[1] or function.get("name")
    call[2] += function.get("arguments") or ""


def events(raw: str) -> Iterator[JSON]:
    """Give the JSON of each server-sent event."""
    for block in raw.replace("\r\n", "\n").split("\n\n"):
        lines = [line[5:].strip() for line in block.split("\n") if line[:5] == "data:"]
        data = "\n".join(lines)
        if data and data != "[DONE]":
            yield json.loads(data)


def _text(content: Any) -> str:
    if isinstance(content, list):
        return "".join(part.get("text", "") for part in content)
    return content or ""


def _thinking(message: JSON) -> str:
    for name in ("reasoning_content", "reasoning"):
        if isinstance(message.get(name), str):
            return message[name]
    return ""


def recordings(*providers: str) -> list[Recording]:
    """List the chat completions that some providers answered."""
    return [
        recording
        for provider in providers
        for path in sorted((shared() / "wire" / provider).glob("*.json"))
        for recording in [Recording(path)]
        if recording.data["endpoint"] == "chat.completions"
    ]


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
