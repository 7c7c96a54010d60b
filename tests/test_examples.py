"""The programs in `examples/` run, and print what they should."""

from __future__ import annotations

import os
import runpy
import sys
from pathlib import Path

import pytest

from mirascope import close_clients
from mirascope.llm import _registry
from tests.answers import need_embedded_model
from tests.example_answers import answer_to
from tests.server import Server

EXAMPLES = Path(__file__).parent.parent / "examples"
WIND = "The Name of the Wind by Patrick Rothfuss"
DRACULA = "Dracula by Bram Stoker"
DUNE = "title='Dune' author='Frank Herbert'"
GROQ_PATH = "/openai/v1/chat/completions"
PAGES = "{'default': 100, 'description': 'How long it is.', 'type': 'integer'}"
RECIPE = "Leek soup ['Cut the leeks.', 'Boil them.']"
EMBEDDED = {"local_extraction", "quickstart"}
PRINTED = {
    "ask_again": [
        "Input should be greater than 0",
        "title='Odyssey' year=1614",
    ],
    "async_calls": [WIND, DRACULA, WIND],
    "async_tools": [
        "['4 degrees in Oslo', '4 degrees in Lima']",
        "Both have 4 degrees.",
    ],
    "builtin_results": [
        "['The Name of the Wind', 'Ubik']",
        "Mood.CALM fr",
        "[12, 'a few']",
    ],
    "custom_client": [WIND, DRACULA],
    "custom_provider": [
        "You said: hello",
        "You said: hello again ",
        "echo parrot-2 You said: hello there",
    ],
    "dynamic_configuration": [
        "Dune, Emma, Ubik, Momo and Ulysses",
        "role='user' content='Recommend 5 fantasy books: short ones.'",
        "1.0 200",
        "{'tags': {'fantasy'}}",
    ],
    "failed_answers": [
        "Leek soup",
        "it declined: Too dangerous.",
        """cut off (['length']): {"dish":"Stew","steps":["Take""",
        "no JSON: What has an eye and cannot see?",
        "does not fit: steps, List should have at least 2 items after validation, "
        "not 1",
        "it said nothing, in 3 tokens",
    ],
    "from_call_args": ["url='https://example.com/whales' text='Whales are large.'"],
    "json_mode": [
        "City(name='Oslo', country='Norway')",
        "StrictCity(name='Oslo', country='Norway')",
        "{'name': 'Oslo', 'country': 'Norway'}",
    ],
    "kinds_of_tools": [
        "find {'title': 'Dune'} -> Dune is on shelf 3",
        "shout {'text': 'hey'} -> HEY",
        "convert {'amount': 10.0, 'rate': 0.5} -> 5.0",
        "translate {'text': 'tea'} -> thé",
    ],
    "leaving_a_stream": [
        "[None, ['Cut']]",
        "True ['Cut the leeks.', 'Boil them.']",
    ],
    "methods": [f"You are Ada. {WIND}", DRACULA, "Coraline by Neil Gaiman", WIND],
    "output_parsers": [
        "Line(title='The Name of the Wind', author='Patrick Rothfuss')",
        "DUNE",
        f"{DRACULA} (checked)",
    ],
    "override_and_context": [
        "gpt-4o-mini",
        "grok-3-mini",
        WIND,
        "groq llama-3.1-8b-instant",
    ],
    "override_results": [
        "Book(title='Dune', author='Frank Herbert')",
        "4 words",
        "3 chunks",
        "Dune",
        "{'type': 'json_object'}",
        "['Dune is from 1965']",
        "Book(title='Dune', author='Frank Herbert')",
        "50",
        "None",
    ],
    "own_base_url": [WIND, "office qwen3-8b None"],
    "prompt_class": [
        "Which book is this? dune by frank herbert",
        DUNE,
        DUNE,
        "PartialBook(title='Du', author=None)",
        "PartialBook(title='Dune', author=None)",
        "PartialBook(title='Dune', author='Frank Herbert')",
        "Book(title='Dune', author='Frank Herbert')",
    ],
    "prompt_styles": [WIND] * 4,
    "response_model_with_tools": ["name='Bergen' country='Norway'"],
    "response_models": [
        "Book(title='Dune', author='Frank Herbert', year=None)",
        "gpt-4o-mini",
        "('year',) -700",
        "answer-1",
    ],
    "response_records": [
        "Book(title='Dune', author='Frank Herbert')",
        "Oslo Norway",
        "home [music [jazz], notes]",
    ],
    "response_unions": ["pay back order 7", "answer about delivery"],
    "streamed_tool_loop": [
        "It is 4 degrees.",
        "['user', 'assistant', 'tool', 'assistant']",
    ],
    "streamed_tools": [
        "Gladly.",
        "saved 'Size'",
        "saved 'Food'",
        "2 calls in the response",
        "... {'title': 'Si', 'text': None}",
        "... {'title': 'Size', 'text': 'Up to '}",
        "... {'title': 'Size', 'text': 'Up to 30 m.'}",
        "saved 'Size'",
        "... {'title': 'Food', 'text': 'K'}",
        "... {'title': 'Food', 'text': 'Krill'}",
        "saved 'Food'",
    ],
    "streaming": [WIND, "['stop'] 12 9", WIND],
    "strict_tools": [
        "True ['restaurant', 'guests']",
        '{"description": "How many people come", "type": ["integer", "null"]}',
        "Chez Anna expects 2",
    ],
    "structured_streams": [
        "Leek None",
        "Leek soup ['Cut']",
        "Leek soup ['Cut the leeks.', 'Boil']",
        RECIPE,
        RECIPE,
        "Recipe(dish='Leek soup', steps=['Cut the leeks.', 'Boil them.'])",
        "3 tokens",
        "['The Name']",
        "['The Name of the Wind']",
        "['The Name of the Wind', 'Ubi']",
        "['The Name of the Wind', 'Ubik']",
        "['The Name of the Wind', 'Ubik']",
    ],
    "tool_choice": ["fine in Oslo", "noon in Oslo", "None"],
    "tool_docstrings": [
        f"Order a book. {PAGES} [{{'pages': 474, 'title': 'Emma'}}]",
        f"Order a book. {PAGES} None",
        f"Order a book. {PAGES} None",
        "ordered Dune, 100 pages",
        "ordered Dune, 600 pages",
        "ordered Dune, 500 pages",
    ],
    "tool_loop": [
        "It is 4 degrees.",
        "No, both have 4 degrees.",
        "['user', 'assistant', 'tool', 'assistant', "
        "'user', 'assistant', 'tool', 'assistant']",
    ],
    "toolkit": [
        "library_borrow | Lend a book to Ada; there are ['Dune', 'Emma'].",
        "Ada has Dune",
        "['Emma'] 1",
    ],
    "tools": [
        "get_weather {'city': 'Oslo', 'days': 1} -> fine in Oslo for 1 day(s)",
        "get_weather {'city': 'Rome', 'days': 2} -> fine in Rome for 2 day(s)",
        "ReserveTable {'restaurant': 'Chez Anna', 'guests': 2} -> Chez Anna expects 2",
        "for 2",
        "Translate {'word': 'tea'} -> {'tea': 'thé'}",
    ],
}


