"""What Google answers: thoughts, signatures, blocked answers, images, the unknown."""

from __future__ import annotations

import base64
import json
import warnings
from collections.abc import Iterator
from typing import Any

import pytest
from google.genai import types
from hypothesis import given
from hypothesis import strategies as st

from mirascope import llm
from mirascope.core import BaseMessageParam, Messages, google, openai
from mirascope.core.google._codec import CODEC
from mirascope.core.google._encode import encode
from tests.internals import Assembler, Options
from tests.server import Answer, Call, Server, Usage
from tests.server.dialects.google import GenerateContent

MODEL = "gemini-2.5-flash"
SIGNATURE = base64.b64encode(b"\xff\xfe signature").decode()
PNG = base64.b64encode(b"\x89PNG").decode()
PARTS = [
    {"text": "Let me think.", "thought": True},
    {"text": "First, "},
    {"text": "look.", "thoughtSignature": SIGNATURE},
    {
        "functionCall": {"name": "look_up", "args": {"word": "a"}, "id": "c1"},
        "thoughtSignature": SIGNATURE,
    },
    {"functionCall": {"name": "look_up", "args": {"word": "b"}, "id": "c2"}},
]


@pytest.fixture
def script(monkeypatch: pytest.MonkeyPatch, server: Server) -> Any:
    """Make the service answer with parts: whole, or one in each chunk."""
    candidate_of = GenerateContent.candidate

    def script(*parts: dict[str, Any], **more: Any) -> None:
        def given(*_: Any) -> Iterator[dict[str, Any]]:
            return iter(parts)

        def candidate(*args: Any) -> dict[str, Any]:
            return candidate_of(*args) | more

        monkeypatch.setattr(GenerateContent, "parts", given)
        monkeypatch.setattr(GenerateContent, "pieces", given)
        monkeypatch.setattr(GenerateContent, "candidate", candidate)

    return script


def look_up(word: str) -> str:
    """Look a word up."""
    return word


def both(say: Any = "hi", **options: Any) -> list[Any]:
    """Get an answer whole, and rebuilt from a stream."""

    @google.call(MODEL, **options)
    def whole() -> Any:
        return say

    @google.call(MODEL, stream=True, **options)
    def streamed() -> Any:
        return say

    stream = streamed()
    for _ in stream:
        pass
    assert stream.message_param == stream.construct_call_response().message_param
    return [whole(), stream.construct_call_response()]


def test_thoughts_and_signatures_are_kept_in_order(script: Any, server: Server) -> None:
    script(*PARTS)
    for response in both(tools=[look_up]):
        assert response.content == "First, look."
        assert response.thinking == "Let me think."
        assert [tool.id for tool in response.tools] == ["c1", "c2"]
        parts = response.message_param["parts"]
        assert [p.get("thought_signature") for p in parts] == [
            *([None] * 2),
            b"\xff\xfe signature",
            b"\xff\xfe signature",
            None,
        ]
        history = [Messages.User("hi"), response.message_param]
        both(history)
        sent = server.last.body["contents"][1]["parts"]
        assert list(map(_camel, sent)) == PARTS


def _camel(part: dict[str, Any]) -> dict[str, Any]:
    from tests.server.dialects.google import _camel as camel

    part = camel(part)
    if "thoughtSignature" in part:
        raw = base64.urlsafe_b64decode(part["thoughtSignature"])
        part["thoughtSignature"] = base64.b64encode(raw).decode()
    return part


def test_a_common_history_keeps_them_and_is_json(script: Any, server: Server) -> None:
    script(*PARTS)
    for response in both(tools=[look_up]):
        common = response.common_message_param
        kinds = [part.type for part in common.content]
        assert kinds == [
            *("native", "text", "text", "native"),
            *("tool_call", "native", "tool_call"),
        ]
        kept = BaseMessageParam.model_validate_json(common.model_dump_json())
        both([Messages.User("hi"), kept])
        sent = server.last.body["contents"][1]["parts"]
        assert list(map(_camel, sent)) == PARTS
        json.loads(response.model_dump_json())


def test_another_provider_continues_the_history(script: Any, server: Server) -> None:
    script(*PARTS)
    [response, _] = both(tools=[look_up])
    pairs = [(tool, tool.call()) for tool in response.tools]
    results = response.tool_message_params(pairs)
    history = [response.common_message_param]
    history += [m for result in results for m in CODEC.read(result)]

    @openai.call("gpt-4o-mini")
    def other() -> list[Any]:
        return [Messages.User("hi"), *history]

    other()
    _, assistant, first, second = server.last.messages
    assert [call["id"] for call in assistant["tool_calls"]] == ["c1", "c2"]
    assert (first["tool_call_id"], second["content"]) == ("c1", "b")
    assert "think" not in str(server.last.messages)


