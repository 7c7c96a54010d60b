"""A conversation in which the model uses tools until it can answer."""

from __future__ import annotations

from mirascope import BaseMessageParam, Messages, llm


def get_weather(city: str) -> str:
    """Get the weather of a city.

    Args:
        city: The city.
    """
    return f"{len(city)} degrees in {city}"


@llm.call(provider="openai", model="gpt-4o-mini", tools=[get_weather])
def chat(history: list[BaseMessageParam], text: str = "") -> list[BaseMessageParam]:
    return [*history, Messages.User(text)] if text else history


def answer(history: list[BaseMessageParam], text: str) -> str:
    """Answer a question; the history grows by all that was said on the way."""
    response = chat(history, text)
    history += [Messages.User(text), response.message_param]
    while tools := response.tools:
        history += response.tool_message_params([(one, one.call()) for one in tools])
        response = chat(history)
        history.append(response.message_param)
    return response.content


def main() -> None:
    """Ask twice; the second question needs what the first one brought."""
    history: list[BaseMessageParam] = []
    print(answer(history, "How warm is it in Oslo?"))
    with llm.context(provider="groq", model="llama-3.3-70b-versatile"):
        print(answer(history, "And is that warmer than Rome?"))
    print([message.role for message in history])


if __name__ == "__main__":
    main()
