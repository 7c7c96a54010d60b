"""Where `mirascope.retries` is found, and what finding it loads."""

from __future__ import annotations

import subprocess
import sys

from tests.architecture.test_laziness import loaded_after

OLD = "from mirascope.integrations.tenacity import collect_errors"
SAME = """
import mirascope.retries.fallback
import mirascope.retries.tenacity
from mirascope import FROM
from mirascope.retries import FallbackError, fallback, tenacity
from mirascope.retries.fallback import Fallback, FallbackError as error, fallback as fn
from mirascope.retries.tenacity import collect_errors
assert fn is fallback is mirascope.retries.fallback
assert error is FallbackError
assert tenacity.collect_errors is collect_errors
"""


def test_the_paths_of_version_1() -> None:
    loaded_after(SAME.replace("FROM", "retries"))
    loaded_after("from mirascope import retries; retries.fallback.__call__")
    loaded_after("import mirascope; mirascope.retries.tenacity.collect_errors")


def test_neither_tenacity_nor_pydantic_is_loaded_for_them() -> None:
    assert not loaded_after("from mirascope import warm_up") & {"tenacity", "pydantic"}
    for code in (
        "from mirascope import retries",
        "from mirascope.retries.tenacity import collect_errors as c; c(OSError)",
        "from mirascope.retries import fallback; fallback(OSError, [])(lambda: 1)",
        "from mirascope.retries import FallbackError",
    ):
        loaded = loaded_after(code)
        assert not loaded & {"tenacity", "pydantic", "openai", "asyncio"}


def test_the_old_path_warns_and_names_the_new_one() -> None:
    program = f"{OLD}\nfrom mirascope.retries import tenacity\n"
    program += "assert collect_errors is tenacity.collect_errors"
    command = [sys.executable, "-W", "always", "-c", program]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    [warning] = [one for one in done.stderr.splitlines() if "Deprecat" in one]
    assert warning.startswith("<string>:1: DeprecationWarning")
    assert "`mirascope.retries.tenacity`" in warning
