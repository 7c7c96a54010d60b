from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from mirascope.core.base.messages.messages import Messages
from mirascope.core.base.messages.parts import BaseMessageParam, ImageURLPart
from mirascope.core.base.prompt import Prompt, prompt_template
from mirascope.exceptions import PromptError
from tests.internals import run

from .echo import call, user

URL = ImageURLPart(type="image_url", url="https://x/a", detail=None)


def silent(history: object) -> None: ...


def config(said: object) -> dict[str, Any]:
    return Prompt.of(lambda: None).config(said)


def test_a_config_is_copied_without_what_is_none():
    content = {"tools": None, "client": 3, "other": 0}
    assert config(content) == {"client": 3, "other": 0}
    assert len(content) == 3
    assert config(None) == {}


@pytest.mark.parametrize(
    "messages",
    [
        [user("a")],
        (user("a"),),
        "a",
        user("a"),
        (m for m in [user("a")]),
        iter([user("a")]),
    ],
)
def test_messages_of_a_config_become_a_list(messages: Any):
    assert config({"messages": messages}) == {"messages": [user("a")]}


def test_content_as_messages_of_a_config_is_one_message():
    assert config({"messages": ["a", URL]}) == {"messages": [Messages.User(["a", URL])]}


@pytest.mark.parametrize("messages", [[], (), "", iter(())])
def test_no_messages_in_a_config_are_absent(messages: Any):
    prompt = Prompt.of(prompt_template("a")(lambda: None))
    assert run(prompt.messages({}, config({"messages": messages}))) == [user("a")]


@pytest.mark.parametrize("messages", [3, b"a", {"role": "user"}, [3], ["a", user("b")]])
def test_messages_of_a_config_that_are_none_are_refused(messages: Any):
    with pytest.raises(PromptError):
        config({"messages": messages})


@pytest.mark.parametrize("said", [3, object(), b"a"])
def test_a_return_value_that_says_nothing_is_refused(said: object):
    with pytest.raises(PromptError, match="returned"):
        config(said)


@pytest.mark.parametrize("said", [None, {}, [], {"tools": []}])
def test_nothing_to_send_is_refused(said: Any):
    with pytest.raises(PromptError, match="returned no messages"):
        call(lambda: said)()


def test_a_template_of_empty_messages_is_refused_by_a_call():
    fn = call(prompt_template("MESSAGES: {history}")(silent))
    with pytest.raises(PromptError, match="each of them is empty"):
        fn([])


def test_messages_win_over_a_template_and_its_variables():
    def messages() -> Iterator[BaseMessageParam]:
        yield user("a")

    fn = call(prompt_template("{nope}")(lambda: {"messages": messages()}))
    assert fn()[0] == [user("a")]
