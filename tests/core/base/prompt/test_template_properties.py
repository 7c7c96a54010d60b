from __future__ import annotations

import string
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from mirascope.core.base.messages.parts import TextPart
from tests.internals import Template, run

KEYWORDS = ("SYSTEM", "USER", "ASSISTANT", "MESSAGES")
# What the template grammar gives a meaning to, and some that it does not.
TRICKY = st.sampled_from(
    ["{", "}", "{{", "}}", ":", "{x}", ":list", "{x:text}", "\n", "  ", "[0]", "!r"]
    + [f"\n{keyword}: " for keyword in KEYWORDS]
    + [f"{keyword}:" for keyword in KEYWORDS]
)
VALUES = st.lists(TRICKY | st.text(), max_size=6).map("".join)
WORDS = st.text(string.ascii_lowercase + "{}:![]().0", min_size=1, max_size=8)
NAMES = st.from_regex(r"[a-z_][a-z0-9_]{0,5}", fullmatch=True)


def render(template: str, values: dict[str, Any]) -> list[tuple[str, Any]]:
    messages = run(Template(template).render(values))
    return [(message.role, message.content) for message in messages]


def escaped(text: str) -> str:
    return text.replace("{", "{{").replace("}", "}}")


@given(VALUES, VALUES, VALUES)
def test_values_never_create_messages(a: str, b: str, c: str):
    got = render("SYSTEM: a{a}\nUSER: b{b}{c}", {"a": a, "b": b, "c": c})
    assert got == [("system", "a" + a), ("user", "b" + b + c)]


@given(VALUES, VALUES)
def test_values_are_parts_as_they_are(a: str, b: str):
    messages = run(Template("x {a:text}-{b:texts}").render({"a": a, "b": [b, b]}))
    assert messages[0].content == [
        TextPart(type="text", text=text) for text in ("x ", a, "-", b, b)
    ]


@given(st.lists(WORDS, min_size=1, max_size=8))
def test_escaped_text_comes_out_as_it_was(words: list[str]):
    text = " ".join(words)
    assert render(f"USER: {escaped(text)}", {}) == [("user", text)]


@given(st.lists(st.tuples(WORDS, NAMES, VALUES), min_size=1, max_size=5))
def test_a_template_renders_what_it_was_given(pieces: list[tuple[str, str, str]]):
    values = {name: value for _, name, value in pieces}
    template = "".join(f"{escaped(text)}{{{name}}}" for text, name, _ in pieces)
    expected = "".join(f"{text}{values[name]}" for text, name, _ in pieces)
    assert render(f"USER: {template}", values) == [("user", expected)]


@given(st.lists(st.tuples(st.integers(0, 6), WORDS), min_size=1, max_size=8))
def test_relative_indentation_is_kept(lines: list[tuple[int, str]]):
    margin = min(depth for depth, _ in lines)
    template = "USER:\n" + "\n".join("  " * d + escaped(word) for d, word in lines)
    expected = "\n".join("  " * (depth - margin) + word for depth, word in lines)
    assert render(template, {}) == [("user", expected)]


@given(
    st.lists(
        st.tuples(st.sampled_from(["SYSTEM", "USER", "ASSISTANT"]), VALUES), max_size=6
    ),
    st.integers(0, 8),
)
def test_each_keyword_is_one_message_unless_it_is_empty(
    turns: list[tuple[str, str]], depth: int
):
    values = {f"v{index}": value for index, (_, value) in enumerate(turns)}
    template = "\n".join(
        f"{' ' * depth}{keyword}: {{v{index}}}"
        for index, (keyword, _) in enumerate(turns)
    )
    expected = [(keyword.lower(), value) for keyword, value in turns if value]
    assert render(template, values) == expected


@given(st.text(string.ascii_letters + "{}:![](). \n'=", max_size=60))
def test_any_text_is_a_template_or_refused(text: str):
    try:
        template = Template(text)
    except ValueError:
        return
    assert all(isinstance(name, str) for name in template.names)
