"""What a call cost is what genai-prices says of the same answer, whole and streamed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from genai_prices import calc_price, extract_usage

from mirascope import llm
from mirascope.core import CostMetadata
from mirascope.core.base.types import AudioMetadata, GoogleMetadata, ImageMetadata
from mirascope.exceptions import InvalidCallError
from tests.internals import _registered, cost_of
from tests.server import Answer, Server, Usage

from .row import Row
from .rows import ROWS
from .way import Way

MANY = 100_000


@dataclass(frozen=True, kw_only=True)
class Priced:
    """An answer's usage as a provider sends it."""

    row: str
    usage: dict[str, Any]
    model: str
    listed: str
    flavor: str = "default"
    context: dict[str, str] | None = None
    around: dict[str, Any] | None = None


ANTHROPIC: dict[str, Any] = {
    "input_tokens": 10,
    "output_tokens": 20,
    "cache_creation_input_tokens": MANY,
    "cache_read_input_tokens": 7,
    "cache_creation": {
        "ephemeral_5m_input_tokens": 40_000,
        "ephemeral_1h_input_tokens": 60_000,
    },
}
CASES = {
    "anthropic": Priced(
        row="anthropic",
        usage={**ANTHROPIC, "server_tool_use": {"web_search_requests": 3}},
        model="claude-sonnet-4-6",
        listed="anthropic",
    ),
    "openai-audio": Priced(
        row="openai",
        usage={
            "prompt_tokens": 1_000,
            "completion_tokens": 2_000,
            "total_tokens": 3_000,
            "prompt_tokens_details": {"cached_tokens": 100, "audio_tokens": 600},
            "completion_tokens_details": {"audio_tokens": 1_500},
        },
        model="gpt-4o-audio-preview",
        listed="openai",
        flavor="chat",
    ),
    "openai-tier": Priced(
        row="openai",
        usage={
            "prompt_tokens": MANY,
            "completion_tokens": MANY,
            "total_tokens": 2 * MANY,
        },
        model="gpt-5",
        listed="openai",
        flavor="chat",
        context={"service_tier": "flex"},
        around={"service_tier": "flex"},
    ),
    "xai": Priced(
        row="xai",
        usage={
            "prompt_tokens": 32,
            "completion_tokens": 9,
            "total_tokens": 135,
            "prompt_tokens_details": {"cached_tokens": 6},
            "completion_tokens_details": {"reasoning_tokens": 94},
        },
        model="grok-4",
        listed="x-ai",
        flavor="chat",
    ),
    "google": Priced(
        row="google",
        usage={
            "promptTokenCount": 1_000,
            "candidatesTokenCount": 100,
            "thoughtsTokenCount": 50,
            "toolUsePromptTokenCount": 300,
            "totalTokenCount": 1_450,
            "promptTokensDetails": [
                {"modality": "TEXT", "tokenCount": 400},
                {"modality": "AUDIO", "tokenCount": 600},
            ],
        },
        model="gemini-2.5-flash",
        listed="google",
    ),
    "groq": Priced(
        row="groq",
        usage={
            "prompt_tokens": 1_000,
            "completion_tokens": 100,
            "total_tokens": 1_100,
            "prompt_tokens_details": {"cached_tokens": 500},
        },
        model="openai/gpt-oss-120b",
        listed="groq",
    ),
}


def expected(case: Priced) -> float:
    data = {"usage": case.usage, "usageMetadata": case.usage, "model": case.model}
    found = extract_usage(data, provider_id=case.listed, api_flavor=case.flavor)
    price = calc_price(
        found.usage,
        case.model,
        provider_id=case.listed,
        price_context=case.context,
    )
    return float(price.total_price)


def row_of(id: str) -> Row:
    return next(row for row in ROWS if row.id == id)


