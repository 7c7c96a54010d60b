"""What counts as a credential in what is written down, and what is a word."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import BaseModel, SecretStr

from mirascope.core import BaseMessageParam, ImageURLPart
from tests.internals import mask_conversation, mask_request, mask_values

S = "sk-SECRET"


@pytest.mark.parametrize(
    "params",
    [
        {"api_key": S},
        {"aws_access_key_id": S, "aws_secret_access_key": S, "aws_session_token": S},
        {
            "azure_ad_token": S,
            "vertex_credentials": {"type": "service_account", "k": S},
        },
        {"vertex_credentials": f'{{"private_key": "{S}"}}'},
        {"headers": [("Authorization", S), ("X-Own", S)]},
        {"extra_headers": {"anything": S}, "extra_query": {"sig": S}},
        {"config": {"http_options": {"headers": {"x": S}}}},
        {"mcp_servers": [{"url": "https://a.b", "authorization_token": S}]},
        {"tools": [{"type": "mcp", "headers": {"x": S}, "authorization": S}]},
        {"extra_body": {"password": S, "nested": [{"apiKey": S}]}},
        {"api_base": f"https://user:{S}@host/v1?key={S}&x=1"},
        {"api_base": f"HTTPS://host/v1?key={S}"},
        {"api_base": f"wss://host/v1/realtime?model=m&key={S}"},
        {"api_base": f"redis://:{S}@host:6379/0"},
        {"api_base": f"https://host/cb#access_token={S}&state=x"},
        {"api_base": f"https://host/api/fn?code={S}"},
        {"api_base": f"https://host/v1?x=1;auth={S}"},
        {"hf_token": S},
        {"aws_bearer_token_bedrock": S, "AWS_BEARER_TOKEN_BEDROCK": S},
        {"openai_key": S, "gcs_key": S, "GROQ_KEY": S, "mistral_key": S},
        {"langfuse_secret": S, "signoz_ingestion_key": S, "arize_space_key": S},
        {"extra_body": {"auth": S, "jwt": S, "db_pwd": S}},
        {"request_options": {"additional_headers": {"x": S}}},
        {"token": S, "key": S, "cookie": S},
    ],
)
def test_a_request_is_written_without_credentials(params: dict[str, Any]) -> None:
    masked = mask_request(params)
    assert S not in repr(masked)
    assert "***" in repr(masked)
    assert S in repr(params)


@pytest.mark.parametrize(
    "params",
    [
        {"max_tokens": 10, "logit_bias": {"50256": -100}, "prompt_cache_key": "a"},
        {"metadata": {"key": "value", "token": "word"}},
        {"tools": [{"parameters": {"properties": {"api_key": {"type": "string"}}}}]},
        {"tools": [{"parameters": {"properties": {"headers": {"type": "object"}}}}]},
        {"api_key": None, "password": ""},
        {"messages": [{"role": "user", "content": "the password: x"}]},
        {"messages": [{"content": [{"type": "tool_use", "input": {"cookie": "oat"}}]}]},
        {"messages": [{"content": "https://a.b/?key=c"}]},
        {"api_base": "https://host/v1?version=2"},
        {"api_base": "https://host/v1?country_code=de&barcode=1#keyboard"},
        {"api_base": "https://host/v1?monkey=1&codec=av1&encode=yes"},
        {"api_base": "wss://host/v1/realtime?model=m#section-2"},
        {"api_base": "gs://bucket/file.png"},
        {"extra_body": {"cache_key": "a", "primary_key": "b", "turkey": "c"}},
        {"extra_body": {"langfuse_public_key": "pk", "idempotency_key": "d"}},
        {"extra_body": {"code": "x = 1", "answer_key": "B", "author": "e"}},
    ],
)
def test_ordinary_words_are_left_alone(params: dict[str, Any]) -> None:
    assert mask_request(params) is params


def test_the_users_own_words_are_left_alone() -> None:
    words = {"token": "a", "cookie": "b", "key": "c", "secret": "d", "author": "e"}
    words |= {"answer_key": "f", "trade_secret": "g", "code": "h", "auth": "i"}
    assert mask_values(words) is words
    credentials = {"password": 1234, "api_key": b"x", "openai_key": "sk"}
    assert set(mask_values(credentials).values()) == {"***"}


def test_objects_are_copied_only_where_they_hold_something() -> None:
    class Login(BaseModel):
        name: str
        password: str
        secret: SecretStr

    login = Login(name="ada", password=S, secret=SecretStr(S))
    masked = mask_values({"login": login, "rest": (1, {2})})
    assert masked["login"].name == "ada"
    assert S not in repr(masked["login"].model_dump())
    assert masked["login"].secret.get_secret_value() == "***"
    assert login.password == S
    part = ImageURLPart(
        type="image_url", url=f"https://a.b/c?X-Amz-Signature={S}&w=1", detail=None
    )
    message = BaseMessageParam(role="user", content=[part, part])
    masked = mask_conversation([message])
    assert masked[0].content[0].url == "https://a.b/c?X-Amz-Signature=***&w=1"
    assert S in part.url
