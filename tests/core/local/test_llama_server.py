"""A real server of llama.cpp, asked over HTTP, enforces the schema that it is sent."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Any

import pytest
from pydantic import BaseModel, Field

from mirascope import llm

pytest.importorskip("openai")


class Book(BaseModel):
    """A book."""

    title: Annotated[str, Field(max_length=20)]
    pages: Annotated[int, Field(ge=1, le=999)]


def serve(file: Path) -> Any:
    """Start a server; it ends when it is dropped."""
    import xllamacpp

    engine: Any = xllamacpp
    params = engine.CommonParams()
    params.model.path = os.fspath(file)
    params.hostnames = ["127.0.0.1"]
    params.n_ctx, params.n_parallel, params.n_threads_http = 1024, 1, 1
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = 1
    params.offline, params.ui, params.verbosity = True, False, -1
    server = engine.Server(params)
    server.handle_metrics()  # it answers once its main loop runs
    return server


def test_every_answer_is_a_response_model(model_file: Path) -> None:
    server = serve(model_file)
    address = server.listening_address + "/v1"
    llm.register_provider("llama-cpp", base_url=address, json_schema=True)
    for stream in (False, True):
        for seed in range(2):
            params: Any = {"max_tokens": 100, "temperature": 1.0, "seed": seed}

            @llm.call(
                "llama-cpp",
                "m",
                response_model=Book,
                stream=stream,
                call_params=params,
            )
            def identify(text: str) -> str:
                return f"Which book is this? {text}"

            made: Any = identify("Dune by Frank Herbert")
            found = [*made][-1] if stream else made
            assert type(found.title) is str
            assert 1 <= found.pages <= 999
