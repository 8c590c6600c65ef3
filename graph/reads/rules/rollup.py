"""How progress and health go up from objectives: what is fetched, and what it comes to.

A write settles by this what has changed, and a proposal shows by it what would.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from graph.domain.health import CycleSpan, HealthSteps
from graph.domain.progress import Goal, Outcome, Part, is_live, roll_up
from graph.domain.step_function import StepFunction

Node = Mapping[str, Any]


class Contributor(NamedTuple):
    """An objective that counts in another: by which weight, and what it has come to."""

    weight: float
    progress: float | None
    healths: Sequence[Any]
    since: Sequence[int]
    source: str


def rising(goal: str, cycle: str, *more: str, takes: str = "") -> str:
    """Clauses from the objective `_s` to a row for each of those that its outcome may count in.

    `goal` and `cycle` say what is told of an objective `_a` and of its cycle `_c`, `more` what
    else. `takes` is another condition under which `_a` takes contributions.
    """
    # An objective's outcome follows from its own key results and from live objectives that align
    # to it. So a change goes up through ACTIVE objectives only: a draft takes no contributions, and
    # a closed one is frozen. The predicates read properties only, so the expansion is pruned
    # breadth first.
    others = "".join(f",\n    {one}" for one in more)
    return f"""\
  MATCH (_s) (()-[_r:ALIGNS_TO WHERE _r.counts]->
    (_m:Objective WHERE _m.lifecycle = 'ACTIVE')){{0,}} (_a)
  WITH DISTINCT _a
  RETURN [
    {goal},
    head(COLLECT {{ MATCH (_a)-[:IN_CYCLE]->(_c:Cycle) RETURN {cycle} }}),
    COLLECT {{
      MATCH (_a)-[:HAS_KEY_RESULT]->(_k:KeyResult) WHERE _k.archived = false
      RETURN [_k.weight, _k.progress, _k.healths, _k.healthSince]
    }},
    COLLECT {{
      MATCH (_a)<-[_x:ALIGNS_TO]-(_b:Objective)
      WHERE (_a.lifecycle = 'ACTIVE'{takes}) AND _x.counts
        AND _b.lifecycle IN ['ACTIVE', 'CLOSED']
      RETURN [_x.weight, _b.progress, _b.healths, _b.healthSince, _b.id]
    }}{others}
  ]"""


def risen(
    rows: Iterable[Sequence[Any]],
    closing: Mapping[str, int] | None = None,
    more: Mapping[str, Contributor] | None = None,
) -> dict[str, Outcome]:
    """The outcomes of the objectives of such rows. `closing` says when those are closed that are
    closed just now; `more` holds a contributor beside those of a row, by its target."""
    goals: dict[str, Goal] = {}
    contributions = []
    ids = []
    for node, cycle, results, contributors, *_ in rows:
        identifier = node["id"]
        ids.append(identifier)
        goals[identifier] = _goal(node, cycle, results, (closing or {}).get(identifier))
        another = (more or {}).get(identifier)
        for row in [*contributors, *([another] if another else [])]:
            one = Contributor(*row)
            contributions.append((one.source, identifier, one.weight))
            # From outside, a contributor brings what it came to before; the rest is overwritten.
            goals.setdefault(one.source, _frozen(one.progress, one.healths, one.since))
    outcomes = roll_up(goals, contributions)
    return {one: outcomes[one] for one in ids}


def span_of(cycle: Node | None) -> CycleSpan | None:
    """A stored cycle's time."""
    if cycle is None:
        return None
    return CycleSpan(cycle["startsMs"], cycle["endsMs"], cycle["state"] == "ACTIVE")


def _goal(node: Node, cycle: Node | None, results: Sequence[Any], closed_ms: int | None) -> Goal:
    if node["lifecycle"] == "CLOSED" and closed_ms is None:
        return _frozen(node.get("progress"), node["healths"], node["healthSince"])
    return Goal(
        mode=node["progressMode"],
        live=is_live(node["lifecycle"]),
        key_results=[Part(w, progress, _steps(h, since)) for w, progress, h, since in results],
        manual=node.get("manualProgress"),
        cycle=span_of(cycle),
        closed_ms=closed_ms,
    )


def _frozen(progress: float | None, healths: Sequence[Any], since: Sequence[int]) -> Goal:
    return Goal("AUTO", live=True, frozen=Outcome(progress, _steps(healths, since)))


def _steps(healths: Sequence[Any], since: Sequence[int]) -> HealthSteps:
    return StepFunction(tuple(healths), tuple(since))
