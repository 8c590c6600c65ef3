"""What moves a KPI, and how much of the plan behind it rests on each objective.

It is a division of the plan, not a claim about cause. A share of 1 starts at the KPI and is divided
at every step in proportion to weights:

1. At a KPI: among everything that supports it and every KPI that drives it. LOWERS turns the sign.
   What nothing supports or drives keeps its share, unowned.
2. At a key result of an objective: its own weight stays with the objective, the rest goes to the
   objectives aligned to it. An alignment to the objective as a whole counts as one to each of its
   key results, the alignment's weight divided in proportion to theirs.
3. At an objective that is reached through an alignment, or supports the KPI itself: the sum of its
   key results' weights stays with it, the rest goes to every objective aligned to it or to one of
   its key results. Where nothing is aligned, everything stays.

One pass in topological order computes it, never a listing of paths.
"""

from __future__ import annotations

from functools import cached_property
from math import fsum

from graph.domain.moved import moved
from graph.domain.order import after_all
from graph.domain.paths import Effect, Path, Step, by_share
from graph.domain.plan import PlanGraph
from graph.domain.routes import Routes
from graph.domain.shares import (
    LOWERS,
    NEAR,
    RAISES,
    TURNED,
    Moved,
    Mover,
    MoverEffect,
    Movers,
    Relation,
    Row,
    summary,
)

__all__ = [
    "Effect",
    "Influence",
    "Moved",
    "Mover",
    "MoverEffect",
    "Movers",
    "Path",
    "PlanGraph",
    "Relation",
    "Step",
    "kept_share",
    "moved",
    "mover_paths",
    "movers",
    "supporter_shares",
]


class Influence:
    """What moves one KPI: its movers, and the paths of any of them. What these have in common is
    computed once, when it is first needed."""

    def __init__(self, graph: PlanGraph, kpi: str) -> None:
        self.graph = graph
        self.kpi = kpi

    @cached_property
    def movers(self) -> Movers:
        """See `movers`."""
        return movers(self.graph, self.kpi)

    def divide(self) -> None:
        """Computes the movers now, for whoever asks later."""
        len(self.movers.rows)

    @cached_property
    def _routes(self) -> Routes:
        return Routes(self.graph, self.kpi)

    def paths(self, objective: str, first: int) -> list[Path]:
        """The `first` largest paths (at most 100) from an objective to the KPI, those equal to
        twelve digits by the ids of their steps; none when it does not move the KPI."""
        return self._routes.paths(objective, first)


def mover_paths(graph: PlanGraph, kpi: str, objective: str, first: int) -> list[Path]:
    """`Influence.paths` of one mover."""
    return Influence(graph, kpi).paths(objective, first)


def movers(graph: PlanGraph, kpi: str) -> Movers:
    """What moves `kpi`. A KPI that nothing supports or drives is unowned as a whole."""
    supporters, unowned = _divide_among_supporters(graph, kpi)
    entered: _Shares = {}
    reached: dict[str, list[str]] = {}
    for source, arrived in supporters.items():
        if source in graph.key_results:
            reached.setdefault(graph.key_results[source][1], []).append(source)
        else:
            entered[source] = arrived
    direct = {
        graph.key_results[source][1] if source in graph.key_results else source
        for source, _, _ in graph.supported_by.get(kpi, ())
    }

    # Ten thousand movers pass here: hence plain tuples, and no calls for those that only alignments
    # lead to.
    rows: list[Row] = []
    into, key_weight, aligned_weight = graph.into, graph.key_weight, graph.aligned_weight
    for objective in after_all([*entered, *reached], into):
        raised = lowered = own = 0.0
        bits = 0
        if objective in reached:
            raised, lowered, own, bits = _divide_at_key_results(
                graph, objective, reached[objective], supporters, entered
            )
        arrived_here = entered.get(objective)
        if arrived_here is not None:
            up, down, by = arrived_here
            raised += up
            lowered += down
            bits |= by
            if objective in aligned_weight:
                keys = key_weight.get(objective, 0.0)
                pool = keys + aligned_weight[objective]
                own += (up + down) * (keys / pool)
                for source, _, _, weight in into.get(objective, ()):
                    part = weight / pool
                    if source in entered:
                        up_there, down_there, by_there = entered[source]
                        entered[source] = (
                            up_there + up * part,
                            down_there + down * part,
                            by_there | by,
                        )
                    else:
                        entered[source] = (up * part, down * part, by)
            else:
                own += up + down
        # Without bits it is aligned only to a key result that nothing reached: no mover.
        if bits:
            rows.append(summary(objective, raised, lowered, own, bits, direct=objective in direct))
    return Movers(list(map(Mover._make, by_share(rows))), unowned)


