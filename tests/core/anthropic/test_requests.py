"""What a request holds: parameters, system prompts, parts, tools, JSON."""

from __future__ import annotations

import base64
import copy
import json
from typing import Annotated, Any

import pytest
from pydantic import BaseModel, Field

from mirascope.core import (
    BaseMessageParam,
    BaseTool,
    CacheControlPart,
    DocumentPart,
    DocumentURLPart,
    ImagePart,
    ImageURLPart,
    Messages,
    ResponseModelConfigDict,
    TextPart,
    ToolCallPart,
    ToolResultPart,
    anthropic,
    prompt_template,
)
from mirascope.core.base import NativePart
from tests.server import Answer, Call, Server

from . import MODEL, ask, collected

sdk = pytest.importorskip("anthropic")

MAJOR = int(sdk.__version__.partition(".")[0])
THINKING = {"type": "enabled", "budget_tokens": 1024}
CACHE = CacheControlPart(type="cache_control", cache_type="ephemeral")
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 8
PDF = b"%PDF-1.4 x"


def text(content: str) -> TextPart:
    return TextPart(type="text", text=content)


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


# -- parameters ---------------------------------------------------------------


@pytest.mark.parametrize(
    "params", [None, {}, {"temperature": 0.5}, {"top_k": 3}, {"max_tokens": None}]
)
def test_max_tokens_has_a_default_whatever_else_is_given(
    server: Server, params: Any
) -> None:
    ask("hi", call_params=params)
    assert server.last.body["max_tokens"] == 1024
    ask({"messages": [Messages.User("hi")], "call_params": params})
    assert server.last.body["max_tokens"] == 1024


def test_max_tokens_of_any_layer_wins_over_the_default(server: Server) -> None:
    ask("hi", call_params={"max_tokens": 7})
    assert server.last.body["max_tokens"] == 7
    ask({"messages": [Messages.User("hi")], "call_params": {"max_tokens": 8}})
    assert server.last.body["max_tokens"] == 8


SAMPLING = {"temperature": 0.5, "top_p": 0.25, "top_k": 3}


@pytest.mark.parametrize("stream", [False, True])
def test_sampling_parameters_are_sent_on_every_version_of_the_sdk(
    server: Server, stream: bool
) -> None:
    (collected if stream else ask)("hi", call_params=SAMPLING)
    assert SAMPLING.items() <= server.last.body.items()
    assert server.last.headers["anthropic-version"] == "2023-06-01"


def test_the_version_of_the_sdk_stays_without_sampling_parameters(
    server: Server,
) -> None:
    client = sdk.Anthropic()
    client.messages.create(
        model=MODEL, max_tokens=1, messages=[{"role": "user", "content": "hi"}]
    )
    usual = server.last.headers["anthropic-version"]
    ask("hi", call_params={"metadata": {"user_id": "u"}})
    assert server.last.headers["anthropic-version"] == usual
    assert (usual == "2023-06-01") == (MAJOR < 2)


def test_a_version_that_the_user_sets_is_kept(server: Server) -> None:
    headers = {"Anthropic-Version": "2024-01-01", "x-own": "1"}
    ask("hi", call_params={"temperature": 0, "extra_headers": headers})
    assert server.last.headers["anthropic-version"] == "2024-01-01"
    assert server.last.headers["x-own"] == "1"
    assert headers == {"Anthropic-Version": "2024-01-01", "x-own": "1"}


def test_a_body_that_the_user_gives_wins(server: Server) -> None:
    params = {"temperature": 0.5, "extra_body": {"temperature": 0.1, "own": 1}}
    before = copy.deepcopy(params)
    ask("hi", call_params=params)
    assert server.last.body["own"] == 1
    assert server.last.body["temperature"] == 0.1
    assert params == before


def test_newer_keywords_are_sent_by_older_versions_of_the_sdk(server: Server) -> None:
    params = {
        "cache_control": {"type": "ephemeral"},
        "output_config": {"effort": "low"},
        "service_tier": "auto",
        "inference_geo": "eu",
    }
    ask("hi", call_params=params)
    assert params.items() <= server.last.body.items()


def test_what_is_none_is_not_sent(server: Server) -> None:
    params = dict.fromkeys(
        ("temperature", "top_k", "thinking", "system", "stop_sequences", "metadata")
    )
    ask("hi", call_params={**params, "stop": None, "tool_choice": None})
    assert set(server.last.body) - {"stream"} == {"model", "max_tokens", "messages"}


