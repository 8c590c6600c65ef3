"""Comments, on nodes and links of every other type."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from graph.model.work import Comment
from graph.reads.compile.compiler import Compiled, Compiler, EntityMapping, Scope, returning
from graph.reads.compile.field_kinds import One, Value
from graph.reads.compile.row_builders import one_of
from graph.reads.compile.selection import Field
from graph.reads.execution.run import Build
from graph.reads.table import entity
from graph.reads.table.key_results import CHECK_IN, INITIATIVE, KEY_RESULT
from graph.reads.table.kpis import KPI, KPI_TARGET, KPI_VALUE
from graph.reads.table.links import ALIGNMENT, DRIVE, SUPPORT
from graph.reads.table.objectives import OBJECTIVE
from graph.reads.table.organization import CYCLE, PERSON, TEAM
from graph.reads.table.proposals import PROPOSAL
from graph.reads.table.stored import stored_fields
from graph.reads.table.weekly import REPORT
from graph.reads.temporal.tokens import TODAY

# By the kind that the id says: what a comment can be on. A proposal has the id of an alignment.
COMMENTED: Mapping[str, Mapping[str, EntityMapping]] = {
    "Objective": {"Objective": OBJECTIVE},
    "KeyResult": {"KeyResult": KEY_RESULT},
    "CheckIn": {"CheckIn": CHECK_IN},
    "Initiative": {"Initiative": INITIATIVE},
    "Kpi": {"Kpi": KPI},
    "KpiTarget": {"KpiTarget": KPI_TARGET},
    "KpiValue": {"KpiValue": KPI_VALUE},
    "Alignment": {"Alignment": ALIGNMENT, "AlignmentProposal": PROPOSAL},
    "Support": {"Support": SUPPORT},
    "Drive": {"Drive": DRIVE},
    "Team": {"Team": TEAM},
    "Person": {"Person": PERSON},
    "Cycle": {"Cycle": CYCLE},
    "Report": {"Report": REPORT},
}


def _found(stored: EntityMapping, variable: str) -> str:
    key = "{org: $p.org, id: this.onId}"
    pattern = f"({variable}:{stored.label} {key})"
    return f"MATCH ()-[{pattern[1:-1]}]->()" if stored.link else f"MATCH {pattern}"


def _seen(*, links: bool) -> str:
    """Whether the viewer may see what the comment `this` is on, if that is a node or `links` are
    judged as well."""
    cases = []
    for kind, types in COMMENTED.items():
        ways = [
            f"EXISTS {{ {_found(stored, '_on')} WHERE {stored.visible.replace('this', '_on')} }}"
            for stored in types.values()
            if stored.visible is not None and (links or not stored.link)
        ]
        if ways:
            cases.append(f"WHEN '{kind}' THEN {' OR '.join(ways)}")
    return f"CASE this.onType {' '.join(cases)} ELSE true END"


@dataclass(frozen=True, slots=True)
class On:
    """What a comment is on, of any type; whoever sees the comment sees it."""

    def compile(self, c: Compiler, scope: Scope, selected: Field) -> Compiled:
        """A case for each type."""
        cases: list[str] = []
        builds: list[Build | None] = []
        for kind, types in COMMENTED.items():
            ways = []
            for type_name, stored in types.items():
                node = c.fresh("n")
                fields = selected.on.get(type_name, [])
                row = c.row(type_name, Scope(node), fields, typed=True)
                match = c.render(_found(stored, "node"), Scope(scope.this, node))
                there = c.visible(type_name, node, seen=True)
                where = f" WHERE {' AND '.join(there)}" if there else ""
                answer = returning(node, f"[{len(builds)}, {row.expression}]")
                ways.append(f"head(COLLECT {{ {match}{where} {answer} LIMIT 1 }})")
                builds.append(row.build)
            one = ways[0] if len(ways) == 1 else f"coalesce({', '.join(ways)})"
            cases.append(f"WHEN '{kind}' THEN {one}")
        return Compiled(f"CASE {scope.this}.onType {' '.join(cases)} END", one_of(builds))


COMMENT = EntityMapping(
    "Comment",
    {
        **entity.BARE,
        **stored_fields(Comment),
        "on": On(),
        "team": One("MATCH (node:Team {org: $p.org, id: this.teamId})", ["Team"]),
        "replies": entity.comments("(this)<-[:REPLIES_TO]-(node:Comment)"),
        "acknowledgedBy": entity.people("(this)<-[:ACKNOWLEDGES]-(node:Person)"),
    },
    there=entity.NOT_ENDED,
    visible=_seen(links=True),
    # A link may have ended by now. Who may see what it was between may see it.
    visible_today=_seen(links=False),
    # The text of what is removed today is not to be read in any past.
    then={
        "body": Value(f"CASE WHEN {TODAY[0]}this.removed{TODAY[1]} THEN null ELSE this.body END")
    },
)
