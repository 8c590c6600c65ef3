"""Influence by walking every path from the KPI down, one by one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache

from tests.reference.plan import KeyResult, Plan, Step, in_order


@dataclass(frozen=True)
class Arrival:
    """A path's end: what reaches an objective (None: nobody), and what of it stays there. `steps`
    run from the objective to the KPI."""

    objective: str | None
    share: Fraction
    stays: Fraction
    sign: int
    steps: tuple[Step, ...]
    kpis: int
    alignments: int

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(step.id for step in self.steps)


@dataclass(frozen=True)
class _Walk:
    """Where a walk is: its share and sign so far, and the path back to the KPI."""

    share: Fraction = Fraction(1)
    sign: int = 1
    back: tuple[Step, ...] = ()
    kpis: int = 0
    alignments: int = 0

    def over(self, node: str, part: Fraction, sign: int = 0) -> _Walk:
        """On from `node` by a link that carries `part`; `sign` when it is a support or drive."""
        effect = {1: "RAISES", -1: "LOWERS", 0: None}[sign]
        return replace(
            self,
            share=self.share * part,
            sign=self.sign * (sign or 1),
            back=(Step(node, part, effect), *self.back),
        )

    def aligned(self) -> _Walk:
        return replace(self, alignments=self.alignments + 1)

    def end(self, objective: str | None, stays: Fraction) -> Arrival:
        first = () if objective is None else (Step(objective, Fraction(1), None),)
        return Arrival(
            objective,
            self.share,
            self.share * stays,
            self.sign,
            (*first, *self.back),
            self.kpis,
            self.alignments,
        )


@lru_cache(maxsize=64)
def arrivals(plan: Plan, kpi: str) -> list[Arrival]:
    """Every path of a KPI, to its end."""
    return list(_at_kpi(plan, kpi, _Walk()))


def _at_kpi(plan: Plan, kpi: str, walk: _Walk) -> Iterator[Arrival]:
    walk = replace(walk, kpis=walk.kpis + 1)
    home = {k.id: k for k in plan.key_results}
    supports = [
        link
        for link in plan.supports
        if link.kpi == kpi
        and plan.is_active(home[link.source].objective if link.source in home else link.source)
    ]
    drives = [link for link in plan.drives if link.kpi == kpi]
    pool = sum((link.weight for link in supports + drives), Fraction(0))
    if pool == 0:
        yield walk.end(None, Fraction(1))
    for link in supports:
        on = walk.over(kpi, link.weight / pool, link.sign)
        if link.source in home:
            yield from _at_key_result(plan, home[link.source], on)
        else:
            yield from _at_objective(plan, link.source, on)
    for link in drives:
        yield from _at_kpi(plan, link.source, walk.over(kpi, link.weight / pool, link.sign))


def _at_key_result(plan: Plan, key_result: KeyResult, walk: _Walk) -> Iterator[Arrival]:
    objective = key_result.objective
    keys = sum(k.weight for k in plan.key_results_of(objective))
    to_it = []
    for link in plan.alignments:
        if link.target == objective and plan.is_active(link.source):
            if link.key_result is None:
                to_it.append((link, link.weight * key_result.weight / keys))
            elif link.key_result == key_result.id:
                to_it.append((link, link.weight))
    pool = key_result.weight + sum(weight for _, weight in to_it)
    yield walk.over(key_result.id, Fraction(1)).end(objective, key_result.weight / pool)
    for link, weight in to_it:
        if link.key_result is None:
            on = walk.over(key_result.id, Fraction(1)).over(objective, weight / pool)
        else:
            on = walk.over(key_result.id, weight / pool)
        yield from _at_objective(plan, link.source, on.aligned())


def _at_objective(plan: Plan, objective: str, walk: _Walk) -> Iterator[Arrival]:
    keys = sum((k.weight for k in plan.key_results_of(objective)), Fraction(0))
    to_it = [a for a in plan.alignments if a.target == objective and plan.is_active(a.source)]
    if not to_it:
        yield walk.end(objective, Fraction(1))
        return
    pool = keys + sum(link.weight for link in to_it)
    yield walk.end(objective, keys / pool)
    for link in to_it:
        if link.key_result is None:
            on = walk.over(objective, link.weight / pool)
        else:
            on = walk.over(objective, Fraction(1)).over(link.key_result, link.weight / pool)
        yield from _at_objective(plan, link.source, on.aligned())


@dataclass(frozen=True)
class MoverRow:
    objective: str
    share: Fraction
    own_share: Fraction
    net_share: Fraction
    effect: str
    relation: str


@dataclass(frozen=True)
class KpiRow:
    kpi: str
    share: Fraction
    own_share: Fraction
    net_share: Fraction
    effect: str
    relation: str


@lru_cache(maxsize=64)
def movers(plan: Plan, kpi: str) -> tuple[list[MoverRow], Fraction]:
    """The movers of a KPI in order, and its unowned share."""
    ends = arrivals(plan, kpi)
    rows = []
    for objective in sorted({end.objective for end in ends if end.objective is not None}):
        here = [end for end in ends if end.objective == objective]
        signs = {end.sign for end in here}
        relation = "DRIVER"
        if any(end.kpis == 1 and end.alignments == 0 for end in here):
            relation = "DIRECT"
        elif any(end.kpis == 1 for end in here):
            relation = "ALIGNED"
        rows.append(
            MoverRow(
                objective,
                sum((end.share for end in here), Fraction(0)),
                sum((end.stays for end in here), Fraction(0)),
                sum((end.share * end.sign for end in here), Fraction(0)),
                "MIXED" if len(signs) == 2 else "RAISES" if signs == {1} else "LOWERS",
                relation,
            )
        )
    unowned = sum((end.share for end in ends if end.objective is None), Fraction(0))
    return in_order(rows, lambda row: row.share, lambda row: (row.objective,)), unowned


def moved(plan: Plan, objective: str) -> list[KpiRow]:
    """The KPIs that an objective moves, in order."""
    rows = [
        KpiRow(kpi, row.share, row.own_share, row.net_share, row.effect, row.relation)
        for kpi in plan.kpis
        for row in movers(plan, kpi)[0]
        if row.objective == objective
    ]
    return in_order(rows, lambda row: row.share, lambda row: (row.kpi,))


def paths(plan: Plan, kpi: str, objective: str, first: int) -> list[Arrival]:
    """The first paths from an objective to a KPI, in order; `sign` is the path's."""
    ends = [end for end in arrivals(plan, kpi) if end.objective == objective]
    return in_order(ends, lambda end: end.share, lambda end: end.ids)[:first]


def idle(plan: Plan) -> list[str]:
    """ACTIVE objectives that move no KPI."""
    return [o for o in plan.objectives if plan.is_active(o) and not moved(plan, o)]


def unmoved(plan: Plan) -> list[str]:
    """KPIs without movers."""
    return [kpi for kpi in plan.kpis if not movers(plan, kpi)[0]]
