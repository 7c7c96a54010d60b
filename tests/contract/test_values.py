"""Responses as values: dumped, printed, copied, pickled, compared."""

from __future__ import annotations

import copy
import json
import pickle
from typing import Any

import pytest

from mirascope import llm
from mirascope.core import BaseMessageParam, Messages, metadata
from mirascope.core.base import BaseCallResponse, BaseCallResponseChunk

from .way import Way, make_prompt

COMPUTED = {
    "content",
    "finish_reasons",
    "model",
    "id",
    "input_tokens",
    "cached_tokens",
    "output_tokens",
    "cost_metadata",
    "cost",
    "message_param",
}
FIELDS = {
    "metadata",
    "response",
    "tool_types",
    "prompt_template",
    "fn_args",
    "dynamic_config",
    "messages",
    "call_params",
    "call_kwargs",
    "user_message_param",
    "start_time",
    "end_time",
}


def every_response(way: Way, **options: Any) -> list[Any]:
    stream = way.stream(**options)
    way.collect(stream)
    return [way.ask(**options), stream.construct_call_response()]


def test_a_response_is_an_instance_of_the_documented_bases(way: Way) -> None:
    response = way.ask()
    assert isinstance(response, BaseCallResponse)
    assert isinstance(response, llm.CallResponse) == (way.layer == "llm")
    [chunk, _] = way.collect(way.stream(), limit=1)[0]
    assert isinstance(chunk, BaseCallResponseChunk)


def test_a_dump_has_the_fields_and_what_they_say(way: Way) -> None:
    for response in every_response(way):
        dump = response.model_dump()
        assert dump.keys() >= COMPUTED
        assert dump["content"] == "Hello wörld"
        assert dump["input_tokens"] == 10
        if way.layer == "core":
            assert dump.keys() >= FIELDS
            assert dump["fn_args"] == {"genre": "fantasy"}


def test_a_json_dump_can_be_read_back(way: Way) -> None:
    for response in every_response(way):
        dump = json.loads(response.model_dump_json())
        assert dump.keys() >= COMPUTED
        assert dump["content"] == "Hello wörld"
        assert "Hello wörld" in str(dump["message_param"])


def test_a_dump_under_llm_is_in_common_words(way: Way) -> None:
    if way.layer == "core":
        pytest.skip("core responses dump their own fields")
    common = [BaseMessageParam(role="user", content="Recommend a fantasy book")]
    for response in every_response(way):
        dump = response.model_dump()
        assert dump["finish_reasons"] == ["stop"]
        assert dump["messages"] == [message.model_dump() for message in common]


def test_things_without_a_json_form_do_not_stop_a_dump(way: Way) -> None:
    class Odd:
        def __repr__(self) -> str:
            return "<odd>"

    class Library:
        shelf = Odd()

        def sync(self, odd: Odd) -> str:
            return "hi"

        async def asynchronous(self, odd: Odd) -> str:
            return "hi"

    method = Library.asynchronous if way.is_async else Library.sync
    tagged = metadata({"tags": {"a"}, "odd": Odd()})(method)
    response = way.get(way.call()(tagged)(Library(), Odd()))
    assert response.fn_args["odd"].__class__ is Odd
    assert json.loads(response.model_dump_json())["content"] == "Hello wörld"
    assert repr(response)


def test_a_repr_names_the_class_and_the_text(way: Way) -> None:
    for response in every_response(way):
        text = repr(response)
        assert text.startswith(way.response_class.__name__ + "(")
        assert "Hello wörld" in text


def test_an_answer_formats_as_its_text(way: Way) -> None:
    response = way.ask()
    assert f"{response}" == "Hello wörld"
    way.ask(lambda _: [Messages.User(f"Translate: {response}")])
    assert way.server.last.messages[0]["content"] == "Translate: Hello wörld"


@pytest.mark.parametrize("twin_of", [copy.deepcopy, copy.copy])
def test_a_copy_says_the_same(way: Way, twin_of: Any) -> None:
    for response in every_response(way, call_params={"max_tokens": 2}):
        twin = twin_of(response)
        assert type(twin) is type(response)
        assert twin is not response
        assert twin.content == response.content
        assert twin.call_kwargs == response.call_kwargs
        assert twin.message_param == response.message_param
        assert twin.model_dump_json() == response.model_dump_json()


def test_a_deep_copy_is_independent(way: Way) -> None:
    response = way.ask()
    twin = copy.deepcopy(response)
    assert twin.response is not response.response
    assert twin.messages is not response.messages
    assert twin.content == response.content == "Hello wörld"
    if "chat" in way.row.has:
        twin.response.choices[0].message.content = "changed"
        assert response.response.choices[0].message.content == "Hello wörld"


