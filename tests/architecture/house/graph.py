"""Which module imports which: circles, and how many floors stand on one another."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from functools import cache
from graphlib import TopologicalSorter
from typing import NamedTuple

from tests.architecture.source import Kind, Module


class Edge(NamedTuple):
    """One statement of a module that imports another."""

    importer: str
    imported: str
    kind: Kind
    line: int


@cache
def edges(modules: tuple[Module, ...], *, through: bool = False) -> tuple[Edge, ...]:
    """Find the imports between modules, each statement and its target once.

    Args:
        modules: The modules between which imports count.
        through: Whether a name that a lazy module only hands on counts as imported
            from where it is defined.
    """
    names = {one.name for one in modules}
    handed_on = _handed_on(modules) if through else {}
    found: dict[Edge, None] = {}
    for module in modules:
        for line, name, kind in module.imports():
            target = _defining(name, names, handed_on)
            if target in names and target != module.name:
                found[Edge(module.name, target, kind, line)] = None
    return tuple(found)


def hands_on(module: Module) -> bool:
    """Tell a module that defines nothing, but gives names from other modules."""
    lazy = any(one.name.endswith("_lazy.attach") for one in module.imports())
    return lazy or not any(map(_defines, module.tree.body))


def _defines(node: ast.stmt) -> bool:
    match node:
        case ast.Assign(targets=[target]):
            return not ast.unparse(target).startswith("__")
        case _:
            defining = ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
            return isinstance(node, defining | ast.AnnAssign)


def _handed_on(modules: tuple[Module, ...]) -> dict[str, str]:
    """Map the names that modules only hand on to where those import them from."""
    return {
        f"{one.name}.{name.rpartition('.')[2]}": name
        for one in modules
        if hands_on(one)
        for _, name, _ in one.imports()
    }


def _defining(name: str, names: set[str], handed_on: dict[str, str]) -> str:
    """Find the module that an imported name comes from."""
    while name not in names:
        module, _, own = name.rpartition(".")
        star = handed_on.get(f"{module}.*", "")
        further = handed_on.get(name) or (star and f"{star[:-1]}{own}")
        if not further or further == name:
            return module
        name = further
    return name


def circles(modules: tuple[Module, ...]) -> list[list[str]]:
    """Find the groups of modules that import one another, the largest first."""
    below = _below(edges(modules), {one.name for one in modules})
    groups = [sorted(one) for one in _components(below) if len(one) > 1]
    return sorted(groups, key=len, reverse=True)


def chain(modules: tuple[Module, ...], within: str, kinds: set[Kind]) -> list[str]:
    """Find the longest chain of imports in a package: its floors, the top one first.

    A circle has as many floors as modules, since each needs all others.

    Args:
        modules: All modules.
        within: The package; those of its modules that hand on names are passed through.
        kinds: Which imports count.
    """
    inside = [one for one in modules if one.name.startswith(within + ".")]
    names = {one.name for one in inside if not hands_on(one)}
    known = [one for one in edges(modules, through=True) if one.kind in kinds]
    below = _below(known, names)
    group_of = {name: group for group in _components(below) for name in group}
    groups: dict[frozenset[str], set[frozenset[str]]] = {}
    for name, imported in below.items():
        own = group_of[name]
        under = groups.setdefault(own, set())
        under |= {group_of[one] for one in imported} - {own}
    longest: dict[frozenset[str], list[str]] = {}
    for group in TopologicalSorter(groups).static_order():
        under = (longest[one] for one in groups[group])
        longest[group] = [*sorted(group), *max(under, key=len, default=[])]
    return max(longest.values(), key=len, default=[])


def _below(edges: Iterable[Edge], names: set[str]) -> dict[str, set[str]]:
    below: dict[str, set[str]] = {name: set() for name in names}
    for one in edges:
        if one.importer in names and one.imported in names:
            below[one.importer].add(one.imported)
    return below


def _components(below: dict[str, set[str]]) -> Iterator[frozenset[str]]:
    """Give the strongly connected components, after Kosaraju."""
    above: dict[str, set[str]] = {name: set() for name in below}
    for name, imported in below.items():
        for one in imported:
            above[one].add(name)
    seen: set[str] = set()
    order = [one for name in sorted(below) for one in _visit(name, below, seen)]
    seen = set()
    for name in reversed(order):
        if name not in seen:
            yield frozenset(_visit(name, above, seen))


def _visit(name: str, graph: dict[str, set[str]], seen: set[str]) -> Iterator[str]:
    """Give what can be reached and was not seen, each after what lies behind it."""
    if name in seen:
        return
    seen.add(name)
    stack = [(name, iter(sorted(graph[name])))]
    while stack:
        at, rest = stack[-1]
        following = next((one for one in rest if one not in seen), None)
        if following is None:
            stack.pop()
            yield at
        else:
            seen.add(following)
            stack.append((following, iter(sorted(graph[following]))))
