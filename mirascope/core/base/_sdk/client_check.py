"""Telling clients of the wrong kind by their classes' names: no SDK is loaded."""

from __future__ import annotations

from mirascope.exceptions import ClientTypeError


def check_client(
    kinds: tuple[str, str], names: tuple[str, str], client: object, is_async: bool
) -> None:
    """Refuse a client of the wrong kind before it is used.

    Args:
        kinds: The SDK's sync and async base classes: their names, or module and name
            where the names are the same.
        names: The classes to tell users to take.
        client: A client that the user gave.
        is_async: Whether the prompt function is async.

    Raises:
        ClientTypeError: A sync client under an async function, or the reverse.
    """
    sync_kind, async_kind = kinds
    bases = type(client).__mro__
    found = {base.__name__ for base in bases}
    found |= {f"{base.__module__}.{base.__name__}" for base in bases}
    found_async = async_kind in found
    if found_async == is_async or not (found_async or sync_kind in found):
        return
    kind = "an async" if is_async else "a sync"
    raise ClientTypeError(
        f"{type(client).__name__!r} cannot serve {kind} function: use "
        f"`{_twin(names, client, is_async)}`"
    )


def _twin(names: tuple[str, str], client: object, is_async: bool) -> str:
    """Name the class that serves the other kind of function."""
    usual = names[is_async]
    if len({name.rpartition(".")[2] for name in names}) == 1:
        return usual  # the SDK tells the two apart by their modules
    sdk = usual.partition(".")[0]
    for base in type(client).__mro__:
        if base.__module__.partition(".")[0] == sdk and base.__name__[0] != "_":
            name = base.__name__
            return f"{sdk}.{'Async' + name if is_async else name.removeprefix('Async')}"
    return usual
