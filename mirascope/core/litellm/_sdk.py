"""How LiteLLM is imported and called, and what it says a call costs."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Any

from mirascope.core.base._fields import as_mapping
from mirascope.core.base._sdk.send_limits import OVER, SendLimits, shorter

SETTINGS = {
    # LiteLLM downloads a list of prices unless it is told to take the one it brings.
    "LITELLM_LOCAL_MODEL_COST_MAP": "True",
    # In its other mode it puts the `.env` file of the folder into the environment.
    "LITELLM_MODE": "PRODUCTION",
}
"""What LiteLLM reads while it is imported. https://docs.litellm.ai/docs/proxy/config_settings"""

_PRICES = ("input_cost_per_token", "output_cost_per_token")
"""Prices that a call may bring along."""


def sdk() -> Any:
    """Import LiteLLM, with the settings that keep its import to itself."""
    if "litellm" not in sys.modules:
        for name, value in SETTINGS.items():
            os.environ.setdefault(name, value)
    return import_module("litellm")


def send(_: Any, is_async: bool, /, **kwargs: Any) -> Any:
    """Send a request by the module, which has no clients."""
    tools = kwargs.get("tools")
    if tools and not any(as_mapping(tool).get("type") == "mcp" for tool in tools):
        # Otherwise LiteLLM imports its proxy for any tool, which needs packages that it
        # does not install.
        kwargs["_skip_mcp_handler"] = True
    if is_async:
        return sdk().acompletion(**kwargs)
    answer = sdk().completion(**kwargs)
    return _closing(answer) if kwargs.get("stream") else answer


def time_is_over(_: Any) -> Exception:
    """Make what LiteLLM raises where an answer does not come in time."""
    return sdk().Timeout(OVER, model="", llm_provider="")


def restrict(client: Any, _: bool, kwargs: dict[str, Any], limits: SendLimits) -> Any:
    """Tell LiteLLM, and the SDK that it asks, how often and for how long to try."""
    if not limits.own_retries:
        kwargs.update(num_retries=0, max_retries=0)
    if (left_s := limits.left_s) is not None:
        kwargs["timeout"] = shorter(kwargs.get("timeout"), left_s)
    return client


def _closing(stream: Any) -> Iterator[Any]:
    """Close the connection of a stream, as LiteLLM does of async ones only."""
    try:
        yield from stream
    finally:
        source = getattr(stream, "completion_stream", None)
        if (close := getattr(source, "close", None)) is not None:
            close()


def cost_of(response: Any, model: str, call_kwargs: Mapping[str, Any]) -> float | None:
    """Let LiteLLM say what a call has cost: as the service says, or by its prices."""
    litellm = sdk()
    names = ("custom_llm_provider", "api_base")
    prices = {name: call_kwargs.get(name) or 0.0 for name in _PRICES}
    try:
        # Where it has to guess the service of a model, it prints that it cannot.
        _, service, *_ = litellm.get_llm_provider(
            model, **{name: call_kwargs.get(name) for name in names}
        )
        options = {"model": model, "custom_llm_provider": service}
        if any(prices.values()):
            return litellm.completion_cost(
                completion_response=response, custom_cost_per_token=prices, **options
            )
        return litellm.response_cost_calculator(
            response_object=response,
            call_type="completion",
            optional_params={},
            service_tier=call_kwargs.get("service_tier"),
            **options,
        )
    except Exception:  # it has many for a model without a price, `Exception` among them
        return None