def test_one_stop_text_becomes_a_list(server: Server) -> None:
    for name in ("stop", "stop_sequences"):
        ask("hi", call_params={name: "END"})
        assert server.last.body["stop_sequences"] == ["END"]
    ask("hi", call_params={"stop": ["A", "B"]})
    assert server.last.body["stop_sequences"] == ["A", "B"]


def test_raw_tools_go_beside_wrapped_ones(server: Server) -> None:
    def look_up(word: str) -> str:
        """Look a word up."""
        return word

    search = {"type": "web_search_20250305", "name": "web_search"}
    ask("hi", call_params={"tools": [search]}, tools=[look_up])
    assert [tool["name"] for tool in server.last.body["tools"]] == [
        "look_up",
        "web_search",
    ]
    ask("hi", call_params={"tools": [search]})
    assert server.last.body["tools"] == [search]


# -- system prompts -----------------------------------------------------------


def test_leading_system_messages_become_one_prompt(server: Server) -> None:
    ask(Messages.System("one"), Messages.System("two"), Messages.User("hi"))
    assert server.last.body["system"] == "one\n\ntwo"
    assert server.last.body["messages"] == [{"role": "user", "content": "hi"}]


def test_a_later_system_message_stays_in_its_place(server: Server) -> None:
    ask(Messages.User("a"), Messages.System("be brief"), Messages.User("b"))
    assert "system" not in server.last.body
    assert server.last.body["messages"][1] == {"role": "system", "content": "be brief"}


def test_a_system_prompt_among_the_parameters_comes_first(server: Server) -> None:
    messages = [Messages.System("two"), Messages.User("hi")]
    ask(*messages, call_params={"system": "one"})
    assert server.last.body["system"] == "one\n\ntwo"
    blocks = [{"type": "text", "text": "one"}]
    ask(*messages, call_params={"system": blocks})
    assert server.last.body["system"] == [*blocks, {"type": "text", "text": "two"}]
    ask("hi", call_params={"system": "one"})
    assert server.last.body["system"] == "one"
    assert blocks == [{"type": "text", "text": "one"}]


def test_a_system_prompt_of_parts_can_be_cached(server: Server) -> None:
    system = BaseMessageParam(
        role="system", content=[text("long"), CACHE, text("short")]
    )
    marked = [
        {"type": "text", "text": "long", "cache_control": {"type": "ephemeral"}},
        {"type": "text", "text": "short"},
    ]
    ask(system, Messages.User("hi"))
    assert server.last.body["system"] == marked
    ask(system, Messages.User("hi"), call_params={"system": "first"})
    assert server.last.body["system"] == [{"type": "text", "text": "first"}, *marked]


def test_a_prompt_of_system_messages_only_is_refused(server: Server) -> None:
    with pytest.raises(ValueError, match="user message"):
        ask(Messages.System("alone"))
    assert server.requests == []


def test_a_system_prompt_takes_only_text(server: Server) -> None:
    image = ImageURLPart(type="image_url", url="https://x.test/a.png", detail=None)
    with pytest.raises(ValueError, match="image_url"):
        ask(BaseMessageParam(role="system", content=[image]), Messages.User("hi"))
    assert server.requests == []


# -- parts --------------------------------------------------------------------


def image_source(**source: Any) -> dict[str, Any]:
    return {"type": "image", "source": source}


def document_source(**source: Any) -> dict[str, Any]:
    return {"type": "document", "source": source}


PARTS: list[tuple[Any, dict[str, Any]]] = [
    (
        ImagePart(type="image", media_type="image/png", image=PNG, detail="low"),
        image_source(type="base64", media_type="image/png", data=b64(PNG)),
    ),
    (
        ImageURLPart(type="image_url", url="https://x.test/a.png", detail=None),
        image_source(type="url", url="https://x.test/a.png"),
    ),
    (
        ImageURLPart(
            type="image_url", url=f"data:image/png;base64,{b64(PNG)}", detail=None
        ),
        image_source(type="base64", media_type="image/png", data=b64(PNG)),
    ),
    (
        DocumentPart(type="document", media_type="application/pdf", document=PDF),
        document_source(type="base64", media_type="application/pdf", data=b64(PDF)),
    ),
    (
        DocumentPart(
            type="document", media_type="text/plain", document="wörd".encode()
        ),
        document_source(type="text", media_type="text/plain", data="wörd"),
    ),
    (
        DocumentURLPart(type="document_url", url="https://x.test/a.pdf"),
        document_source(type="url", url="https://x.test/a.pdf"),
    ),
    (
        DocumentURLPart(
            type="document_url", url=f"data:application/pdf;base64,{b64(PDF)}"
        ),
        document_source(type="base64", media_type="application/pdf", data=b64(PDF)),
    ),
    (
        ToolCallPart(type="tool_call", name="f", args=None, id="c"),
        {"type": "tool_use", "id": "c", "name": "f", "input": {}},
    ),
]


