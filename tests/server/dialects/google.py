"""The format of `generateContent`, as the Gemini API and Vertex AI speak it.

https://ai.google.dev/api/generate-content
https://ai.google.dev/api/files
https://cloud.google.com/vertex-ai/generative-ai/docs/model-reference/inference
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.server._answer import Answer, Call, Usage
    from tests.server._http import Request

JSON = dict[str, Any]

METHOD = re.compile(r"/(?P<model>[^/]+):(?P<method>generateContent|streamGenerate.*)$")
REASONS = {
    "stop": "STOP",
    "length": "MAX_TOKENS",
    "tool_calls": "STOP",
    "content_filter": "SAFETY",
}
STATUSES = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    429: "RESOURCE_EXHAUSTED",
    500: "INTERNAL",
    503: "UNAVAILABLE",
}
# What chat completions say in words of their own, by what it is here.
SETTINGS = {
    "temperature": "temperature",
    "topP": "top_p",
    "maxOutputTokens": "max_tokens",
    "frequencyPenalty": "frequency_penalty",
    "presencePenalty": "presence_penalty",
    "seed": "seed",
}


@dataclass(frozen=True)
class GenerateContent:
    """The format of both; what they do differently is in the path and the headers."""

    stream_type: str = "text/event-stream"
    json_stream: str = "application/json; charset=UTF-8"

    def matches(self, request: Request) -> bool:
        return METHOD.search(request.path) is not None

    def model(self, request: Request) -> str:
        found = METHOD.search(request.path)
        assert found is not None
        return found["model"]

    def wants_stream(self, request: Request) -> bool:
        return request.path.endswith(":streamGenerateContent")

    def error(self, request: Request, status: int) -> tuple[str, bytes]:
        body = {
            "code": status,
            "message": f"code_{status}: the service says so",
            "status": STATUSES.get(status, "UNKNOWN"),
        }
        return "application/json; charset=UTF-8", _dump({"error": body})

    # -- a request in the words of chat completions ---------------------------

    def common(self, request: Request) -> JSON:
        body = _camel(request.body)
        messages: list[JSON] = []
        if system := body.pop("systemInstruction", None):
            text = "\n\n".join(part["text"] for part in system["parts"])
            messages.append({"role": "system", "content": text})
        for content in body.pop("contents"):
            messages += _messages(content)
        chat: JSON = {"model": self.model(request), "messages": messages}
        if self.wants_stream(request):
            chat["stream"] = True
        chat |= _settings(body.pop("generationConfig", {}))
        if tools := body.pop("tools", None):
            chat["tools"] = [tool for given in tools for tool in _tools(given)]
        if config := body.pop("toolConfig", None):
            calling = config["functionCallingConfig"]
            names = calling.get("allowedFunctionNames")
            chat["tool_choice"] = [calling["mode"].lower(), *(names or ())]
        return chat | body

    # -- a whole answer -------------------------------------------------------

    def whole(self, request: Request, answer: Answer) -> bytes:
        body: JSON = {}
        if answer.refusal is not None:
            body["promptFeedback"] = {"blockReason": answer.refusal}
        elif not answer.no_choices:
            body["candidates"] = [self.candidate(answer, list(self.parts(answer)))]
            body["candidates"] += self.others(answer)
        if answer.unknown:
            body["brandNew"] = "x"
        return _dump(body | self.head(request, answer) | self.usage(answer.usage))

    def candidate(self, answer: Answer, parts: list[JSON], ends: bool = True) -> JSON:
        content: JSON = {"role": "model"}
        if parts:
            content["parts"] = parts
        candidate: JSON = {"content": content, "index": 0}
        if ends:
            candidate["finishReason"] = REASONS.get(answer.reason, answer.reason)
            candidate["safetyRatings"] = [
                {"category": "HARM_CATEGORY_HARASSMENT", "probability": "NEGLIGIBLE"}
            ]
        if answer.unknown:
            candidate["alsoNew"] = {"deep": [1]}
        return candidate

    def others(self, answer: Answer) -> list[JSON]:
        return [
            {"content": {"role": "model", "parts": [{"text": text}]}, "index": number}
            | {"finishReason": "STOP"}
            for number, text in enumerate(answer.others, 1)
        ]

    def parts(self, answer: Answer) -> Iterator[JSON]:
        if answer.thinking:
            yield {"text": "".join(answer.thinking), "thought": True}
        if answer.whole_text:
            yield {"text": answer.whole_text}
        for call in answer.calls:
            yield self.call(call)
        if answer.unknown:
            yield {"unheardOf": {"deep": 1}}

    def call(self, call: Call) -> JSON:
        made: JSON = {"name": call.name}
        if call.arguments:
            made["args"] = json.loads(call.arguments)
        if call.id is not None:
            made["id"] = call.id
        return {"functionCall": made}

    def head(self, request: Request, answer: Answer) -> JSON:
        head = {"modelVersion": answer.model or self.model(request)}
        return head if answer.id is None else head | {"responseId": answer.id}

    def usage(self, usage: Usage | None) -> JSON:
        if usage is None:
            return {}
        counts: JSON = {
            "promptTokenCount": usage.input,
            "candidatesTokenCount": usage.output - (usage.reasoning or 0),
            "totalTokenCount": usage.input + usage.output,
        }
        if usage.cached is not None:
            counts["cachedContentTokenCount"] = usage.cached
        if usage.reasoning is not None:
            counts["thoughtsTokenCount"] = usage.reasoning
        return {"usageMetadata": counts}

    # -- a streamed answer ----------------------------------------------------

    def events(self, request: Request, answer: Answer) -> Iterable[bytes]:
        for chunk in self.chunks(request, answer):
            yield b"data: " + _dump(chunk) + b"\r\n\r\n"
        if answer.fault.error_event:
            error = {"code": 500, "message": "it broke down", "status": "INTERNAL"}
            yield b"data: " + _dump({"error": error}) + b"\r\n\r\n"

    def chunks(self, request: Request, answer: Answer) -> Iterator[JSON]:
        """Give the chunks of a stream; each has the totals so far."""
        head = self.head(request, answer)
        if answer.refusal is not None:
            feedback = {"promptFeedback": {"blockReason": answer.refusal}}
            yield head | feedback | self.usage(answer.usage)
            return
        if answer.empty_event or answer.unknown:
            yield head | ({"brandNew": 1} if answer.unknown else {})
        groups = [[part] for part in self.pieces(answer)]
        if answer.layout == "together" and answer.calls:
            calls = [part for [part] in groups if "functionCall" in part]
            groups = [group for group in groups if "functionCall" not in group[0]]
            groups.append(calls)
        if not answer.finish_with_last:
            groups.append([{"text": ""}])
        for number, parts in enumerate(groups):
            last = number == len(groups) - 1
            if last and answer.fault.error_event:
                return
            ends = last and not answer.no_finish
            chunk = head | {"candidates": [self.candidate(answer, parts, ends)]}
            if number == 0:
                chunk["candidates"] += self.others(answer)
            usage = answer.last_usage if last else answer.early_usage
            yield chunk | (self.usage(usage) if last or answer.usage_everywhere else {})

    def pieces(self, answer: Answer) -> Iterator[JSON]:
        for piece in answer.thinking:
            yield {"text": piece, "thought": True}
        for piece in answer.pieces:
            if piece:
                yield {"text": piece}
        for call in answer.calls:
            yield self.call(call)
        if answer.unknown:
            yield {"unheardOf": {"deep": 1}}


DIALECTS = (GenerateContent(),)


def _camel(value: Any) -> Any:
    """Put names into their documented form; the service takes both."""
    if isinstance(value, list):
        return [_camel(item) for item in value]
    if not isinstance(value, dict):
        return value
    named = {
        re.sub(r"_(\w)", lambda letter: letter[1].upper(), name): inner
        for name, inner in value.items()
    }
    # What the user named stays.
    kept = {"args", "response", "parametersJsonSchema", "responseJsonSchema"}
    return {k: v if k in kept else _camel(v) for k, v in named.items()}


def _settings(config: JSON) -> JSON:
    """Put the generation config into the words of chat completions."""
    content: JSON = {}
    if (stop := config.pop("stopSequences", None)) is not None:
        content["stop"] = stop[0] if len(stop) == 1 else stop
    if config.pop("responseMimeType", None) == "application/json":
        content["response_format"] = {"type": "json_object"}
    if (schema := config.pop("responseJsonSchema", None)) is not None:
        form = {"type": "json_schema", "json_schema": {"schema": schema}}
        content["response_format"] = form
    content |= {SETTINGS.get(name, name): value for name, value in config.items()}
    return content


def _tools(given: JSON) -> Iterator[JSON]:
    for declared in given.get("functionDeclarations", ()):
        function = dict(declared)
        if "parametersJsonSchema" in function:
            function["parameters"] = function.pop("parametersJsonSchema")
        yield {"type": "function", "function": function}
    rest = {k: v for k, v in given.items() if k != "functionDeclarations"}
    if rest:
        yield rest


def _messages(content: JSON) -> Iterator[JSON]:
    role = "assistant" if content.get("role") == "model" else "user"
    results = [
        p["functionResponse"]
        for p in content["parts"]
        if len(p) == 1 and "functionResponse" in p
    ]
    for result in results:
        [text] = result["response"].values()
        yield {
            "role": "tool",
            "tool_call_id": result.get("id"),
            "name": result["name"],
            "content": text,
        }
    parts = [part for part in content["parts"] if "functionResponse" not in part]
    calls = [p["functionCall"] for p in parts if "functionCall" in p]
    if results and not parts:
        return
    message: JSON = {"role": role, "content": _content(parts)}
    if calls:
        message["content"] = message["content"] or None
        message["tool_calls"] = [
            {
                "id": call.get("id"),
                "type": "function",
                "function": {
                    "name": call["name"],
                    "arguments": json.dumps(call.get("args", {})),
                },
            }
            for call in calls
        ]
    yield message


def _content(parts: list[JSON]) -> Any:
    """Give text where there is nothing else, and otherwise parts."""
    content = [part for part in parts if "functionCall" not in part]
    if all(part.keys() == {"text"} for part in content):
        return "\n\n".join(part["text"] for part in content)
    return [_part(part) for part in content]


def _part(part: JSON) -> JSON:
    if part.keys() == {"text"}:
        return {"type": "text", "text": part["text"]}
    if "inlineData" in part:
        blob = part["inlineData"]
        kind, _, form = blob["mimeType"].partition("/")
        if kind == "image":
            url = f"data:{blob['mimeType']};base64,{blob['data']}"
            return {"type": "image_url", "image_url": {"url": url, "detail": "auto"}}
        if kind == "audio":
            audio = {"format": form, "data": blob["data"]}
            return {"type": "input_audio", "input_audio": audio}
    return part


def _dump(value: object) -> bytes:
    text = json.dumps(value, ensure_ascii=False)
    # Older versions of google-genai cut lines at these, so they are escaped.
    for separator in ("\x85", "\u2028", "\u2029"):
        text = text.replace(separator, f"\\u{ord(separator):04x}")
    return text.encode()
