"""Move the fragments into CHANGELOG.md as the section of a release.

Usage: build_changelog.py VERSION DATE.
"""

from __future__ import annotations

import sys
from pathlib import Path

from check_fragments import KINDS, ROOT, fragments, problems_of

MARK = "<!-- releases -->\n"


def indented(path: Path) -> str:
    """Read a fragment as the text of a list item."""
    return path.read_text(encoding="utf-8").strip().replace("\n", "\n  ")


def section(version: str, date: str) -> str:
    """Write the section of a release from the fragments."""
    lines = [f"\n## {version} ({date})\n"]
    for kind in KINDS:
        paths = [path for path in fragments() if path.name.endswith(f".{kind}.md")]
        if paths:
            lines.append(f"\n### {kind.capitalize()}\n\n")
            lines.extend(f"- {indented(path)}\n" for path in paths)
    return "".join(lines)


def main(version: str, date: str) -> int:
    """Write the section, remove the fragments, and return the exit status."""
    problems = [problem for path in fragments() for problem in problems_of(path)]
    if problems or not fragments():
        print("\n".join(problems) or "there is no fragment", file=sys.stderr)
        return 1
    changelog = ROOT / "CHANGELOG.md"
    head, mark, rest = changelog.read_text(encoding="utf-8").partition(MARK)
    changelog.write_text(head + mark + section(version, date) + rest, encoding="utf-8")
    for path in fragments():
        path.unlink()
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:3]))
