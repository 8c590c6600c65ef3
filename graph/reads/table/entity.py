"""What every entity and every link has, and the conditions that several types share."""

from __future__ import annotations

from collections.abc import Mapping

from graph.reads.compile.compiler import Spec
from graph.reads.compile.field_kinds import Value, prop
from graph.reads.compile.keyset import Key
from graph.reads.compile.listing import Source
from graph.reads.compile.pages import Page
from graph.reads.table import lists as by

BARE: Mapping[str, Spec] = {
    "id": prop("id"),
    "version": prop("version"),
    "revision": Value("this.since"),
    "createdAt": prop("createdAt"),
    "updatedAt": prop("updatedAt"),
}
"""What also those have that take no comments."""

SEEN = (
    "(this.visibility = 'PUBLIC' OR any(_x IN this.readers WHERE _x IN $p.mine)) "
    "AND (this.lifecycle <> 'DRAFT' OR this.ownerId IN $p.near "
    "OR coalesce(this.leadId IN $p.mine, false) "
    "OR ($p.person IS NULL AND $p.scope = 'WRITE'))"
)
"""Whether the viewer may see the objective `this` (docs/model.md, "Who sees what")."""


def seen(variable: str) -> str:
    """The same for a variable of a template's own."""
    return SEEN.replace("this", variable)


NOT_ENDED = "this.ended IS NULL"
"""Of nodes that can end: whether it is there still."""

NOT_ARCHIVED = "this.archived = false"
ARCHIVED = frozenset({"archived", "id", "revision"})


def comments(clause: str, *where: str) -> Page:
    """A list of comments along `clause`, in the order in which they were made. Who may see what
    they are on may see them."""
    return Page(Source(clause, "Comment", by.CREATED_AT, where=where, seen=True))


NODE: Mapping[str, Spec] = {
    **BARE,
    # An index of several properties is looked at when something is asked of all of them.
    "comments": comments(
        "(node:Comment {org: $p.org, onId: this.id})",
        "node.createdAt IS NOT NULL AND node.id IS NOT NULL",
        "node.replyToId IS NULL",
    ),
}


def key_results(clause: str, order: Key = by.TITLE, *where: str, seen: bool = False) -> Page:
    """A list of key results along `clause`."""
    return Page(
        Source(
            clause,
            "KeyResult",
            order,
            by.KEY_RESULT_ORDERS,
            by.KEY_RESULT_FILTERS,
            where=where,
            seen=seen,
        )
    )


def people(clause: str) -> Page:
    """A list of people along `clause`."""
    return Page(Source(clause, "Person", by.NAME, by.PERSON_ORDERS, by.PERSON_FILTERS))


def teams(clause: str) -> Page:
    """A list of teams along `clause`."""
    return Page(Source(clause, "Team", by.NAME, by.TEAM_ORDERS, by.TEAM_FILTERS))


def cycles(clause: str) -> Page:
    """A list of cycles along `clause`."""
    return Page(Source(clause, "Cycle", by.STARTS_ON, by.CYCLE_ORDERS, by.CYCLE_FILTERS))


def kpis(clause: str, *where: str) -> Page:
    """A list of KPIs along `clause`."""
    return Page(Source(clause, "Kpi", by.NAME, by.KPI_ORDERS, by.KPI_FILTERS, where=where))


def initiatives(clause: str, *, seen: bool = False) -> Page:
    """A list of initiatives along `clause`."""
    return Page(
        Source(
            clause,
            "Initiative",
            by.TITLE,
            by.INITIATIVE_ORDERS,
            by.INITIATIVE_FILTERS,
            seen=seen,
        )
    )


def check_ins(clause: str, *, seen: bool = False) -> Page:
    """A list of check-ins along `clause`, latest effect first."""
    return Page(
        Source(
            clause, "CheckIn", by.EFFECTIVE_AT, by.CHECK_IN_ORDERS, by.CHECK_IN_FILTERS, seen=seen
        )
    )


def supports(clause: str, *, seen: bool = False) -> Page:
    """A list of links to KPIs along `clause`, in the order they were made."""
    return Page(Source(clause, "Support", by.LINKED_AT, of="link", linked=True, seen=seen))


def drives(clause: str) -> Page:
    """A list of links between KPIs along `clause`, in the order they were made."""
    return Page(Source(clause, "Drive", by.LINKED_AT, of="link", linked=True, seen=True))
