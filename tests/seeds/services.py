"""The services that the programs ask: their hosts, keys and SDKs."""

from __future__ import annotations

import json
from dataclasses import dataclass
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from mirascope._providers import PROVIDERS

if TYPE_CHECKING:
    from .programs import Block


@dataclass(frozen=True)
class Service:
    """A service that the pages have programs for."""

    package: str
    """The package below `mirascope.core`."""
    sdk: str
    dialects: frozenset[str]
    """What the emulator calls the service."""
    async_sdk: str | None = None
    """What an async program needs instead."""


DIALECTS = {
    "google": ("gemini", "vertex"),  # a client of the pages may be one of Vertex AI
    "litellm": ("openai",),  # the models of the pages are OpenAI's
    "azure": ("azure-inference", "azure-openai"),
}
"""What the emulator calls a service, where it is not by our name."""
ASYNC_SDKS = {"azure": "aiohttp", "bedrock": "aiobotocore"}
SERVICES = {
    name: Service(
        name,
        one.sdk,
        frozenset(DIALECTS.get(name, (name,))),
        ASYNC_SDKS.get(name),
    )
    for name, one in PROVIDERS.items()
    if name != "local"
}


def service_of(title: str) -> Service | None:
    """Find the service that a tab of the pages names, if it names one."""
    return SERVICES.get(title.removesuffix(" AI").lower())


HOSTS = (
    "api.openai.com",
    "api.anthropic.com",
    "generativelanguage.googleapis.com",
    "us-central1-aiplatform.googleapis.com",
    "oauth2.googleapis.com",
    # Vertex AI's old SDK asks it for the name of the project, and goes on without.
    "cloudresourcemanager.googleapis.com",
    "api.groq.com",
    "api.x.ai",
    "api.mistral.ai",
    "api.cohere.com",
    "my-resource.services.ai.azure.com",
    "my-endpoint.openai.azure.com",
    "bedrock-runtime.us-east-1.amazonaws.com",
)
"""What leads to the emulator."""

MOVED = {
    ("mistralai", "Mistral"): ("mistralai", 2, "from mistralai.client import Mistral"),
    ("mistralai.models", "UserMessage"): (
        "mistralai",
        2,
        "from mistralai.client.models import UserMessage",
    ),
}
"""Names that a program may import below a major version of an SDK, and their place
today."""


def missing(program: Block) -> str | None:
    """Tell what a program needs that is not installed here, or is too new."""
    for module, name in program.imports:
        if moved := MOVED.get((module, name or "")):
            sdk, major, today = moved
            if _major(sdk) >= major:
                return (
                    f"`from {module} import {name}` is {sdk} < {major}; "
                    f"{metadata.version(sdk)} is installed: today `{today}`"
                )
    service = program.service
    needed = [name for name, _ in program.imports]
    needed.append((program.is_async and service.async_sdk) or service.sdk)
    for name in needed:
        if not _is_there(name):
            return f"`{name}` is not installed"
    return None


def _is_there(module: str) -> bool:
    top, _, rest = module.partition(".")
    # An SDK is told by the package of its own, not by a namespace that many share.
    if top in ("google", "azure") and rest:
        top = ".".join(module.split(".")[: 3 if top == "azure" else 2])
    try:
        return find_spec(top) is not None
    except ModuleNotFoundError:
        return False


def _major(sdk: str) -> int:
    try:
        return int(metadata.version(sdk).partition(".")[0])
    except metadata.PackageNotFoundError:
        return 0


def environment(certificate: Path, folder: Path, port: int) -> dict[str, str]:
    """Make the variables that lead each SDK through the router.

    Args:
        certificate: What the router shows, which each HTTP library is to trust.
        folder: Where to write what some SDKs read from files.
        port: Where the router listens.
    """
    login = folder / "google.json"
    login.write_text(
        json.dumps(
            {
                "type": "authorized_user",
                "client_id": "a-client",
                "client_secret": "a-secret",
                "refresh_token": "a-token",
                "quota_project_id": "a-project",
            }
        )
    )
    keys = ("OPENAI", "ANTHROPIC", "GOOGLE", "GROQ", "XAI", "MISTRAL")
    trust = (
        "SSL_CERT_FILE",
        "REQUESTS_CA_BUNDLE",
        "AWS_CA_BUNDLE",
        "GRPC_DEFAULT_SSL_ROOTS_FILE_PATH",
    )
    return {
        "ROUTER_PORT": str(port),
        # gRPC looks names up by itself.
        "grpc_proxy": f"http://127.0.0.1:{port}",
        **dict.fromkeys(trust, str(certificate)),
        **{f"{name}_API_KEY": "a-key" for name in keys},
        "CO_API_KEY": "a-key",
        "AZURE_INFERENCE_ENDPOINT": "https://my-resource.services.ai.azure.com/models",
        "AZURE_INFERENCE_CREDENTIAL": "a-key",
        "AWS_ACCESS_KEY_ID": "a-key",
        "AWS_SECRET_ACCESS_KEY": "a-secret",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_EC2_METADATA_DISABLED": "true",
        "GOOGLE_APPLICATION_CREDENTIALS": str(login),
        "GOOGLE_CLOUD_PROJECT": "a-project",
        "GOOGLE_CLOUD_LOCATION": "us-central1",
    }
