"""How public packages hand out names without importing what stands behind them."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

ROOMS = {
    "CallParams": ".call_params",
    "CallResponse": ".call_response",
    "CallResponseChunk": ".call_response_chunk",
    "DynamicConfig": ".dynamic_config",
    "MessageParam": ".dynamic_config",
    "Stream": ".stream",
    "Tool": ".tool",
    "ToolConfig": ".tool",
    "call": "._call",
}
"""The module that has a name of a provider's package, by how the name ends."""
RARE = ("ToolConfig", "call")
"""The endings of names that not every provider has with its prefix."""


def rooms(prefix: str, *more: str) -> dict[str, str]:
    """Tell which modules of a provider's package have its names.

    Args:
        prefix: How the names begin that every provider has.
        *more: The names that this one has beside them.

    Returns:
        The modules, with the names of each.
    """
    every = [f"{prefix}{ending}" for ending in ROOMS if ending not in RARE]
    modules: dict[str, str] = {}
    for name in (*every, "call", f"{prefix.lower()}_call", *more):
        module = next(ROOMS[ending] for ending in ROOMS if name.endswith(ending))
        modules[module] = f"{modules.get(module, '')} {name}"
    return modules


def attach(
    package: str, modules: Mapping[str, str]
) -> tuple[Callable[[str], object], Callable[[], list[str]]]:
    """Build the PEP 562 pair `__getattr__, __dir__` of a package.

    Args:
        package: The package's `__name__`.
        modules: The modules that define its public names, relative to the package
            (`"._call"`), with the names of each; `"."` has the modules below it that
            are public themselves. A package that has no `__all__` gives one of the
            names whose packages are installed.

    Returns:
        `__getattr__` and `__dir__`, to be assigned at module level.
    """
    places = {name: place for place in modules for name in modules[place].split()}

    def get(name: str) -> object:
        if name == "__all__":
            return [known for known in sorted(places) if _is_installed(get, known)]
        place = places.get(name)
        if place is None:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        if place == ".":
            return import_module(f".{name}", package)
        value = getattr(import_module(place, package), name)
        setattr(sys.modules[package], name, value)
        return value

    def names_of() -> list[str]:
        return sorted({*vars(sys.modules[package]), *places})

    return get, names_of


def keep_names(package: str, *names: str) -> None:
    """Keep public names of a package from modules of the same names, which it has too.

    Importing such a module would put it in the place of the name.

    Args:
        package: The package's `__name__`.
        *names: The names.
    """

    def set_name(self: ModuleType, name: str, value: object) -> None:
        if name not in names or not isinstance(value, ModuleType):
            ModuleType.__setattr__(self, name, value)

    members = {"__setattr__": set_name}
    sys.modules[package].__class__ = type("Package", (ModuleType,), members)


def _is_installed(get: Callable[[str], object], name: str) -> bool:
    from mirascope.exceptions import MissingExtraError

    try:
        get(name)
    except MissingExtraError:
        return False
    return True


def require(what: str, package: str, extra: str) -> None:
    """Refuse to go on without an optional dependency, which is not imported for that.

    Args:
        what: What cannot work without it.
        package: The name it is imported by.
        extra: The extra of `mirascope` that installs it.

    Raises:
        MissingExtraError: It is not installed.
    """
    if package in sys.modules:
        return
    try:
        found = find_spec(package) is not None
    except ModuleNotFoundError:  # a parent of a dotted name is missing
        found = False
    if not found:
        raise missing_extra(what, package, extra)


def missing_extra(what: str, package: str, extra: str) -> ImportError:
    """Make the error that names the extra which brings a missing package.

    Args:
        what: What cannot work without it.
        package: The missing package.
        extra: The extra of `mirascope` that installs it.

    Returns:
        A `MissingExtraError`, not raised.
    """
    from mirascope.exceptions import MissingExtraError

    return MissingExtraError(
        f'`{what}` needs the `{package}` package: run `pip install -e ".[{extra}]"` '
        "in your clone of mirascope",
        name=package,
    )
