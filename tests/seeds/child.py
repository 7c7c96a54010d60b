"""Runs programs one after the other, each as `__main__`, in one process.

A line of JSON on standard input is a program, one on standard output what came of it.
The hosts of the services are this machine here; nothing of the SDKs is touched.
"""

from __future__ import annotations

import asyncio
import contextlib
import inspect
import io
import json
import os
import socket
import sys
import traceback
from types import FunctionType
from typing import Any

from tests.guard import block_network, is_local
from tests.seeds.services import HOSTS

VALUES = {"genre": "fantasy", "title": "Dune", "author": "Frank Herbert"}


def route(port: int) -> None:
    """Make the services' hosts lead to a port of this machine."""
    find, connect = socket.getaddrinfo, socket.socket.connect

    def getaddrinfo(host: Any, service: Any, *more: Any, **named: Any) -> Any:
        name = host.decode() if isinstance(host, bytes) else host
        if name in HOSTS:
            host = "127.0.0.1"
        elif not is_local(name):
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return find(host, service, *more, **named)

    def connect_here(self: socket.socket, address: Any) -> None:
        if address == ("127.0.0.1", 443):
            address = ("127.0.0.1", port)
        connect(self, address)

    socket.getaddrinfo = getaddrinfo
    socket.socket.connect = connect_here  # pyright: ignore[reportAttributeAccessIssue]


def hurry() -> None:
    """Make the work that programs simulate by sleeping take little time."""
    sleep = asyncio.sleep
    asyncio.sleep = lambda delay, result=None: sleep(min(delay, 0.01), result)


def run(code: str) -> dict[str, Any]:
    """Run a program; call the calls that it defines, if it calls none itself."""
    names: dict[str, Any] = {"__name__": "__main__"}
    output = io.StringIO()
    error = None
    with contextlib.redirect_stdout(output):
        try:
            exec(compile(code, "program.py", "exec"), names)  # noqa: S102
            if not output.getvalue():
                for value in list(names.values()):
                    if getattr(value, "__mirascope_call__", False):
                        print(call(value))
        except BaseException:
            error = traceback.format_exc()
    return {"output": output.getvalue(), "error": error}


def call(decorated: FunctionType) -> Any:
    """Call a decorated function with plausible arguments."""
    names = inspect.signature(decorated).parameters
    arguments = {name: VALUES[name] for name in names}
    if not inspect.iscoroutinefunction(decorated):
        return decorated(**arguments)

    async def main() -> Any:
        return await decorated(**arguments)

    return asyncio.run(main())


def main() -> None:
    """Serve programs until the input ends."""
    block_network()
    route(int(os.environ["ROUTER_PORT"]))
    hurry()
    for line in sys.stdin:
        print(json.dumps(run(json.loads(line))), flush=True)


if __name__ == "__main__":
    main()