@pytest.mark.parametrize(("part", "block"), PARTS, ids=[part.type for part, _ in PARTS])
def test_each_part_becomes_the_documented_block(
    server: Server, part: Any, block: dict[str, Any]
) -> None:
    ask(BaseMessageParam(role="user", content=[text("look"), part]))
    [message] = server.last.body["messages"]
    assert message["content"] == [{"type": "text", "text": "look"}, block]


@pytest.mark.parametrize(
    "url", ["data:image/tiff;base64,AAAA", "data:text/rtf;base64,AAAA"]
)
def test_an_address_that_holds_what_the_service_lacks_is_refused(
    server: Server, url: str
) -> None:
    part = (
        ImageURLPart(type="image_url", url=url, detail=None)
        if "image" in url
        else DocumentURLPart(type="document_url", url=url)
    )
    with pytest.raises(ValueError, match="of type"):
        ask(BaseMessageParam(role="user", content=[part]))
    assert server.requests == []


def test_a_cache_mark_is_put_on_the_block_before_it(server: Server) -> None:
    document = DocumentPart(type="document", media_type="application/pdf", document=PDF)
    ask(BaseMessageParam(role="user", content=[text("a"), CACHE, document, CACHE]))
    [message] = server.last.body["messages"]
    marks = [block.get("cache_control") for block in message["content"]]
    assert marks == [{"type": "ephemeral"}] * 2
    assert [block["type"] for block in message["content"]] == ["text", "document"]


def test_a_cache_mark_with_nothing_before_it_is_refused(server: Server) -> None:
    with pytest.raises(ValueError, match="cache_control"):
        ask(BaseMessageParam(role="user", content=[CACHE, text("a")]))
    assert server.requests == []


def test_a_cache_mark_writes_to_nothing_of_the_users(server: Server) -> None:
    native = {"type": "search_result", "title": "t", "source": "s", "content": []}
    part = NativePart(provider="anthropic", content=native)
    ask(BaseMessageParam(role="user", content=[part, CACHE, text("a")]))
    assert server.last.body["messages"][0]["content"][0]["cache_control"]
    assert "cache_control" not in native


def test_a_template_can_mark_what_to_cache(server: Server) -> None:
    @anthropic.call(MODEL)
    @prompt_template(
        """
        SYSTEM: You know this book: {book} {:cache_control}
        USER: Who wrote it?
        """
    )
    def prompt(book: str) -> None: ...

    prompt("Dune")
    [block] = server.last.body["system"]
    assert block["text"].startswith("You know this book: Dune")
    assert block["cache_control"] == {"type": "ephemeral"}


def test_empty_text_is_left_out(server: Server) -> None:
    ask(
        Messages.User("hi"),
        BaseMessageParam(role="assistant", content=""),
        BaseMessageParam(role="assistant", content=[text("")]),
        BaseMessageParam(role="user", content=[text(""), text("b")]),
    )
    assert server.last.body["messages"] == [
        {"role": "user", "content": "hi"},
        {"role": "user", "content": [{"type": "text", "text": "b"}]},
    ]


def test_results_of_one_turn_are_one_message_of_the_user(server: Server) -> None:
    calls = [
        ToolCallPart(type="tool_call", name=name, args={}, id=name) for name in "ab"
    ]
    results = [
        ToolResultPart(
            type="tool_result", name=name, id=name, content=name, is_error=name == "b"
        )
        for name in "ab"
    ]
    ask(
        Messages.User("hi"),
        BaseMessageParam(role="assistant", content=calls),
        *[BaseMessageParam(role="tool", content=[result]) for result in results],
    )
    _, _, last = server.last.body["messages"]
    assert last == {
        "role": "user",
        "content": [
            {
                "type": "tool_result",
                "tool_use_id": name,
                "content": name,
                "is_error": name == "b",
            }
            for name in "ab"
        ],
    }


def test_text_of_the_role_tool_is_the_users(server: Server) -> None:
    ask(Messages.User("hi"), BaseMessageParam(role="tool", content="4 degrees"))
    assert [message["role"] for message in server.last.body["messages"]] == ["user"] * 2


