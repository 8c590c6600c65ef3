"""A document in the import format, read for the reference rules."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, TypeVar

Row = TypeVar("Row")


@dataclass(frozen=True)
class KeyResult:
    id: str
    objective: str
    weight: Fraction


@dataclass(frozen=True)
class Alignment:
    source: str
    target: str
    key_result: str | None
    weight: Fraction


@dataclass(frozen=True)
class Effect:
    """A support (the source is a key result or an objective) or a drive (it is a KPI)."""

    source: str
    kpi: str
    weight: Fraction
    sign: int


@dataclass(frozen=True)
class Step:
    id: str
    share: Fraction
    effect: str | None


class Plan:
    """What the rules look at. Archived key results have left it: alignments to them are to their
    objectives, and those of one objective to the same target are one."""

    def __init__(self, document: dict[str, Any]) -> None:
        goals = document.get("objectives", [])
        company = {t["id"] for t in document["teams"] if t["kind"] == "COMPANY"}
        self.kpis: list[str] = [kpi["id"] for kpi in document.get("kpis", [])]
        self.objectives: list[str] = [goal["id"] for goal in goals]
        self.lifecycle = {goal["id"]: goal.get("lifecycle", "ACTIVE") for goal in goals}
        self.company = {goal["id"] for goal in goals if goal["owner"] in company}
        self.key_results: list[KeyResult] = []
        self.supports: list[Effect] = []
        self.drives: list[Effect] = []
        for goal in goals:
            self.supports += [_effect(goal["id"], link) for link in goal.get("supports", [])]
            for key_result in goal.get("keyResults", []):
                if not key_result.get("archived", False):
                    self.key_results.append(
                        KeyResult(key_result["id"], goal["id"], _weight(key_result))
                    )
                    self.supports += [
                        _effect(key_result["id"], link) for link in key_result.get("supports", [])
                    ]
        for kpi in document.get("kpis", []):
            self.drives += [_effect(kpi["id"], link) for link in kpi.get("drives", [])]

        archived = {
            key_result["id"]: goal["id"]
            for goal in goals
            for key_result in goal.get("keyResults", [])
            if key_result.get("archived", False)
        }
        home = {key_result.id: key_result.objective for key_result in self.key_results}
        weights: dict[tuple[str, str, str | None], Fraction] = {}
        for goal in goals:
            for link in goal.get("alignsTo", []):
                to = link["to"]
                key_result_id = to if to in home else None
                target = home.get(to) or archived.get(to) or to
                key = (goal["id"], target, key_result_id)
                weights[key] = weights.get(key, Fraction(0)) + _weight(link)
        self.alignments = [Alignment(*key, weight) for key, weight in weights.items()]

    def is_active(self, objective: str) -> bool:
        return self.lifecycle.get(objective) == "ACTIVE"

    def is_live(self, objective: str) -> bool:
        return self.lifecycle.get(objective) in ("ACTIVE", "CLOSED")

    def key_results_of(self, objective: str) -> list[KeyResult]:
        return [k for k in self.key_results if k.objective == objective]


def _weight(link: dict[str, Any]) -> Fraction:
    return Fraction(link.get("weight", 1))


def _effect(source: str, link: dict[str, Any]) -> Effect:
    return Effect(source, link["kpi"], _weight(link), {"RAISES": 1, "LOWERS": -1}[link["effect"]])


def in_order(
    rows: list[Row], share: Callable[[Row], Fraction], ids: Callable[[Row], tuple[str, ...]]
) -> list[Row]:
    """Largest share first; what equals the largest that is left, to twelve digits, by ids."""
    left = list(rows)
    ordered: list[Row] = []
    while left:
        largest = max(share(row) for row in left)
        equal = [row for row in left if share(row) >= largest * (1 - Fraction(1, 10**12))]
        ordered += sorted(equal, key=ids)
        left = [row for row in left if row not in equal]
    return ordered
