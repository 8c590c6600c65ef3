"""What people decided about findings."""

from __future__ import annotations

from graph.domain.findings.keys import DISMISSED
from graph.model.findings import FindingDismissal
from graph.reads.compile.compiler import EntityMapping
from graph.reads.compile.field_kinds import Every, Value
from graph.reads.table import entity
from graph.reads.table.stored import stored_fields

FINDING_DISMISSAL = EntityMapping(
    "FindingDismissal",
    {
        **entity.BARE,
        **stored_fields(FindingDismissal),
        "rule": Value("split(this.key, ':')[0]"),
        # At most two, that which the finding is about first.
        "nodes": Every(
            f"MATCH (this)-[:DISMISSES]->(node:{'|'.join(DISMISSED)})",
            DISMISSED,
            "NOT split(this.key, '+')[0] ENDS WITH ':' + node.id",
        ),
    },
    there=entity.NOT_ENDED,
    visible=(
        "NOT EXISTS { MATCH (this)-[:DISMISSES]->(_o:Objective) "
        f"WHERE NOT coalesce({entity.seen('_o')}, false) }} "
        "AND NOT EXISTS { MATCH (this)-[:DISMISSES]->(:KeyResult)<-[:HAS_KEY_RESULT]-(_p:Objective)"
        f" WHERE NOT coalesce({entity.seen('_p')}, false) }}"
    ),
    moves=True,
)
