"""The paths from objectives to one KPI: where a path can go on, and how much of it is left.

A path's share is the product of its hops, walked here from the objective up to the KPI, against the
direction in which `influence` divides.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from functools import cached_property

from graph.domain.order import after_all
from graph.domain.paths import Effect, Hop, Path, Step, largest_paths
from graph.domain.plan import PlanGraph


class _At(Enum):
    START = "the objective whose paths are asked for"
    OBJECTIVE = "an objective, entered from below"
    KEY_RESULT = "a key result, on the way out of its objective"
    KPI = "a KPI on the way to the one that is moved"


_State = tuple[_At, str]


class Routes:
    """The paths to one KPI. What the objectives' paths have in common is kept between questions."""

    def __init__(self, graph: PlanGraph, kpi: str) -> None:
        self._graph = graph
        self._kpi = kpi
        # The largest share of a path from an objective that was entered from below; None: no path.
        self._beyond: dict[str, float | None] = {}

    def paths(self, objective: str, first: int) -> list[Path]:
        """See `influence.Influence.paths`."""
        self._look_beyond(objective)
        return largest_paths(objective, (_At.START, objective), self._hops, first)

    def _hops(self, state: _State) -> Iterator[Hop[_State]]:
        at, node = state
        for step, bound in self._to_kpis(node, at):
            yield (step,), None if step.id == self._kpi else (_At.KPI, step.id), bound
        if at is _At.START:
            for key_result in self._graph.supporting.get(node, ()):
                out = self._out_of(key_result)
                if out is not None:
                    yield (Step(key_result, 1.0, None),), (_At.KEY_RESULT, key_result), out
        if at in (_At.START, _At.OBJECTIVE):
            for steps, there in self._up(node):
                bound_there = self._left(there)
                if bound_there is not None:
                    yield steps, there, bound_there

    def _to_kpis(self, node: str, at: _At) -> Iterator[tuple[Step, float]]:
        graph = self._graph
        links = graph.drives if at is _At.KPI else graph.supports
        for kpi, weight, lowers in links.get(node, ()):
            bound = self._from_kpis.get(kpi)
            if bound is not None:
                effect: Effect = "LOWERS" if lowers else "RAISES"
                yield Step(kpi, weight / graph.kpi_pool[kpi], effect), bound

    def _up(self, objective: str) -> Iterator[tuple[tuple[Step, ...], _State]]:
        """The hops along the alignments of an objective. A path goes on through the target as a
        whole, or leaves by one of its key results: that is divided differently, by rule 2."""
        graph = self._graph
        for (target, entered), weight in graph.above.get(objective, {}).items():
            share = weight / graph.objective_pool(target)
            if entered is None:
                yield (Step(target, share, None),), (_At.OBJECTIVE, target)
                for key_result in graph.supporting.get(target, ()):
                    pool, whole = graph.key_result_pool(key_result)
                    part = weight / graph.aligned_to(target)[None] * (whole / pool)
                    yield (
                        (Step(target, part, None), Step(key_result, 1.0, None)),
                        (_At.KEY_RESULT, key_result),
                    )
            else:
                yield (
                    (Step(entered, share, None), Step(target, 1.0, None)),
                    (_At.OBJECTIVE, target),
                )
                if entered in graph.supports:
                    share = weight / graph.key_result_pool(entered)[0]
                    yield (Step(entered, share, None),), (_At.KEY_RESULT, entered)

    def _left(self, state: _State) -> float | None:
        at, node = state
        return self._out_of(node) if at is _At.KEY_RESULT else self._beyond.get(node)

    def _out_of(self, supporter: str) -> float | None:
        """The largest share of a path that leaves by a supporter's own supports."""
        return max(
            (step.share * bound for step, bound in self._to_kpis(supporter, _At.KEY_RESULT)),
            default=None,
        )

    def _look_beyond(self, objective: str) -> None:
        """Fills `_beyond` for an objective and all above it, those above first."""
        if objective in self._beyond:
            return
        for node in reversed(after_all([objective], self._graph.above)):
            if node in self._beyond:
                continue
            best = self._out_of(node)
            for steps, there in self._up(node):
                left = self._left(there)
                if left is not None:
                    best = max(best or 0.0, steps[0].share * left)
            self._beyond[node] = best

    @cached_property
    def _from_kpis(self) -> dict[str, float]:
        """The largest share of a path from each KPI that leads to this one, along drives."""
        graph = self._graph
        best = {self._kpi: 1.0}
        for kpi in after_all([self._kpi], graph.driven_by):
            for driver, weight, _ in graph.driven_by.get(kpi, ()):
                best[driver] = max(
                    best.get(driver, 0.0), best[kpi] * (weight / graph.kpi_pool[kpi])
                )
        return best
