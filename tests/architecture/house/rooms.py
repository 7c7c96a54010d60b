"""The rooms of `mirascope.core.base` in import order, and which imports run upward."""

from __future__ import annotations

from typing import NamedTuple

from tests.architecture.source import Module

from .graph import Edge, edges, hands_on

BASE = "mirascope.core.base"

# A room uses itself and those above it. The ground is files, the others are packages.
ROOMS = {
    "ground": """types call_params call_kwargs stream_config from_call_args
        response_model_config_dict _flow _models _fields _functions _bounded_cache _mask
        _event_loop _compat _log _type_variables""",
    "_errors": "",
    "_sdk": "",
    "_json": "",
    "_schema": "",
    "_partial": "",
    "messages": "",
    "prompt": "",
    "tool": "",
    "_codec": "_block_stream",
    "_chain": "",
    "_retry": "",
    "_limits": "",
    "_response": "",
    "_call": "",
}
# Windows hand on names of rooms, and no room looks through them.
WINDOW = "window"
# What base must not know, wherever it stands.
OUTSIDE = ("mirascope.llm", "mirascope.core.costs")

_ORDER = list(ROOMS)
_ROOM_OF = {
    name: room for room, names in ROOMS.items() for name in [room, *names.split()]
}
ABOVE_ALL = len(_ORDER)


class Upward(NamedTuple):
    """An import that a room must not make."""

    edge: Edge
    importer: str
    """The room that imports."""
    imported: str

    @property
    def key(self) -> str:
        """How the list of allowed ones names it, whatever its line is."""
        one = self.edge
        return f"{one.importer} -> {one.imported} ({one.kind})"


def room_of(module: Module) -> str | None:
    """Name the room in which a module of base stands, or none outside it."""
    if module.name == BASE:
        return WINDOW
    if not module.name.startswith(BASE + "."):
        return None
    name, _, inside = module.name[len(BASE) + 1 :].partition(".")
    if hands_on(module) and not (inside or module.is_package):
        return WINDOW
    return _ROOM_OF.get(name, "unknown")


def height(room: str) -> int:
    """Tell how far down the list a room stands."""
    return _ORDER.index(room) if room in _ROOM_OF else ABOVE_ALL


def unplaced(modules: tuple[Module, ...]) -> list[str]:
    """List the modules that no room names."""
    return [one.name for one in modules if room_of(one) == "unknown"]


def upward(modules: tuple[Module, ...]) -> list[Upward]:
    """Find the imports that run against the order of the rooms."""
    rooms = {one.name: room_of(one) for one in modules}
    found = []
    for edge in edges(modules):
        importer = rooms[edge.importer]
        if importer is None or importer == WINDOW:
            continue
        imported = rooms[edge.imported]
        if imported is None:
            if edge.imported == "mirascope" or edge.imported.startswith(OUTSIDE):
                found.append(Upward(edge, importer, "outside"))
        elif height(imported) > height(importer):
            found.append(Upward(edge, importer, imported))
    return found
