"""What follows from a change, as a client selected it: its nodes are slots of a projection."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from graph.domain.findings.finding import Finding
from graph.domain.impact import Division, Impact, Moves, Shift, Shifts
from graph.domain.shares import Mover
from graph.reads.compile.keyset import page_size
from graph.reads.compile.selection import Field
from graph.reads.rules.findings.shown import ShownFindings
from graph.reads.rules.listing import Wanted
from graph.reads.rules.projection import Slots
from graph.reads.rules.shown_paths import type_of

if TYPE_CHECKING:
    from graph.reads.execution.run import Run

GOALS: Final = ("KeyResult", "Objective")
KPI_FIELDS: Final = frozenset({"kpiCount", "kpis", "kpisNotCompared"})
"""What of an impact needs the plans for KPIs to be compared."""

_DEFAULTS: Final = {"goals": 100, "kpis": 20, "movers": 20, "appear": 50, "settled": 50}


class ImpactShown:
    """One selected `impact` field."""

    def __init__(self, projection: Slots, selected: Field) -> None:
        self._selected = selected
        self._slots: dict[int, int] = {}
        for goals in selected.child("goals"):
            for node in goals.child("node"):
                self._slots[id(node)] = projection.slot(GOALS, node.on, abstract=True)
        for kpis in selected.child("kpis"):
            for kpi in kpis.child("kpi"):
                self._slots[id(kpi)] = projection.slot(["Kpi"], kpi.on)
            for movers in kpis.child("movers"):
                for objective in movers.child("objective"):
                    self._slots[id(objective)] = projection.slot(["Objective"], objective.on)
        told = [
            each
            for findings in selected.child("findings")
            for each in (*findings.child("appear"), *findings.child("settled"))
        ]
        self._findings = ShownFindings(projection, told)

    def wants(self, run: Run, impact: Impact, into: Wanted) -> None:
        """Adds the ids that are shown to what the projection is asked for; all goals of `impact`
        are seen by the viewer."""
        for goals in self._selected.child("goals"):
            shown = [one.goal for one in _page(run, goals, impact.goals)]
            self._want(goals.child("node"), shown, into)
        for kpis in self._selected.child("kpis"):
            page = _page(run, kpis, impact.kpis)
            self._want(kpis.child("kpi"), [one.kpi for one in page], into)
            for movers in kpis.child("movers"):
                moved = [one.objective for each in page for one in _page(run, movers, each.movers)]
                self._want(movers.child("objective"), moved, into)
        for findings in self._selected.child("findings"):
            for name, rows in _told(impact).items():
                for each in findings.child(name):
                    self._findings.wants(each, _page(run, each, rows), into)

    def build(self, run: Run, impact: Impact, found: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
        """The impact in the selection's order."""
        return _members(
            self._selected,
            lambda one: {
                "goalCount": lambda: len(impact.goals),
                "goals": lambda: [
                    self._goal(one, each, found) for each in _page(run, one, impact.goals)
                ],
                "kpiCount": lambda: len(impact.kpis),
                "kpis": lambda: [
                    self._kpi(run, one, each, found) for each in _page(run, one, impact.kpis)
                ],
                "kpisNotCompared": lambda: impact.not_compared,
                "valuesDropped": lambda: impact.values_dropped,
                "findings": lambda: self._found(run, one, impact, found),
            },
        )

    def _found(
        self, run: Run, selected: Field, impact: Impact, found: Sequence[Mapping[str, Any]]
    ) -> dict[str, Any]:
        def listed(one: Field, rows: Sequence[Finding]) -> list[dict[str, Any]]:
            return [self._findings.build(one, row, found) for row in _page(run, one, rows)]

        changes = impact.findings
        return _members(
            selected,
            lambda one: {
                "appear": lambda: listed(one, changes.appear),
                "settled": lambda: listed(one, changes.settled),
                "appearCount": lambda: len(changes.appear),
                "settledCount": lambda: len(changes.settled),
                "rulesNotCompared": lambda: list(changes.not_compared),
            },
        )

    def _goal(
        self, selected: Field, goal: Moves, found: Sequence[Mapping[str, Any]]
    ) -> dict[str, Any]:
        return _members(
            selected,
            lambda one: {
                "node": lambda: found[self._slots[id(one)]][goal.goal],
                "before": lambda: goal.before,
                "after": lambda: goal.after,
            },
        )

    def _kpi(
        self, run: Run, selected: Field, kpi: Shifts, found: Sequence[Mapping[str, Any]]
    ) -> dict[str, Any]:
        return _members(
            selected,
            lambda one: {
                "kpi": lambda: found[self._slots[id(one)]][kpi.kpi],
                "size": lambda: kpi.size,
                "before": lambda: _plan(one, kpi.before),
                "after": lambda: _plan(one, kpi.after),
                "moverCount": lambda: len(kpi.movers),
                "movers": lambda: [
                    self._mover(one, each, found) for each in _page(run, one, kpi.movers)
                ],
            },
        )

    def _mover(
        self, selected: Field, shift: Shift, found: Sequence[Mapping[str, Any]]
    ) -> dict[str, Any]:
        return _members(
            selected,
            lambda one: {
                "objective": lambda: found[self._slots[id(one)]][shift.objective],
                "before": lambda: _shares(one, shift.before),
                "after": lambda: _shares(one, shift.after),
            },
        )

    def _want(self, nodes: Iterable[Field], ids: Sequence[str], into: Wanted) -> None:
        for node in nodes:
            slot = into.setdefault(self._slots[id(node)], {})
            for identifier in ids:
                slot.setdefault(type_of(identifier), []).append(identifier)


def _told(impact: Impact) -> Mapping[str, Sequence[Finding]]:
    return {"appear": impact.findings.appear, "settled": impact.findings.settled}


def _plan(selected: Field, division: Division) -> dict[str, Any]:
    return _members(
        selected,
        lambda one: {
            "unownedShare": lambda: division.movers.unowned_share,
            "hiddenShare": lambda: division.hidden_share,
        },
    )


def _shares(selected: Field, mover: Mover | None) -> dict[str, Any] | None:
    if mover is None:
        return None
    return _members(
        selected,
        lambda one: {
            "share": lambda: mover.share,
            "ownShare": lambda: mover.own_share,
            "netShare": lambda: mover.net_share,
        },
    )


def _members(
    selected: Field, values: Callable[[Field], Mapping[str, Callable[[], Any]]]
) -> dict[str, Any]:
    """The selected fields of an object; `values` gives what each of a field's names stands for."""
    return {
        one.key: next(iter(selected.on)) if one.name == "__typename" else values(one)[one.name]()
        for one in selected.only()
    }


def _page(run: Run, selected: Field, rows: Sequence[Any]) -> Sequence[Any]:
    first = run.values[selected.index].get("first")
    return rows[: _DEFAULTS[selected.name] if first is None else page_size(first)]
