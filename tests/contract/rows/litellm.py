"""LiteLLM, on its way to OpenAI."""

from __future__ import annotations

from tests.contract.row import ERRORS, SECRET, SECRET_HEADERS, Params, Row, Sdk, Wire

from .chat import CHAT, OLD, OPENAI_LIKE

ROWS = (
    Row(
        id="litellm",
        provider="litellm",
        package="litellm",
        prefix="LiteLLM",
        model="gpt-4o-mini",
        unknown_model="openai/a-model-nobody-knows",
        # It puts a known finish reason in the place of one that is unknown or missing,
        # drops refusals and unknown keys in streams, gives a stream one reason for all
        # choices, and counts tokens itself where the service does not.
        lacks=frozenset({"a_new_reason", "no_finish"}),
        has=OPENAI_LIKE
        - {"carries", "refusal", "choices", "raw_streams", "stops_at_once"}
        | {"price", "asked_model"},
        wire=Wire(
            path="/v1/chat/completions",
            base="/v1",
            key="OPENAI_API_KEY",
            base_key="OPENAI_BASE_URL",
            emulated=("OPENAI_BASE_URL", "/v1"),
            environment={
                "DEFAULT_MAX_RETRIES": "0",
                "LITELLM_LOCAL_MODEL_COST_MAP": "True",
                "LITELLM_MODE": "PRODUCTION",
            },
            media={"image": "passed", "audio": "loaded"},
            schemes=frozenset({"gs", "s3"}),
        ),
        sdk=Sdk(
            secrets={"api_key": SECRET, "extra_headers": SECRET_HEADERS},
            name="litellm",
            takes_client=False,
            errors={**ERRORS, 403: "APIError"},
            disconnected="InternalServerError",
            timed_out="Timeout",
            malformed="InternalServerError",
            # Of most errors LiteLLM keeps only the message.
            body_of=lambda error: error.__context__.body,
            broken="openai:APIError",
            response_type="ModelResponse",
            chunk_type="ModelResponseStream",
            insists=frozenset({"usage"}),
        ),
    ),
)

PARAMS = (
    Params(
        name="litellm:LiteLLMCallParams",
        sdk=("litellm", "1.110"),
        methods=("litellm:completion", CHAT),
        left_out={
            **OLD,
            "deployment_id": "the model says it",
            "model_list": "for LiteLLM's router",
            "shared_session": "for LiteLLM's proxy",
        },
        more=dict.fromkeys(
            (
                *("additional_drop_params", "allowed_openai_params", "api_base"),
                *("caching", "context_window_fallback_dict", "custom_llm_provider"),
                *("drop_params", "fallbacks", "input_cost_per_token", "max_retries"),
                *("mock_response", "num_retries", "organization"),
                "output_cost_per_token",
            ),
            "as a keyword: LiteLLM takes any",
        ),
    ),
)
