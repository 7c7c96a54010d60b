"""A conversation with tools of which every answer is streamed."""

from __future__ import annotations

from mirascope import BaseMessageParam, Messages, llm


def get_weather(city: str) -> str:
    """Get the weather of a city.

    Args:
        city: The city.
    """
    return f"{len(city)} degrees in {city}"


@llm.call(provider="openai", model="gpt-4o-mini", tools=[get_weather], stream=True)
def chat(history: list[BaseMessageParam]) -> list[BaseMessageParam]:
    return history


def main() -> None:
    """Stream until the answer has no call; the message has the text and the calls."""
    history = [Messages.User("How warm is it in Oslo?")]
    called = True
    while called:
        stream = chat(history)
        results: list[tuple[llm.Tool, str]] = []
        for chunk, tool in stream:
            print(chunk.content, end="", flush=True)
            if tool is not None:
                results.append((tool, tool.call()))
        history.append(stream.construct_call_response().message_param)
        history += stream.tool_message_params(results)
        called = bool(results)
    print()
    print([message.role for message in history])


if __name__ == "__main__":
    main()
