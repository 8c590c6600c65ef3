"""The problems of a payload, with what they speak of."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from graph.domain.errors import GoalgraphError
from graph.reads.changes.fields import field_names
from graph.reads.compile.row_builders import Answer
from graph.reads.compile.selection import Field
from graph.reads.table.types import TYPES, types_of

PROBLEM_TYPES: Final = {
    "INVALID_INPUT": "InvalidInput",
    "NOT_FOUND": "NotFound",
    "FORBIDDEN": "Forbidden",
    "CONFLICT": "Conflict",
    "READ_ONLY": "ReadOnly",
    "VERSION_CONFLICT": "VersionConflict",
    "ALIGNMENT_CYCLE": "AlignmentCycle",
    "DRIVE_CYCLE": "DriveCycle",
    "HIERARCHY_CYCLE": "HierarchyCycle",
    "REVERT_BLOCKED": "RevertBlocked",
}
"""The type of a problem in the schema, by its code."""

# Fields of problems that show one node, by what an error calls its id.
_NODE_OF: Final = ("node", "current")


@dataclass(frozen=True, slots=True)
class Problems:
    """How problems are shown: `node` gives what is selected of a node, by its id, and `seen` are
    the ids of those that the viewer may see."""

    node: Callable[[Field, str | None], Any]
    seen: Container[str]

    def of(self, selected: Field, problem: GoalgraphError) -> Answer:
        """A problem in the order of its selection."""
        type_name = PROBLEM_TYPES[problem.code]
        built: dict[str, Any] = {}
        for field in selected.on.get(type_name, []):
            match field.name:
                case "__typename":
                    built[field.key] = type_name
                case "code":
                    built[field.key] = problem.code
                case "message":
                    built[field.key] = problem.message
                case "path":
                    built[field.key] = problem.data.get("path", [])
                case "steps":
                    steps = problem.data["steps"]
                    made = problem.data["made"]
                    built[field.key] = [self._step(field, step, made) for step in steps]
                case "blockers":
                    blockers = problem.data.get("blockers", ())
                    built[field.key] = [self._blocker(field, blocker) for blocker in blockers]
                case "hiddenBlockers":
                    built[field.key] = problem.data.get("hidden", 0)
                case _:
                    built[field.key] = self.node(field, problem.data.get(field.name))
        return Answer(type_name, built)

    def _step(
        self,
        selected: Field,
        step: tuple[str, float, str | None],
        made: Container[str],
    ) -> dict[str, Any]:
        identifier, share, effect = step
        values = {
            # What a batch would have made is not there, and is nobody's secret.
            "hidden": identifier not in self.seen and identifier not in made,
            "share": share,
            "effect": effect,
            "__typename": "PathStep",
        }
        return {
            field.key: self.node(field, identifier) if field.name == "node" else values[field.name]
            for field in selected.only()
        }

    def _blocker(self, selected: Field, blocker: Sequence[Any]) -> dict[str, Any]:
        identifier, revision, stored = blocker
        kind = types_of(identifier)[0]
        values = {
            "id": identifier,
            "revision": revision,
            "fields": field_names(kind, TYPES[kind].fields, stored),
            "__typename": "Blocker",
        }
        return {
            field.key: self.node(field, identifier) if field.name == "node" else values[field.name]
            for field in selected.only()
        }


def ids_of(problems: Sequence[GoalgraphError]) -> list[str]:
    """The ids of the nodes that problems speak of."""
    ids = []
    for problem in problems:
        ids += [problem.data[name] for name in _NODE_OF if name in problem.data]
        for name in ("steps", "blockers"):
            ids += [place[0] for place in problem.data.get(name, ())]
    return ids


def nodes_of(problems: Field) -> Iterator[Field]:
    """The fields of problems that show nodes."""
    for fields in problems.on.values():
        for field in fields:
            if field.name in _NODE_OF:
                yield field
            elif field.name in ("steps", "blockers"):
                yield from field.child("node")
