"""What an objective's progress is made of: its inputs, and the leaves that all of it rests on.

A share of 1 starts at the objective and is divided among what counts, in proportion to weights, in
one pass in topological order; what is reached on several ways adds up. Since a mean of means is
linear, the leaves' shares sum to 1 and share x progress over them to the objective's progress: the
only clamp is at the leaves.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Literal, NamedTuple

from graph.domain.explanations.contributions import Contributions, Input
from graph.domain.paths import by_share

LeafKind = Literal["KEY_RESULT", "MANUAL", "FROZEN"]
NoteCode = Literal[
    "NO_INPUTS",
    "FROZEN",
    "MANUAL_UNSET",
    "MODE_IGNORES_KEY_RESULTS",
    "MODE_IGNORES_CONTRIBUTIONS",
    "NOT_LIVE",
]

MESSAGES: dict[NoteCode, str] = {
    "NO_INPUTS": "Nothing counts toward it, so it has no progress.",
    "FROZEN": "It is closed: its progress is the one it closed with.",
    "MANUAL_UNSET": "Its progress is set by hand, and nobody has set it yet.",
    "MODE_IGNORES_KEY_RESULTS": "Its progress mode leaves out its key results.",
    "MODE_IGNORES_CONTRIBUTIONS": "Its progress mode leaves out the objectives aligned to it.",
    "NOT_LIVE": "It is a draft or archived: it counts nowhere, and aligned objectives do not count "
    "in it.",
}


class Leaf(NamedTuple):
    """Something at the bottom of an objective's progress; shares and progress are from 0 to 1.

    `raw` is a key result's progress before it is held between 0 and 1, None for objectives.
    """

    node: str
    contribution: float
    share: float
    progress: float
    raw: float | None
    kind: LeafKind

    @property
    def clamped(self) -> bool:
        """Whether holding it between 0 and 1 changed it."""
        return self.raw is not None and self.raw != self.progress


def shares_below(graph: Contributions, objective: str) -> tuple[dict[str, float], dict[str, float]]:
    """How much of an objective rests on each objective below it, itself included (1), and on each
    key result; the latter, with the objectives that are leaves, sum to 1."""
    goals = {objective: 1.0}
    key_results: dict[str, float] = {}
    for goal in graph.below(objective):
        if graph.is_leaf(goal):
            continue
        arrived = goals[goal]
        for row in graph.counted(goal):
            into = key_results if row.link is None else goals
            into[row.node] = into.get(row.node, 0.0) + arrived * row.share
    return goals, key_results


def leaves(graph: Contributions, objective: str) -> list[Leaf]:
    """Everything an objective's progress rests on: by contribution, largest first, those equal to
    twelve digits by id. Empty when it has no progress; a CLOSED or MANUAL one is a leaf of itself.
    """
    if graph.goals[objective].progress is None:
        return []
    goals, key_results = shares_below(graph, objective)
    rows = []
    for node, arrived in key_results.items():
        state = graph.key_results[node]
        share = min(arrived, 1.0)
        part = share * state.progress
        rows.append(Leaf(node, part, share, state.progress, state.raw, "KEY_RESULT"))
    for node, arrived in goals.items():
        goal = graph.goals[node]
        if graph.is_leaf(node) and goal.progress is not None:
            kind: LeafKind = "FROZEN" if goal.frozen else "MANUAL"
            share = min(arrived, 1.0)
            rows.append(Leaf(node, share * goal.progress, share, goal.progress, None, kind))
    return by_share(rows)


def notes(
    graph: Contributions, objective: str, inputs: Collection[Input] | None = None
) -> list[NoteCode]:
    """Why an objective has no number, or why its inputs are not what one might expect. `inputs` are
    those that may be spoken of, all unless given."""
    goal = graph.goals[objective]
    found: list[NoteCode] = []
    if goal.frozen:
        found.append("FROZEN")
    if not goal.live:
        found.append("NOT_LIVE")
    if goal.mode == "MANUAL":
        if goal.progress is None:
            found.append("MANUAL_UNSET")
        return found
    if goal.progress is None:
        found.append("NO_INPUTS")
    ignored = [
        row
        for row in (graph.inputs(objective) if inputs is None else inputs)
        if row.excluded == "MODE" and row.progress is not None
    ]
    if any(row.link is None for row in ignored):
        found.append("MODE_IGNORES_KEY_RESULTS")
    if any(row.link is not None for row in ignored):
        found.append("MODE_IGNORES_CONTRIBUTIONS")
    return found