@pytest.fixture(autouse=True)
def clean(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep what a program registers, and its `__main__`, from later tests."""
    monkeypatch.setattr(_registry, "_loaders", dict(_registry._loaders))
    monkeypatch.setattr(_registry, "_loaded", dict(_registry._loaded))
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])


def test_every_example_is_tested() -> None:
    programs = {path.stem for path in EXAMPLES.glob("*.py")}
    assert programs == {*PRINTED, *EMBEDDED}


@pytest.mark.parametrize("name", PRINTED)
def test_example_prints(
    name: str,
    server: Server,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    server.will(answer_to)
    monkeypatch.setenv("OFFICE_BASE_URL", f"{server.url}/v1")
    runpy.run_path(str(EXAMPLES / f"{name}.py"), run_name="__main__")
    close_clients()
    assert capsys.readouterr().out.splitlines() == PRINTED[name]


def test_custom_client_of_one_call_sends_its_own_key(server: Server) -> None:
    server.will(answer_to)
    runpy.run_path(str(EXAMPLES / "custom_client.py"), run_name="__main__")
    keys = [request.headers["authorization"] for request in server.requests]
    assert keys == [f"Bearer {os.environ['OPENAI_API_KEY']}", "Bearer team-key"]


def test_every_prompt_style_asks_the_same(server: Server) -> None:
    server.will(answer_to)
    runpy.run_path(str(EXAMPLES / "prompt_styles.py"), run_name="__main__")
    asked = [request.messages for request in server.requests]
    assert [messages[-1] for messages in asked] == [asked[0][-1]] * 4
    assert asked[1:] == [asked[1]] * 3


def test_the_tool_loop_sends_all_that_was_said(server: Server) -> None:
    server.will(answer_to)
    runpy.run_path(str(EXAMPLES / "tool_loop.py"), run_name="__main__")
    roles = [message["role"] for message in server.last.messages]
    turn = ["user", "assistant", "tool"]
    assert roles == [*turn, "assistant", *turn]
    services = [request.path.split("/")[1] for request in server.requests]
    assert services == ["v1", "v1", "openai", "openai"]  # OpenAI, then Groq


def test_what_the_caller_knows_is_not_asked_for(server: Server) -> None:
    server.will(answer_to)
    runpy.run_path(str(EXAMPLES / "from_call_args.py"), run_name="__main__")
    [tool] = server.last.body["tools"]
    assert [*tool["function"]["parameters"]["properties"]] == ["text"]


def test_a_strict_schema_replaces_the_words_in_the_prompt(server: Server) -> None:
    server.will(answer_to)
    runpy.run_path(str(EXAMPLES / "json_mode.py"), run_name="__main__")
    asked = [request.body for request in server.requests]
    formats = [body["response_format"]["type"] for body in asked]
    assert formats == ["json_object", "json_schema", "json_object"]
    assert asked[1]["response_format"]["json_schema"]["strict"] is True
    assert [len(body["messages"]) for body in asked] == [2, 1, 2]


def test_the_choice_of_a_tool_is_sent_as_it_was_given(server: Server) -> None:
    server.will(answer_to)
    runpy.run_path(str(EXAMPLES / "tool_choice.py"), run_name="__main__")
    chosen = [request.body["tool_choice"] for request in server.requests]
    named = {"type": "function", "function": {"name": "get_time"}}
    assert chosen == ["required", named, "none"]
    parallel = [request.body["parallel_tool_calls"] for request in server.requests]
    assert parallel == [False] * 3


def test_each_override_asks_for_its_own_result(server: Server) -> None:
    server.will(answer_to)
    runpy.run_path(str(EXAMPLES / "override_results.py"), run_name="__main__")
    asked = [request.body for request in server.requests]
    tools = [
        [tool["function"]["name"] for tool in body.get("tools", ())] for body in asked
    ]
    book, none = ["Book"], []
    assert tools == [book, none, none, book, none, ["look_up"], book, none, none]
    assert [body.get("stream", False) for body in asked] == [
        *(False, False, True, True),
        *(False,) * 5,
    ]
    assert [request.path for request in server.requests].count(GROQ_PATH) == 1
    assert [body.get("max_tokens") for body in asked] == [None] * 7 + [50, None]


def test_a_failed_answer_is_asked_for_again_with_what_was_wrong(
    server: Server,
) -> None:
    server.will(answer_to)
    runpy.run_path(str(EXAMPLES / "ask_again.py"), run_name="__main__")
    first, second = (request.messages[-1]["content"] for request in server.requests)
    assert second.removeprefix(first) == (" (not -700: Input should be greater than 0)")


def test_a_structured_stream_is_read_twice_with_one_request(server: Server) -> None:
    server.will(answer_to)
    runpy.run_path(str(EXAMPLES / "leaving_a_stream.py"), run_name="__main__")
    assert len(server.requests) == 2


def test_every_streamed_turn_goes_back_whole(server: Server) -> None:
    server.will(answer_to)
    runpy.run_path(str(EXAMPLES / "streamed_tool_loop.py"), run_name="__main__")
    assert all(request.body["stream"] for request in server.requests)
    _, assistant, tool = server.last.messages
    assert assistant["tool_calls"][0]["id"] == tool["tool_call_id"] == "call_1"
    assert tool["content"] == "4 degrees in Oslo"


def test_the_embedded_model_keeps_to_every_form(
    capsys: pytest.CaptureFixture[str],
) -> None:
    need_embedded_model()
    runpy.run_path(str(EXAMPLES / "local_extraction.py"), run_name="__main__")
    book, kind, *streamed = capsys.readouterr().out.splitlines()
    assert book.startswith("Book(title='")
    assert kind in ("fantasy", "horror", "crime")
    assert streamed[-1] == book
    assert len(streamed) > 3
    assert all(line.startswith("PartialBook(title='") for line in streamed[:-1])


def test_quickstart_asks_the_embedded_model(
    capsys: pytest.CaptureFixture[str],
) -> None:
    need_embedded_model()
    runpy.run_path(str(EXAMPLES / "quickstart.py"), run_name="__main__")
    lines = capsys.readouterr().out.splitlines()
    headings = [line for line in lines if line[:1].isdigit()]
    assert [heading[:2] for heading in headings] == ["1.", "2.", "3.", "4."]
    assert "Paris" in lines[1]
    assert any(line.strip().startswith("City(name=") for line in lines)
    assert all(line.strip() for line in lines)
