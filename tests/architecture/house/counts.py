"""What is counted in the text of the code."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.source import Module

# A place that names so large a part of the providers has to know each.
MOST = 2 / 3
PART_WORDS = (
    {"AudioPart", "AudioURLPart", "audio"},
    {"DocumentPart", "DocumentURLPart", "document"},
)
# What of `core` does not translate for a provider.
NEUTRAL = {"base", "costs", "local"}
SHARED_LINES = 6
_LAYOUT = {
    tokenize.COMMENT,
    tokenize.NL,
    tokenize.NEWLINE,
    tokenize.INDENT,
    tokenize.DEDENT,
    tokenize.ENDMARKER,
}


def core_and_llm(modules: tuple[Module, ...]) -> list[Module]:
    """Leave out the local engine, and what stands above `core` and `llm`."""
    return [
        one
        for one in modules
        if re.match(r"mirascope\.(llm|core(?!\.local))\b", one.name)
    ]


def code_lines(module: Module) -> set[int]:
    """Find the lines with code: no blank ones, comments and docstrings."""
    lines: set[int] = set()
    for token in tokenize.generate_tokens(io.StringIO(module.text).readline):
        if token.type not in _LAYOUT:
            lines.update(range(token.start[0], token.end[0] + 1))
    for node in ast.walk(module.tree):
        match node:
            case ast.Expr(value=ast.Constant(value=str())):
                lines -= set(range(node.lineno, (node.end_lineno or 0) + 1))
            case _:
                pass
    return lines


def casts(module: Module) -> int:
    """Count the casts."""
    return len(re.findall(r"\bcast\(", module.text))


def type_variables(module: Module) -> list[str]:
    """Name the type variables and parameter specifications that a module declares."""
    return re.findall(r"^(\w+) = (?:TypeVar|ParamSpec)\(", module.text, re.MULTILINE)


def provider_tables(root: Path) -> list[str]:
    """Find the places that know all providers, in code and in what builds it."""
    core = (root / "mirascope/core").glob("[a-z]*/")
    providers = {one.name for one in core} - NEUTRAL
    least = MOST * len(providers)
    found = []
    for folder in ("mirascope", "tests", "benchmarks", "scripts"):
        for path in sorted((root / folder).rglob("*.py")):
            text = path.read_text("utf-8")
            if sum(name in text.lower() for name in providers) >= least:
                tables = _tables(ast.parse(text), providers)
                found += [f"{path.relative_to(root)}:{line}" for line in tables]
    for where in ("pyproject.toml", "Makefile"):
        text = (root / where).read_text("utf-8")
        if sum(name in text for name in providers) >= least:
            found.append(where)
    return found


def _tables(node: ast.AST, providers: set[str]) -> Iterator[int]:
    """Give the lines of the smallest pieces of code that name most providers."""
    for child in ast.iter_child_nodes(node):
        if len(_named(child, providers)) >= MOST * len(providers):
            inner = list(_tables(child, providers))
            yield from inner or [getattr(child, "lineno", 0)]


def _named(node: ast.AST, providers: set[str]) -> set[str]:
    words: set[str] = set()
    for one in ast.walk(node):
        match one:
            case ast.Constant(value=str(text)) | ast.Name(id=text):
                words.add(text.lower())
            case ast.alias(name=text) | ast.Attribute(attr=text):
                words.add(text.lower())
            case ast.keyword(arg=str(text)) | ast.ImportFrom(module=str(text)):
                words.add(text.lower())
            case _:
                pass
    return {
        name
        for name in providers
        for word in words
        if word.startswith(name) or name in re.split(r"[^a-z]+", word)
    }


def content_part_files(modules: tuple[Module, ...]) -> list[str]:
    """Find the files that list the kinds of content parts, beside the codecs.

    One that names audio and documents would have to name a new kind too.
    """
    found = []
    for module in modules:
        if re.match(r"mirascope\.core\.(?!base|costs)\w+\b", module.name):
            continue
        words: set[str] = set()
        for node in ast.walk(module.tree):
            match node:
                case ast.Constant(value=str(word)) | ast.Name(id=word):
                    words.add(word)
                case ast.alias(name=word) | ast.ClassDef(name=word):
                    words.add(word)
                case _:
                    pass
        if all(words & kind for kind in PART_WORDS):
            found.append(module.where)
    return found


def shared_pairs(modules: list[Module]) -> int:
    """Count the pairs of places that share six or more lines of code."""
    lines: list[str] = []
    for module in modules:
        text = module.text.splitlines()
        imports = {
            line
            for node in ast.walk(module.tree)
            if isinstance(node, ast.Import | ast.ImportFrom)
            for line in range(node.lineno, (node.end_lineno or 0) + 1)
        }
        own = sorted(code_lines(module) - imports)
        lines += [text[at - 1].strip() for at in own]
        lines += [f"# the end of {module.where} {at}" for at in range(SHARED_LINES)]
    places: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for at in range(len(lines) - SHARED_LINES):
        places[tuple(lines[at : at + SHARED_LINES])].append(at)
    pairs = {
        (one, other)
        for same in places.values()
        for index, one in enumerate(same)
        for other in same[index + 1 :]
    }
    return sum((one - 1, other - 1) not in pairs for one, other in pairs)
