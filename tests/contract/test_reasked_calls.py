"""Asking again, for every kind of response model and of prompt."""

from __future__ import annotations

import json
import pickle
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from enum import Enum
from typing import Annotated, Any, ClassVar, Literal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import AfterValidator, BaseModel, ValidationError, model_validator
from typing_extensions import TypedDict

from mirascope import llm, prompt_template
from mirascope.core import (
    BasePrompt,
    FromCallArgs,
    Messages,
    ResponseModelConfigDict,
)
from mirascope.exceptions import OptionError, OutputError, ToolArgumentsError
from mirascope.retries import fallback
from tests.internals import Binding, Layer, Position, ProviderRequest
from tests.server import Answer, Call, Fault
from tests.sites import Site

from .test_addresses import FILES, located, some
from .test_reasking import (
    DUNE,
    RIGHT,
    WRONG,
    Book,
    book_call,
    check_calls,
    look_up,
    said,
)
from .way import Way, make_prompt

SECRET = "sk-SECRET-123"


class Color(Enum):
    RED = "red"


@dataclass
class Point:
    """A point."""

    x: int

    def __post_init__(self) -> None:
        if self.x < 0:
            raise ValueError("x is below 0")


class Options(TypedDict):
    """Options."""

    fast: bool


class Film(BaseModel):
    """A film."""

    kind: Literal["film"]
    minutes: int


def even(value: int) -> int:
    if value % 2:
        raise ValueError("odd")
    return value


KINDS: list[tuple[Any, str, str, Any, str]] = [
    (list[str], '{"value": [1]}', '{"value": ["a"]}', ["a"], "value.0: "),
    (list[Book], f'{{"value": [{WRONG}]}}', f'{{"value": [{RIGHT}]}}', [DUNE], "pages"),
    (int, '{"value": "x"}', '{"value": 3}', 3, "value: "),
    (Color, '{"value": "blue"}', '{"value": "red"}', Color.RED, "value: "),
    (Literal["a"], '{"value": "b"}', '{"value": "a"}', "a", "value: "),
    (Point, '{"x": -1}', '{"x": 1}', Point(1), "x is below 0"),
    (Options, '{"fast": "x"}', '{"fast": true}', {"fast": True}, "fast: "),
    (Book | Film, f'{{"value": {WRONG}}}', f'{{"value": {RIGHT}}}', DUNE, "Film"),
    (Annotated[int, AfterValidator(even)], '{"value": 3}', '{"value": 4}', 4, "odd"),
]


@pytest.mark.parametrize(
    ("kind", "wrong", "right", "value", "told"), KINDS, ids=range(len(KINDS))
)
@pytest.mark.parametrize("json_mode", [False, True], ids=["tool", "json"])
def test_every_kind_of_response_model_is_asked_for_again(
    neutral: Way,
    kind: Any,
    wrong: str,
    right: str,
    value: Any,
    told: str,
    json_mode: bool,
) -> None:
    def answer(text: str) -> Any:
        def call(request: Any) -> Answer:
            if not (tools := request.common.get("tools")):
                return Answer(text=text)
            name = tools[0]["function"]["name"]
            return Answer(text="", calls=(book_call(text, name=name),))

        return call

    neutral.server.will(answer(wrong), answer(right))
    options: Any = {"json_mode": json_mode, "validation_retries": 1}
    assert neutral.ask(response_model=kind, **options) == value
    check_calls(neutral)
    assert told in json.dumps(neutral.server.last.common["messages"])


def test_only_the_models_own_words_are_told(way: Way) -> None:
    class Login(BaseModel):
        """A login."""

        user: int
        genre: Annotated[str, FromCallArgs()]

    way.server.will(Answer(text='{"user": "x"}'), Answer(text='{"user": 1}'))
    options: Any = {"json_mode": True, "validation_retries": 1, "response_model": Login}
    ask = way.call(**options)(make_prompt(lambda _: "Who?", way.is_async))
    login = way.get(ask(SECRET))
    assert (login.user, login.genre) == (1, SECRET)
    assert SECRET not in json.dumps(way.server.last.body)
    assert "user: " in json.dumps(way.server.last.body)