@pytest.mark.parametrize("protocol", range(2, pickle.HIGHEST_PROTOCOL + 1))
def test_a_pickle_says_the_same(sync_way: Way, protocol: int) -> None:
    for response in every_response(sync_way):
        twin = pickle.loads(pickle.dumps(response, protocol))  # noqa: S301
        assert type(twin) is type(response)
        assert twin.content == response.content
        assert twin.finish_reasons == response.finish_reasons
        assert twin.message_param == response.message_param
        assert twin.messages == response.messages
        assert twin.cost == response.cost


def test_a_pickle_leaves_clients_behind(way: Way) -> None:
    client = way.client()
    config = {"messages": [way.native("user", "x")], "client": client}
    response = way.ask(lambda _: config)
    twin = pickle.loads(pickle.dumps(response))  # noqa: S301
    assert twin.content == "Hello wörld"


def test_equal_answers_are_equal(way: Way) -> None:
    response = way.ask()
    assert response == copy.deepcopy(response)
    assert response != way.ask(lambda _: "something else")
    assert response != "Hello wörld"


def test_attributes_can_be_attached(way: Way) -> None:
    response = way.ask()
    response.note = "mine"
    assert response.note == "mine"
    with pytest.raises(AttributeError, match="unheard_of"):
        _ = response.unheard_of


def test_the_decorated_function_keeps_its_name_and_signature(way: Way) -> None:
    import inspect

    prompt = make_prompt(str, way.is_async)
    decorated = way.call()(prompt)
    assert decorated.__name__ == "recommend_book"
    assert decorated.__doc__ == "Recommend a book."
    assert decorated.__wrapped__ is prompt or decorated._original_fn is prompt
    assert list(inspect.signature(decorated).parameters) == ["genre"]
    assert inspect.iscoroutinefunction(decorated) == way.is_async
    assert decorated.__mirascope_call__ is True
    if way.layer == "core":
        assert decorated._model == way.row.model
    else:
        arguments = decorated._original_call_args
        assert set(arguments) == {
            "provider",
            "model",
            "stream",
            "tools",
            "response_model",
            "output_parser",
            "json_mode",
            "client",
            "call_params",
        }
        assert arguments["provider"] == way.row.provider
        assert decorated._original_fn is prompt


@pytest.mark.needs("default_client")
@pytest.mark.needs("default_client")
def test_methods_are_called_with_their_object(way: Way) -> None:
    decorate = way.call()

    class Library:
        def __init__(self, name: str) -> None:
            self.name = name

        @decorate
        def ask(self, book: str) -> str:
            return f"{self.name}: {book}"

        @decorate
        async def aask(self, book: str) -> str:
            return f"{self.name}: {book}"

        @classmethod
        @decorate
        def find(cls, book: str) -> str:
            return f"{cls.__name__}: {book}"

        @classmethod
        @decorate
        async def afind(cls, book: str) -> str:
            return f"{cls.__name__}: {book}"

        @staticmethod
        @decorate
        def plain(book: str) -> str:
            return book

        @staticmethod
        @decorate
        async def aplain(book: str) -> str:
            return book

    library = Library("Central")
    names = ("aask", "afind", "aplain") if way.is_async else ("ask", "find", "plain")
    responses = [way.get(getattr(library, name)("Dune")) for name in names]
    sent = [request.messages[0]["content"] for request in way.server.requests]
    assert sent == ["Central: Dune", "Library: Dune", "Dune"]
    assert responses[0].fn_args == {"self": library, "book": "Dune"}


def test_arguments_are_bound_as_python_binds_them(way: Way) -> None:
    decorate = way.call()

    def body(a, /, b=2, *rest, c, d=4, **more):
        return f"{a} {b} {rest} {c} {d} {more}"

    async def abody(a, /, b=2, *rest, c, d=4, **more):
        return f"{a} {b} {rest} {c} {d} {more}"

    decorated = decorate(abody if way.is_async else body)
    response = way.get(decorated(1, 5, 6, 7, c=3, e=8))
    assert response.fn_args == {
        "a": 1,
        "b": 5,
        "rest": (6, 7),
        "c": 3,
        "d": 4,
        "e": 8,
    }
    assert way.server.last.messages[0]["content"] == "1 5 (6, 7) 3 4 {'e': 8}"
    with pytest.raises(TypeError):
        way.get(decorated(1))


def test_an_output_parser_replaces_the_response(way: Way) -> None:
    seen: list[Any] = []

    def parse(response: Any) -> str:
        seen.append(response)
        return response.content.upper()

    assert way.ask(output_parser=parse) == "HELLO WÖRLD"
    assert type(seen[0]) is way.response_class


def test_one_decorator_serves_many_functions(way: Way) -> None:
    decorate = way.call()
    one = decorate(make_prompt(lambda _: "one", way.is_async))
    two = decorate(make_prompt(lambda _: "two", way.is_async))
    way.get(two())
    way.get(one())
    sent = [request.messages[0]["content"] for request in way.server.requests]
    assert sent == ["two", "one"]