def test_a_blocked_prompt_is_an_empty_answer(server: Server) -> None:
    server.will(Answer(refusal="PROHIBITED_CONTENT"))
    for response in both(tools=[look_up]):
        assert response.content == ""
        assert response.finish_reasons == ["BLOCKED_REASON_PROHIBITED_CONTENT"]
        assert response.common_finish_reasons == ["content_filter"]
        assert response.tools is None
        assert response.message_param == {"role": "model", "parts": [{"text": ""}]}
        assert response.input_tokens == 10
        assert response.response.prompt_feedback.block_reason == "PROHIBITED_CONTENT"


def test_a_blocked_answer_is_told(script: Any) -> None:
    script(finishReason="SAFETY")
    for response in both():
        assert response.content == ""
        assert response.finish_reasons == ["SAFETY"]
        assert response.common_finish_reasons == ["content_filter"]


def test_an_answer_without_candidates_is_empty(server: Server) -> None:
    server.will(Answer(no_choices=True))
    [response, _] = both()
    assert response.content == ""
    assert response.finish_reasons is None
    assert response.message_param["parts"] == [{"text": ""}]


@pytest.mark.parametrize(
    ("reason", "common"),
    [
        *[(word, "content_filter") for word in ("RECITATION", "SPII", "IMAGE_SAFETY")],
        ("MAX_TOKENS", "length"),
        ("MALFORMED_FUNCTION_CALL", "error"),
        ("OTHER", "error"),
    ],
)
def test_every_reason_has_a_common_word(server: Server, reason: str, common: str):
    server.will(Answer(finish=reason))
    for response in both():
        assert response.finish_reasons == [reason]
        assert response.common_finish_reasons == [common]


def test_a_reason_that_the_sdk_does_not_know_is_no_error(server: Server) -> None:
    server.will(Answer(finish="BRAND_NEW"))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        for response in both():
            assert response.finish_reasons == ["BRAND_NEW"]
            assert response.common_finish_reasons is None


def test_images_are_given_as_bytes(script: Any) -> None:
    blob = {"inlineData": {"mimeType": "image/png", "data": PNG}}
    script(
        {"text": "Here: "},
        {**blob, "thought": True},
        {**blob, "thoughtSignature": SIGNATURE},
    )
    for response in both():
        assert response.images == [b"\x89PNG"]
        assert response.content == "Here: "
        kinds = [part.type for part in response.common_message_param.content]
        assert kinds == ["text", "native", "native"]
        json.loads(response.model_dump_json())

    @llm.call("google", MODEL, stream=True)
    def draw() -> str:
        return "draw"

    stream = draw()
    images = [image for chunk, _ in stream for image in chunk.images]
    assert images == stream.images == [b"\x89PNG"]


def test_what_the_service_ran_itself_is_sent_back(script: Any, server: Server) -> None:
    code = {"executableCode": {"code": "print(1)", "language": "PYTHON"}}
    ran = {"codeExecutionResult": {"outcome": "OUTCOME_OK", "output": "1"}}
    script(code, ran, {"text": "It is 1."})
    for response in both():
        assert response.content == "It is 1."
        both([Messages.User("hi"), response.common_message_param])
        sent = server.last.body["contents"][1]["parts"]
        assert list(map(_camel, sent)) == [code, ran, {"text": "It is 1."}]


def test_what_a_candidate_says_besides_survives_a_stream(script: Any) -> None:
    script({"text": "x"}, groundingMetadata={"webSearchQueries": ["a", "b"]})
    for response in both():
        found = response.response.candidates[0].grounding_metadata
        assert found.web_search_queries == ["a", "b"]
        assert response.cost_metadata.google.grounding_requests == 2
        assert response.cost_metadata.google.use_vertex_ai is False


def test_further_candidates_survive_a_stream(server: Server) -> None:
    server.will(Answer(others=("second", "third")))
    for response in both():
        assert response.content == "Hello wörld"
        assert response.finish_reasons == ["STOP"] * 3
        candidates = response.response.candidates
        assert [one.index for one in candidates] == [0, 1, 2]
        texts = [one.content.parts[0].text for one in candidates]
        assert texts == ["Hello wörld", "second", "third"]


