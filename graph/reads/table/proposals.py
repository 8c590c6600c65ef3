"""Proposed alignments, and the lists of them: to decide about, and made."""

from __future__ import annotations

from graph.reads.compile.compiler import EntityMapping
from graph.reads.compile.field_kinds import ByArgument, ByRule, One, prop
from graph.reads.compile.listing import Source
from graph.reads.compile.pages import Page
from graph.reads.rules.proposed import ProposedRule
from graph.reads.table import lists as by
from graph.reads.table.links import ALIGNMENT

PROPOSAL = EntityMapping(
    "PROPOSES",
    {
        **ALIGNMENT.fields,
        "state": prop("state"),
        "proposedBy": One(
            "MATCH (node:Person {org: this.org, id: this.proposedBy})",
            ["Person"],
        ),
        "reason": prop("reason"),
        "decidedBy": One("MATCH (node:Person {org: this.org, id: this.decidedBy})", ["Person"]),
        "decidedAt": prop("decidedAt"),
        "impact": ByRule(ProposedRule),
    },
    link=True,
    visible=ALIGNMENT.visible,
)


def _page(clause: str, *where: str) -> Page:
    """A list of proposals along `clause`, in the order they were made. Nobody has to look at those
    of goals that have been put away."""
    return Page(
        Source(
            clause,
            "AlignmentProposal",
            by.LINKED_AT,
            where=where,
            of="link",
            linked=True,
            given={"state": "link.state = GIVEN"},
        )
    )


_OTHER = "node.lifecycle <> 'ARCHIVED'"
_BOTH = ("startNode(link).lifecycle <> 'ARCHIVED'", "endNode(link).lifecycle <> 'ARCHIVED'")

OF_OBJECTIVE = ByArgument(
    "direction",
    {
        None: _page("(this)-[link:PROPOSES]-(node:Objective)", _OTHER),
        "INCOMING": _page("(this)<-[link:PROPOSES]-(node:Objective)", _OTHER),
        "OUTGOING": _page("(this)-[link:PROPOSES]->(node:Objective)", _OTHER),
    },
)


def of_owners(owners: str) -> ByArgument:
    """Those that concern the goals and key results of `owners`, which finds `_w`."""
    return ByArgument(
        "direction",
        {
            "INCOMING": _page(
                f"{owners}MATCH (_w)-[:OWNS|LEADS_GOAL]->(_x) "
                "MATCH (_x) (()<-[:HAS_KEY_RESULT]-()){0,1} (_o:Objective) "
                "MATCH (_o)<-[link:PROPOSES]-(node:Objective) "
                "WHERE _x.id = _o.id OR _x.id = link.keyResultId "
                "WITH DISTINCT link, node MATCH (node)",
                *_BOTH,
            ),
            "OUTGOING": _page(
                f"{owners}MATCH (_w)-[:OWNS|LEADS_GOAL]->(_o:Objective) WITH DISTINCT _o "
                "MATCH (_o)-[link:PROPOSES]->(node:Objective)",
                *_BOTH,
            ),
        },
    )
