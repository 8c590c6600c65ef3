"""The nodes and links of a document, one by one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from graph.domain.ids import kind_of
from graph.domain.text_properties import text_properties
from graph.interchange.history.kpi_history import KpiState
from graph.interchange.history.timeline import Listed, proposal_key
from graph.interchange.parse.entities import Document
from graph.interchange.store.node_properties import Node, Nodes
from graph.model.goals import KeyResult, Objective
from graph.model.links import Proposal
from graph.model.work import NestedInitiative
from graph.writes.unit_of_work.change_log import STAMPS


@dataclass(frozen=True, slots=True)
class Thing:
    """A node or link; of a link, `start` and `end` are the nodes that it is between.

    `make` makes its properties, as they are or from a state of its course; `also` tells which of
    its relationships are recorded as fields of it, by their names. `key` is what the history knows
    it by, unless that is its id.
    """

    id: str
    make: Callable[..., Node]
    start: str | None = None
    end: str | None = None
    also: Callable[[Any], Node] | None = None
    key: str = ""

    @property
    def known_as(self) -> str:
        """What the history knows it by."""
        return self.key or self.id

    def node(self, state: Any = None) -> Node:
        """Its properties as they are, or as they were in that state."""
        return self.make() if state is None or isinstance(state, Listed) else self.make(state)

    def stored(self, state: Any = None) -> Node:
        """The same with what is stored beside its texts."""
        node = self.node(state)
        follows = text_properties(kind_of(self.id) or "", node)
        return node | {name: value for name, value in follows.items() if value is not None}

    def recorded(self, state: Any = None, *, first: bool = False) -> Node:
        """What the record of changes tells of it, as it is or as it was in that state; when it
        begins (`first`), of relationships only if there are any."""
        node = {name: value for name, value in self.node(state).items() if name not in STAMPS}
        if self.start is not None:
            node |= {"from": self.start, "to": self.end}
        if self.also is not None:
            also = self.also(state)
            node |= {name: ends for name, ends in also.items() if ends or not first}
        return node


def _listed(name: str, now: Sequence[str], state: Any) -> Node:
    """A list of relationships, as it is or as it was."""
    return {name: list(state if isinstance(state, Listed) else now)}


def things_of(kind: str, document: Document, nodes: Nodes) -> Iterator[Thing]:
    """All nodes or links of a kind, in the order of the file."""
    return _THINGS[kind](document, nodes)


def initiatives_of(document: Document) -> Iterator[tuple[NestedInitiative, str]]:
    """All initiatives, wherever they stand in the file, with what they are for."""
    for initiative in document.initiatives:
        yield initiative, initiative.target
    for objective in document.objectives:
        for nested in objective.initiatives:
            yield nested, objective.id or ""
        for result in objective.keyResults:
            for nested in result.initiatives:
                yield nested, result.id or ""


def _teams(document: Document, nodes: Nodes) -> Iterator[Thing]:
    for team in document.teams:
        leads = partial(_listed, "leads", sorted(team.leads))
        yield Thing(team.id or "", partial(nodes.team, team), also=leads)


def _people(document: Document, nodes: Nodes) -> Iterator[Thing]:
    for person in document.people:
        teams = partial(_listed, "teams", sorted(person.teams))
        yield Thing(person.id or "", partial(nodes.person, person), also=teams)


def _cycles(document: Document, nodes: Nodes) -> Iterator[Thing]:
    for cycle in document.cycles:
        yield Thing(cycle.id or "", partial(nodes.cycle, cycle))


def _kpis(document: Document, nodes: Nodes) -> Iterator[Thing]:
    for kpi in document.kpis:
        stands = partial(_standing, nodes.derived.kpis[kpi.id or ""])
        yield Thing(kpi.id or "", partial(nodes.kpi, kpi), also=stands)


def _standing(now: KpiState, state: Any) -> Node:
    """A KPI's latest value and its target, as they are or as they were."""
    stands: KpiState = state or now
    return {"latest": stands.latest, "target": stands.standing}


def _kpi_values(document: Document, nodes: Nodes) -> Iterator[Thing]:
    for kpi in document.kpis:
        periods = nodes.derived.periods[kpi.id or ""]
        for value, period in zip(kpi.values, periods, strict=True):
            yield Thing(value.id or "", partial(nodes.kpi_value, value, kpi, period))


