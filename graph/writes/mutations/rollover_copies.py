"""The copies that a rollover makes: goals, what is left of their key results, and their links."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain
from typing import Any, Final

from graph.domain.documents import MOST_WEIGHT
from graph.domain.ids import new_id
from graph.domain.rollover import goes_on, new_delta, new_start
from graph.model.fields import settable
from graph.model.goals import KeyResult, Objective
from graph.model.links import Alignment, Support
from graph.model.properties import of_new, to_document
from graph.writes.mutations.objectives import readers_of
from graph.writes.rules.references import relate
from graph.writes.rules.validation import level_of
from graph.writes.unit_of_work.loading import Found, Node
from graph.writes.unit_of_work.rollup import stands
from graph.writes.unit_of_work.unit_of_work import Unit

# What belongs to the cycle that it was said in.
_OF_GOAL: Final = frozenset({"cycle", "lifecycle", "manualProgress", "sharedWith"})
_OF_RESULT: Final = frozenset({"objective", "dueOn", "baseline"})
# What goes with a KPI that is archived: its values are no measure any more.
_OF_MEASURED: Final = ("measuredBy", "measuredAs")


@dataclass(slots=True)
class Plan:
    """What goals have, by the id of what has it: key results that are not archived, links to KPIs
    that are not, each with the KPI's id, and alignments, each with what is known of its target."""

    results: dict[str, list[Node]] = field(default_factory=dict)
    supports: dict[str, list[tuple[Node, str]]] = field(default_factory=dict)
    aligned: dict[str, list[tuple[Node, Node]]] = field(default_factory=dict)

    def every_result(self) -> Iterator[Node]:
        """All key results."""
        return chain.from_iterable(self.results.values())

    def arrange(self) -> None:
        """Brings everything into its order."""
        for results in self.results.values():
            results.sort(key=lambda result: (result["position"], result["id"]))
        for supports in self.supports.values():
            supports.sort(key=lambda row: str(row[0]["id"]))
        for links in self.aligned.values():
            links.sort(key=lambda row: str(row[0]["id"]))

    def referred(self) -> Iterator[str]:
        """The ids of the KPIs and the cycles that have to be known."""
        for result in self.every_result():
            if result.get("measuredById"):
                yield result["measuredById"]
        for _, target in chain.from_iterable(self.aligned.values()):
            if target["cycleId"]:
                yield target["cycleId"]


