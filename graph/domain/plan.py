"""The part of the plan that a question about influence is asked of, and the pools in it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from math import frexp, ldexp
from sys import float_info
from typing import cast

# Key result, objective, weight.
KeyResultRow = tuple[str, str, float]
# Source objective (None: others that were not fetched), target, key result or None, weight.
AlignmentRow = tuple[str | None, str, str | None, float]
# The same, without others.
SeenRow = tuple[str, str, str | None, float]
# Key result, objective or KPI (None: others), KPI, weight, whether it lowers the KPI.
EffectRow = tuple[str | None, str, float, bool]

_LARGEST_SUM = 1e307
_SMALLER = 2.0**-24


class PlanGraph:
    """What one statement fetched: only what takes part is in it (ACTIVE objectives and their
    unarchived key results), each key result and link once. Both graphs in it are acyclic.

    - `key_results`: (key result, its objective, weight)
    - `alignments`: (source objective, target objective, key result of the target, weight); without
      a key result, or with one that is not in `key_results`, it is to the target as a whole
    - `supports`: (key result or objective, KPI, weight, whether it LOWERS the KPI); a source that
      is not in `key_results` is an objective
    - `drives`: (driver KPI, driven KPI, weight, whether it LOWERS the driven KPI)

    A source of None stands for others that were not fetched: their weight is in the pool, but what
    goes on to them is not followed. Weights are positive and finite, of any size.
    """

    def __init__(
        self,
        key_results: Iterable[KeyResultRow],
        alignments: Iterable[AlignmentRow],
        supports: Iterable[EffectRow],
        drives: Iterable[EffectRow],
    ) -> None:
        rows = (list(key_results), list(alignments), list(supports), list(drives))
        self._fill(*rows)
        sums = (self.key_weight, self.aligned_weight, self.kpi_pool)
        if any(max(each.values(), default=0.0) > _LARGEST_SUM for each in sums):
            # Only ratios matter, and a power of two keeps them as they are.
            self._fill(
                [(a, b, w * _SMALLER) for a, b, w in rows[0]],
                [(a, b, c, w * _SMALLER) for a, b, c, w in rows[1]],
                [(a, b, w * _SMALLER, lowers) for a, b, w, lowers in rows[2]],
                [(a, b, w * _SMALLER, lowers) for a, b, w, lowers in rows[3]],
            )

    def _fill(
        self,
        key_results: Sequence[KeyResultRow],
        alignments: Sequence[AlignmentRow],
        supports: Sequence[EffectRow],
        drives: Sequence[EffectRow],
    ) -> None:
        # Tens of thousands of rows pass here for each question, so they are kept as they came.
        self.key_results: dict[str, KeyResultRow] = {row[0]: row for row in key_results}
        """The row of each key result."""
        key_weight: defaultdict[str, float] = defaultdict(float)
        for _, objective, w in key_results:
            key_weight[objective] += w
        self.key_weight: Mapping[str, float] = key_weight
        """Sum of the weights of each objective's key results."""

        into: defaultdict[str, list[AlignmentRow]] = defaultdict(list)
        aligned_weight: defaultdict[str, float] = defaultdict(float)
        self._others: list[AlignmentRow] = []
        for row in alignments:
            target = row[1]
            aligned_weight[target] += row[3]
            if row[0] is None:
                self._others.append(row)
            else:
                into[target].append(row)
        self.into = cast("Mapping[str, list[SeenRow]]", into)
        """The rows of what is aligned to each objective."""
        self.aligned_weight: Mapping[str, float] = aligned_weight
        """Sum of the weights of all that is aligned to each objective or its key results."""

        self.supported_by: dict[str, list[tuple[str, float, bool]]] = {}
        self.driven_by: dict[str, list[tuple[str, float, bool]]] = {}
        self.kpi_pool: dict[str, float] = {}
        """Sum of the weights of all that supports or drives each KPI."""
        pool = self.kpi_pool
        for rows, links in ((supports, self.supported_by), (drives, self.driven_by)):
            for source, kpi, w, lowers in rows:
                pool[kpi] = pool.get(kpi, 0.0) + w
                if source is not None:
                    links.setdefault(kpi, []).append((source, w, lowers))
        self._aligned_to: dict[str, dict[str | None, float]] = {}

    def entered(self, target: str, key_result: str | None) -> str | None:
        """The key result that an alignment is to, None when it is to the target as a whole."""
        row = None if key_result is None else self.key_results.get(key_result)
        return key_result if row is not None and row[1] == target else None

    def aligned_to(self, objective: str) -> dict[str | None, float]:
        """Sums of the weights of what is aligned to each key result of an objective, and, by None,
        to the objective as a whole."""
        sums = self._aligned_to.get(objective)
        if sums is None:
            sums = self._aligned_to[objective] = {}
            for _, _, named, w in (*self.into.get(objective, ()), *self._unseen.get(objective, ())):
                entered = self.entered(objective, named)
                sums[entered] = sums.get(entered, 0.0) + w
        return sums

    @cached_property
    def _unseen(self) -> dict[str, list[AlignmentRow]]:
        unseen: dict[str, list[AlignmentRow]] = {}
        for row in self._others:
            unseen.setdefault(row[1], []).append(row)
        return unseen

    def key_result_pool(self, key_result: str) -> tuple[float, float]:
        """What divides the share that reaches a key result: the sum of its pool, and the part of
        that sum which belongs to the alignments to its objective as a whole."""
        _, objective, own = self.key_results[key_result]
        aligned = self.aligned_to(objective)
        part = 0.0
        if None in aligned:
            part = _scaled(aligned[None], own, self.key_weight[objective])
        return own + part + aligned.get(key_result, 0.0), part

    def objective_pool(self, objective: str) -> float:
        """What divides the share that enters an objective: its key results' weights and those of
        all that is aligned to it or to one of them."""
        return self.key_weight.get(objective, 0.0) + self.aligned_weight.get(objective, 0.0)

    @cached_property
    def above(self) -> dict[str, dict[tuple[str, str | None], float]]:
        """What each objective is aligned to, (target, key result or None) with its weight. What
        was aligned to two archived key results of one target is one alignment to it."""
        above: dict[str, dict[tuple[str, str | None], float]] = {}
        for target, rows in self.into.items():
            for source, _, named, w in rows:
                targets = above.setdefault(source, {})
                to = (target, self.entered(target, named))
                targets[to] = targets.get(to, 0.0) + w
        return above

    @cached_property
    def supports(self) -> dict[str, list[tuple[str, float, bool]]]:
        """The KPIs that each key result and objective supports: (KPI, weight, lowers)."""
        return _turned(self.supported_by)

    @cached_property
    def drives(self) -> dict[str, list[tuple[str, float, bool]]]:
        """The KPIs that each KPI drives: (KPI, weight, lowers)."""
        return _turned(self.driven_by)

    @cached_property
    def supporting(self) -> dict[str, list[str]]:
        """The key results of each objective that support a KPI."""
        supporting: dict[str, list[str]] = {}
        for source in self.supports:
            if source in self.key_results:
                supporting.setdefault(self.key_results[source][1], []).append(source)
        return supporting


def _turned(
    links: dict[str, list[tuple[str, float, bool]]],
) -> dict[str, list[tuple[str, float, bool]]]:
    turned: dict[str, list[tuple[str, float, bool]]] = {}
    for to, edges in links.items():
        for source, w, lowers in edges:
            turned.setdefault(source, []).append((to, w, lowers))
    return turned


def _scaled(a: float, b: float, whole: float) -> float:
    """a · b / whole, where b ≤ whole, also where the quotient alone is too small for a double."""
    quotient = b / whole
    if quotient >= float_info.min:
        return a * quotient
    (x, i), (y, j), (z, k) = frexp(a), frexp(b), frexp(whole)
    return ldexp(x * y / z, i + j - k)
