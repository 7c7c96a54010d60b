"""Check that changes of the package come with a fragment for the changelog.

Usage: check_fragments.py [REVISION]. With a revision, what changed since it needs a
fragment that is new as well; without one, only the fragments themselves are checked.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
KINDS = ("added", "changed", "fixed", "removed")
NAME = re.compile(rf"[a-z0-9][a-z0-9-]*\.({'|'.join(KINDS)})\.md")


def fragments() -> list[Path]:
    """List what lies in the folder of fragments, sorted by name."""
    return sorted(
        path for path in (ROOT / "changelog.d").iterdir() if path.name != "README.md"
    )


def problems_of(path: Path) -> list[str]:
    """Say what is wrong with one fragment."""
    if not NAME.fullmatch(path.name):
        return [f"{path.name}: name it TOPIC.{{{','.join(KINDS)}}}.md"]
    text = path.read_text(encoding="utf-8").strip()
    if not text.endswith("."):
        return [f"{path.name}: write whole sentences"]
    return []


def changed_since(revision: str) -> list[str]:
    """List the files that differ from a revision."""
    done = subprocess.run(
        ["git", "diff", "--name-only", "--diff-filter=d", revision],  # noqa: S607 - git is looked up on PATH
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout.splitlines()


def main(revision: str | None) -> int:
    """Print every problem, and return the exit status."""
    problems = [problem for path in fragments() for problem in problems_of(path)]
    if revision is not None:
        changed = changed_since(revision)
        package = any(name.startswith("mirascope/") for name in changed)
        if package and not any(name.startswith("changelog.d/") for name in changed):
            problems.append(f"mirascope/ changed since {revision} without a fragment")
    for problem in problems:
        print(f"changelog.d: {problem}", file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else None))
