"""What an export reads: the lists of a document, as they were at one revision, page by page.

A write that comes in between changes nothing about it: every node is read in the state that it had
at `$p.at`, and every relationship that held then, under its present type or its past one. Without
`sees_all`, what `$p` says of the viewer decides what is there (`docs/model.md`, "Who sees what").
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from graph.reads.changes.visibility import sights
from graph.reads.compile.compiler import Compiler
from graph.reads.table.entity import seen

BEGIN: Final = """\
MATCH (n:Organization {org: $p.org, id: $p.org})
RETURN {node: properties(n), revision: n.revision, access: n.accessRevision}"""

# Every page is one seek on (organization, id) and comes as maps of properties, the nodes and links
# below them included; with it, whose access has changed since.
_PAGE: Final = """\
MATCH (g:Organization {{org: $p.org, id: $p.org}})
RETURN [g.accessRevision, COLLECT {{
  MATCH (n:{label})
  WHERE n.org = $p.org AND n.id > $p.after AND n.born <= $p.at
  WITH n, {state} AS s{seen}
  ORDER BY n.org, n.id LIMIT $p.limit
  RETURN {{node: s{below}}}
}}]"""


# The same where it has to be judged afterwards what the viewer could see of it.
_JUDGED: Final = """\
MATCH (g:Organization {{org: $p.org, id: $p.org}})
WITH g, COLLECT {{
  MATCH (n:{label})
  WHERE n.org = $p.org AND n.id > $p.after AND n.born <= $p.at
  WITH n, {state} AS s{seen}
  ORDER BY n.org, n.id LIMIT $p.limit
  RETURN {{node: s{below}}}
}} AS rows
RETURN [g.accessRevision, rows, {sights}]"""


@dataclass(frozen=True, slots=True)
class Section:
    """A list of the document, and the statement for a page of it, of at most `page` entities: the
    revision of anybody's access, the entities and, where these are `judged` as nodes of a type,
    their sights."""

    key: str
    statement: str
    page: int
    judged: str = ""


@cache
def sections(*, sees_all: bool) -> tuple[Section, ...]:
    """All lists, in the order of a document."""

    def section(
        key: str,
        label: str,
        below: Mapping[str, str] | None = None,
        *,
        page: int = 1000,
        seen: str = "",
        always: str = "",
    ) -> Section:
        collected = "".join(
            f",\n    {name}: COLLECT {{ {subquery} }}" for name, subquery in (below or {}).items()
        )
        text = _PAGE.format(
            label=label,
            state=_state(label, "n"),
            seen=always or ("" if sees_all else seen),
            below=collected,
        )
        return Section(key, text, page)

    return (
        section("teams", "Team", {"leads": _ids("<-[l:LEADS|LED]-(m:Person)")}),
        section("people", "Person", {"teams": _ids("-[l:MEMBER_OF|WAS_MEMBER_OF]->(m:Team)")}),
        section("cycles", "Cycle"),
        section(
            "kpis",
            "Kpi",
            {
                "values": _states("HAS_VALUE|HAD_VALUE", "KpiValue", "m.at"),
                "targets": _states("HAS_TARGET|HAD_TARGET", "KpiTarget", "m.startsOn, m.endsOn"),
                "drives": _links("n", "DRIVES|DROVE", "Kpi", "kpi: t.id"),
            },
            # One KPI can have a value for every hour of years.
            page=10,
        ),
        section(
            "objectives",
            "Objective",
            {
                "sharedWith": _ids("-[l:SHARED_WITH|WAS_SHARED_WITH]->(m:Team|Person)"),
                "alignsTo": _alignments("ALIGNS_TO|ALIGNED_TO", sees_all=sees_all),
                "proposals": _alignments("PROPOSES|PROPOSED", sees_all=sees_all),
                "supports": _links("n", "SUPPORTS|SUPPORTED", "Kpi", "kpi: t.id"),
                "keyResults": _KEY_RESULTS,
                **({} if sees_all else {"origin": _ORIGIN}),
            },
            page=100,
            seen=f" WHERE {seen('s')} WITH n, s",
        ),
        section("initiatives", "Initiative", seen=f"{_INITIATIVE_SEEN} WITH n, s"),
        section("reports", "Report", always=f" WHERE {_report_seen(sees_all=sees_all)} WITH n, s"),
        _comments(sees_all=sees_all),
        _judged("findingDismissals", "FindingDismissal", sees_all=sees_all),
        section("templates", "Template", always=" WHERE s.ended IS NULL WITH n, s"),
    )


def _report_seen(*, sees_all: bool) -> str:
    """A draft is in a copy of everything (`$p.all`), and in its author's own."""
    rights = "" if sees_all else " AND (s.authorId IN $p.near OR s.authorId IN $p.led)"
    return (
        "s.ended IS NULL AND ($p.all OR s.authorId = $p.person "
        f"OR (s.submittedAt IS NOT NULL{rights}))"
    )


