"""The services that speak chat completions."""

from __future__ import annotations

from tests.contract.row import Row

CHAT = frozenset(
    {
        "chat",
        "choices",
        "error_events",
        "extra_headers",
        "images",
        "index",
        "no_ids",
        "raw_streams",
        "thinking",
    }
)
"""What all services have that speak chat completions through a client like OpenAI's."""
OPENAI_LIKE = CHAT | {"refusal", "audio", "input_audio", "strict", "json_message"}

ROWS = (
    Row(
        id="openai",
        provider="openai",
        package="openai",
        prefix="OpenAI",
        model="gpt-4o-mini",
        path="/v1/chat/completions",
        base="/v1",
        key="OPENAI_API_KEY",
        base_key="OPENAI_BASE_URL",
        emulated=("OPENAI_BASE_URL", "/v1"),
        has=OPENAI_LIKE | {"price"},
    ),
    Row(
        id="azure-openai",
        provider="openai",
        package="openai",
        prefix="OpenAI",
        model="my-deployment",
        path="/openai/deployments/my-deployment/chat/completions",
        base="/",
        clients=("AzureOpenAI", "AsyncAzureOpenAI"),
        key_of=lambda request: request.headers["api-key"],
        key=None,
        base_key=None,
        needs_client=True,
        has=OPENAI_LIKE,
    ),
    Row(
        id="xai",
        provider="xai",
        package="xai",
        prefix="XAI",
        model="grok-3",
        path="/xai/v1/chat/completions",
        base="/xai/v1",
        key="XAI_API_KEY",
        base_key="XAI_BASE_URL",
        emulated=("XAI_BASE_URL", "/xai/v1"),
        has=(OPENAI_LIKE - {"strict"}) | {"price"},
    ),
    Row(
        id="groq",
        provider="groq",
        package="groq",
        prefix="Groq",
        model="llama-3.3-70b-versatile",
        path="/openai/v1/chat/completions",
        base="",
        sdk="groq",
        clients=("Groq", "AsyncGroq"),
        key="GROQ_API_KEY",
        base_key="GROQ_BASE_URL",
        emulated=("GROQ_BASE_URL", ""),
        stream_options=False,
        forced=lambda name: {"type": "function", "function": {"name": name}},
        has=CHAT | {"price"},
    ),
    Row(
        id="ollama",
        provider="ollama",
        package=None,
        prefix="OpenAI",
        model="llama3.2",
        path="/ollama/v1/chat/completions",
        base="/ollama/v1",
        key=None,
        base_key="OLLAMA_BASE_URL",
        emulated=("OLLAMA_BASE_URL", "/v1"),
        has=OPENAI_LIKE,
    ),
    Row(
        id="vllm",
        provider="vllm",
        package=None,
        prefix="OpenAI",
        model="Qwen/Qwen3-8B",
        path="/vllm/v1/chat/completions",
        base="/vllm/v1",
        key=None,
        base_key="VLLM_BASE_URL",
        emulated=("VLLM_BASE_URL", "/v1"),
        has=OPENAI_LIKE,
    ),
)
