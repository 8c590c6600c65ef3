"""What an import writes of the past, in order: statements, each with its rows.

That is what the writes would have left for which an import stands: the states of nodes and the ends
of relationships that are no more, the revisions, and what changed at each of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any, Final

from graph.domain.ids import kind_of
from graph.domain.relationships import PAST
from graph.interchange.history.timeline import Timeline, spans_of
from graph.interchange.parse.entities import Document
from graph.interchange.store.graph_elements import THINGS, Thing, things_of
from graph.interchange.store.node_properties import Node, Nodes, revision_node
from graph.interchange.store.present_steps import CREATE_NODES, Step
from graph.writes.unit_of_work.change_log import PARTNERS, Changed, ChangeKind, change_row
from graph.writes.unit_of_work.statements import FOREVER

VERSIONED: Final = ("Team", "Person", "Kpi", "KpiValue", "Objective", "KeyResult", "CheckIn")
"""The nodes of which a file tells what they were before."""
# What changes of these is what somebody said of them.
_SAID: Final = ("Team", "Person", "KpiValue", "CheckIn", "AlignmentProposal")

_CREATE_PAST: Final = """\
UNWIND $p.rows AS row
MATCH (a:{start} {{org: $p.org, id: row[0]}})
MATCH (b:{end} {{org: $p.org, id: row[1]}})
CREATE (a)-[r:{type}]->(b)
SET r = {{since: row[2], born: row[2], until: row[3]}}
RETURN count(*)"""

_CREATE_PROPOSED: Final = """\
UNWIND $p.rows AS row
MATCH (a:Objective {org: $p.org, id: row.start})
MATCH (b:Objective {org: $p.org, id: row.end})
CREATE (a)-[r:PROPOSED]->(b)
SET r = row.link
RETURN count(*)"""


def past_steps_of(document: Document, nodes: Nodes, counts: dict[str, int]) -> Iterator[Step]:
    """All steps about the past; what is there now is written before. `counts` is how many things
    there are of each kind."""
    history = nodes.history
    former: Counter[str | None] = Counter()
    for key, course in history.courses.items():
        former[kind_of(key)] += len(course) - 1
    for kind in VERSIONED:
        if former[kind]:
            rows = _versions(kind, document, nodes)
            yield _apart(f"{kind}Version", rows, former[kind], "Version:")
    for type_, start, end, courses in (
        ("LAST_CHECK_IN", "KeyResult", "CheckIn", history.last_check_ins),
        ("LATEST_VALUE", "Kpi", "KpiValue", history.latest_values),
        ("STANDING_TARGET", "Kpi", "KpiTarget", history.standing_targets),
    ):
        yield from _ended(type_, start, end, courses)
    decided = list(_decided(document, nodes))
    if decided:
        yield Step("PROPOSED", _CREATE_PROPOSED, iter(decided), len(decided))
    moments = enumerate(history.moments, start=1)
    revisions = (revision_node(nodes.org, number, ms) for number, ms in moments)
    yield _apart("Revision", revisions, history.last)
    yield _apart("Change", _changes(document, nodes), sum(counts.values()) + former.total())


def _apart(label: str, rows: Iterator[Node], total: int, more: str = "") -> Step:
    """A step for nodes that nothing leads to."""
    return Step(label, CREATE_NODES.format(label=f"{more}{label}"), rows, total, apart=True)


def _versions(kind: str, document: Document, nodes: Nodes) -> Iterator[Node]:
    for thing, node in _former(kind, document, nodes):
        del node["id"]
        yield {**node, "of": thing.id}


def _decided(document: Document, nodes: Nodes) -> Iterator[dict[str, Any]]:
    for thing, link in _former("AlignmentProposal", document, nodes):
        yield {"start": thing.start, "end": thing.end, "link": link}


def _former(kind: str, document: Document, nodes: Nodes) -> Iterator[tuple[Thing, Node]]:
    """What things of a kind were before what they are now."""
    for thing in things_of(kind, document, nodes):
        for since, until, state in spans_of(nodes.history.courses.get(thing.known_as, [])):
            if until != FOREVER:
                yield thing, {**thing.stored(state), "since": since, "until": until}


def _ended(
    type_: str, start: str, end: str, courses: dict[str, Timeline[str | None]]
) -> Iterator[Step]:
    rows = [
        [identifier, other, since, until]
        for identifier, course in courses.items()
        for since, until, other in spans_of(course)
        if other is not None and until != FOREVER
    ]
    if rows:
        statement = _CREATE_PAST.format(start=start, type=PAST[type_], end=end)
        yield Step(PAST[type_], statement, iter(rows), len(rows))


def _changes(document: Document, nodes: Nodes) -> Iterator[Node]:
    """The record of every write. Within a revision, what is first in the file comes first."""
    history = nodes.history
    sequences = [0] * (history.last + 1)
    for kind in THINGS:
        for thing in things_of(kind, document, nodes):
            key = thing.known_as
            course = history.courses.get(key) or [(history.born_at(key), None)]
            before: Node = {}
            for revision, state in course:
                after = thing.recorded(state)
                if before:
                    change = _changed(kind, before, after)
                else:
                    change = Changed("CREATED", kind, {}, thing.recorded(state, first=True))
                yield change_row(nodes.org, revision, sequences[revision], thing.id, change)
                sequences[revision] += 1
                before = after


def _changed(kind: str, before: Node, after: Node) -> Changed:
    """What differs between two states: because of what somebody said of the thing itself, or by
    what came up from below."""
    names = {name: None for name in {**before, **after} if before.get(name) != after.get(name)}
    names |= {PARTNERS[name]: None for name in names if name in PARTNERS}
    by_people = kind in _SAID or "lifecycle" in names
    change_kind: ChangeKind = "UPDATED" if by_people else "ROLLED_UP"
    return Changed(
        change_kind, kind, {n: before.get(n) for n in names}, {n: after.get(n) for n in names}
    )