@pytest.fixture
def scripted(server: Server, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Let the dialects say a usage of their own."""
    from tests.server.dialects import DIALECTS

    def script(usage: dict[str, Any], around: dict[str, Any] | None = None) -> None:
        for dialect in DIALECTS:
            kind: Any = type(dialect)
            content = {"usageMetadata": usage} if "promptTokenCount" in usage else usage
            if hasattr(kind, "usage"):
                monkeypatch.setattr(
                    kind, "usage", lambda self, _, said=content: dict(said)
                )
            if around and hasattr(kind, "head"):
                head = kind.head
                monkeypatch.setattr(
                    kind, "head", lambda *args, head=head: head(*args) | around
                )

    return script


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("layer", ["core", "llm"])
@pytest.mark.parametrize("stream", [False, True], ids=["whole", "streamed"])
def test_the_cost_is_that_of_genai_prices(
    name: str, layer: str, stream: bool, make_way: Any, scripted: Any
) -> None:
    case = CASES[name]
    if case.row not in {row.id for row in ROWS}:
        pytest.skip(f"the package of {case.row} is not installed")
    way: Way = make_way(row_of(case.row), layer)
    scripted(case.usage, case.around)
    way.server.will(Answer(model=case.model))
    response = way.ask(model=case.model, stream=stream)
    if stream:
        way.collect(response)
    assert response.cost == pytest.approx(expected(case), rel=1e-9)
    again = llm.calculate_cost(response.provider, case.model, response.cost_metadata)
    assert again == response.cost
    assert json.loads(response.cost_metadata.model_dump_json())


def test_tokens_of_googles_own_tools_are_part_of_the_input(
    make_way: Any, scripted: Any
) -> None:
    if "google" not in {row.id for row in ROWS}:
        pytest.skip("the package of google is not installed")
    way: Way = make_way(row_of("google"))
    scripted(CASES["google"].usage)
    whole = way.ask()
    stream = way.stream()
    way.collect(stream)
    rebuilt = stream.construct_call_response()
    for content in (whole, stream, rebuilt):
        assert content.input_tokens == 1_300
        assert content.cost_metadata.tool_use_tokens == 300


def test_xai_counts_reasoning_once(make_way: Any, scripted: Any) -> None:
    way: Way = make_way(row_of("xai"))
    usage = CASES["xai"].usage
    scripted(usage)
    stream = way.stream()
    way.collect(stream)
    assert way.ask().output_tokens == stream.output_tokens == 103
    assert stream.construct_call_response().output_tokens == 103
    scripted(usage | {"total_tokens": 41})
    assert way.ask().output_tokens == 9


@pytest.mark.parametrize(
    ("id", "said", "cost"),
    [
        ("xai", {"cost_in_usd_ticks": 6_543_500}, 0.00065435),
        ("openai", {"cost": 0.000735, "is_byok": False}, 0.000735),
        (
            "openai",
            {
                "cost": 0.0001,
                "is_byok": True,
                "cost_details": {"upstream_inference_cost": 0.002},
            },
            0.0021,
        ),
    ],
    ids=["xai", "openrouter", "openrouter-byok"],
)
def test_the_cost_that_a_service_reports_is_taken(
    id: str, said: dict[str, Any], cost: float, make_way: Any, scripted: Any
) -> None:
    way: Way = make_way(row_of(id))
    scripted({"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2, **said})
    assert way.ask().cost == pytest.approx(cost)


@pytest.fixture
def priced() -> Iterator[None]:
    yield
    _registered.clear()


@pytest.mark.usefixtures("priced")
def test_a_registered_service_is_priced_by_a_list(server: Server) -> None:
    model = "openai/gpt-4o-mini"
    where = {"base_url": server.url + "/other/v1", "api_key": "k"}
    llm.register_provider("router", prices="openrouter", **where)
    server.will(Answer(usage=Usage(input=MANY, output=MANY, cached=0), model=model))
    response = llm.call("router", model)(lambda: "q")()
    listed = extract_usage(
        {"usage": {"prompt_tokens": MANY, "completion_tokens": MANY}},
        provider_id="openrouter",
        api_flavor="chat",
    )
    price = calc_price(listed.usage, model, provider_id="openrouter")
    assert response.cost == pytest.approx(float(price.total_price))
    stream = llm.call("router", model, stream=True)(lambda: "q")()
    list(stream)
    assert stream.cost == response.cost
    llm.register_provider("router", prices="xai", **where)
    assert llm.call("router", "grok-4")(lambda: "q")().provider == "router"
    llm.register_provider("unpriced", **where)
    assert llm.call("unpriced", model)(lambda: "q")().cost is None


def test_an_unknown_price_list_is_refused_when_registering() -> None:
    with pytest.raises(InvalidCallError, match=r"'dollars'.*openrouter"):
        llm.register_provider("mine", base_url="http://x.test", prices="dollars")
    with pytest.raises(ValueError, match="mine"):
        llm.calculate_cost("mine", "m", CostMetadata())  # it was not registered


@pytest.mark.parametrize(
    ("more", "units"),
    [
        ({"units": {"web_searches": 2}}, {"web_searches": 2}),
        ({"tier": "batch"}, {}),
        ({"batch_mode": True}, {}),
    ],
)
def test_what_metadata_say_is_priced(more: Any, units: dict[str, int]) -> None:
    from genai_prices import Usage as Listed

    metadata = CostMetadata(input_tokens=MANY, output_tokens=MANY, **more)
    batch = bool(more.get("tier") or more.get("batch_mode"))
    price = calc_price(
        Listed(input_tokens=MANY, output_tokens=MANY, **units),
        "claude-sonnet-4-6",
        provider_id="anthropic",
        price_context={"processing": "batch"} if batch else None,
    )
    cost = llm.calculate_cost("anthropic", "claude-sonnet-4-6", metadata)
    assert cost == pytest.approx(float(price.total_price))
    plain = CostMetadata(input_tokens=MANY, output_tokens=MANY)
    assert cost != llm.calculate_cost("anthropic", "claude-sonnet-4-6", plain)


def test_media_in_metadata_are_priced_by_their_tokens() -> None:
    from genai_prices import Usage as Listed

    metadata = CostMetadata(
        input_tokens=1_000,
        output_tokens=0,
        audio=[AudioMetadata(duration_seconds=1, tokens=600)],
        images=[ImageMetadata(width=1, height=1, tokens=100)],
        google=GoogleMetadata(grounding_requests=None),
    )
    price = calc_price(
        Listed(
            input_tokens=1_000,
            output_tokens=0,
            input_audio_tokens=600,
            input_image_tokens=100,
        ),
        "gemini-2.5-flash",
        provider_id="google",
    )
    cost = llm.calculate_cost("google", "gemini-2.5-flash", metadata)
    assert cost == pytest.approx(float(price.total_price))
    odd = metadata.model_copy(update={"units": {"input_audio_tokens": 10**9}})
    assert llm.calculate_cost("google", "gemini-2.5-flash", odd) is not None


def test_a_model_that_is_no_text_has_no_price() -> None:
    counts = CostMetadata(input_tokens=1, output_tokens=1)
    assert cost_of("openai", "gpt-4o-mini", counts)
    assert cost_of("openai", 7, counts) is None
