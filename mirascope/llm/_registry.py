"""Which providers there are, and how each is found when it is first needed."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from importlib import import_module
from threading import Lock
from typing import TYPE_CHECKING, Any

from mirascope._providers import PROVIDERS
from mirascope.core.base._functions import warn
from mirascope.exceptions import InvalidCallError, UnknownProviderError

if TYPE_CHECKING:
    from mirascope.core.base._call.protocol import Provider

ENTRY_POINTS = "mirascope.providers"
"""The group in which installed packages announce providers."""


def _module(name: str) -> Any:
    return getattr(import_module(f"mirascope.core.{name}"), f"{name}_call")


def _row(name: str) -> Any:
    from mirascope.core.compatible import ENDPOINTS, compatible_call

    return compatible_call(ENDPOINTS[name])


_loaders: dict[str, Callable[[], Any]] = {
    **{name: partial(_module, name) for name in PROVIDERS},
    **{name: partial(_row, name) for name in ("ollama", "vllm")},
}
_loaded: dict[str, Provider] = {}
_lock = Lock()
_scanned = False


def providers() -> list[str]:
    """List the providers that calls can be made to.

    Returns:
        Their names: built in, registered, and announced by installed packages.
    """
    _scan()
    return sorted(_loaders)


def register_provider(
    name: str,
    call: Any = None,
    *,
    base_url: str | None = None,
    base_url_env: str | None = None,
    key_env: str | None = None,
    api_key: str | None = None,
    finish_reasons: bool = True,
    json_schema: bool = False,
    prices: str | None = None,
) -> None:
    """Add a provider of the program's own, or replace one.

    Args:
        name: The name to give as `provider`.
        call: A call decorator made with `call_factory`.
        base_url: Instead of `call`: the address of a service that speaks OpenAI's chat
            completions, up to and including the version.
        base_url_env: The environment variable that overrides the address.
        key_env: The environment variable that holds the service's key.
        api_key: The key, where it is fixed or none is needed.
        finish_reasons: Whether the service says of each answer why it ended. Where it
            does not, a stream that was cut off cannot be told from a complete one.
        json_schema: Whether the service enforces the schema of a `response_format`, as
            servers of llama.cpp, SGLang or LM Studio do. It is then asked for a
            `response_model` by its schema rather than by a tool.
        prices: Whose prices the answers have: a provider of ours, or any list of
            genai-prices, such as `openrouter`. By default they have none.

    Raises:
        InvalidCallError: Neither or both of `call` and `base_url`, a `call` that
            `call_factory` did not make, a `json_schema` that is no bool or is given
            with `call`, or `prices` that nobody lists.
    """
    _check_registration(name, call, base_url, json_schema)
    if prices is not None:
        from mirascope.core.base._response.prices import register_prices

        register_prices(name, prices)
    if call is not None:
        provider = _provider(name, call)
        with _lock:
            _loaders[name] = lambda: call
            _loaded[name] = provider
        return

    endpoint = {
        "base_url": base_url,
        "base_url_env": base_url_env,
        "key_env": key_env,
        "api_key": api_key or (None if key_env else "none"),
        "finish_reasons": finish_reasons,
        "json_schema": json_schema,
    }
    with _lock:
        _loaders[name] = partial(_compatible, name, endpoint)
        _loaded.pop(name, None)


def _compatible(name: str, endpoint: dict[str, Any]) -> Any:
    from mirascope.core.compatible import Endpoint, compatible_call

    return compatible_call(Endpoint(name=name, **endpoint))


def is_known(name: object) -> bool:
    """Tell whether there is a provider of this name; nothing is imported for it."""
    if not isinstance(name, str):
        return False
    if name not in _loaders:
        _scan()
    return name in _loaders


def _check_registration(
    name: str, call: Any, base_url: str | None, json_schema: object
) -> None:
    """Refuse what cannot be a provider."""
    if not name or "/" in name:
        raise InvalidCallError(
            f"{name!r} cannot be a provider: give a name without a slash"
        )
    if (call is None) == (base_url is None):
        raise InvalidCallError(
            f"provider {name!r} needs either `call` or `base_url`: give one of them"
        )
    if type(json_schema) is not bool or (json_schema and call is not None):
        raise InvalidCallError(
            f"provider {name!r} has `json_schema={json_schema!r}`: give True or False, "
            "and True only with `base_url`"
        )


def check_provider(name: str) -> None:
    """Refuse a provider that does not exist; nothing is imported for it.

    Args:
        name: The provider.

    Raises:
        UnknownProviderError: There is none of this name.
    """
    if is_known(name):
        return
    from difflib import get_close_matches

    near = get_close_matches(str(name), _loaders, n=3)
    hint = f"did you mean {' or '.join(map(repr, near))}?" if near else ""
    raise UnknownProviderError(
        f"no provider {name!r}: {hint or f'it is one of {sorted(_loaders)}'}"
        " Others are added with `llm.register_provider`."
    )


def warn_if_unknown(name: str, what: str, fn: object = None) -> None:
    """Warn of a provider that does not exist, as only a call of it will fail.

    Args:
        name: The provider.
        what: What will fail.
        fn: The prompt function to point at; the line that runs if it is `None`.
    """
    try:
        check_provider(name)
    except UnknownProviderError as error:
        warn(f"{what} will fail unless another provider is in force: {error}", fn)


def load_provider(name: str) -> Provider:
    """Find a provider.

    Args:
        name: The provider.

    Returns:
        It; its package is imported the first time.

    Raises:
        UnknownProviderError: There is none of this name.
        MissingExtraError: Its SDK is not installed.
    """
    provider = _loaded.get(name)
    if provider is None:
        check_provider(name)
        provider = _provider(name, _loaders[name]())
        _loaded[name] = provider
    return provider


def _provider(name: str, call: Any) -> Provider:
    provider = getattr(call, "_provider", None)
    if provider is None:
        raise InvalidCallError(
            f"provider {name!r} is {call!r}: give a decorator made with `call_factory`"
        )
    return provider


def _scan() -> None:
    """Read the entry points, once: it takes tens of milliseconds."""
    global _scanned
    if _scanned:
        return
    from importlib.metadata import entry_points

    for entry in entry_points(group=ENTRY_POINTS):
        _loaders.setdefault(entry.name, entry.load)
    _scanned = True