def test_what_the_call_fills_is_not_asked_for_again(way: Way) -> None:
    class Login(BaseModel):
        """A login."""

        user: int
        genre: Annotated[int, FromCallArgs()]

    way.server.will(Answer(text='{"user": 1}'))
    options: Any = {"json_mode": True, "validation_retries": 3}
    with pytest.raises(ValidationError):
        way.ask(response_model=Login, **options)
    assert len(way.server.requests) == 1
    way.server.will(Answer(text='{"user": "x"}'))
    with pytest.raises(ValidationError):
        way.ask(response_model=Login, **options)
    assert len(way.server.requests) == 4
    assert "genre: " not in json.dumps(way.server.last.common["messages"])


def test_calls_that_repeat_a_request_are_asked_again(way: Way) -> None:
    @prompt_template("A {genre} book?")
    def template(genre: str) -> None: ...

    @prompt_template("A {genre} book?")
    async def async_template(genre: str) -> None: ...

    options: Any = {"response_model": Book, "validation_retries": 1}
    prompts = [make_prompt(lambda genre: f"A {genre} book?", way.is_async)]
    prompts.append(async_template if way.is_async else template)
    for prompt in prompts:
        ask = way.call(**options)(prompt)
        for genre in ("fantasy", "crime", "short"):
            way.server.will(said(WRONG, False), said(RIGHT, False))
            assert way.get(ask(genre)) == DUNE
            check_calls(way)
            first, *_ = way.server.last.common["messages"]
            assert first["content"] == f"A {genre} book?"


def test_a_dynamic_config_counts_for_each_request(way: Way) -> None:
    def say(_: str) -> Any:
        return {
            "messages": (
                one for one in [Messages.System("Short!"), Messages.User("?")]
            ),
            "call_params": {"max_tokens": 77},
            "tools": [look_up],
        }

    way.server.will(Answer(text=WRONG), Answer(text=WRONG), Answer(text=RIGHT))
    assert way.ask(say, response_model=Book, validation_retries=2) == DUNE
    first, second, third = (request.common for request in way.server.requests)
    for other in (second, third):
        for name in ("max_tokens", "tools", "model"):
            assert first.get(name) == other.get(name), name
    roles = [m["role"] for m in third["messages"] if m["role"] != "system"]
    assert roles[:5] == ["user", "assistant"] * 2 + ["user"]
    assert json.dumps(way.server.last.body).count("Short!") == 1


def test_prompt_classes_are_asked_again(way: Way) -> None:
    @prompt_template("SYSTEM: be brief\nUSER: a {genre} book?")
    class Recommend(BasePrompt):
        genre: str

    way.server.will(said(WRONG, False), said(RIGHT, False))
    prompt = Recommend(genre="fantasy")
    call = way.call(response_model=Book, validation_retries=1)
    asked = prompt.run_async(call) if way.is_async else prompt.run(call)
    assert way.get(asked) == DUNE
    messages = way.server.last.common["messages"]
    assert [m["role"] for m in messages][:3] == ["system", "user", "assistant"]


def test_methods_are_asked_again(neutral: Way) -> None:
    options: Any = {"response_model": Book, "validation_retries": 1}

    class Shelf:
        genre = "crime"

        @neutral.call(**options)
        def recommend(self) -> str:
            return f"A {self.genre} book?"

    for _ in range(2):
        neutral.server.will(said(WRONG, False), said(RIGHT, False))
        recommend: Callable[[], Any] = Shelf().recommend  # type: ignore[assignment]
        assert recommend() == DUNE


@pytest.mark.needs("loaded_media")
def test_media_is_loaded_once_for_all_requests(way: Way, site: Site) -> None:
    kind = some(way, "loaded")
    ending, _ = FILES[kind]
    url = f"{site.url}/{ending}"
    way.server.will(said(WRONG, True), said(WRONG, True), said(RIGHT, True))
    options: Any = {"json_mode": True, "validation_retries": 2}
    book = way.ask(
        lambda _: ["look", located(kind, url)], response_model=Book, **options
    )
    assert site.paths == [f"/{ending}"]
    assert url not in json.dumps(way.server.last.body)
    assert len(book._response.messages) == 5


class Seen(Layer):
    """Notes the requests."""

    position: ClassVar = Position.LIMIT

    def __init__(self) -> None:
        self.requests: list[ProviderRequest] = []

    def answer(self, request: ProviderRequest, send: Any) -> Any:
        self.requests.append(request)
        return send(request)