class Copies:
    """Makes copies of goals of a plan in the cycle `to`.

    `there` are the copies of before, by their origins; `weights` says whether weights are kept.
    `rows` is what was made, as the payload shows it; `measured` are the new key results that KPIs
    measure.
    """

    def __init__(
        self, unit: Unit, plan: Plan, to: str, there: Mapping[str, str], *, weights: bool
    ) -> None:
        self._unit = unit
        self._plan = plan
        self._cycle = unit.found[to].node
        self._there = there
        self._weights = weights
        self._goals: dict[str, str] = {}
        self._results: dict[str, str] = {}
        self.rows: list[dict[str, Any]] = []
        self.measured: list[str] = []

    def copy(self, goal: Found) -> None:
        """A goal with its key results and their supports. Whoever holds it has been found."""
        unit, node = self._unit, goal.node
        identifier = self._new("Objective")
        given = _said(Objective, node, _OF_GOAL) | {
            "cycle": self._cycle["id"],
            "sharedWith": [
                reader
                for reader in goal.more["shared"]
                if not unit.found[reader].node.get("archived")
            ],
        }
        said = of_new(Objective, given)
        made = {
            "id": identifier,
            **said,
            "level": level_of(unit.found[given["owner"]]),
            "readers": readers_of(said, given["sharedWith"]),
            "originId": node.get("originId", goal.id),
            "healths": ["NO_DATA"],
            "healthSince": [],
        }
        unit.add("Objective", made)
        relate(unit, Objective, identifier, given)
        for reader in given["sharedWith"]:
            unit.relate("SHARED_WITH", identifier, reader)
        unit.note("Objective", identifier, "sharedWith", [], given["sharedWith"])
        unit.rolls(identifier)
        self._goals[goal.id] = identifier
        self._supports(identifier, goal.id)
        left_out = self._key_results(goal, identifier)
        self.rows.append({"from": goal.id, "to": identifier, "leftOut": left_out})

    def align(self, goal: str) -> None:
        """The alignments of a goal's copy, once all copies are there: to the copies of what it
        aligned to, or to what goes on in the new cycle too."""
        ends: dict[tuple[str, str | None], dict[str, Any]] = {}
        for link, target in self._plan.aligned.get(goal, ()):
            end = self._end(link, target)
            if end is None:
                continue
            said = {
                "weight": link["weight"] if self._weights else 1.0,
                "counts": link["counts"],
                "rationale": link.get("rationale"),
            }
            if (other := ends.get(end)) is not None:
                # Its key result stayed behind, so that both are to the objective now.
                weight = other["weight"] + said["weight"] if self._weights else 1.0
                said = {
                    "weight": min(weight, MOST_WEIGHT),
                    "counts": other["counts"] or said["counts"],
                    "rationale": other["rationale"] or said["rationale"],
                }
            ends[end] = said
        for (to, result), said in ends.items():
            properties = {"id": self._new("Alignment"), **of_new(Alignment, said)}
            self._unit.link(
                "Alignment", self._goals[goal], to, properties | {"keyResultId": result}
            )
            self._unit.rolls(to)

    def _end(self, link: Node, target: Node) -> tuple[str, str | None] | None:
        """The objective and the key result that an alignment is to from now on, if any."""
        result = link.get("keyResultId")
        to = self._goals.get(target["id"])
        if to is not None:
            return to, self._results.get(result) if result else None
        if (before := self._there.get(target["origin"])) is not None:
            return before, None
        if target["lifecycle"] != "ACTIVE" or not self._is_within(target["cycleId"]):
            return None
        return target["id"], result

    def _is_within(self, cycle: str | None) -> bool:
        """Whether the new cycle is within the days of another, or that is none."""
        if cycle is None:
            return True
        days, new = self._unit.found[cycle].node, self._cycle
        inside: bool = days["startsOn"] <= new["startsOn"] and new["endsOn"] <= days["endsOn"]
        return inside

    def _key_results(self, goal: Found, objective: str) -> list[str]:
        """Copies those that go on; the ids of the others."""
        left_out = []
        modified = goal.node.get("decision") == "MODIFY"
        position = 0
        for result in self._plan.results.get(goal.id, ()):
            if goes_on(result, modified=modified):
                self._key_result(result, objective, position)
                position += 1
            else:
                left_out.append(result["id"])
        return left_out

    def _key_result(self, result: Node, objective: str, position: int) -> None:
        unit = self._unit
        identifier = self._new("KeyResult")
        start, kpi = new_start(result), result.get("measuredById")
        given = _said(KeyResult, result, _OF_RESULT) | {"objective": objective}
        if start is not None:
            given["metric"] = given["metric"] | {"start": start}
        if kpi is not None and unit.found[kpi].node["archived"]:
            for name in _OF_MEASURED:
                given.pop(name, None)
        if not self._weights:
            given["weight"] = 1.0
        node = {
            "id": identifier,
            **of_new(KeyResult, given),
            "position": position,
            "archived": False,
        }
        unit.add("KeyResult", node | stands(unit, node, self._cycle))
        relate(unit, KeyResult, identifier, given)
        self._results[result["id"]] = identifier
        if given.get("measuredBy") is not None:
            self.measured.append(identifier)
        self._supports(identifier, result["id"], result, start)

    def _supports(
        self, of: str, before: str, result: Node | None = None, start: float | None = None
    ) -> None:
        for link, kpi in self._plan.supports.get(before, ()):
            said = to_document(Support, link)
            if not self._weights:
                said["weight"] = 1.0
            if result is not None:
                said["expectedDelta"] = new_delta(link.get("expectedDelta"), result, start)
            properties = {"id": self._new("Support"), **of_new(Support, said)}
            self._unit.link("Support", of, kpi, properties)

    def _new(self, kind: str) -> str:
        identifier = new_id(kind)
        self._unit.made.add(identifier)
        return identifier


def _said(declared: type, node: Node, without: frozenset[str]) -> dict[str, Any]:
    """What people have set of a node, as a command that makes another says it."""
    names = {field.name for field in settable(declared, creating=True)} - without
    return {name: value for name, value in to_document(declared, node).items() if name in names}
