"""The services that speak chat completions."""

from __future__ import annotations

from tests.contract.row import Params, Row, Sdk, Wire

CHAT = frozenset(
    {
        "carries",
        "chat",
        "choices",
        "custom_tools",
        "error_events",
        "extra_headers",
        "images",
        "index",
        "no_ids",
        "raw_streams",
        "stops_at_once",
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
        has=OPENAI_LIKE | {"price", "responses"},
        wire=Wire(
            path="/v1/chat/completions",
            base="/v1",
            key="OPENAI_API_KEY",
            base_key="OPENAI_BASE_URL",
            emulated=("OPENAI_BASE_URL", "/v1"),
            media={"image": "passed", "audio": "loaded"},
        ),
    ),
    Row(
        id="azure-openai",
        twin=True,
        provider="openai",
        package="openai",
        prefix="OpenAI",
        model="my-deployment",
        has=OPENAI_LIKE | {"responses"},
        wire=Wire(
            path="/openai/deployments/my-deployment/chat/completions",
            base="/",
            key_of=lambda request: request.headers["api-key"],
            key=None,
            base_key=None,
            media={"image": "passed", "audio": "loaded"},
        ),
        sdk=Sdk(
            clients=("AzureOpenAI", "AsyncAzureOpenAI"),
            needs_client=True,
        ),
    ),
    Row(
        id="xai",
        twin=True,
        provider="xai",
        package="xai",
        prefix="XAI",
        model="grok-3",
        has=(OPENAI_LIKE - {"strict"}) | {"price"},
        wire=Wire(
            path="/xai/v1/chat/completions",
            base="/xai/v1",
            key="XAI_API_KEY",
            base_key="XAI_BASE_URL",
            emulated=("XAI_BASE_URL", "/xai/v1"),
            media={"image": "passed", "audio": "loaded"},
        ),
    ),
    Row(
        id="groq",
        provider="groq",
        package="groq",
        prefix="Groq",
        model="llama-3.3-70b-versatile",
        has=CHAT | {"price"},
        wire=Wire(
            path="/openai/v1/chat/completions",
            base="",
            key="GROQ_API_KEY",
            base_key="GROQ_BASE_URL",
            emulated=("GROQ_BASE_URL", ""),
            stream_options=False,
            forced=lambda name: {"type": "function", "function": {"name": name}},
            media={"image": "passed"},
        ),
        sdk=Sdk(
            name="groq",
            clients=("Groq", "AsyncGroq"),
        ),
    ),
    Row(
        id="ollama",
        twin=True,
        provider="ollama",
        package=None,
        prefix="OpenAI",
        model="llama3.2",
        has=OPENAI_LIKE,
        wire=Wire(
            path="/ollama/v1/chat/completions",
            base="/ollama/v1",
            key=None,
            base_key="OLLAMA_BASE_URL",
            placeholder="ollama",
            emulated=("OLLAMA_BASE_URL", "/v1"),
            media={"image": "passed", "audio": "loaded"},
        ),
    ),
    Row(
        id="vllm",
        twin=True,
        provider="vllm",
        package=None,
        prefix="OpenAI",
        model="Qwen/Qwen3-8B",
        has=OPENAI_LIKE,
        wire=Wire(
            path="/vllm/v1/chat/completions",
            base="/vllm/v1",
            key=None,
            base_key="VLLM_BASE_URL",
            placeholder="EMPTY",
            emulated=("VLLM_BASE_URL", "/v1"),
            media={"image": "passed", "audio": "loaded"},
        ),
    ),
)

CHAT = "openai.resources.chat.completions:Completions.create"
CHAT_HINTS = "openai.types.chat.completion_create_params:CompletionCreateParamsBase"
OLD = {
    "function_call": "what tools were before",
    "functions": "what tools were before",
}
PARAMS = (
    Params(
        name="openai:OpenAICallParams",
        sdk=("openai", "3.57"),
        methods=(CHAT,),
        hints=CHAT_HINTS,
        left_out=OLD,
    ),
    Params(
        name="xai:XAICallParams",
        sdk=("openai", "3.57"),
        methods=(CHAT,),
        hints=CHAT_HINTS,
        left_out=OLD,
    ),
    Params(
        name="groq:GroqCallParams",
        sdk=("groq", "1.7"),
        methods=("groq.resources.chat.completions:Completions.create",),
        hints="groq.types.chat.completion_create_params:CompletionCreateParams",
        left_out=OLD,
    ),
)