def test_each_request_passes_the_layers_and_is_on_the_record(way: Way) -> None:
    way.server.will(said(WRONG, False), said(WRONG, False), said(RIGHT, False))
    seen = Seen()
    with Binding(seen):
        book = way.ask(response_model=Book, validation_retries=3)
    assert len(seen.requests) == 3
    *refused, last = book._response.attempts
    assert [type(one.error) for one in refused] == [ValidationError] * 2
    assert all(one.error.__traceback__ is None for one in refused)
    assert last.error is None
    first: Any = refused[0].error
    assert len(first.response.attempts) == 1
    if "price" in way.row.has:
        cost = book._response.cost
        assert book._response.total_cost == pytest.approx(3 * cost)


@pytest.mark.needs("client")
def test_each_request_is_retried_anew(way: Way) -> None:
    broken = Answer(fault=Fault(status=500))
    wrong, right = said(WRONG, False), said(RIGHT, False)
    way.server.will(broken, wrong, broken, right)
    policy = llm.RetryPolicy(attempts=2, max_wait_s=0, jitter=False)
    options: Any = {"retries": policy, "validation_retries": 1}
    book = way.ask(response_model=Book, **options, **way.own_client)
    assert book == DUNE
    kinds = [type(one.error).__name__ for one in book._response.attempts]
    assert len(kinds) == 4
    assert kinds[1::2] == ["ValidationError", "NoneType"]


def test_a_validator_may_ask_a_model_itself(neutral: Way) -> None:
    @neutral.call(response_model=Book, validation_retries=1)
    def inner() -> str:
        return "inner"

    class Checked(BaseModel):
        """A checked book."""

        title: str

        @model_validator(mode="after")
        def _check(self) -> Checked:
            inner()
            return self

    right = said(RIGHT, False)
    checked = Answer(text="", calls=(book_call('{"title": "a"}', name="Checked"),))
    neutral.server.will(
        checked,
        *[said(WRONG, False)] * 2,  # the first check fails
        checked,
        *[said(WRONG, False), right],
    )
    found = neutral.ask(response_model=Checked, validation_retries=1)
    assert found.title == "a"
    assert len(neutral.server.requests) == 6
    assert "in capitals" in neutral.server.requests[3].raw.decode()


def test_results_and_errors_can_be_pickled(way: Way) -> None:
    way.server.will(said(WRONG, False), said(RIGHT, False))
    book = way.ask(response_model=Book, validation_retries=1)
    response = pickle.loads(pickle.dumps(book._response))  # noqa: S301  made here
    assert "in capitals" in str(response.attempts[0].error)
    assert response.total_cost == book._response.total_cost
    assert len(response.messages) == len(book._response.messages)
    way.server.will(Answer(text='{"title": 1'))
    with pytest.raises(ValueError) as caught:  # noqa: PT011  any of ours
        way.ask(response_model=Book, json_mode=True, validation_retries=1)
    again = pickle.loads(pickle.dumps(caught.value.response))  # noqa: S301  # type: ignore[attr-defined]
    assert len(again.messages) == len(caught.value.response.messages)  # type: ignore[attr-defined]


@pytest.mark.parametrize("wrong", [-1, 1.0, True, "2", None])
def test_a_wrong_number_is_refused(sync_way: Way, wrong: Any) -> None:
    with pytest.raises(OptionError, match=r"`validation_retries` is .*: give"):
        sync_way.call(response_model=Book, validation_retries=wrong)


def test_calls_that_validate_nothing_refuse_it(sync_way: Way) -> None:
    with pytest.raises(OptionError, match="needs `response_model`"):
        sync_way.call(validation_retries=1)
    with pytest.raises(OptionError, match="exclude each other"):
        sync_way.call(response_model=Book, validation_retries=1, stream=True)
    sync_way.call(validation_retries=0, stream=True)