def test_a_further_candidate_that_comes_alone_is_not_the_answer() -> None:
    assembler = Assembler()
    for number, text in ((0, "a"), (1, "x"), (None, "b"), (1, "y")):
        candidate = {"content": {"parts": [{"text": text}]}, "index": number}
        assembler.feed(CODEC.delta({"candidates": [candidate]}))
    reply = assembler.reply()
    assert reply.text == "ab"
    assert reply.further[1].text == "xy"


def test_thoughts_are_output_and_totals_are_not_summed(server: Server) -> None:
    usage = Usage(input=10, output=8, cached=4, reasoning=5)
    server.will(Answer(usage=usage, usage_everywhere=True))
    for response in both():
        assert (response.input_tokens, response.output_tokens) == (10, 8)
        assert response.cached_tokens == 4
        assert response.usage.thoughts_token_count == 5


def test_a_chunk_with_several_calls_comes_once(server: Server) -> None:
    calls = tuple(
        Call(name="look_up", arguments=json.dumps({"word": w}), id=w) for w in "abc"
    )
    server.will(Answer(text="let me", calls=calls, layout="together"))

    @google.call(MODEL, stream=True, tools=[look_up])
    def streamed() -> str:
        return "hi"

    stream = streamed()
    pairs = list(stream)
    assert "".join(chunk.content for chunk, _ in pairs) == "let me"
    assert [tool.word for _, tool in pairs if tool] == ["a", "b", "c"]
    assert stream.output_tokens == 3


def test_a_tool_knows_the_sdks_call(server: Server) -> None:
    server.will(Answer(calls=(Call(name="look_up", arguments='{"word": "a"}'),)))
    for response in both(tools=[look_up]):
        native = response.tool.tool_call
        assert type(native) is types.FunctionCall
        again = type(response.tool).from_tool_call(native)
        assert (again.word, again.id) == ("a", "call_1")


text = st.text(min_size=1, max_size=4)
parts = st.one_of(
    st.builds(lambda t: {"text": t}, text),
    st.builds(lambda t: {"text": t, "thought": True}, text),
    st.builds(
        lambda t, s: {"text": t, "thought_signature": s}, text, st.binary(min_size=1)
    ),
    st.builds(
        lambda n, a, i: {"function_call": {"name": n, "args": a, "id": i}},
        st.sampled_from(["f", "g"]),
        st.dictionaries(text, text, max_size=2),
        text,
    ),
    st.builds(
        lambda d: {"inline_data": {"data": d, "mime_type": "image/png"}}, st.binary()
    ),
    st.just({"executable_code": {"code": "1", "language": "PYTHON"}}),
)


@given(content=st.lists(parts, min_size=1, max_size=5))
def test_any_content_survives_the_common_form(content: list[dict[str, Any]]) -> None:
    [common] = CODEC.read({"role": "model", "parts": content})
    kept = BaseMessageParam.model_validate_json(common.model_dump_json())
    native, _ = encode(Options(model="m", messages=[kept], params={}))
    assert native == [{"role": "model", "parts": content}]


@given(content=st.lists(parts, min_size=1, max_size=6), data=st.data())
def test_any_content_survives_any_chunks(
    content: list[dict[str, Any]], data: st.DataObject
) -> None:
    assembler = Assembler()
    left = list(content)
    while left:
        count = data.draw(st.integers(1, len(left)))
        chunk, left = left[:count], left[count:]
        candidate: dict[str, Any] = {"content": {"parts": chunk}}
        if not left:
            candidate["finish_reason"] = "STOP"
        assembler.feed(CODEC.delta({"candidates": [candidate]}))
    reply = assembler.reply()
    message = CODEC.message(CODEC.rebuild(reply), reply)
    assert message["parts"] == _joined(content)
    whole = CODEC.decode({"candidates": [{"content": {"parts": content}}]})
    assert (reply.text, reply.thinking) == (whole.text, whole.thinking)
    assert reply.calls == whole.calls


def _joined(content: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Join neighbours that are nothing but text, or nothing but thought."""
    joined: list[dict[str, Any]] = []
    for part in content:
        last = joined[-1] if joined else {}
        if part.keys() == last.keys() <= {"text", "thought"}:
            joined[-1] = {**last, "text": last["text"] + part["text"]}
        else:
            joined.append(part)
    return joined
