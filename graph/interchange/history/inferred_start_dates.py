"""When everything in a document began, as far as the file tells.

Something begins at its `createdAt`, or with the first thing that is dated in it or that names it,
if that is earlier: nothing exists before what it belongs to. What has no date of its own begins
with what it is a part of, and what nothing dates begins with the import.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from graph.domain.calendar import Period
from graph.domain.findings.keys import nodes_of
from graph.domain.health import CycleSpan
from graph.interchange.history.timeline import proposal_key
from graph.interchange.parse.entities import Document
from graph.interchange.validate.references import Names
from graph.model.goals import KeyResult, Objective
from graph.model.kpis import Kpi, KpiValue
from graph.model.links import Proposal
from graph.model.parts import Stamps
from graph.model.work import CheckIn

Moments = Callable[[str], tuple[int, str]]
"""From a time's text to milliseconds and the stored form."""


@dataclass(frozen=True, slots=True)
class Measured:
    """A value that was recorded of a KPI, its period, and the id of the value of that period: that
    of the one that is kept."""

    value: KpiValue
    period: Period
    id: str


@dataclass(slots=True)
class Beginnings:
    """`began` are the moments of what is older than the import, by id; `closed` those at which
    closed objectives were, all of them."""

    moments: Moments
    now: int
    began: dict[str, int] = field(default_factory=dict)
    closed: dict[str, int] = field(default_factory=dict)

    def at(self, identifier: str | None) -> int:
        """When it began."""
        return self.began.get(identifier or "", self.now)

    def pull(self, identifier: str | None, ms: int) -> None:
        """It is at least so old."""
        if identifier is not None and ms < self.began.get(identifier, self.now):
            self.began[identifier] = ms

    def created(self, entity: Stamps) -> int:
        """Its `createdAt`, or the import."""
        return self.now if entity.createdAt is None else self.moments(entity.createdAt)[0]

    def decided(self, proposal: Proposal) -> int | None:
        """When a proposal was decided about: if nobody says, as soon as it was made."""
        if proposal.state == "PENDING":
            return None
        if proposal.decidedAt is None:
            return self.at(proposal_key(proposal.id))
        return self.moments(proposal.decidedAt)[0]

    def recorded(self, one: CheckIn | KpiValue) -> int:
        """When a report or a value was: it was not there before it was made."""
        ms = self.moments(one.recordedAt or "")[0]
        return ms if one.createdAt is None else max(ms, self.moments(one.createdAt)[0])


def find_beginnings(
    document: Document,
    names: Names,
    beginnings: Beginnings,
    *,
    spans: dict[str, CycleSpan],
    values: dict[str, list[Measured]],
    company: str,
) -> None:
    """Finds when everything began. `values` are all that were recorded of KPIs, by their ids."""
    for initiative in document.initiatives:
        beginnings.pull(initiative.target, beginnings.created(initiative))
    for objective in document.objectives:
        _find_objective(objective, beginnings, spans.get(objective.cycle or ""))
    for kpi in document.kpis:
        _find_kpi(kpi, values.get(kpi.id or "", ()), beginnings)
    for initiative in document.initiatives:
        _find_part(initiative, beginnings.at(initiative.target), beginnings)
        beginnings.pull(initiative.owner, beginnings.at(initiative.id))
    _find_links(document, names, beginnings)
    _find_named(document, beginnings, company)
    _find_reports(document, beginnings)
    _find_comments(document, beginnings)
    _find_dismissals(document, beginnings)
    for template in document.templates:
        beginnings.pull(template.id, beginnings.created(template))


