"""The parts of a change that the viewer may be told of, and their sums by kind."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import fsum
from typing import Any, Final

from graph.domain.explanations.progress_change import History, Part, Step, progress_change
from graph.reads.compile.selection import Field
from graph.reads.rules.explanations.contributions import Subgraph
from graph.reads.rules.explanations.moments import CurrentValues

_KINDS: Final = ("CHECK_IN", "METRIC", "MANUAL", "REWEIGHTED", "JOINED", "LEFT", "FROZEN")


class Sight:
    """Which parts the viewer may be told of: those of which they see all that is named."""

    def __init__(self, states: Iterable[Subgraph], values: CurrentValues) -> None:
        self._states = list(states)
        self._home = values.home

    def sees(self, part: Part) -> bool:
        node = self._home.get(part.node, part.node) if part.kind == "CHECK_IN" else part.node
        return all(state.sees(node) and state.sees(part.of) for state in self._states)


def divided(
    history: History, root: Step, values: CurrentValues, sight: Sight
) -> tuple[list[Part], float]:
    """The parts that the viewer may be told of, and the sum of the others."""
    shown, hidden = [], []
    for part in progress_change(history, root, values.between):
        if sight.sees(part):
            shown.append(part)
        else:
            hidden.append(part.difference)
    return shown, fsum(hidden) + 0.0


def totals(selected: Field, parts: Sequence[Part]) -> list[dict[str, Any]]:
    rows = []
    for kind in _KINDS:
        differences = [part.difference for part in parts if part.kind == kind]
        if differences:
            values = {
                "kind": kind,
                "difference": fsum(differences) + 0.0,
                "count": len(differences),
                "__typename": "ChangePartTotal",
            }
            rows.append({member.key: values[member.name] for member in selected.only()})
    return rows
