"""Masking credentials in dumps and pickles."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from pydantic import BaseModel, SecretBytes, SecretStr

from mirascope.core.base._fields import COLLECTIONS, LISTS, is_mapping

MASK = "***"

# Names that mean nothing else, wherever they stand; `token` or `cookie` may be words.
_CREDENTIAL = (
    r"authorization|bearer|credentials?|passw(?:or)?d|(?<=[-_])pwd|passphrase|jwt"
    r"|api[-_]?keys?"
    r"|(?:private|secret|subscription|access|account|signing|shared)[-_]?key(?:[-_]?id)?"
    r"|(?<![a-z])(?:openai|anthropic|aws|gc[ps]|s3|ssh|service|encryption)[-_]?key"
    r"|(?:client|app|webhook|shared)[-_]?secret"
    r"|(?:access|auth|authorization|session|security|refresh|bearer|oauth|sas"
    r"|identity|(?<![a-z])hf|(?<![a-z])id|(?<![a-z])ad|(?<![a-z])api)[-_]?token"
    r"|bearer[-_]?token[-_]?bedrock"
)
_NAMES = re.compile(rf"(?:{_CREDENTIAL})$", re.IGNORECASE)
_REQUEST_NAMES = re.compile(
    rf"(?:{_CREDENTIAL}|^(?:key|sig|signature|token|cookies?|auth|pwd)|(?:^|[-_])secret"
    r"|(?<!answer)(?<!cache)(?<!public)(?<!primary)(?<!foreign)(?<!idempotency)(?<!sort)"
    r"[-_]key)$",
    re.IGNORECASE,
)
# What is masked whole: nobody knows what a service calls its headers.
_CONTAINERS = re.compile(
    r"(?:^|_)(?:headers|extra_query|query_parameters|default_query)$", re.IGNORECASE
)
_CONVERSATION = frozenset(
    {"messages", "contents", "input", "system", "system_instruction", "instructions"}
)
_LABELS = frozenset({"metadata", "labels", "requestMetadata"})
_WORDS = frozenset({"text", "content", "input", "args", "arguments"})
"""Keys of a conversation that hold its text, not credentials."""
_BLOCKS = frozenset({"text", "content"})
_JSON_TYPES = frozenset(
    {"string", "number", "integer", "boolean", "object", "array", "null"}
)
_SCHEMA_KEYS = frozenset({"$ref", "anyOf", "allOf", "enum", "const"})
_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*://\S+", re.IGNORECASE)
_SCHEME = 24
"""In how many characters an address has named its scheme."""
_USER = re.compile(r"(?<=//)[^/?#@\s]+(?=@)")
_QUERY = re.compile(
    rf"(?<=[?&#;])(?P<name>(?:[^=&#;\s]*(?:{_CREDENTIAL}|(?<![a-z])(?:key|sig|signature"
    r"|token|secret))|auth|code)=)[^&#;\s]+",
    re.IGNORECASE,
)

Masking: TypeAlias = Callable[[Any], Any]
"""Copies a value without its credentials; what has none is the same object."""


def is_credential(name: object, in_request: bool = False) -> bool:
    """Tell by its name whether a value is a credential, or is one in a request."""
    names = _REQUEST_NAMES if in_request else _NAMES
    return isinstance(name, str) and names.search(name) is not None


def may_let_in(name: object) -> bool:
    """Tell by its name whether a value is a credential, or holds some."""
    return is_credential(name) or (
        isinstance(name, str) and _CONTAINERS.search(name) is not None
    )


def mask_request(value: Any, names: re.Pattern[str] = _REQUEST_NAMES) -> Any:
    """Mask the keywords of a request: headers, query, credentials by their names."""

    def item(name: object, part: Any) -> Any:
        if not isinstance(name, str):
            return mask_request(part, names)
        if name in _CONVERSATION:
            return mask_conversation(part)
        if part is not None and not _is_schema(part):
            if names.search(name) and not isinstance(part, bool):
                return MASK if part else part
            if _CONTAINERS.search(name):
                return _mask_all(part)
        return mask_request(part, _NAMES if name in _LABELS else names)

    return _walk(value, item)


def mask_values(value: Any) -> Any:
    """Mask what is the user's own: only what its name says is a credential."""
    return mask_request(value, _NAMES)


