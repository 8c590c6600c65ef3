"""Findings as a client selected them: their nodes, texts and facts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

import orjson

from graph.domain.findings.finding import Fact, Finding
from graph.domain.findings.fixes import Fix, fixes_of
from graph.domain.findings.messages import advice_of, message_of
from graph.domain.ids import kind_of
from graph.reads.compile.selection import Field
from graph.reads.rules.listing import Wanted
from graph.reads.rules.projection import Slots

NODE_TYPES: Final = ("Objective", "KeyResult", "Kpi", "Team", "Person", "Cycle")
"""What a finding can be about."""

_TITLES: Final = {
    type_name: [Field("title", "title" if type_name in ("Objective", "KeyResult") else "name", -1)]
    for type_name in NODE_TYPES
}


class ShownFindings:
    """Some selected findings, whose nodes and titles are slots of a projection."""

    def __init__(self, projection: Slots, selected: Sequence[Field]) -> None:
        self._slots = {
            id(node): projection.slot(NODE_TYPES, node.on, abstract=True)
            for finding in selected
            for node in finding.child("nodes")
        }
        self._dismissals = {
            id(dismissal): projection.slot(["FindingDismissal"], dismissal.on)
            for finding in selected
            for dismissal in finding.child("dismissal")
        }
        told = any(finding.child("message") for finding in selected)
        self._titles = projection.slot(NODE_TYPES, _TITLES) if told else None

    def wants(self, selected: Field, findings: Iterable[Finding], into: Wanted) -> None:
        """Adds what these show to what the projection is asked for."""
        for finding in findings:
            for node in selected.child("nodes"):
                want(into, self._slots[id(node)], finding.nodes)
            for dismissal in selected.child("dismissal"):
                if finding.dismissal is not None:
                    want(into, self._dismissals[id(dismissal)], [finding.dismissal])
            if self._titles is not None and selected.child("message"):
                want(into, self._titles, finding.key_nodes)

    def build(
        self, selected: Field, finding: Finding, found: Sequence[Mapping[str, Any]]
    ) -> dict[str, Any]:
        """One finding in the selection's order."""
        return {
            member.key: self._member(member, selected, finding, found) for member in selected.only()
        }

    def _member(
        self,
        member: Field,
        selected: Field,
        finding: Finding,
        found: Sequence[Mapping[str, Any]],
    ) -> Any:
        match member.name:
            case "key":
                return finding.key
            case "rule":
                return finding.rule
            case "severity":
                return finding.severity
            case "nodes":
                nodes = found[self._slots[id(member)]]
                return [nodes[node] for node in finding.nodes if node in nodes]
            case "message":
                assert self._titles is not None
                titles = {node: row["title"] for node, row in found[self._titles].items()}
                return message_of(finding, titles)
            case "advice":
                return advice_of(finding)
            case "facts":
                return [_fact(member, fact) for fact in finding.facts]
            case "fixes":
                return [_fix(member, fix) for fix in fixes_of(finding)]
            case "dismissal":
                held = found[self._dismissals[id(member)]]
                return held.get(finding.dismissal or "")
        return "Finding"


def want(into: Wanted, slot: int, nodes: Iterable[str]) -> None:
    """Asks a slot for nodes of any type."""
    for node in nodes:
        into.setdefault(slot, {}).setdefault(kind_of(node) or "", []).append(node)


def _fix(selected: Field, fix: Fix) -> dict[str, Any]:
    values = {
        "title": fix.title,
        "operation": fix.operation,
        "input": orjson.dumps(fix.input).decode(),
        "__typename": "FindingFix",
    }
    return {member.key: values[member.name] for member in selected.only()}


def _fact(selected: Field, fact: Fact) -> dict[str, Any]:
    values: Mapping[str, Callable[[], Any]] = {
        "name": lambda: fact.name,
        "value": lambda: fact.value,
        "limit": lambda: fact.limit,
        "__typename": lambda: "Fact",
    }
    return {member.key: values[member.name]() for member in selected.only()}
