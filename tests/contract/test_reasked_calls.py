"""Asking again, for every kind of response model and of prompt."""

from __future__ import annotations

import json
import pickle
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Annotated, Any, ClassVar, Literal

import pytest
from pydantic import AfterValidator, BaseModel, ValidationError, model_validator
from typing_extensions import TypedDict

from mirascope import llm, prompt_template
from mirascope.core import BasePrompt, FromCallArgs, Messages
from mirascope.exceptions import OptionError, ToolArgumentsError
from tests.internals import Binding, Layer, Position, ProviderRequest
from tests.server import Answer, Call, Fault
from tests.sites import Site

from .row import Row
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
STREAM = pytest.mark.parametrize("stream", [False, True], ids=["whole", "streamed"])


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


CALLS = (
    Call(name="look_up", arguments='{"word": 3}', id="call_1"),
    Call(name="look_up", arguments='{"word": "x"}', id="call_2"),
    Call(name="nope", arguments="{}", id="call_3"),
)


@STREAM
def test_a_loop_answers_calls_that_are_not_valid(way: Way, stream: bool) -> None:
    way.server.will(Answer(text="Well:", calls=CALLS, layout="together"))
    response = way.ask(tools=[look_up], stream=stream)
    if stream:
        _, error = way.collect_until_error(response)
        response = response.construct_call_response()
    else:
        with pytest.raises(ValidationError) as caught:
            response.tools  # noqa: B018  it raises
        error = caught.value
    more = response.correction_params(error)
    history = [Messages.User("q"), *more]
    way.server.will(Answer(text="done"))
    assert way.ask(lambda _: history, tools=[look_up]).content == "done"
    results = check_calls(way)
    assert "word: Input should be a valid string" in json.dumps(results[0])
    if not stream:
        assert len(results) == 3
        assert "not used" in json.dumps(results[1])


def test_a_loop_answers_arguments_that_are_no_object(sync_way: Way) -> None:
    way = sync_way
    if way.row.provider in ("anthropic", "bedrock", "google", "gemini", "vertex"):
        pytest.skip("the service sends arguments as an object")
    broken = Call(name="look_up", arguments='{"word": "some', id="call_1")
    way.server.will(Answer(text="", calls=(broken, CALLS[1])))
    response = way.ask(tools=[look_up])
    with pytest.raises(ToolArgumentsError) as caught:
        response.tools  # noqa: B018  it raises
    history = [Messages.User("q"), *response.correction_params(caught.value)]
    way.ask(lambda _: history, tools=[look_up])
    first, _ = check_calls(way)
    assert "some" in json.dumps(first)
    assert "tokens" not in json.dumps(first)


def test_a_correction_moves_to_any_other_provider(
    neutral: Way, row: Row, make_way: Callable[..., Way]
) -> None:
    way = neutral
    way.server.will(Answer(text="Well:", calls=CALLS))
    response = way.ask(tools=[look_up])
    with pytest.raises(ValidationError) as caught:
        response.tools  # noqa: B018  it raises
    more = response.correction_params(caught.value)
    assert [m.role for m in more] == ["assistant", "tool", "tool", "tool"]
    assert all(m.content[0].is_error for m in more[1:])
    from .rows import ROWS

    other = next(r for r in ROWS if r.provider != row.provider)
    moved = make_way(other)
    history = [Messages.User("q"), *more]
    moved.ask(lambda _: history, tools=[look_up])
    assert len(check_calls(moved)) == 3


def test_an_answer_without_calls_is_corrected_by_the_user(way: Way) -> None:
    way.server.will(Answer(text="Well."))
    response = way.ask()
    answer, told = response.correction_params(ValueError("too short"))
    assert way.text(answer) == "Well."
    assert "- too short" in told.content
