"""Check an installed mirascope that has no extras and no source tree beside it."""

from __future__ import annotations

import sys
from importlib.metadata import version
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType


def public_names(module: ModuleType) -> list[str]:
    """List what a package offers."""
    return list(module.__all__)


def main() -> None:
    """Use what needs no SDK, and see what the rest says."""
    import mirascope

    assert "site-packages" in Path(mirascope.__file__).parts, mirascope.__file__
    assert mirascope.__version__ == version("mirascope")
    assert files("mirascope").joinpath("py.typed").is_file()

    from mirascope import core, llm, prompt_template, retries
    from mirascope.core import base
    from mirascope.exceptions import MissingExtraError

    for module in (mirascope, llm, base, retries):
        for name in public_names(module):
            getattr(module, name)

    @prompt_template("SYSTEM: Be brief.\nUSER: Recommend a {genre} book.")
    def book_prompt(genre: str) -> None: ...

    assert [one.role for one in book_prompt("fantasy")] == ["system", "user"]

    for provider, package, extra in (
        ("openai", "openai", "openai"),
        ("xai", "openai", "xai"),
        ("groq", "groq", "groq"),
        ("ollama", "openai", "openai"),
        ("local", "xllamacpp", "local"),
    ):
        assert find_spec(package) is None, f"{package} is installed"

        @llm.call(provider=provider, model="any")
        def recommend_book(genre: str) -> str:
            return f"Recommend a {genre} book."

        try:
            recommend_book("fantasy")
        except MissingExtraError as error:
            print(f"{provider}: {error}")
            assert f'".[{extra}]"' in str(error)
        else:
            raise AssertionError(f"{provider} needs no package")
    for package in ("tenacity", "pyrate_limiter"):
        assert find_spec(package) is not None, f"{package} is no dependency"
        assert package not in sys.modules, f"{package} is imported too early"
    for name in ("openai", "groq", "xai"):
        try:
            getattr(core, name)
        except MissingExtraError as error:
            assert package_in(error)
        else:
            raise AssertionError(f"mirascope.core.{name} needs no package")
    print(f"mirascope {mirascope.__version__} without extras is as it should be")


def package_in(error: ImportError) -> bool:
    """Tell whether an error names the package that is missing."""
    return error.name in ("openai", "groq")


if __name__ == "__main__":
    sys.path[:] = [path for path in sys.path if path]
    main()