def test_an_override_changes_or_drops_it(neutral: Way) -> None:
    ask = neutral.decorate(response_model=Book, validation_retries=1)
    neutral.server.will(said(WRONG, False))
    with pytest.raises(ValidationError):
        llm.override(ask, validation_retries=0)()
    assert len(neutral.server.requests) == 1
    with pytest.raises(ValidationError):
        llm.override(ask, validation_retries=3)()
    assert len(neutral.server.requests) == 1 + 4
    neutral.server.will(Answer(text="so"))
    assert llm.override(ask, output_parser=str)() == "so"
    neutral.collect(llm.override(ask, stream=True)())
    for options in (
        {"validation_retries": -1},
        {"validation_retries": 1, "stream": True},
    ):
        with pytest.raises(OptionError, match="validation_retries"):
            llm.override(ask, **options)
    plain = neutral.decorate()
    with pytest.raises(OptionError, match="needs `response_model`"):
        llm.override(plain, validation_retries=1)
    model = llm.override(plain, response_model=Book)
    neutral.server.will(said(WRONG, False), said(RIGHT, False))
    assert llm.override(model, validation_retries=1)() == DUNE
    with pytest.raises(OptionError, match="validation_retries"):
        llm.context(validation_retries=1)  # type: ignore[call-arg]


def test_the_time_limit_spans_all_requests(way: Way) -> None:
    way.server.will(said(WRONG, False), said(WRONG, False), said(RIGHT, False))
    seen = Seen()
    options: Any = {"response_model": Book, "validation_retries": 2}
    with Binding(seen):
        assert way.ask(timeout=60, **options) == DUNE
    deadlines = [request.deadline for request in seen.requests]
    assert len(deadlines) == 3
    assert len(set(deadlines)) == 1
    assert deadlines[0] is not None


def test_a_fallback_comes_after_all_tries(neutral: Way) -> None:
    neutral.server.will(*[said(WRONG, False)] * 2, said(RIGHT, False))
    ask = neutral.decorate(response_model=Book, validation_retries=1)
    backup: Any = {
        "catch": ValidationError,
        "provider": neutral.row.provider,
        "model": neutral.row.model,
        **({"client": neutral.client()} if neutral.row.sdk.needs_client else {}),
    }
    assert fallback(ValidationError, [backup])(ask)() == DUNE
    first, second, third = neutral.server.requests
    assert first.common["messages"] == third.common["messages"]
    assert len(second.common["messages"]) == len(first.common["messages"]) + 2


@pytest.mark.needs("strict")
def test_a_strict_model_is_asked_for_again(way: Way) -> None:
    class Strict(Book):
        """A strict book."""

        model_config = ResponseModelConfigDict(strict=True)

    way.server.will(Answer(text=WRONG), Answer(text=RIGHT))
    options: Any = {"json_mode": True, "validation_retries": 1}
    assert way.ask(response_model=Strict, **options).title == "DUNE"
    first, second = way.server.requests
    assert first.common["response_format"] == second.common["response_format"]
    assert len(second.common["messages"]) == 3


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(0, 9) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(st.sampled_from(["title", "pages", "x"]), inner, max_size=2)
    ),
    max_leaves=4,
).map(json.dumps)
INVALID = st.builds(
    Answer,
    text=st.sampled_from(["", "Well."]) | JSON,
    calls=st.lists(
        st.builds(
            Call,
            name=st.sampled_from(["Book", "look_up", "nope"]),
            arguments=JSON | st.text(max_size=8).map(lambda text: '{"title": ' + text),
            id=st.uuids().map(str),
        ),
        max_size=3,
    ).map(tuple),
)


@pytest.mark.needs("package")
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(answers=st.lists(INVALID, min_size=1, max_size=3), tools=st.booleans())
def test_whatever_the_model_says_each_call_is_answered(
    neutral: Way, answers: list[Answer], tools: bool
) -> None:
    if neutral.row.provider in ("anthropic", "bedrock", "google", "gemini", "vertex"):
        answers = [with_objects(answer) for answer in answers]
    neutral.server.will(*answers, said(RIGHT, False))
    options: Any = {"tools": [look_up]} if tools else {}
    with suppress(ValidationError, OutputError, ToolArgumentsError):
        neutral.ask(response_model=Book, validation_retries=2, **options)
    check_calls(neutral)


def with_objects(answer: Answer) -> Answer:
    """Leave the calls whose arguments are objects, as some services send no others."""
    calls = [call for call in answer.calls if is_object(call.arguments)]
    return replace(answer, calls=tuple(calls))


def is_object(arguments: str) -> bool:
    try:
        return isinstance(json.loads(arguments), dict)
    except ValueError:
        return False