def mask_conversation(value: Any) -> Any:
    """Mask messages: only the addresses that let in whoever has them."""

    def item(name: object, part: Any) -> Any:
        if name in _WORDS and (isinstance(part, str) or name not in _BLOCKS):
            return part
        return mask_conversation(part)

    return _walk(value, item)


def mask_config(config: Any) -> Any:
    """Mask a dynamic config; its client becomes the name of its class."""

    def item(name: object, part: Any) -> Any:
        if name == "messages":
            return mask_conversation(part)
        if name == "client" and part is not None:
            return f"<{type(part).__module__}.{type(part).__qualname__}>"
        return mask_request(part) if name == "call_params" else mask_values(part)

    return _walk(config, item) if isinstance(config, Mapping) else config


FIELDS: Mapping[str, Masking] = {
    "metadata": mask_values,
    "fn_args": mask_values,
    "computed_fields": mask_values,
    "dynamic_config": mask_config,
    "messages": mask_conversation,
    "user_message_param": mask_conversation,
    "call_params": mask_request,
    "call_kwargs": mask_request,
}
"""The fields of a response or stream that may hold credentials."""


def mask_fields(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Mask the fields of a response or stream.

    Args:
        fields: The fields, or a dump of them.

    Returns:
        A copy; what holds no credential is the same object.
    """
    return {
        name: FIELDS[name](value) if name in FIELDS else value
        for name, value in fields.items()
    }


def _walk(value: Any, item: Callable[[object, Any], Any]) -> Any:
    """Copy a value with each of its named parts masked, if one of them changes."""
    if isinstance(value, str):
        return _mask_address(value) if "://" in value[:_SCHEME] else value
    if is_mapping(value):
        masked = {name: item(name, part) for name, part in value.items()}
        same = all(masked[name] is part for name, part in value.items())
        return value if same else masked
    if isinstance(value, COLLECTIONS):
        listed = [_walk(part, item) for part in value]
        if all(one is part for one, part in zip(listed, value, strict=True)):
            return value
        kind = value.__class__
        return kind(*listed) if hasattr(kind, "_fields") else kind(listed)
    if isinstance(value, BaseModel):
        known = {**value.__dict__, **(value.__pydantic_extra__ or {})}
        masked = {name: item(name, part) for name, part in known.items()}
        changed = {n: new for n, new in masked.items() if new is not known[n]}
        return value.model_copy(update=changed) if changed else value
    if isinstance(value, SecretStr):
        return SecretStr(MASK)
    return SecretBytes(MASK.encode()) if isinstance(value, SecretBytes) else value


def _mask_all(container: Any) -> Any:
    """Mask all values of headers or of a query, in any form that SDKs take."""
    if is_mapping(container):
        return dict.fromkeys(container, MASK)
    pairs: Any = container if isinstance(container, LISTS) else [None]
    if all(type(pair) in (list, tuple) and len(pair) == 2 for pair in pairs):
        return [(name, MASK) for name, _ in pairs]
    return MASK


def _mask_address(text: str) -> str:
    if not _ADDRESS.fullmatch(text):
        return text
    return _QUERY.sub(rf"\g<name>{MASK}", _USER.sub(MASK, text))


def _is_schema(value: Any) -> bool:
    """Tell whether a value describes others, as the parameters of tools are."""
    if not is_mapping(value):
        return False
    kind = value.get("type")
    if isinstance(kind, list):
        return True
    return kind in _JSON_TYPES or not _SCHEMA_KEYS.isdisjoint(value)
