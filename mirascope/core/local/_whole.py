"""How a whole answer is put together from the chunks of a stream."""

from __future__ import annotations

from ._workers import Chunk


class Whole:
    """A whole answer in the making.

    The engine can be stopped only between chunks, so that a whole answer is streamed
    too, and a cancelled or interrupted call does not go on in the background.
    """

    def __init__(self) -> None:
        self._head: Chunk = {}
        self._choices: dict[int, Chunk] = {}

    def add(self, chunk: Chunk) -> None:
        """Take one more chunk.

        Args:
            chunk: The chunk.
        """
        self._head.update(chunk)
        for part in chunk["choices"]:
            choice = self._choice(part["index"])
            _extend(choice["message"], part["delta"])
            if part.get("finish_reason") is not None:
                choice["finish_reason"] = part["finish_reason"]
            if part.get("logprobs"):
                known: Chunk = choice.setdefault("logprobs", {"content": []})
                known["content"] += part["logprobs"]["content"]

    def dict(self) -> Chunk:
        """Give the answer, once.

        Returns:
            A completion.
        """
        choices = [self._choices[index] for index in sorted(self._choices)]
        for choice in choices:
            message = choice["message"]
            for key in ("content", "reasoning_content"):
                if message.get(key) is not None:
                    message[key] = "".join(message[key])
        return {**self._head, "object": "chat.completion", "choices": choices}

    def _choice(self, index: int) -> Chunk:
        choice = self._choices.get(index)
        if choice is None:
            message: Chunk = {"role": "assistant", "content": None}
            choice = {"index": index, "message": message, "finish_reason": None}
            self._choices[index] = choice
        return choice


def _extend(message: Chunk, delta: Chunk) -> None:
    for key in ("content", "reasoning_content"):
        text = delta.get(key)
        if text is not None:
            message[key] = message.get(key) or []
            message[key].append(text)
    parts: list[Chunk] = delta.get("tool_calls") or []
    for part in parts:
        _extend_call(_slot(message, part["index"]), part)


def _slot(message: Chunk, index: int) -> Chunk:
    calls: list[Chunk] = message.setdefault("tool_calls", [])
    while len(calls) <= index:
        empty: Chunk = {"name": "", "arguments": ""}
        calls.append({"id": None, "type": "function", "function": empty})
    return calls[index]


def _extend_call(call: Chunk, part: Chunk) -> None:
    call["id"] = part.get("id") or call["id"]
    function_delta: Chunk = part.get("function") or {}
    for key in function_delta:
        call["function"][key] += function_delta[key] or ""
