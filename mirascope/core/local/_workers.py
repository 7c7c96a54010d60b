"""The models that this process has loaded, and the threads that answer with them."""

from __future__ import annotations

import atexit
import os
from collections import deque
from collections.abc import Callable
from pathlib import Path
from threading import Lock, Thread, current_thread
from typing import Any, NamedTuple, TypeAlias
from weakref import WeakSet

from ._models import (
    LocalEngineError,
    after_fork,
    check_tools,
    load,
    locate,
    trained_context,
)

Chunk: TypeAlias = dict[str, Any]
Event: TypeAlias = Chunk | BaseException | None
"""A chunk, what went wrong, or None at the end; nothing follows the latter two."""


def _ignore(event: Event) -> None:
    """Take an event that nobody is to hear."""


class _Key(NamedTuple):
    path: Path
    context_tokens: int
    slots: int


class Job:
    """One request on its way through the engine.

    Args:
        model: The model, as it was named in the call.
        request: What the engine is asked.
        deliver: Takes the events, in the worker's thread; must not block.
        key: The file and how it is loaded.
    """

    __slots__ = ("_deliver", "_key", "cause", "model", "request", "stopped")

    def __init__(
        self,
        model: str,
        request: dict[str, Any],
        deliver: Callable[[Event], object],
        key: _Key,
    ) -> None:
        self.model = model
        self.request = request
        self.stopped = False
        self.cause: BaseException | None = None
        self._deliver = deliver
        self._key = key

    def stop(self, cause: BaseException | None = None) -> None:
        """End the generation at its next token or batch.

        Args:
            cause: What whoever still listens is to be told.
        """
        self.cause = self.cause or cause
        self.stopped = True
        self.request = {}  # which may be large, and wait for a slot for long

    def take(self, chunk: Chunk) -> bool:
        """Pass a chunk on; the engine calls this.

        Args:
            chunk: The chunk, an error report or a report on the prompt's progress.

        Returns:
            Whether the engine is to stop.
        """
        if self.stopped:
            return True
        error = chunk.get("error")
        if error is not None:
            details = (error.get("message"), error.get("code"), error.get("type"))
            self.stop(self.failure(*details))
        elif "prompt_progress" not in chunk:  # those only give an occasion to stop
            chunk["model"] = self.model
            self.tell(chunk)
        return self.stopped

    def mute(self) -> None:
        """Tell no more."""
        self._deliver = _ignore

    def tell(self, event: Event) -> None:
        """Pass an event on, or stop if nobody can hear it.

        Args:
            event: The event.
        """
        try:
            self._deliver(event)
        except RuntimeError:  # the event loop that was listening is closed
            self.stop()

    def failure(
        self, message: object, code: int | None = None, type: str | None = None
    ) -> LocalEngineError:
        """Make the error for this job.

        Args:
            message: What happened.
            code: The engine's status.
            type: The engine's name for the kind of error.

        Returns:
            The error, not raised.
        """
        text = f"{self.model!r}: {message}"
        if type == "exceed_context_size_error":
            text += "; " + _more_context(self._key)
        return LocalEngineError(text, model=self.model, code=code, type=type)


def _more_context(key: _Key) -> str:
    """Say how a prompt that is too long can be answered."""
    trained = trained_context(key.path)
    if trained is not None and key.context_tokens >= trained:
        return (
            f"the model was trained for {trained} tokens: shorten the prompt, or take "
            "a model that was trained for more"
        )
    most = "" if trained is None else f", up to {trained},"
    return (
        f"shorten the prompt, or pass a client with more `context_tokens=`{most} than "
        f"its {key.context_tokens}"
    )


