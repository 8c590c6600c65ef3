"""Objectives."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from graph.model import goals as model
from graph.reads.compile.compiler import Compiled, Compiler, EntityMapping, Scope
from graph.reads.compile.field_kinds import ByRule
from graph.reads.compile.selection import Field
from graph.reads.rules.explanations.explanation import ExplanationRule
from graph.reads.rules.explanations.progress_change import ProgressChangeRule
from graph.reads.rules.findings.connection import FindingsRule, concerning
from graph.reads.rules.lineage import LineageRule, PathsRule
from graph.reads.rules.moves import MovesRule
from graph.reads.rules.rolled_over import RolledOverRule
from graph.reads.rules.series import SeriesRule
from graph.reads.table import entity
from graph.reads.table import lists as by
from graph.reads.table.actions import ViewerCan
from graph.reads.table.links import ALIGNS_TO, aligned_from
from graph.reads.table.proposals import OF_OBJECTIVE
from graph.reads.table.stored import stored_fields


@dataclass(frozen=True, slots=True)
class HiddenContributors:
    """How many live objectives align to `this` that the viewer may not see."""

    def compile(self, c: Compiler, scope: Scope, selected: Field) -> Compiled:
        """A count; nothing is hidden from who sees everything."""
        other = c.fresh("n")
        visible = c.visible("Objective", other)
        if not visible:
            return Compiled("0")
        return Compiled(
            f"COUNT {{ MATCH ({scope.this})<-[:ALIGNS_TO]-({other}:Objective) "
            f"WHERE {other}.lifecycle IN ['ACTIVE', 'CLOSED'] AND NOT {visible[0]} "
            f"RETURN DISTINCT {other} }}"
        )


@dataclass(frozen=True, slots=True)
class Origin:
    """The id of the first of the same goal through its cycles, if the viewer may see that."""

    def compile(self, c: Compiler, scope: Scope, selected: Field) -> Compiled:
        """Its own id, unless it is a copy of another."""
        first = c.fresh("n")
        where = " AND ".join(c.visible("Objective", first)) or "true"
        found = (
            f"MATCH ({first}:Objective {{org: $p.org, id: {scope.this}.originId}}) "
            f"WHERE {where} RETURN {first}.id"
        )
        return Compiled(
            f"CASE WHEN {scope.this}.originId IS NULL THEN {scope.this}.id "
            f"ELSE coalesce(head(COLLECT {{ {found} }}), {scope.this}.id) END"
        )


OBJECTIVE = EntityMapping(
    "Objective",
    {
        **entity.NODE,
        "viewerCan": ViewerCan("Objective"),
        **stored_fields(model.Objective),
        "originId": Origin(),
        "rolledOver": ByRule(RolledOverRule),
        "progressSeries": ByRule(SeriesRule),
        "keyResults": entity.key_results(
            "(this)-[:HAS_KEY_RESULT]->(node:KeyResult)", by.POSITION, seen=True
        ),
        "initiatives": entity.initiatives("(this)<-[:ADVANCES]-(node:Initiative)", seen=True),
        "alignsTo": ALIGNS_TO,
        "alignedFrom": aligned_from("(this)<-[link:ALIGNS_TO]-(node:Objective)"),
        "alignmentProposals": OF_OBJECTIVE,
        "hiddenContributors": HiddenContributors(),
        "ancestors": ByRule(partial(LineageRule, "up")),
        "descendants": ByRule(partial(LineageRule, "down")),
        "pathsToCompany": ByRule(PathsRule),
        "supports": entity.supports("(this)-[link:SUPPORTS]->(node:Kpi)", seen=True),
        "moves": ByRule(MovesRule),
        "findings": ByRule(partial(FindingsRule, concerning)),
        "explanation": ByRule(ExplanationRule),
        "progressChange": ByRule(ProgressChangeRule),
    },
    visible=entity.SEEN,
    listed="this.lifecycle <> 'ARCHIVED'",
    listed_by=frozenset({"lifecycle", "id", "revision"}),
)