def _find_objective(objective: Objective, beginnings: Beginnings, cycle: CycleSpan | None) -> None:
    """An objective with all its parts."""
    now = beginnings.now
    dates = [beginnings.at(objective.id), beginnings.created(objective)]
    if objective.lifecycle == "CLOSED":
        dates.append(beginnings.closed[objective.id or ""])
    dates.extend(beginnings.created(initiative) for initiative in objective.initiatives)
    readings: list[int] = []
    for result in objective.keyResults:
        dated = [beginnings.at(result.id), beginnings.created(result)]
        dated.extend(beginnings.created(initiative) for initiative in result.initiatives)
        for check_in in result.checkIns:
            # A KPI has values of before there was a key result that it measures.
            (readings if check_in.source == "KPI" else dated).append(beginnings.recorded(check_in))
        if result.createdAt is not None:
            beginnings.pull(result.id, min(dated))
        dates.extend(dated)
    if objective.createdAt is None:
        starts = None if cycle is None else cycle.starts_ms
        dates.extend(ms if starts is None else max(ms, starts) for ms in readings)
        if starts is not None and min(dates) < now:
            dates.append(starts)
    beginnings.pull(objective.id, min(dates))
    began = beginnings.at(objective.id)
    for result in objective.keyResults:
        if result.createdAt is None:
            beginnings.pull(result.id, began)
        own = beginnings.at(result.id)
        beginnings.pull(result.measuredBy, own)
        _find_check_ins(result, beginnings)
        for initiative in result.initiatives:
            _find_part(initiative, own, beginnings)
    for initiative in objective.initiatives:
        _find_part(initiative, began, beginnings)


def _find_check_ins(result: KeyResult, beginnings: Beginnings) -> None:
    began = beginnings.at(result.id)
    corrections: dict[str, str] = {}
    for check_in in result.checkIns:
        beginnings.pull(check_in.id, max(beginnings.recorded(check_in), began))
        if check_in.supersedes is not None:
            corrections[check_in.id or ""] = check_in.supersedes
    # What is put right was there before.
    met: set[str] = set()
    for first in corrections:
        chain: list[str] = []
        each = first
        while each in corrections and each not in met:
            met.add(each)
            chain.append(each)
            each = corrections[each]
        for each in reversed(chain):
            _put_off(beginnings, each, beginnings.at(corrections[each]))


def _put_off(beginnings: Beginnings, identifier: str, ms: int) -> None:
    """It began no earlier than then."""
    if ms >= beginnings.now:
        beginnings.began.pop(identifier, None)
    elif identifier in beginnings.began:
        beginnings.began[identifier] = max(ms, beginnings.began[identifier])


def _find_part(part: Any, whole: int, beginnings: Beginnings, key: str | None = None) -> None:
    """Something that began with what it is a part of, unless it says when."""
    own = whole if part.createdAt is None else max(whole, beginnings.created(part))
    beginnings.pull(key or part.id, own)


def _find_kpi(kpi: Kpi, values: Sequence[Measured], beginnings: Beginnings) -> None:
    beginnings.pull(kpi.id, beginnings.created(kpi))
    for target in kpi.targets:
        beginnings.pull(kpi.id, beginnings.created(target))
    for one in values:
        ms = beginnings.recorded(one.value)
        beginnings.pull(kpi.id, ms)
        beginnings.pull(one.id, ms)
    for target in kpi.targets:
        _find_part(target, beginnings.at(kpi.id), beginnings)


def _find_named(document: Document, beginnings: Beginnings, company: str) -> None:
    """Everything that something older names: owners, leads, cycles and the like."""
    at, pull = beginnings.at, beginnings.pull
    for objective in document.objectives:
        began = at(objective.id)
        for named in (objective.owner, objective.lead, objective.cycle, *objective.sharedWith):
            pull(named, began)
        for result in objective.keyResults:
            pull(result.owner, at(result.id))
            for check_in in result.checkIns:
                pull(check_in.author, at(check_in.id))
            for initiative in result.initiatives:
                pull(initiative.owner, at(initiative.id))
        for initiative in objective.initiatives:
            pull(initiative.owner, at(initiative.id))
        for proposal in objective.proposals:
            began = at(proposal_key(proposal.id))
            pull(proposal.proposedBy, began)
            pull(proposal.decidedBy, max(began, beginnings.decided(proposal) or began))
    _find_above({kpi.id: kpi.partOf for kpi in document.kpis}, beginnings)
    _find_inputs(document, beginnings)
    for kpi in document.kpis:
        pull(kpi.owner, at(kpi.id))
    for entities in (document.teams, document.people, document.cycles):
        for entity in entities:
            pull(entity.id, beginnings.created(entity))
    _find_above({team.id: team.parent for team in document.teams}, beginnings)
    _find_above({person.id: person.manager for person in document.people}, beginnings)
    _find_above({cycle.id: cycle.parent for cycle in document.cycles}, beginnings)
    # There is no organization without its company.
    pull(company, min(beginnings.began.values(), default=beginnings.now))


