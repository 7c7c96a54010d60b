"""Azure AI model inference: chat completions with a few shapes of its own.

https://learn.microsoft.com/rest/api/aifoundry/model-inference/get-chat-completions
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from typing_extensions import override

from .chat_completions import JSON, ChatCompletions, _dump

if TYPE_CHECKING:
    from tests.server._answer import Answer
    from tests.server._http import Request


@dataclass(frozen=True)
class AzureInference(ChatCompletions):
    """The route `/models` of a Foundry resource, under a prefix of this server."""

    path: str = "/azure/models/chat/completions"

    @override
    def common(self, request: Request) -> JSON:
        body = request.body
        if len(stop := body.get("stop", ())) == 1:
            body["stop"] = stop[0]  # always a list here
        return body

    @override
    def error(self, request: Request, status: int) -> tuple[str, bytes]:
        message = f"the service says {status}"
        error = {"code": f"code_{status}", "message": message, "details": message}
        return "application/json", _dump({"error": error})

    @override
    def message_extras(self) -> JSON:
        return {}

    @override
    def events(self, request: Request, answer: Answer) -> Iterator[bytes]:
        # The SDK takes a comment for a broken stream, so the service sends none.
        for event in super().events(request, answer):
            if not event.startswith(b":"):
                yield event


DIALECTS = (AzureInference(),)
