"""Entities with what follows from them, as the nodes and links of `docs/model.md`.

A node is a map of its properties without nulls.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from graph.domain.alignment.measures import stored_weights, weights_of
from graph.domain.calendar import from_ms, parse_moment, time_text
from graph.domain.findings.settings import DEFAULTS, changed_setting, stored_settings
from graph.domain.formula.formula import stored_formula
from graph.domain.ids import kind_of
from graph.interchange.history.check_in_history import KeyResultState
from graph.interchange.history.derive import Derived
from graph.interchange.history.kpi_history import KpiState
from graph.interchange.history.progress_history import Passed
from graph.interchange.history.timeline import History, proposal_key
from graph.interchange.validate.formulas import formula_of
from graph.interchange.validate.references import Names
from graph.model.fields import set_by
from graph.model.findings import FindingDismissal
from graph.model.goals import KeyResult, Objective
from graph.model.kpis import Kpi, KpiTarget, KpiValue
from graph.model.links import Alignment, Drive, Proposal, Support
from graph.model.organization import Cycle, Organization, Person, Team
from graph.model.parts import Stamps
from graph.model.properties import of_entity
from graph.model.templates import Template
from graph.model.weekly import Report
from graph.model.work import CheckIn, Comment, NestedInitiative
from graph.writes.upgrade import RULES

Node = dict[str, Any]
_CLOSING: Final = ("closedAt", *(field.stored for field in set_by(Objective, "close")))
_LAST: Final = "9999"


@dataclass(slots=True)
class Nodes:
    """Makes nodes and the properties of links, one at a time: as they are now, or as they were in
    a state that is given."""

    org: str
    names: Names
    derived: Derived

    def organization(self, entity: Organization) -> Node:
        """The node that all others are found from."""
        return {
            **self._node(entity, self.org),
            **of_entity(entity),
            **_asking(entity),
            **_due(self.derived.formulas_due),
            "since": 1,
            "born": 1,
            "revision": self.history.last,
            "accessRevision": self.history.last,
            "planRevision": self.history.last,
            "rulesVersion": RULES,
        }

    @property
    def history(self) -> History:
        """When what was how."""
        return self.derived.history

    def parent(self, team: Team) -> str | None:
        """The team it is part of: without one in the file, the company."""
        return team.parent or (None if team.kind == "COMPANY" else self.derived.company)

    def team(self, team: Team) -> Node:
        """A Team."""
        return _present(
            self._node(team, team.id), **of_entity(team) | {"parentId": self.parent(team)}
        )

    def initiative(self, initiative: NestedInitiative, target: str) -> Node:
        """An Initiative; `target` is what it is for."""
        return _present(
            self._node(initiative, initiative.id), **of_entity(initiative) | {"targetId": target}
        )

    def aligned_to(self, link: Alignment) -> str:
        """The objective that it leads to."""
        return self.names.objective_of.get(link.to, link.to)

    def alignment(self, link: Alignment) -> Node:
        """The properties of ALIGNS_TO."""
        whole = link.to not in self.names.objective_of or link.to in self.names.archived
        return _present(
            self._node(link, link.id),
            **of_entity(link),
            keyResultId=None if whole else link.to,
        )

    def proposal(self, link: Proposal, *, decided: bool = True) -> Node:
        """The properties of PROPOSES. Until it was decided about, it was pending."""
        node = self.alignment(link) | self._revised(proposal_key(link.id))
        if decided:
            at = link.decidedAt
            return _present(node, decidedAt=None if at is None else self._moment(at))
        later = ("reason", "decidedBy", "decidedAt")
        pending = {name: value for name, value in node.items() if name not in later}
        return pending | {"state": "PENDING"}

    def support(self, link: Support) -> Node:
        """The properties of SUPPORTS."""
        return _present(self._node(link, link.id), **of_entity(link))

    def drive(self, link: Drive) -> Node:
        """The properties of DRIVES."""
        return _present(self._node(link, link.id), **of_entity(link))

    def comment(self, comment: Comment) -> Node:
        """A Comment."""
        return _present(
            self._node(comment, comment.id),
            **of_entity(comment),
            onType=kind_of(comment.on),
        )

    def dismissal(self, dismissal: FindingDismissal) -> Node:
        """A FindingDismissal."""
        return _present(self._node(dismissal, dismissal.id), **of_entity(dismissal))

    def report(self, report: Report) -> Node:
        """A Report."""
        at = report.submittedAt
        node = {**self._node(report, report.id), **of_entity(report)}
        return _present(node, submittedAt=None if at is None else self._moment(at))

    def template(self, template: Template) -> Node:
        """A Template."""
        return _present(self._node(template, template.id), **of_entity(template))

    def _node(self, entity: Stamps, identifier: str | None, created: str | None = None) -> Node:
        """What all nodes and links have. `created` is when, where the file does not say."""
        updated = None if entity.updatedAt is None else self._moment(entity.updatedAt)
        if entity.createdAt is not None:
            created = self._moment(entity.createdAt)
        else:
            # Nothing is updated before it is created. Stored times sort as text.
            created = min(created or self.derived.now_text, updated or _LAST)
        return {
            "id": identifier,
            "org": self.org,
            "createdAt": created,
            "updatedAt": updated or created,
            "version": entity.version or 1,
            **self._revised(identifier or ""),
        }

    def _revised(self, key: str) -> Node:
        """When it began, and when its present state did."""
        return {"since": self.history.since(key), "born": self.history.born_at(key)}

    def _moment(self, text: str) -> str:
        return time_text(parse_moment(text, self.derived.zone))

    def person(self, person: Person) -> Node:
        """A Person."""
        return _present(self._node(person, person.id), **of_entity(person))

    def cycle(self, cycle: Cycle) -> Node:
        """A Cycle."""
        span = self.derived.spans[cycle.id or ""]
        return _present(
            self._node(cycle, cycle.id),
            **of_entity(cycle),
            startsMs=span.starts_ms,
            endsMs=span.ends_ms,
        )

    def kpi(self, kpi: Kpi, state: KpiState | None = None) -> Node:
        """A Kpi."""
        state = state or self.derived.kpis[kpi.id or ""]
        formula = formula_of(kpi)
        return _present(
            self._node(kpi, kpi.id),
            **of_entity(kpi),
            formula=None if formula is None else stored_formula(formula),
            statuses=list(state.status.values),
            statusSince=list(state.status.since_ms),
            valueDueOn=state.due_on,
        )

    def kpi_value(
        self, value: KpiValue, kpi: Kpi, period: str, state: KpiValue | None = None
    ) -> Node:
        """A KpiValue; `period` is the start of its period."""
        return {
            **self._node(value, value.id, value.recordedAt),
            **of_entity(state or value),
            "kpiId": kpi.id,
            "periodStartsAt": period,
        }

    def kpi_target(self, target: KpiTarget, kpi: Kpi) -> Node:
        """A KpiTarget."""
        return _present(
            self._node(target, target.id),
            **of_entity(target),
            kpiId=kpi.id,
        )

    def objective(self, objective: Objective, state: Passed | None = None) -> Node:
        """An Objective. Until it was closed, it was active."""
        closed = objective.lifecycle == "CLOSED"
        outcome, was_closed = state or (self.derived.outcomes[objective.id or ""], closed)
        readers = None
        if objective.visibility == "PRIVATE":
            lead = () if objective.lead is None else (objective.lead,)
            readers = list(dict.fromkeys((objective.owner, *lead, *objective.sharedWith)))
        node = _present(
            self._node(objective, objective.id),
            **of_entity(objective),
            level=self.derived.owner_level[objective.owner],
            readers=readers,
            progress=outcome.progress,
            healths=list(outcome.health.values),
            healthSince=list(outcome.health.since_ms),
        )
        if closed and not was_closed:
            node["lifecycle"] = "ACTIVE"
            for name in _CLOSING:
                node.pop(name, None)
        return node

    def key_result(
        self,
        result: KeyResult,
        objective: Objective,
        position: int,
        state: KeyResultState | None = None,
    ) -> Node:
        """A KeyResult; `position` is its place among those of its objective."""
        state = state or self.derived.key_results[result.id or ""]
        return _present(
            self._node(result, result.id),
            **of_entity(result),
            objectiveId=objective.id,
            position=position,
            current=state.current,
            rawProgress=state.raw,
            progress=state.progress,
            confidence=state.confidence,
            lastCheckInAt=state.last_at,
            lastStatus=state.last_status,
            checkInDueOn=state.due_on,
            healths=list(state.health.values),
            healthSince=list(state.health.since_ms),
        )

    def check_in(
        self, check_in: CheckIn, result: KeyResult, superseded: bool | None = None
    ) -> Node:
        """A CheckIn."""
        if superseded is None:
            superseded = check_in.id in self.derived.superseded
        return _present(
            self._node(check_in, check_in.id, check_in.recordedAt),
            **of_entity(check_in) | {"withdrawn": check_in.withdrawn or None},
            keyResultId=result.id,
            superseded=superseded,
        )


def revision_node(org: str, number: int, ms: int) -> Node:
    """The record of one of the writes that an import stands for; the last one is itself."""
    return {
        "org": org,
        "number": number,
        "at": time_text(from_ms(ms)),
        "actorName": "import",
        "operation": "import",
    }


def _due(ms: int | None) -> Node:
    """When the first value of a KPI with a formula can be computed, if there are any."""
    return {} if ms is None else {"formulasDueMs": ms}


def _asking(organization: Organization) -> Node:
    """Settings of rules and weights of measures, where they are not the defaults."""
    settings = dict(DEFAULTS)
    for row in organization.rules:
        given = {name: getattr(row, name) for name in ("enabled", "severity", "limit")}
        settings[row.rule] = changed_setting(settings[row.rule], given, [])
    weights = weights_of(()) | {row.measure: row.weight for row in organization.alignmentWeights}
    asking = {"rules": stored_settings(settings.values())}
    asking["alignmentWeights"] = stored_weights(weights)
    return {name: texts for name, texts in asking.items() if texts}


def _present(node: Node, **properties: Any) -> Node:
    """The node with those properties that are not null."""
    for name, value in properties.items():
        if value is not None:
            node[name] = value
    return node
