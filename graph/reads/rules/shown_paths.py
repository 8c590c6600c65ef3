"""Paths as a client selected them, with what stands on their steps projected."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from graph.domain.paths import Path
from graph.reads.compile.selection import Field
from graph.reads.rules.projection import Slots

NODE_TYPES = ("Objective", "KeyResult", "Kpi")


def type_of(identity: str) -> str:
    """The type of a step of a path, from its id's prefix."""
    return {"obj": "Objective", "kr": "KeyResult", "kpi": "Kpi"}[identity.partition("_")[0]]


class Paths:
    """Paths as a client selected them: the nodes on their steps are a slot of a projection."""

    def __init__(self, projection: Slots, selected: Field) -> None:
        self.selected = selected
        steps = selected.child("steps")
        nodes = [node for step in steps for node in step.child("node")]
        self._slots = {
            id(node): projection.slot(NODE_TYPES, node.on, abstract=True) for node in nodes
        }
        # Which steps are hidden is asked of the database even when no node is selected.
        self._seen = projection.slot(NODE_TYPES, {}) if steps else None

    def wants(self, paths: Sequence[Path], into: dict[int, dict[str, list[str]]]) -> None:
        """Add the ids on these paths to what the projection is asked for."""
        slots = [*self._slots.values(), *([self._seen] if self._seen is not None else [])]
        for path in paths:
            for step in path.steps:
                for slot in slots:
                    into.setdefault(slot, {}).setdefault(type_of(step.id), []).append(step.id)

    def build(self, paths: Sequence[Path], found: Sequence[Mapping[str, Any]]) -> list[Any]:
        """The paths in the selection's order."""
        return [self._path(path, found) for path in paths]

    def _path(self, path: Path, found: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
        built: dict[str, Any] = {}
        for one in self.selected.only():
            match one.name:
                case "share":
                    built[one.key] = path.share
                case "effect":
                    built[one.key] = path.effect
                case "length":
                    built[one.key] = len(path.steps) - 1
                case "steps":
                    built[one.key] = [self._step(one, step, found) for step in path.steps]
                case _:
                    built[one.key] = "Path"
        return built

    def _step(self, selected: Field, step: Any, found: Sequence[Mapping[str, Any]]) -> Any:
        assert self._seen is not None
        built: dict[str, Any] = {}
        for one in selected.only():
            match one.name:
                case "node":
                    built[one.key] = found[self._slots[id(one)]].get(step.id)
                case "hidden":
                    built[one.key] = step.id not in found[self._seen]
                case "share":
                    built[one.key] = step.share
                case "effect":
                    built[one.key] = step.effect
                case _:
                    built[one.key] = "PathStep"
        return built
