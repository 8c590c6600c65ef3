"""Measures of alignment, and the score that they make."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from math import fsum, isfinite
from typing import Final, Literal, NamedTuple

from graph.domain.alignment.scope import Scope
from graph.domain.errors import InvalidInput
from graph.domain.findings.kpi_rules import addressed, behind
from graph.domain.findings.reach import moved_kpis, moving, reaching_company
from graph.domain.organization_graph import Question
from graph.domain.organization_rows import Kpi

MeasureKind = Literal[
    "ALIGNED", "MOVES_A_KPI", "COMPANY_SUPPORTED", "KPI_OWNED", "BEHIND_ADDRESSED", "MEASURABLE"
]

DEFAULT_WEIGHTS: Final[Mapping[MeasureKind, float]] = {
    "ALIGNED": 30.0,
    "MOVES_A_KPI": 20.0,
    "COMPANY_SUPPORTED": 15.0,
    "KPI_OWNED": 15.0,
    "BEHIND_ADDRESSED": 10.0,
    "MEASURABLE": 10.0,
}
"""What each measure weighs unless the organization says otherwise, in the order of the enum."""


class Measured(NamedTuple):
    """One measure: of how many it is asked, and which do not meet it, by id."""

    kind: MeasureKind
    of: int
    unmet: list[str]
    weight: float

    @property
    def met(self) -> int:
        """How many meet it."""
        return self.of - len(self.unmet)

    @property
    def share(self) -> float | None:
        """How many of all meet it, 0 to 1; None of none."""
        return self.met / self.of if self.of else None


class Deduction(NamedTuple):
    """Points that a measure costs."""

    measured: Measured
    points: float


class Score(NamedTuple):
    """0 to 100, None where there is nothing to judge. With the deductions it makes 100."""

    value: float | None
    deductions: list[Deduction]


@dataclass(frozen=True)
class Judged:
    """What the measures ask about a whole organization, each found out once, when first asked."""

    question: Question

    @cached_property
    def reaching(self) -> set[str]:
        """The goals with a way up."""
        return reaching_company(self.question)

    @cached_property
    def moving(self) -> set[str]:
        """The goals that move a KPI."""
        return moving(self.question.graph)

    @cached_property
    def moved(self) -> set[str]:
        """The KPIs that are moved."""
        return moved_kpis(self.question.graph)

    @cached_property
    def supported(self) -> set[str]:
        """The goals that something ACTIVE aligns to."""
        return {alignment.target for alignment in self.question.graph.active_alignments}

    @cached_property
    def behind(self) -> list[Kpi]:
        """The KPIs that are behind."""
        return behind(self.question)

    @cached_property
    def addressed(self) -> set[str]:
        """The KPIs that are behind and that a mover helps."""
        graph = self.question.graph
        return {kpi.id for kpi in self.behind if addressed(graph, kpi)}


def measured(
    scope: Scope, judged: Judged, weights: Mapping[MeasureKind, float] = DEFAULT_WEIGHTS
) -> list[Measured]:
    """All measures of a scope, in the order of the enum; those that are asked of nothing too."""
    found = []
    for kind, (asked, met) in _sets(scope, judged):
        ids = sorted(asked)
        unmet = [one_id for one_id in ids if one_id not in met]
        found.append(Measured(kind, len(ids), unmet, weights[kind]))
    return found


def _sets(
    scope: Scope, judged: Judged
) -> Iterator[tuple[MeasureKind, tuple[Iterable[str], set[str]]]]:
    """Of whom each measure is asked, and who meets it."""
    goals, kpis = scope.goals, scope.kpis
    company = [goal.id for goal in goals if goal.level == "COMPANY"] if scope.holds_company else []
    yield "ALIGNED", ([goal.id for goal in goals if goal.level != "COMPANY"], judged.reaching)
    yield "MOVES_A_KPI", ([goal.id for goal in goals], judged.moving)
    yield "COMPANY_SUPPORTED", (company, judged.supported)
    yield "KPI_OWNED", ([kpi.id for kpi in kpis], judged.moved)
    late = {kpi.id for kpi in judged.behind}
    yield "BEHIND_ADDRESSED", ([k.id for k in kpis if k.id in late], judged.addressed)
    measurable = {goal.id for goal in goals if goal.progress is not None}
    yield "MEASURABLE", ([goal.id for goal in goals], measurable)


def score(measures: Iterable[Measured]) -> Score:
    """The weighted mean of the shares, in points of 100, and what each measure takes away. A
    measure of nothing drops out; the weights of the others are scaled up to 1."""
    applicable = [(row, row.share) for row in measures if row.share is not None]
    if not applicable:
        return Score(None, [])
    whole = fsum(row.weight for row, _ in applicable)
    value = fsum(100 * (row.weight / whole) * share for row, share in applicable)
    deductions = [
        Deduction(row, 100 * (row.weight / whole) * (len(row.unmet) / row.of))
        for row, _ in applicable
    ]
    return Score(value, deductions)


def checked_weight(weight: float, path: list[str | int]) -> float:
    """A measure's weight; raises InvalidInput unless it is finite and above 0."""
    if not isfinite(weight) or not 0 < weight <= 1e6:
        raise InvalidInput(
            "The weight of a measure has to be above 0 and at most 1,000,000.",
            path=[*path, "weight"],
        )
    return weight


def stored_weights(weights: Mapping[MeasureKind, float]) -> list[str]:
    """Weights as an organization stores them: texts of measure and weight."""
    return [
        f"{kind} {weight!r}" for kind, weight in weights.items() if weight != DEFAULT_WEIGHTS[kind]
    ]


def weights_of(stored: Iterable[str] | None) -> dict[MeasureKind, float]:
    """Every measure's weight: what the organization has stored, else the default."""
    known = dict(text.split(" ") for text in stored or ())
    return {kind: float(known.get(kind, weight)) for kind, weight in DEFAULT_WEIGHTS.items()}
