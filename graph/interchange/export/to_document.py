"""Stored entities as the entities of a document.

With `derived`, every entity says under that name what follows from the rest, and the revision since
which it is so: a copy needs that, and an import works it out anew.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from typing import Any, Final

from graph.domain.alignment.measures import DEFAULT_WEIGHTS, weights_of
from graph.domain.findings.settings import DEFAULTS, settings_of
from graph.domain.formula.formula import file_formula, formula_of
from graph.model.findings import FindingDismissal
from graph.model.goals import KeyResult, Objective
from graph.model.kpis import Kpi, KpiTarget, KpiValue
from graph.model.links import Alignment, Drive, Proposal, Support
from graph.model.organization import Cycle, Organization, Person, Team
from graph.model.properties import derived_scalars, to_document
from graph.model.templates import Template
from graph.model.weekly import Report
from graph.model.work import CheckIn, Comment, Initiative

_STAMPS: Final = ("createdAt", "updatedAt", "version")
_DECLARED: Final[Mapping[str, type]] = {
    "organization": Organization,
    "teams": Team,
    "people": Person,
    "cycles": Cycle,
    "kpis": Kpi,
    "values": KpiValue,
    "targets": KpiTarget,
    "objectives": Objective,
    "keyResults": KeyResult,
    "checkIns": CheckIn,
    "initiatives": Initiative,
    "reports": Report,
    "comments": Comment,
    "findingDismissals": FindingDismissal,
    "templates": Template,
    "alignsTo": Alignment,
    "proposals": Proposal,
    "supports": Support,
    "drives": Drive,
}
_STEPS: Final = (("health", "healths", "healthSince"), ("status", "statuses", "statusSince"))
"""What follows and depends on the moment: step functions of time."""

Entity = dict[str, Any]


def _asking(node: Mapping[str, Any]) -> Entity:
    """The organization's settings of rules and weights of measures, those that are not defaults."""
    settings = settings_of(node.get("rules")).values()
    weights = weights_of(node.get("alignmentWeights")).items()
    return {
        "rules": [
            {name: value for name, value in setting._asdict().items() if value is not None}
            for setting in settings
            if setting != DEFAULTS[setting.rule]
        ],
        "alignmentWeights": [
            {"measure": kind, "weight": weight}
            for kind, weight in weights
            if weight != DEFAULT_WEIGHTS[kind]
        ],
    }


class Exported:
    """Makes entities; `now_ms`, the moment that health is told of, asks for what is derived."""

    def __init__(self, now_ms: int | None = None) -> None:
        self._now_ms = now_ms

    def document_of(self, key: str, stored: Mapping[str, Any]) -> Entity:
        """An entity of the document's list `key`, from what its statement returned."""
        node = stored["node"]
        entity = self._plain(key, node)
        if key == "organization":
            # Which values became check-ins is known: goals that were closed then took none.
            entity["checkInsComplete"] = True
            _add(entity, **_asking(node))
        elif key == "teams":
            _add(entity, leads=stored["leads"])
        elif key == "people":
            _add(entity, teams=stored["teams"])
        elif key == "kpis":
            formula = formula_of(node.get("formula"))
            _add(
                entity,
                formula=None if formula is None else file_formula(formula),
                values=[self._plain("values", value) for value in stored["values"]],
                targets=[self._plain("targets", target) for target in stored["targets"]],
                drives=[self._link("drives", link, "kpi") for link in stored["drives"]],
            )
        elif key == "comments":
            _add(entity, acknowledgedBy=stored["acknowledgedBy"])
        elif key == "objectives":
            self._add_to_objective(entity, stored)
        return entity

    def _add_to_objective(self, entity: Entity, stored: Mapping[str, Any]) -> None:
        node = stored["node"]
        if not stored.get("origin", True):
            entity.pop("originId", None)
        if node["lifecycle"] == "CLOSED":
            # What it closed with: nothing that happens later changes it.
            _add(entity, progress=node.get("progress"), health=node["healths"][0])
        _add(
            entity,
            sharedWith=stored["sharedWith"],
            alignsTo=[self._link("alignsTo", link, "to") for link in stored["alignsTo"]],
            proposals=[self._link("proposals", link, "to") for link in stored["proposals"]],
            supports=[self._link("supports", link, "kpi") for link in stored["supports"]],
            keyResults=[self._key_result(result) for result in stored["keyResults"]],
        )

    def _key_result(self, stored: Mapping[str, Any]) -> Entity:
        node = stored["node"]
        entity = self._plain("keyResults", node)
        _add(
            entity,
            checkIns=[self._plain("checkIns", check_in) for check_in in stored["checkIns"]],
            supports=[self._link("supports", link, "kpi") for link in stored["supports"]],
        )
        return entity

    def _link(self, key: str, stored: Mapping[str, Any], end: str) -> Entity:
        link = stored["link"]
        return {"id": link["id"], end: stored[end], **self._plain(key, link)}

    def _plain(self, key: str, node: Mapping[str, Any]) -> Entity:
        """What an entity has under the name it is stored under, and its references."""
        entity = {"id": node["id"]}
        declared = _DECLARED[key]
        entity |= to_document(declared, node)
        for name in _STAMPS:
            entity[name] = node[name]
        if self._now_ms is not None:
            derived = {name: node[name] for name in derived_scalars(declared) if name in node}
            for name, values, since in _STEPS:
                if values in node:
                    derived[name] = node[values][bisect_right(node[since], self._now_ms)]
            entity["derived"] = {"revision": node["since"], **derived}
        return entity


def _add(entity: Entity, **values: Any) -> None:
    """Adds what there is: neither nulls nor empty lists."""
    for key, value in values.items():
        if value is not None and value != []:
            entity[key] = value
