"""Tools in the form of the chat format."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from typing_extensions import override

from mirascope.core._chat_completions._tool import ChatTool


class LocalTool(ChatTool):
    """A tool that a model inside the process can call."""

    __provider__: ClassVar[str] = "local"

    if TYPE_CHECKING:

        @override
        @classmethod
        def tool_schema(cls) -> dict[str, Any]: ...