def test_calls_of_other_services_get_ids_that_this_one_takes(server: Server) -> None:
    for id in (None, "functions.f:0"):
        call = ToolCallPart(type="tool_call", name="f", args={}, id=id)
        result = ToolResultPart(type="tool_result", name="f", content="r", id=id)
        ask(
            Messages.User("hi"),
            BaseMessageParam(role="assistant", content=[call]),
            BaseMessageParam(role="tool", content=[result]),
        )
        _, assistant, tool = server.last.body["messages"]
        made = assistant["content"][0]["id"]
        assert made.isalnum()
        assert tool["content"][0]["tool_use_id"] == made


# -- tools --------------------------------------------------------------------


def test_a_tool_has_the_documented_form(server: Server) -> None:
    class Borrow(BaseTool):
        """Borrow a book."""

        tool_config = anthropic.AnthropicToolConfig(cache_control={"type": "ephemeral"})
        title: str

        def call(self) -> str:
            return self.title

    def now() -> str:
        """Tell the time."""
        return "noon"

    ask("hi", tools=[Borrow, now])
    assert server.last.body["tools"] == [
        {
            "name": "Borrow",
            "description": "Borrow a book.",
            "input_schema": {
                "type": "object",
                "properties": {"title": {"type": "string"}},
                "required": ["title"],
            },
            "cache_control": {"type": "ephemeral"},
        },
        {
            "name": "now",
            "description": "Tell the time.",
            "input_schema": {"type": "object", "properties": {}},
        },
    ]


def test_a_strict_tool_has_a_schema_that_the_service_enforces(server: Server) -> None:
    class Borrow(BaseTool):
        """Borrow a book."""

        tool_config = anthropic.AnthropicToolConfig(strict=True)
        title: str
        days: Annotated[int, Field(ge=1, description="How long.")] = 7

        def call(self) -> int:
            return self.days

    server.will(
        Answer(
            text="",
            calls=(Call(name="Borrow", arguments='{"title": "a", "days": null}'),),
        )
    )
    response = ask("hi", tools=[Borrow])
    [tool] = server.last.body["tools"]
    assert tool["strict"] is True
    schema = tool["input_schema"]
    assert schema["additionalProperties"] is False
    assert schema["required"] == ["title", "days"]
    assert "minimum" not in schema["properties"]["days"]
    assert schema["properties"]["days"]["description"].startswith("How long.")
    assert "minimum" in schema["properties"]["days"]["description"]
    assert response.tool.call() == 7


def test_a_tool_can_be_built_from_the_sdks_own_call(server: Server) -> None:
    class Borrow(BaseTool):
        """Borrow a book."""

        title: str

        def call(self) -> str:
            return self.title

    server.will(
        Answer(text="", calls=(Call(name="Borrow", arguments='{"title": "a"}'),))
    )
    response = ask("hi", tools=[Borrow])
    kind = response.tool_types[0]
    [native] = response.response.content
    assert kind.from_tool_call(native).title == "a"
    assert type(response.tool.tool_call) is sdk.types.ToolUseBlock
    assert response.tool.tool_call.input == {"title": "a"}
    assert response.tool.tool_call.id == response.tool.id == native.id
    cut = sdk.types.ToolUseBlock.construct(
        type="tool_use", id="x", name="Borrow", input='{"title": "ab'
    )
    assert kind.from_tool_call(cut, allow_partial=True).title == "ab"


# -- JSON and response models -------------------------------------------------


class Book(BaseModel):
    """A book."""

    title: str
    pages: Annotated[int, Field(ge=1)] = 100


class StrictBook(Book):
    """A strict book."""

    model_config = ResponseModelConfigDict(strict=True)


class Prices(BaseModel):
    """Prices by name."""

    prices: dict[str, int]


TEXT = '{"title": "Dune", "pages": 412}'


def test_the_instruction_stands_before_the_beginning_of_the_answer(
    server: Server,
) -> None:
    server.will(Answer(text=TEXT))
    begun = Messages.Assistant("Here it is:")
    ask(Messages.User("Which?"), begun, json_mode=True, response_model=Book)
    user, last = server.last.body["messages"]
    assert last == {"role": "assistant", "content": "Here it is:"}
    assert user["role"] == "user"
    assert user["content"].startswith("Which?\n\n")
    assert "JSON" in user["content"]


def test_the_instruction_is_another_block_of_a_message_of_blocks(
    server: Server,
) -> None:
    server.will(Answer(text=TEXT))
    native = {"role": "user", "content": [{"type": "text", "text": "Which?"}]}
    ask({"messages": [native]}, json_mode=True, response_model=Book)
    [message] = server.last.body["messages"]
    assert message["content"][0] == {"type": "text", "text": "Which?"}
    assert "JSON" in message["content"][1]["text"]
    assert len(native["content"]) == 1


