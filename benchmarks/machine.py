"""What figures were measured on."""

from __future__ import annotations

import os
import platform
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

_PACKAGES = ("mirascope", "openai", "httpx2", "httpx", "pydantic", "jiter")


def describe() -> dict[str, str]:
    """Describe this machine.

    Returns:
        Facts by name, without anything that tells whose machine it is.
    """
    facts = {
        "cpu": _cpu(),
        "cores": str(os.cpu_count()),
        "system": f"{platform.system()} {platform.release()}",
        "python": f"{platform.python_implementation()} {platform.python_version()}",
    }
    return facts | versions(*_PACKAGES)


def versions(*packages: str) -> dict[str, str]:
    """Tell which versions are installed.

    Args:
        *packages: Distributions.

    Returns:
        The versions of those that are there.
    """
    found: dict[str, str] = {}
    for package in packages:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    return found


def load() -> str:
    """Tell how busy the machine is.

    Returns:
        The mean number of running processes over the last minute.
    """
    return f"{os.getloadavg()[0]:.2f}" if hasattr(os, "getloadavg") else "unknown"


def _cpu() -> str:
    info = Path("/proc/cpuinfo")
    if info.exists():
        for line in info.read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()
