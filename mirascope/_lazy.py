"""How public packages hand out names without importing what stands behind them."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping
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


def rooms(names: Iterable[str]) -> dict[str, str]:
    """Tell which modules of a provider's package have its names; all have the same.

    Args:
        names: Public names of the package.

    Returns:
        Those that every provider has, to their modules.
    """
    return {
        name: module
        for name in names
        for ending, module in ROOMS.items()
        if name.endswith(ending)
    }


def attach(
    package: str, names: Mapping[str, str]
) -> tuple[Callable[[str], object], Callable[[], list[str]]]:
    """Build the PEP 562 pair `__getattr__, __dir__` of a package.

    Args:
        package: The package's `__name__`.
        names: Public name to the module that defines it, relative to the package
            (`"._call"`). A value that ends in a colon (`".openai:"`) stands for the
            module itself. A package that has no `__all__` gives one of the names whose
            packages are installed.

    Returns:
        `__getattr__` and `__dir__`, to be assigned at module level.
    """

    def get(name: str) -> object:
        if name == "__all__":
            return [known for known in sorted(names) if _is_installed(get, known)]
        try:
            target = names[name]
        except KeyError:
            raise AttributeError(
                f"module {package!r} has no attribute {name!r}"
            ) from None
        module = import_module(target.rstrip(":"), package)
        value = module if target.endswith(":") else getattr(module, name)
        setattr(sys.modules[package], name, value)
        return value

    def names_of() -> list[str]:
        return sorted({*vars(sys.modules[package]), *names})

    return get, names_of


def keep(package: str, *names: str) -> None:
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
