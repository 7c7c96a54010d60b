"""The programs in `examples/retries/` run, and print what they should."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

from mirascope import close_clients
from tests.server import Answer, Call, Fault, Request, Server

EXAMPLES = Path(__file__).parents[2] / "examples" / "retries"
WIND = Answer(text=("The Name of", " the Wind"))
DRACULA = Answer(text="Dracula")
SOON = {"retry-after-ms": "1", "x-should-retry": "false"}
BUSY = Answer(fault=Fault(status=429, headers=SOON))
DOWN = Answer(fault=Fault(status=500, headers=SOON))
CUT = Answer(text=("The Name", " of", " the"), fault=Fault(break_after=3))


def book(**fields: object) -> Answer:
    """A call of the tool that stands for the response model."""
    arguments = str(fields).replace("'", '"')
    return Answer(text="", calls=(Call(name="Book", arguments=arguments),))


def table(guests: int) -> Answer:
    arguments = f'{{"guests": {guests}}}'
    return Answer(text="", calls=(Call(name="ReserveTable", arguments=arguments),))


def one_down(request: Request) -> Answer:
    """Fail at OpenAI for fantasy."""
    is_fantasy = "fantasy" in request.messages[-1]["content"]
    if is_fantasy:
        return DOWN if request.path == "/v1/chat/completions" else WIND
    return DRACULA


def one_wrong(request: Request) -> Answer:
    """Give the Odyssey a wrong year at first."""
    said = request.messages[-1]["content"]
    if "Dune" in said:
        return book(title="Dune", year=1965)
    return book(title="Odyssey", year=1614 if "Not so" in said else -700)


DONE = "The Name of the Wind"
PROGRAMS = {
    "retry_with_tenacity": ([BUSY, DOWN, WIND], [DONE]),
    "reinsert_errors": (
        [
            book(title="The Name", author="Rothfuss"),
            book(title="THE NAME", author="Rothfuss"),
            book(title="THE NAME", author="ROTHFUSS"),
        ],
        ["title='THE NAME' author='ROTHFUSS'"],
    ),
    "reinsert_errors_async": (
        [one_wrong],
        ["title='Odyssey' year=1614", "title='Dune' year=1965"],
    ),
    "tool_errors": ([table(12), table(8)], ["a table for 8"]),
    "stream_retry": ([CUT, WIND], ["The Name of" + DONE, "done"]),
    "fallback_providers": (
        [BUSY, DOWN, WIND, BUSY],
        [f"groq {DONE}", "openai 429", "anthropic 500", "3 providers failed"],
    ),
    "fallback_async": ([one_down], [f"groq {DONE}", "openai Dracula"]),
    "fallback_streams": (
        [BUSY, DRACULA, CUT, WIND],
        ["anthropic Dracula", "void: 'The Name of'", f"anthropic {DONE}"],
    ),
    "fallback_after_tenacity": ([DOWN, DOWN, DOWN, WIND], [f"groq {DONE}"]),
    "retries_option": (
        [BUSY, BUSY, WIND],
        [DONE, "RateLimitError 0.0", "RateLimitError 0.0", "None 0.0"],
    ),
    "retry_policy": (
        [BUSY, WIND, BUSY, DRACULA],
        [f"2 {DONE}", "Dracula", "2 attempts"],
    ),
    "retries_then_fallback": (
        [BUSY, BUSY, BUSY, WIND],
        [f"groq {DONE}", "4 requests, 3 failed"],
    ),
    "validation_retries": (
        [book(title="Odyssey", year=-700), book(title="Odyssey", year=1614)],
        ["title='Odyssey' year=1614"],
    ),
    "limits": ([BUSY, WIND], [f"anthropic {DONE}", "2 requests, True"]),
    "warm_up": ([WIND], [DONE]),
}


def test_every_program_is_tested() -> None:
    assert {path.stem for path in EXAMPLES.glob("*.py")} == PROGRAMS.keys()


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_program_prints(
    name: str, server: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    script, printed = PROGRAMS[name]
    server.will(*script)
    runpy.run_path(str(EXAMPLES / f"{name}.py"), run_name="__main__")
    close_clients()
    assert capsys.readouterr().out.splitlines() == printed
    if not callable(script[0]):
        assert len(server.requests) >= len(script)


def test_the_mistakes_are_told_to_the_model(server: Server) -> None:
    server.will(*PROGRAMS["reinsert_errors"][0])
    runpy.run_path(str(EXAMPLES / "reinsert_errors.py"), run_name="__main__")
    said = [request.messages[-1]["content"] for request in server.requests]
    assert [text.count("must be in capital letters") for text in said] == [0, 2, 3]


def test_each_provider_is_sent_its_own_parameters(server: Server) -> None:
    server.will(*PROGRAMS["fallback_providers"][0])
    runpy.run_path(str(EXAMPLES / "fallback_providers.py"), run_name="__main__")
    first, second, third, *_ = (request.common for request in server.requests)
    assert (first["temperature"], third["temperature"]) == (0.5, 0.5)
    assert "temperature" not in second
    assert second["max_tokens"] == 200