def _comments(*, sees_all: bool) -> Section:
    """What is said of a link or a number that had ended is history, as that is."""
    ways = {
        "Alignment": [_link(one) for one in ("ALIGNS_TO", "ALIGNED_TO", "PROPOSES", "PROPOSED")],
        "Support": [_link(one) for one in ("SUPPORTS", "SUPPORTED")],
        "Drive": [_link(one) for one in ("DRIVES", "DROVE")],
        "KpiTarget": ["(:Kpi)-[x:HAS_TARGET|HAD_TARGET]->(:KpiTarget {org: $p.org, id: s.onId})"],
        "KpiValue": ["(:Kpi)-[x:HAS_VALUE|HAD_VALUE]->(:KpiValue {org: $p.org, id: s.onId})"],
    }
    cases = " ".join(
        f"WHEN '{kind}' THEN "
        + " OR ".join(f"EXISTS {{ MATCH {way} WHERE {_held('x')} }}" for way in several)
        for kind, several in ways.items()
    )
    there = f" AND CASE s.onType {cases} ELSE true END"
    read = _ids("<-[l:ACKNOWLEDGES|ACKNOWLEDGED]-(m:Person)")
    below = f", acknowledgedBy: COLLECT {{ {read} }}"
    return _judged("comments", "Comment", there, below, sees_all=sees_all)


def _judged(key: str, label: str, there: str = "", below: str = "", *, sees_all: bool) -> Section:
    """What had not ended by then, with what the viewer could see of what it is about."""
    asked = f"[row IN rows | ['{label}', row.node.id, $p.at, $p.at]]"
    text = _JUDGED.format(
        label=label,
        state=_state(label, "n"),
        seen=f" WHERE s.ended IS NULL{there} WITH n, s",
        below=below,
        sights="null" if sees_all else sights(Compiler({}, [], sees_all), asked),
    )
    return Section(key, text, 500, label)


def _link(type_: str) -> str:
    return f"()-[x:{type_} {{org: $p.org, id: s.onId}}]->()"


def _state(label: str, node: str) -> str:
    """The properties that a node had at the revision; it was born by then."""
    return (
        f"CASE WHEN {node}.since <= $p.at THEN properties({node}) ELSE head(COLLECT {{ "
        f"MATCH (v:{label}Version) WHERE v.org = $p.org AND v.of = {node}.id AND v.until > $p.at "
        "RETURN v {.*, id: v.of} ORDER BY v.org, v.of, v.until LIMIT 1 }) END"
    )


def _held(link: str) -> str:
    return f"{link}.since <= $p.at AND {link}.until > $p.at"


def _ids(pattern: str) -> str:
    """The ids of the nodes `m` at the other end."""
    return f"MATCH (n){pattern} WHERE m.org = $p.org AND {_held('l')} RETURN m.id ORDER BY m.id"


def _states(types: str, label: str, order: str) -> str:
    """The nodes at the other end."""
    return (
        f"MATCH (n)-[l:{types}]->(x:{label}) WHERE x.org = $p.org AND {_held('l')} "
        f"WITH {_state(label, 'x')} AS m RETURN m ORDER BY {order}, m.id"
    )


def _links(node: str, types: str, label: str, end: str, seen: str = "") -> str:
    return (
        f"MATCH ({node})-[l:{types}]->(t:{label}) WHERE t.org = $p.org AND {_held('l')}{seen} "
        f"RETURN {{link: properties(l), {end}}} ORDER BY l.id"
    )


def _alignments(types: str, *, sees_all: bool) -> str:
    """Both ends of a link have to be seen. A proposal may be about a key result that has gone on to
    a goal that is not."""
    if sees_all:
        return _links("n", types, "Objective", "to: coalesce(l.keyResultId, t.id)")
    end = (
        "to: CASE WHEN EXISTS { MATCH (t)-[h:HAS_KEY_RESULT|HAD_KEY_RESULT]->(k:KeyResult) "
        f"WHERE k.id = l.keyResultId AND {_held('h')} }} THEN l.keyResultId ELSE t.id END"
    )
    visible = f" WITH l, t, {_state('Objective', 't')} AS o WHERE {seen('o')}"
    return _links("n", types, "Objective", end, visible)


_ORIGIN: Final = (
    "MATCH (t:Objective {org: $p.org, id: s.originId}) "
    f"WITH {_state('Objective', 't')} AS o WHERE {seen('o')} RETURN o.id"
)
"""The first of the same goal through its cycles, if the viewer may see it."""

_KEY_RESULTS: Final = (
    "MATCH (n)-[h:HAS_KEY_RESULT|HAD_KEY_RESULT]->(k:KeyResult) "
    f"WHERE k.org = $p.org AND {_held('h')} WITH k, {_state('KeyResult', 'k')} AS r "
    "RETURN {node: r, "
    "checkIns: COLLECT { MATCH (k)-[:HAS_CHECK_IN]->(x:CheckIn) "
    f"WHERE x.org = $p.org AND x.born <= $p.at WITH {_state('CheckIn', 'x')} AS m "
    "RETURN m ORDER BY m.effectiveAt, m.recordedAt, m.id }, "
    f"supports: COLLECT {{ {_links('k', 'SUPPORTS|SUPPORTED', 'Kpi', 'kpi: t.id')} }}}} "
    "ORDER BY r.position, r.id"
)

_INITIATIVE_SEEN: Final = (
    " WITH n, s, head(COLLECT { MATCH (k:KeyResult {org: $p.org, id: s.targetId}) "
    f"WITH {_state('KeyResult', 'k')} AS r RETURN r.objectiveId }}) AS above "
    "WITH n, s, coalesce(above, s.targetId) AS goal "
    "WHERE goal IS NULL OR EXISTS { MATCH (t:Objective {org: $p.org, id: goal}) "
    f"WITH {_state('Objective', 't')} AS o WHERE {seen('o')} RETURN 1 }}"
)