def _find_above(above: dict[str | None, str | None], beginnings: Beginnings) -> None:
    """What is above something is at least as old; the oldest go first, so that each is met once."""
    for start in sorted((each for each in above if each in beginnings.began), key=beginnings.at):
        began, node = beginnings.at(start), above[start]
        while node is not None and began < beginnings.at(node):
            beginnings.pull(node, began)
            node = above[node]


def _find_inputs(document: Document, beginnings: Beginnings) -> None:
    """What a KPI is computed from is at least as old, however far down."""
    inputs = {
        kpi.id: [row.kpi for row in kpi.formula.inputs] for kpi in document.kpis if kpi.formula
    }
    waiting = sorted((kpi for kpi in inputs if kpi in beginnings.began), key=beginnings.at)
    while waiting:
        kpi = waiting.pop()
        for one in inputs.get(kpi, ()):
            if beginnings.at(kpi) < beginnings.at(one):
                beginnings.pull(one, beginnings.at(kpi))
                waiting.append(one)


def _find_links(document: Document, names: Names, beginnings: Beginnings) -> None:
    at = beginnings.at

    def find(link: Any, *ends: str | None) -> None:
        _find_part(link, max(map(at, ends)), beginnings)

    def find_supports(holder: Objective | KeyResult) -> None:
        for support in holder.supports:
            find(support, holder.id, support.kpi)

    for objective in document.objectives:
        for alignment in objective.alignsTo:
            target = names.objective_of.get(alignment.to, alignment.to)
            find(alignment, objective.id, target, alignment.to)
        for proposal in objective.proposals:
            target = names.objective_of.get(proposal.to, proposal.to)
            key = proposal_key(proposal.id)
            began = max(map(at, (objective.id, target, proposal.to)))
            _find_part(proposal, began, beginnings, key)
        find_supports(objective)
        for result in objective.keyResults:
            find_supports(result)
    for kpi in document.kpis:
        for drive in kpi.drives:
            find(drive, kpi.id, drive.kpi)


def _find_reports(document: Document, beginnings: Beginnings) -> None:
    """A report begins when it is submitted, since its draft was nobody else's; no earlier than its
    author, and than what it is about."""
    for report in document.reports:
        began = beginnings.created(report)
        if report.submittedAt is not None:
            began = max(began, beginnings.moments(report.submittedAt)[0])
            if report.createdAt is None:
                began = beginnings.moments(report.submittedAt)[0]
        about = (one for item in report.items for one in item.about)
        beginnings.pull(report.id, max(began, *map(beginnings.at, (report.author, *about))))


def _find_comments(document: Document, beginnings: Beginnings) -> None:
    """Comments are no older than what they are on, and than anybody who had to do with them."""
    at = beginnings.at
    for comment in sorted(document.comments, key=lambda one: one.replyTo is not None):
        # An alignment may have been talked about while it was proposed.
        on = min(at(comment.on), at(proposal_key(comment.on)))
        people = (comment.author, *comment.acknowledgedBy)
        before = [at(each) for each in (*people, comment.replyTo, comment.team) if each is not None]
        beginnings.pull(comment.id, max(beginnings.created(comment), on, *before))


def _find_dismissals(document: Document, beginnings: Beginnings) -> None:
    """Dismissals are no older than what they name."""
    for dismissal in document.findingDismissals:
        named = [
            *nodes_of(dismissal.key),
            *([dismissal.dismissedBy] if dismissal.dismissedBy else []),
        ]
        before = [beginnings.at(node) for node in named]
        beginnings.pull(dismissal.id, max(beginnings.created(dismissal), *before))


def moments_of(
    document: Document, beginnings: Beginnings, values: dict[str, list[Measured]]
) -> Iterable[int]:
    """All other moments at which something happened."""
    yield from beginnings.closed.values()
    for objective in document.objectives:
        for proposal in objective.proposals:
            if (decided := beginnings.decided(proposal)) is not None:
                yield decided
    for recorded in values.values():
        for one in recorded:
            yield beginnings.recorded(one.value)
