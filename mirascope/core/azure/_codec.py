"""What is special about Azure AI among the services that speak chat completions."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

from typing_extensions import override

from mirascope.core._chat_completions import ChatCodec, Dialect
from mirascope.core.base._codec.vocabulary import Options, Reply
from mirascope.core.base._fields import as_mapping, is_dict, is_list
from mirascope.core.base.messages.parts import BaseMessageParam
from mirascope.core.base.tool.output import Output

from ._client import is_default

_CLASSES = {
    "ChatCompletion": "ChatCompletions",
    "ChatCompletionChunk": "StreamingChatCompletionsUpdate",
    "ChatCompletionMessageToolCall": "ChatCompletionsToolCall",
    "ChatCompletionToolParam": "ChatCompletionsToolDefinition",
    "json_schema": "JsonSchemaFormat",
    "text": "TextContentItem",
    "image_url": "ImageContentItem",
    "input_audio": "AudioContentItem",
    "assistant": "AssistantMessage",
    "developer": "DeveloperMessage",
    "system": "SystemMessage",
    "tool": "ToolMessage",
    "user": "UserMessage",
}
"""The SDK's classes: by OpenAI's names for them, those of content by its type, those of
messages by their role."""


_TEXT = {str}


@cache
def _class_of(name: str) -> Callable[[dict[str, Any]], Any]:
    """Find a class of the SDK, which is imported for that."""
    from azure.ai.inference import models

    return getattr(models, _CLASSES[name])


def _build(name: str, data: dict[str, Any]) -> Any:
    """Make an object of the SDK."""
    kind = _class_of(name)
    if not _TEXT.issuperset(map(type, data.values())):
        return kind(data)
    made: Any = kind({})
    made.update(data)  # which skips a search for dates in each text
    return made


class AzureDialect(Dialect):
    """Azure AI, whose SDK makes its objects of mappings."""

    @override
    def build(self, name: str, data: dict[str, Any]) -> Any:
        return _build(name, data) if name in _CLASSES else data

    @override
    def class_of(self, name: str) -> Any:
        return _class_of(name)


class AzureCodec(ChatCodec):
    """Translates for `azure.ai.inference`."""

    @override
    def encode(self, options: Options) -> tuple[list[Any], dict[str, Any]]:
        """Make the messages and the keywords of `complete`."""
        native, kwargs = super().encode(options)
        given = {id(message) for message in options.messages}
        sent = [
            message if id(message) in given else self._message(message)
            for message in kwargs["messages"]
        ]
        kwargs["messages"] = sent
        if isinstance(stop := kwargs.get("stop"), str):
            kwargs["stop"] = [stop]
        form = kwargs.get("response_format")
        if is_dict(form):
            kwargs["response_format"] = _response_format(form)
        extras: Mapping[str, Any] | None = kwargs.get("model_extras")
        if "stream_options" in kwargs and (extras or is_default(options.client)):
            # Extras of a call replace those that a client of the user's may have.
            wanted = {"stream_options": kwargs.pop("stream_options")}
            kwargs["model_extras"] = {**wanted, **(extras or {})}
        return sent if len(sent) == len(native) else sent[: len(native)], kwargs

    @override
    @staticmethod
    def user_message(text: str) -> Any:
        return _build("user", {"role": "user", "content": text})

    @override
    def message(self, response: Any, reply: Reply) -> Any:
        """Make the assistant's message that a history needs."""
        return self._message(super().message(response, reply))

    @override
    def results(self, outputs: Sequence[tuple[Any, Output]]) -> list[Any]:
        """Make the messages that bring tool outputs back."""
        return [self._message(result) for result in super().results(outputs)]

    @override
    def read(self, message: Any) -> list[BaseMessageParam]:
        """Read a native message."""
        state: Mapping[str, Any] = getattr(message, "__dict__", {})
        if name := state.get("name"):
            message = {**as_mapping(message), "name": name}
        return super().read(message)

    def _message(self, message: dict[str, Any]) -> Any:
        """Make the SDK's message of its fields."""
        role: str = message["role"]
        content = message.get("content")
        name = message.pop("name", None) if role == "tool" else None
        if is_list(content):
            build = self.dialect.build
            message["content"] = [build(part["type"], part) for part in content]
        made = self.dialect.build(role, message)
        if name is not None:
            # The service has no such field; common histories need it.
            made.name = name
        return made


def _response_format(form: dict[str, Any]) -> Any:
    """Put OpenAI's parameter into the SDK's form."""
    kind = form.get("type")
    return _class_of(kind)(form[kind]) if kind == "json_schema" else kind


CODEC = AzureCodec(
    AzureDialect(
        provider="azure",
        parts=frozenset({"text", "image", "image_url", "audio"}),
        load_types=frozenset({"audio_url"}),
    )
)
