"""What follows for the objectives above a key result if it ends elsewhere.

Nothing above a leaf clamps, so progress is linear in the key result's: exactly its share of the
objective times what changes.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import fsum
from typing import NamedTuple

from graph.domain.explanations.contributions import Contributions
from graph.domain.order import after_all
from graph.domain.progress import weighted_mean


class Landed(NamedTuple):
    """An objective that rests on the key result, by `share` (0 to 1), and its progress before and
    after; `difference` is after - before."""

    objective: str
    share: float
    before: float
    after: float
    difference: float


class Expectation(NamedTuple):
    """One support of a KPI: the change that it predicts for a progress of 1, in the KPI's unit, and
    its progress before and after."""

    expected_delta: float | None
    before: float
    after: float


def shares_above(graph: Contributions, key_result: str) -> dict[str, float]:
    """How much of each objective rests on the key result, its own first; only shares above 0.
    CLOSED objectives rest on nothing any more, and neither does what is above them by them."""
    state = graph.key_results[key_result]
    shares: dict[str, float] = {}
    own = graph.goals[state.objective]
    if not own.frozen:
        for row in graph.counted(state.objective):
            if row.node == key_result:
                shares[state.objective] = row.share
    if not shares:
        return {}
    above: dict[str, list[tuple[str, float]]] = {}
    for goal in graph.goals.values():
        if goal.frozen:
            continue
        for row in graph.counted(goal.id):
            if row.link is not None:
                above.setdefault(row.node, []).append((goal.id, row.share))
    for goal_id in after_all([state.objective], above):
        for target, share in above.get(goal_id, ()):
            shares[target] = shares.get(target, 0.0) + shares.get(goal_id, 0.0) * share
    return {goal: min(share, 1.0) for goal, share in shares.items() if share > 0}


def at_best(graph: Contributions, objectives: Iterable[str]) -> dict[str, float | None]:
    """The progress of these objectives and of those below them if all that is still open
    succeeds: key results and MANUAL objectives at 1, CLOSED ones as they are."""
    best: dict[str, float | None] = {}
    for objective in objectives:
        for goal_id in reversed(graph.below(objective)):
            if goal_id in best:
                continue
            goal = graph.goals[goal_id]
            if goal.frozen:
                best[goal_id] = goal.progress
            elif goal.mode == "MANUAL":
                best[goal_id] = None if goal.progress is None else 1.0
            else:
                best[goal_id] = weighted_mean(
                    (row.weight, 1.0 if row.link is None else best[row.node] or 0.0)
                    for row in graph.counted(goal_id)
                )
    return best


def landed(graph: Contributions, key_result: str, progress: float | None) -> list[Landed]:
    """The objectives that rest on the key result: by how much they change, then by share, then by
    id. `progress` (0 to 1) is where it lands, against now; None: it stays where it is, against a
    plan in which everything else and itself succeeds."""
    now = graph.key_results[key_result].progress
    shares = shares_above(graph, key_result)
    rows = []
    best = at_best(graph, shares) if progress is None else {}
    for goal, share in shares.items():
        before = best[goal] if progress is None else graph.goals[goal].progress
        if before is None:
            continue
        difference = share * (now - 1.0 if progress is None else progress - now) + 0.0
        after = min(max(before + difference, 0.0), 1.0)
        rows.append(Landed(goal, share, before, after, difference))
    rows.sort(key=lambda row: (-abs(row.difference), -row.share, row.objective))
    return rows


def expected(rows: Iterable[Expectation]) -> tuple[float, float] | None:
    """What supports predict for a KPI before and after, in its unit: the sum of expected delta x
    progress over those that have one, None without any."""
    known = [(row.expected_delta, row.before, row.after) for row in rows]
    told = [(delta, before, after) for delta, before, after in known if delta is not None]
    if not told:
        return None
    return (
        fsum(d * before for d, before, _ in told) + 0.0,
        fsum(d * after for d, _, after in told) + 0.0,
    )
