"""Which kind an error is of: by its class, by what the body says, by the status."""

from __future__ import annotations

import sys
from functools import cache
from traceback import walk_tb

from mirascope.exceptions import MirascopeError

from . import facts
from .kinds import (
    KINDS,
    APIStatusError,
    APITimeoutError,
    AuthenticationError,
    BadRequestError,
    ContentFilterError,
    PermissionDeniedError,
    ProviderError,
    QuotaExceededError,
    RateLimitError,
    ServerError,
    UnreadableAnswerError,
)
from .table import (
    CLASSES,
    CODES,
    DECISIVE,
    LAST_READERS,
    READERS,
    STATUSES,
    TEXTS,
    VAGUE_CODES,
    WRAPPERS,
    Kind,
)

_MAY_BE_TEXT = (BadRequestError, RateLimitError, PermissionDeniedError, ServerError)
"""What the message of a body can make narrower."""
_TEXT_WINS: dict[Kind, Kind] = {
    BadRequestError: QuotaExceededError,
    PermissionDeniedError: ContentFilterError,
    ServerError: AuthenticationError,  # so LiteLLM says that there is no key
}
_OF_PYTHON = (AttributeError, LookupError, TypeError, ValueError, RuntimeError)
_STANDARD = sys.stdlib_module_names
_BELOW = ("pydantic", "pydantic_core", "httpx", "httpx2")
"""What SDKs read answers with."""
_DEPTH = 8
_NO_JSON = {("mistralai", APIStatusError), ("cohere", APIStatusError)}
"""What is raised with a good status where an answer is no JSON."""


def classify(error: BaseException, provider: str | None = None) -> Kind | None:
    """Tell what kind of error something is, whoever raised it.

    Args:
        error: Any error: of a provider's SDK, or of what it sends requests with.
        provider: The provider that was called, if it is known.

    Returns:
        A class such as `llm.RateLimitError`; `None` for what is no provider's error,
        such as those of mirascope itself.

    Example:
        ```python
        from mirascope import llm

        print(llm.classify(TimeoutError("no answer")))
        #> <class 'mirascope.llm.APITimeoutError'>
        ```
    """
    if isinstance(error, ProviderError):
        own = kind_of(type(error))
        if own is not None:
            return own
    if not isinstance(error, Exception) or isinstance(error, MirascopeError):
        return None  # one of ours may be of the SDK's class too
    sdk, kind = _by_class(type(error))
    if kind is None:
        return UnreadableAnswerError if _is_of_reading(error) else None
    if type(error).__name__ in WRAPPERS.get(sdk, "").split():
        kind = _of_cause(error, sdk) or kind
    if issubclass(kind, APIStatusError):
        return _narrower(error, sdk, kind)
    return kind


def kind_of(cls: type[BaseException]) -> Kind | None:
    """Give the kind that a class of adopted errors has, or is."""
    for base in cls.__mro__:
        if base in KINDS:
            return base
    return None


@cache
def _index(sdk: str) -> dict[str, Kind]:
    rows = CLASSES.get(sdk, {})
    return {name: kind for kind, names in rows.items() for name in names.split()}


@cache
def _codes() -> dict[str, Kind]:
    return {one: kind for kind, names in CODES.items() for one in names.split()}


@cache
def _vague() -> dict[str, Kind]:
    return {one: kind for kind, names in VAGUE_CODES.items() for one in names.split()}


def _by_class(cls: type[BaseException]) -> tuple[str, Kind | None]:
    """Find the first class along the MRO that the table knows."""
    for base in cls.__mro__:
        sdk = base.__module__.partition(".")[0]
        if (kind := _index(sdk).get(base.__name__)) is not None:
            return sdk, kind
    return "", None


def _of_cause(error: BaseException, sdk: str) -> Kind | None:
    """Give the kind of what another package failed with, where no answer came."""
    cause = error
    for _ in range(_DEPTH):
        # azure-core keeps what it raises about in an attribute of its own.
        inner: BaseException | None = getattr(cause, "inner_exception", None)
        found = cause.__cause__ or cause.__context__ or inner
        if found is None:
            return None
        cause = found
        other, kind = _by_class(type(cause))
        if kind is not None and other != sdk:
            return None if issubclass(kind, APIStatusError) else kind
    return None


def _is_of_reading(error: Exception) -> bool:
    """Tell whether an SDK, and no code that it called, came upon it in an answer."""
    if not isinstance(error, _OF_PYTHON):
        return False
    package = last = ""
    for frame, _ in walk_tb(error.__traceback__):
        module = str(frame.f_globals.get("__name__"))
        last = f"{module}:{frame.f_code.co_name}"
        top = module.partition(".")[0]
        if READERS.match(last):
            package = top
        elif package and top not in (package, *_BELOW) and top not in _STANDARD:
            package = ""
    return bool(package) or LAST_READERS.match(last) is not None


def _narrower(error: Exception, sdk: str, kind: Kind) -> Kind:
    """Ask the body and the status what the class leaves open."""
    status = facts.http_status(error) or 0
    if 0 < status < 300 and (sdk, kind) in _NO_JSON:
        return UnreadableAnswerError
    known, vague, codes = (
        _codes(),
        _vague(),
        [*facts.reasons(error), *facts.codes(error)],
    )
    found = None
    if status not in DECISIVE:
        found = next((known[code] for code in codes if code in known), None)
    if status < 400:
        status = facts.body_status(error) or 0
    by_status = STATUSES.get(status) or (ServerError if status >= 500 else None)
    by_word = None
    if not status:
        by_word = next((vague[code] for code in codes if code in vague), None)
    for one in (found, by_status, by_word):
        if one is not None and _may_become(kind, one):
            kind = one
            break
    return _by_text(error, sdk, kind)


def _may_become(kind: Kind, one: Kind) -> bool:
    """Tell whether what the class says leaves room for what the body or status says."""
    if one is APITimeoutError:  # answered by what is before the service
        return kind in (APIStatusError, ServerError)
    return issubclass(one, kind)


def _by_text(error: Exception, sdk: str, kind: Kind) -> Kind:
    """Read the message, where the body has no word for what it says."""
    if kind is not APIStatusError and kind not in _MAY_BE_TEXT:
        return kind
    text = facts.message(error)
    for one, sdks, pattern in TEXTS:
        fits = issubclass(one, kind) or _TEXT_WINS.get(kind) is one
        if fits and (not sdks or sdk in sdks.split()) and pattern.search(text):
            return one
    return kind