def test_a_strict_model_is_asked_for_by_its_schema(server: Server) -> None:
    server.will(Answer(text=TEXT))
    book = ask("Which?", json_mode=True, response_model=StrictBook)
    assert book.title == "Dune"
    body = server.last.body
    form = body["output_config"]["format"]
    assert form["type"] == "json_schema"
    assert form["schema"]["required"] == ["title", "pages"]
    assert form["schema"]["additionalProperties"] is False
    assert "minimum" not in form["schema"]["properties"]["pages"]
    assert body["messages"] == [{"role": "user", "content": "Which?"}]
    assert "tools" not in body


def test_the_effort_and_a_format_of_ones_own_are_kept(server: Server) -> None:
    server.will(Answer(text=TEXT))
    own = {"type": "json_schema", "schema": {"type": "object"}}
    for given in ({"effort": "high"}, {"format": own}):
        params = {"output_config": given}
        ask("x", json_mode=True, response_model=StrictBook, call_params=params)
        assert given.items() <= server.last.body["output_config"].items()
        assert "format" in server.last.body["output_config"]
        assert params == {"output_config": given}


@pytest.mark.parametrize("where", ["decorator", "config"])
@pytest.mark.parametrize("stream", [False, True])
def test_a_model_that_thinks_is_asked_by_schema_as_it_takes_no_forced_tool(
    server: Server, where: str, stream: bool
) -> None:
    server.will(Answer(text=TEXT, thinking=("hm",)))
    params = {"thinking": THINKING, "max_tokens": 2000}
    content: Any = "Which?"
    options: dict[str, Any] = {"response_model": Book, "stream": stream}
    if where == "config":
        content = {"messages": [Messages.User("Which?")], "call_params": params}
    else:
        options["call_params"] = params
    result = ask(content, **options)
    if stream:
        *_, result = result
    assert result == Book(title="Dune", pages=412)
    body = server.last.body
    assert "tools" not in body
    assert "tool_choice" not in body
    schema = body["output_config"]["format"]["schema"]
    assert schema["required"] == ["title"]
    assert schema["additionalProperties"] is False
    assert body["messages"] == [{"role": "user", "content": "Which?"}]


def test_thinking_that_is_disabled_leaves_the_tool_forced(server: Server) -> None:
    server.will(Answer(text="", calls=(Call(name="Book", arguments=TEXT),)))
    params = {"thinking": {"type": "disabled"}}
    assert ask("x", response_model=Book, call_params=params).pages == 412
    assert server.last.body["tool_choice"] == {"type": "tool", "name": "Book"}


def test_what_no_schema_can_enforce_is_asked_for_in_words(server: Server) -> None:
    server.will(Answer(text='{"prices": {"a": 1}}'))
    params = {"thinking": THINKING}
    prices = ask("x", response_model=Prices, call_params=params)
    assert prices.prices == {"a": 1}
    assert "output_config" not in server.last.body
    assert "tools" not in server.last.body
    assert "JSON" in server.last.body["messages"][0]["content"]


def test_tools_in_the_services_form_stay_beside_a_schema(server: Server) -> None:
    server.will(Answer(text=TEXT))
    search = {"type": "web_search_20250305", "name": "web_search"}
    params = {"thinking": THINKING, "tools": [search]}
    ask("x", response_model=Book, call_params=params)
    assert server.last.body["tools"] == [search]


def test_a_tool_choice_of_ones_own_is_kept_with_a_response_model(
    server: Server,
) -> None:
    server.will(Answer(text="", calls=(Call(name="Book", arguments=TEXT),)))
    params = {"tool_choice": {"type": "auto"}, "thinking": THINKING}
    assert ask("x", response_model=Book, call_params=params).title == "Dune"
    assert server.last.body["tool_choice"] == {"type": "auto"}
    assert server.last.body["tools"][0]["name"] == "Book"


def test_no_request_writes_to_what_it_was_given(server: Server) -> None:
    server.will(Answer(text=TEXT))
    params = {
        "output_config": {"effort": "low"},
        "system": [{"type": "text", "text": "s"}],
        "temperature": 0.1,
        "extra_headers": {"x-a": "1"},
        "stop_sequences": ["a"],
    }
    message = {"role": "user", "content": [{"type": "text", "text": "x"}]}
    before = copy.deepcopy((params, message))
    for options in ({"json_mode": True}, {"json_mode": True, "response_model": Book}):
        ask({"messages": [message]}, call_params=params, **options)
    assert (params, message) == before
    assert json.dumps(server.last.body).count("JSON") > 0
