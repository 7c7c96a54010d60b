"""An answer that was kept as JSON is the same answer again, without a network."""

from __future__ import annotations

import json
from typing import Any

from tests.internals import Binding, as_dict
from tests.kept import Answer, Keep, codec_of, dump_of, without_headers
from tests.server import Answer as Said
from tests.server import Call, Usage
from tests.wire.telling import differences

from .way import Way

SAID = Said(
    text="Grüße, “you” \u2028",
    calls=(
        Call(name="get_weather", arguments='{"city": "Oslo"}'),
        Call(name="get_weather", arguments='{"city": "Ōsaka"}'),
    ),
    usage=Usage(input=10, output=3),
    finish="tool_calls",
)
NAMES = (
    *("content", "model", "id", "thinking", "finish_reasons", "usage"),
    *("input_tokens", "output_tokens", "cached_tokens", "cost", "cost_metadata"),
    *("message_param", "common_message_param", "common_finish_reasons"),
    *("common_usage", "response"),
)


def get_weather(city: str) -> str:
    """Get the weather of a city.

    Args:
        city: The city.
    """
    return city


def said_by(response: Any) -> dict[str, Any]:
    content = {name: getattr(response, name, None) for name in NAMES}
    content["tools"] = [(t._name(), t.args, t.tool_call) for t in response.tools or ()]
    return content


def without_nothing(value: Any) -> Any:
    """Leave out fields that are `None`: SDKs differ in which of them they set."""
    if isinstance(value, dict):
        kept = {name: without_nothing(one) for name, one in value.items()}
        return {name: one for name, one in kept.items() if one is not None}
    if isinstance(value, list):
        return [without_nothing(one) for one in value]
    return value


def told(response: Any) -> dict[str, Any]:
    """Say what must come back."""
    core = getattr(response, "_response", response)
    content = said_by(response) | {"dump": dump_of(response)}
    # Headers are in the object, but they are not kept.
    del content["response"]
    if hasattr(core.response, "sdk_http_response") or "ResponseMetadata" in dict(
        core.response
    ):
        return content
    return content | {
        "native": without_nothing(without_headers(as_dict(core.response))),
        "type": type(core.response),
    }


def test_a_whole_answer(way: Way) -> None:
    way.server.will(SAID)
    decorated = way.decorate(tools=[get_weather])
    keep = Keep()
    with Binding(keep):
        first = way.get(decorated())
    asked = len(way.server.requests)
    kept = codec_of(first).dump(keep.answer_)
    with Binding(Answer(codec_of(first), kept)):
        again = way.get(decorated())
    assert len(way.server.requests) == asked
    assert first.tools
    assert type(again) is type(first)
    assert not differences(told(again), told(first))
    rewritten = codec_of(first).dump(codec_of(first).revive(kept))
    assert json.loads(rewritten) == json.loads(kept)


def test_a_streamed_answer(way: Way) -> None:
    way.server.will(SAID)
    decorated = way.decorate(tools=[get_weather], stream=True)
    keep = Keep()
    with Binding(keep):
        first = way.get(decorated())
    pairs = way.collect(first)
    asked = len(way.server.requests)
    kept = codec_of(first).dump(keep.answer_)
    with Binding(Answer(codec_of(first), kept)):
        again = way.get(decorated())
    repeated = way.collect(again)
    assert len(way.server.requests) == asked
    assert len(repeated) == len(pairs) > 2
    for (chunk, tool), (other, other_tool) in zip(pairs, repeated, strict=True):
        assert chunk.content == other.content
        assert chunk.finish_reasons == other.finish_reasons
        assert chunk.usage == other.usage
        assert without_headers(chunk.model_dump()) == without_headers(
            other.model_dump()
        )
        assert (tool and tool.args) == (other_tool and other_tool.args)
    assert again.content == first.content
    assert again.cost == first.cost
    assert again.message_param == first.message_param
    whole, other = first.construct_call_response(), again.construct_call_response()
    assert whole.tools
    assert not differences(told(other), told(whole))
    rewritten = codec_of(first).dump(codec_of(first).revive(kept))
    assert json.loads(rewritten) == json.loads(kept)