def supporter_shares(graph: PlanGraph, kpi: str) -> list[tuple[float, float]]:
    """What reaches each supporter of the KPI or of those that drive it, raised and lowered apart:
    below them no sign turns any more."""
    supporters, _ = _divide_among_supporters(graph, kpi)
    return [(raised, lowered) for raised, lowered, _ in supporters.values()]


def kept_share(graph: PlanGraph, kpi: str, key_result: str) -> float:
    """The part of its objective's own share in a KPI that stays by this key result: what reaches it
    from the KPI, and its part of what enters the objective."""
    row = graph.key_results.get(key_result)
    if row is None:
        return 0.0
    _, objective, weight = row
    own = next((m.own_share for m in movers(graph, kpi).rows if m.objective == objective), 0.0)
    supporters, _ = _divide_among_supporters(graph, kpi)
    stays = {}
    for source, (up, down, _) in supporters.items():
        if source in graph.key_results and graph.key_results[source][1] == objective:
            stays[source] = (up + down) * (
                graph.key_results[source][2] / graph.key_result_pool(source)[0]
            )
    entered = max(0.0, own - fsum(stays.values()))
    return stays.get(key_result, 0.0) + entered * (weight / graph.key_weight[objective])


_Shares = dict[str, tuple[float, float, int]]
"""What reached each node: raised and lowered apart, and the bits of the paths that brought it."""


def _add(shares: _Shares, node: str, raised: float, lowered: float, bits: int) -> None:
    up, down, by = shares.get(node, (0.0, 0.0, 0))
    shares[node] = (up + raised, down + lowered, by | bits)


def _divide_among_supporters(graph: PlanGraph, kpi: str) -> tuple[_Shares, float]:
    """Rule 1: what reaches each supporter of the KPI or of those that drive it, and what reaches
    none."""
    kpis: _Shares = {kpi: (1.0, 0.0, RAISES | NEAR)}
    supporters: _Shares = {}
    unowned: list[float] = []
    for here in after_all([kpi], graph.driven_by):
        raised, lowered, bits = kpis[here]
        pool = graph.kpi_pool.get(here)
        if pool is None:
            unowned.append(raised + lowered)
            continue
        for links, shares, kept in (
            (graph.supported_by, supporters, RAISES | LOWERS | NEAR),
            (graph.driven_by, kpis, RAISES | LOWERS),
        ):
            for source, weight, lowers in links.get(here, ()):
                part = weight / pool
                up, down = raised * part, lowered * part
                if lowers:
                    _add(shares, source, down, up, TURNED[bits] & kept)
                else:
                    _add(shares, source, up, down, bits & kept)
    return supporters, fsum(unowned)


def _divide_at_key_results(
    graph: PlanGraph, objective: str, key_results: list[str], reached: _Shares, entered: _Shares
) -> tuple[float, float, float, int]:
    """Rule 2, for the key results of one objective that the KPIs reached: adds what goes on to
    `entered`, and gives what was raised and lowered, what stays, and its bits."""
    raised = lowered = own = whole_raised = whole_lowered = 0.0
    bits = 0
    for key_result in key_results:
        up, down, by = reached[key_result]
        pool, whole = graph.key_result_pool(key_result)
        raised += up
        lowered += down
        bits |= by
        own += (up + down) * (graph.key_results[key_result][2] / pool)
        whole_raised += up * (whole / pool)
        whole_lowered += down * (whole / pool)
    for source, _, named, weight in graph.into.get(objective, ()):
        to = graph.entered(objective, named)
        if to is None:
            part = weight / graph.aligned_to(objective)[None]
            _add(entered, source, whole_raised * part, whole_lowered * part, bits)
        elif to in reached:
            up, down, by = reached[to]
            part = weight / graph.key_result_pool(to)[0]
            _add(entered, source, up * part, down * part, by)
    return raised, lowered, own, bits