class Engine:
    """One loaded model. Threads exist only while there is something to answer.

    Args:
        key: The file and how it is loaded.
    """

    def __init__(self, key: _Key) -> None:
        self.key = key
        self.users: WeakSet[Any] = WeakSet()
        self.server: Any = None
        self.workers: set[Thread] = set()
        self._lock = Lock()
        self._loading = Lock()
        self._waiting: deque[Job] = deque()
        self._running: set[Job] = set()
        self._closed = False

    def submit(self, job: Job) -> bool:
        """Have a job answered as soon as a slot is free.

        Args:
            job: The job.

        Returns:
            Whether it was taken; a closed engine takes none.
        """
        with self._lock:
            if self._closed:
                return False
            self._waiting.append(job)
            if len(self.workers) < self.key.slots:
                # Not joined by the interpreter, which would wait for open streams: the
                # exit handler stops them first.
                worker = Thread(target=self._work, name="mirascope-local", daemon=True)
                self.workers.add(worker)
                try:
                    worker.start()
                except BaseException:
                    self.workers.discard(worker)
                    self._waiting.remove(job)
                    raise
            return True

    def close(self, *, silent: bool = False) -> list[Thread]:
        """Stop every job and free the model once the last one has stopped.

        Args:
            silent: Whether those who wait for an answer are told nothing.

        Returns:
            The threads that are still at it.
        """
        with self._lock:
            self._closed = True
            waiting = list(self._waiting)
            self._waiting.clear()
            if silent:
                for job in (*waiting, *self._running):
                    job.mute()
            for job in self._running:
                job.stop(job.failure("the model was closed during the answer"))
            workers = list(self.workers)
            server, self.server = self.server, None
        for job in waiting:
            job.tell(job.failure("the model was closed before the answer"))
        del server  # the last reference, unless a worker has one
        return workers

    def _work(self) -> None:
        while (job := self._next()) is not None:
            event = self._answer(job)
            with self._lock:
                self._running.discard(job)
            job.tell(event)
            del job, event  # a listener that has gone is freed before the next job

    def _next(self) -> Job | None:
        with self._lock:
            while self._waiting:
                job = self._waiting.popleft()
                if not job.stopped:
                    self._running.add(job)
                    return job
            self.workers.discard(current_thread())
            return None

    def _answer(self, job: Job) -> Event:
        """Answer one job.

        Returns:
            Its last event.
        """
        try:
            server = self._loaded(job)
            request = job.request
            if not job.stopped:  # else the request may be gone
                server.handle_chat_completions(request, job.take)
        except LocalEngineError as error:
            return job.cause or error
        except (ValueError, RuntimeError) as error:
            refused = job.failure(error, 400, "invalid_request_error")
            refused.__cause__ = error
            return job.cause or refused
        except BaseException as error:
            return error
        return job.cause

    def _loaded(self, job: Job) -> Any:
        with self._loading:
            server = self.server
            if server is None:
                try:
                    server = load(*self.key)
                except RuntimeError as error:
                    raise job.failure(
                        f"the engine cannot load {str(self.key.path)!r}; is it a whole "
                        "GGUF file of a chat model, and does it fit into memory?"
                    ) from error
                with self._lock:
                    if not self._closed:
                        self.server = server
            return server


_lock = Lock()
_engines: dict[_Key, Engine] = {}
_leaving: set[Thread] = set()


def submit(
    user: object,
    model: str | os.PathLike[str],
    context_tokens: int,
    slots: int,
    request: dict[str, Any],
    deliver: Callable[[Event], object],
) -> Job:
    """Have a request answered by a model, which is loaded if it is not yet.

    Args:
        user: The client, which keeps the model loaded until it is closed.
        model: A path or a name.
        context_tokens: The most tokens of one call.
        slots: How many calls are answered at once.
        request: What the engine is asked.
        deliver: Takes the events, in another thread; must not block.

    Returns:
        The job, to stop it.
    """
    check_tools(model, request)
    key = _Key(locate(model), context_tokens, slots)
    job = Job(os.fspath(model), request, deliver, key)
    while True:
        with _lock:
            engine = _engines.get(key)
            if engine is None:
                engine = _engines[key] = Engine(key)
            engine.users.add(user)
        if engine.submit(job):
            return job


def release(user: object) -> list[Thread]:
    """Let go of the models that a client used; those that no other uses are freed.

    Args:
        user: The client.

    Returns:
        The threads to wait for until they are.
    """
    with _lock:
        mine = [engine for engine in _engines.values() if user in engine.users]
        for engine in mine:
            engine.users.discard(user)
        free = [engine for engine in mine if not engine.users]
        for engine in free:
            del _engines[engine.key]
    return _close(free)


def _close(engines: list[Engine], *, silent: bool = False) -> list[Thread]:
    _leaving.difference_update([each for each in _leaving if not each.is_alive()])
    threads = [thread for engine in engines for thread in engine.close(silent=silent)]
    _leaving.update(threads)
    return threads


def join(threads: list[Thread]) -> None:
    """Wait until threads have ended.

    Args:
        threads: The threads.
    """
    for thread in threads:
        thread.join()


def _at_exit() -> None:
    """Free everything while the interpreter is whole; C++ threads cannot outlive it."""
    with _lock:
        engines = list(_engines.values())
        _engines.clear()
    # A daemon thread that still listens would print an error that means nothing.
    _close(engines, silent=True)
    join(list(_leaving))


def _in_child() -> None:
    """Start afresh in a forked child, where the parent's threads do not exist."""
    global _lock
    _lock = Lock()
    after_fork([each.server for each in _engines.values() if each.server is not None])
    _engines.clear()
    _leaving.clear()


atexit.register(_at_exit)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_in_child)
