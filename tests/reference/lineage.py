"""Lineage by walking every path up, one by one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from tests.reference.plan import Alignment, Plan, Step, in_order


@dataclass(frozen=True)
class Line:
    """A path up from an objective, and its share."""

    share: Fraction
    steps: tuple[Step, ...]
    objectives: tuple[str, ...]

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(step.id for step in self.steps)


@dataclass(frozen=True)
class RelativeRow:
    objective: str
    depth: int
    share: Fraction


def hop_share(plan: Plan, link: Alignment) -> Fraction:
    """The share of one alignment; 0 when either end is not live."""
    if not plan.is_live(link.source) or not plan.is_live(link.target):
        return Fraction(0)
    pool = sum((k.weight for k in plan.key_results_of(link.target)), Fraction(0))
    for other in plan.alignments:
        if other.target == link.target and plan.is_live(other.source):
            pool += other.weight
    return link.weight / pool


@lru_cache(maxsize=64)
def lines_up(plan: Plan, objective: str) -> list[Line]:
    """Every path up from an objective, live or not, to wherever it is cut."""

    def walk(line: Line) -> Iterator[Line]:
        for link in plan.alignments:
            if link.source == line.objectives[-1]:
                share = hop_share(plan, link)
                steps: tuple[Step, ...] = (Step(link.target, share, None),)
                if link.key_result is not None:
                    steps = (
                        Step(link.key_result, share, None),
                        Step(link.target, Fraction(1), None),
                    )
                longer = Line(
                    line.share * share, line.steps + steps, (*line.objectives, link.target)
                )
                yield longer
                yield from walk(longer)

    one = Fraction(1)
    return list(walk(Line(one, (Step(objective, one, None),), (objective,))))


def paths_to_company(plan: Plan, objective: str, first: int) -> list[Line]:
    lines = [
        line
        for line in lines_up(plan, objective)
        if line.objectives[-1] in plan.company and all(plan.is_live(o) for o in line.objectives)
    ]
    return in_order(lines, lambda line: line.share, lambda line: line.ids)[:first]


def ancestors(plan: Plan, objective: str) -> list[RelativeRow]:
    return _relatives(lines_up(plan, objective), lambda line: line.objectives[-1])


def descendants(plan: Plan, objective: str) -> list[RelativeRow]:
    lines = [
        line
        for lower in plan.objectives
        for line in lines_up(plan, lower)
        if line.objectives[-1] == objective
    ]
    return _relatives(lines, lambda line: line.objectives[0])


def _relatives(lines: list[Line], end: Callable[[Line], str]) -> list[RelativeRow]:
    rows = []
    for objective in {end(line) for line in lines}:
        here = [line for line in lines if end(line) == objective]
        depth = min(len(line.objectives) - 1 for line in here)
        rows.append(RelativeRow(objective, depth, sum((x.share for x in here), Fraction(0))))
    return sorted(rows, key=lambda row: (row.depth, row.objective))


def orphans(plan: Plan) -> list[str]:
    """ACTIVE, not COMPANY, and no way up through ACTIVE objectives to a COMPANY one."""
    return [
        objective
        for objective in plan.objectives
        if plan.is_active(objective)
        and objective not in plan.company
        and not any(
            line.objectives[-1] in plan.company and all(plan.is_active(o) for o in line.objectives)
            for line in lines_up(plan, objective)
        )
    ]