def _kpi_targets(document: Document, nodes: Nodes) -> Iterator[Thing]:
    for kpi in document.kpis:
        for target in kpi.targets:
            yield Thing(target.id or "", partial(nodes.kpi_target, target, kpi))


def _objectives(document: Document, nodes: Nodes) -> Iterator[Thing]:
    for objective in document.objectives:
        shared = partial(_listed, "sharedWith", objective.sharedWith)
        yield Thing(objective.id or "", partial(nodes.objective, objective), also=shared)


def _key_results(document: Document, nodes: Nodes) -> Iterator[Thing]:
    for objective in document.objectives:
        for position, result in enumerate(objective.keyResults):
            yield Thing(result.id or "", partial(nodes.key_result, result, objective, position))


def _check_ins(document: Document, nodes: Nodes) -> Iterator[Thing]:
    for objective in document.objectives:
        for result in objective.keyResults:
            for check_in in result.checkIns:
                yield Thing(check_in.id or "", partial(nodes.check_in, check_in, result))


def _initiatives(document: Document, nodes: Nodes) -> Iterator[Thing]:
    for work, target in initiatives_of(document):
        yield Thing(work.id or "", partial(nodes.initiative, work, target))


def _comments(document: Document, nodes: Nodes) -> Iterator[Thing]:
    for comment in document.comments:
        read = partial(_listed, "acknowledgedBy", sorted(comment.acknowledgedBy))
        yield Thing(comment.id or "", partial(nodes.comment, comment), also=read)


def _dismissals(document: Document, nodes: Nodes) -> Iterator[Thing]:
    for dismissal in document.findingDismissals:
        yield Thing(dismissal.id or "", partial(nodes.dismissal, dismissal))


def _reports(document: Document, nodes: Nodes) -> Iterator[Thing]:
    for report in document.reports:
        yield Thing(report.id or "", partial(nodes.report, report))


def _templates(document: Document, nodes: Nodes) -> Iterator[Thing]:
    for template in document.templates:
        yield Thing(template.id or "", partial(nodes.template, template))


def _alignments(document: Document, nodes: Nodes) -> Iterator[Thing]:
    for objective in document.objectives:
        for link in objective.alignsTo:
            make = partial(nodes.alignment, link)
            yield Thing(link.id or "", make, objective.id, nodes.aligned_to(link))


def _proposals(document: Document, nodes: Nodes) -> Iterator[Thing]:
    for objective in document.objectives:
        for link in objective.proposals:
            make, target = partial(_proposal, nodes, link), nodes.aligned_to(link)
            yield Thing(link.id or "", make, objective.id, target, key=proposal_key(link.id))


def _proposal(nodes: Nodes, link: Proposal, decided: bool = True) -> Node:
    return nodes.proposal(link, decided=decided)


def _supports(document: Document, nodes: Nodes) -> Iterator[Thing]:
    results = (result for objective in document.objectives for result in objective.keyResults)
    holders: Iterable[Iterable[Objective | KeyResult]] = (document.objectives, results)
    for some in holders:
        for holder in some:
            for link in holder.supports:
                yield Thing(link.id or "", partial(nodes.support, link), holder.id, link.kpi)


def _drives(document: Document, nodes: Nodes) -> Iterator[Thing]:
    for kpi in document.kpis:
        for link in kpi.drives:
            yield Thing(link.id or "", partial(nodes.drive, link), kpi.id, link.kpi)


_THINGS: Final[Mapping[str, Callable[[Document, Nodes], Iterator[Thing]]]] = {
    "Team": _teams,
    "Person": _people,
    "Cycle": _cycles,
    "Kpi": _kpis,
    "KpiValue": _kpi_values,
    "KpiTarget": _kpi_targets,
    "Objective": _objectives,
    "KeyResult": _key_results,
    "CheckIn": _check_ins,
    "Initiative": _initiatives,
    "Alignment": _alignments,
    "AlignmentProposal": _proposals,
    "Support": _supports,
    "Drive": _drives,
    "Report": _reports,
    "Comment": _comments,
    "FindingDismissal": _dismissals,
    "Template": _templates,
}
THINGS: Final = tuple(_THINGS)
"""The kinds of nodes and links, each after what it refers to when it is written."""
