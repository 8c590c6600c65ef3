"""What the viewer could see at a revision: fetched by one expression, and judged from that.

`docs/model.md`, "Who sees what", of the states that the goals had then; the viewer's rights are
today's. Every step from a node to its objectives is one subquery for all that is asked about:
conditions nested in each other take ten seconds to plan.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, NamedTuple

from graph.model.parts import GOALS
from graph.model.registry import PREFIXES
from graph.reads.compile.compiler import Compiler, Scope
from graph.reads.table.entity import SEEN


class SightQuestion(NamedTuple):
    """Whether a node that was there at the revision `when` could be seen by what the goals that it
    belongs to were at the revision `at`."""

    type: str
    node: str
    when: int
    at: int


def sights(c: Compiler, asked: str) -> str:
    """The expression of what `Sights` reads; `asked` is a list of `SightQuestion`s."""
    items, held, parents = c.fresh("asked"), c.fresh("held"), c.fresh("parents")
    holders = " + ".join(
        _of_type(c, items, type_name, clauses)
        for type_name, several in _HOLDERS.items()
        for clauses in several
        if type_name in guarded_from(c)
    )
    if c.sees_all:
        # What they belong to is seen.
        return f"head(COLLECT {{ WITH {asked} AS {items} RETURN [{holders}] }})"
    one, holder, at = c.fresh("x"), c.fresh("holder"), c.fresh("at")
    result, goal, then = c.fresh("k"), c.fresh("o"), c.fresh("s")
    each = (
        f"UNWIND {held} AS {one} UNWIND {one}[4] AS {holder} "
        f"WITH DISTINCT {holder}, {one}[3] AS {at}"
    )
    return (
        f"head(COLLECT {{ WITH {asked} AS {items} WITH {holders} AS {held} "
        f"WITH {held}, COLLECT {{ {each} "
        f"MATCH ({result}:KeyResult {{org: $p.org, id: {holder}}}) WHERE {result}.born <= {at} "
        f"WITH {result}, {at}, {state(c, 'KeyResult', result, at)} AS {then} "
        f"RETURN [{result}.id, {at}, {then}.objectiveId] }} AS {parents} "
        f"RETURN [{held}, {parents}, COLLECT {{ CALL ({held}, {parents}) {{ "
        f"{each} RETURN {holder}, {at} UNION "
        f"UNWIND {parents} AS {one} RETURN {one}[2] AS {holder}, {one}[1] AS {at} }} "
        f"MATCH ({goal}:Objective {{org: $p.org, id: {holder}}}) WHERE {goal}.born <= {at} "
        f"WITH {goal}, {at}, {state(c, 'Objective', goal, at)} AS {then} "
        f"WHERE {c.render(SEEN, Scope(then))} RETURN [{goal}.id, {at}] }}] }})"
    )


class Sights:
    """What was fetched; None when everybody sees everything that is asked about."""

    def __init__(self, raw: Any) -> None:
        # For those who see every goal, only what is their author's own is fetched.
        held, *others = raw or [[]]
        self._guarded = GUARDED if others else OWN if raw else frozenset()
        parents, goals = others or ([], [])
        self._held = {SightQuestion(*row[:4]): row[4] for row in held}
        self._parents = {(result, at): goal for result, at, goal in parents}
        self._goals = {(goal, at) for goal, at in goals}

    def see(self, asked: SightQuestion) -> bool:
        """Whether the viewer could see it."""
        if asked.type not in self._guarded:
            return True
        holders = self._held.get(asked)
        return holders is not None and all(self._sees(one, asked.at) for one in holders)

    def _sees(self, holder: str, at: int) -> bool:
        return (self._parents.get((holder, at), holder), at) in self._goals


def _of_type(c: Compiler, items: str, type_name: str, clauses: Clauses) -> str:
    one = c.fresh("x")
    mine = f"UNWIND {items} AS {one} WITH {one} WHERE {one}[0] = '{type_name}'"
    return f"COLLECT {{ {mine} {clauses(c, one)} }}"


def state(c: Compiler, label: str, node: str, revision: str) -> str:
    """What a node was at a revision at which it was there."""
    version = c.fresh("v")
    return (
        f"CASE WHEN {node}.since <= {revision} THEN {node} "
        f"ELSE head(COLLECT {{ MATCH ({version}:{label}Version) WHERE {version}.org = $p.org "
        f"AND {version}.of = {node}.id AND {version}.until > {revision} RETURN {version} "
        f"ORDER BY {version}.org, {version}.of, {version}.until LIMIT 1 }}) END"
    )


Clauses = Callable[[Compiler, str], str]
"""From the variable of a `SightQuestion` to clauses that return it with a list of what it belongs
to: ids of objectives and key results. There is nothing for what was not there."""


def _itself(c: Compiler, x: str) -> str:
    return f"RETURN {x} + [[{x}[1]]]"


def _check_in(c: Compiler, x: str) -> str:
    template = (
        "MATCH (_n:CheckIn {org: $p.org, id: _x[1]}) WHERE _n.born <= _x[2] "
        "RETURN _x + [[_n.keyResultId]]"
    )
    return c.render(template, Scope(""), x=x)


def _initiative(c: Compiler, x: str) -> str:
    node = c.fresh("n")
    then = state(c, "Initiative", node, f"{x}[2]")
    template = (
        f"MATCH (_n:Initiative {{org: $p.org, id: _x[1]}}) WHERE _n.born <= _x[2] "
        f"WITH _x, {then} AS _s "
        "RETURN _x + [CASE WHEN _s.targetId IS NULL THEN [] ELSE [_s.targetId] END]"
    )
    return c.render(template, Scope(""), x=x, n=node)


def _dismissal(c: Compiler, x: str) -> str:
    goals = " OR ".join(f"_i STARTS WITH '{PREFIXES[kind]}'" for kind in GOALS)
    # The ids in its key, which never changes.
    template = (
        "MATCH (_n:FindingDismissal {org: $p.org, id: _x[1]}) WHERE _n.born <= _x[2] "
        f"RETURN _x + [[_i IN split(split(_n.key, ':')[1], '+') WHERE {goals}]]"
    )
    return c.render(template, Scope(""), x=x)


def _ends(label: str, ends: str) -> Clauses:
    template = (
        f"MATCH (_a)-[_r:{label} {{org: $p.org, id: _x[1]}}]->(_b) "
        f"WHERE _r.since <= _x[2] AND _r.until > _x[2] RETURN _x + [[{ends}]]"
    )
    return lambda c, x: c.render(template, Scope(""), x=x)


def _comment(on: str, clauses: str, holders: str) -> Clauses:
    """Of a comment on what `on` says of `_n.onType`."""
    template = (
        "MATCH (_n:Comment {org: $p.org, id: _x[1]}) "
        f"WHERE _n.born <= _x[2] AND {on} {clauses} RETURN _x + [{holders}]"
    )
    return lambda c, x: c.render(template, Scope(""), x=x)


def _comment_on_work(c: Compiler, x: str) -> str:
    node = c.fresh("n")
    then = state(c, "Initiative", node, f"{x}[2]")
    template = (
        "MATCH (_c:Comment {org: $p.org, id: _x[1]}) "
        "WHERE _c.born <= _x[2] AND _c.onType = 'Initiative' "
        "MATCH (_n:Initiative {org: $p.org, id: _c.onId}) WHERE _n.born <= _x[2] "
        f"WITH _x, {then} AS _s "
        "RETURN _x + [CASE WHEN _s.targetId IS NULL THEN [] ELSE [_s.targetId] END]"
    )
    return c.render(template, Scope(""), x=x, n=node)


def _report(c: Compiler, x: str) -> str:
    """Belongs to nothing; is there for those who may see it, and could: nobody else sees a draft.
    Its author never changes."""
    node = c.fresh("n")
    then = state(c, "Report", node, f"{x}[3]")
    rights = "" if c.sees_all else f"AND ({node}.authorId IN $p.near OR {node}.authorId IN $p.led) "
    return (
        f"MATCH ({node}:Report {{org: $p.org, id: {x}[1]}}) WHERE {node}.born <= {x}[3] {rights}"
        f"WITH {x}, {node}, {then} AS _s WHERE _s.submittedAt IS NOT NULL "
        f"OR {node}.authorId = $p.person RETURN {x} + [[]]"
    ).replace("_s", c.fresh("s"))


def _comment_on_link(kind: str, label: str, ends: str) -> Clauses:
    return _comment(
        f"_n.onType = '{kind}'",
        f"MATCH (_a)-[_r:{label} {{org: $p.org, id: _n.onId}}]->(_b) "
        "WHERE _r.since <= _x[2] AND _r.until > _x[2]",
        f"[{ends}]",
    )


_HOLDERS: Final[Mapping[str, Sequence[Clauses]]] = {
    "Objective": [_itself],
    "KeyResult": [_itself],
    "CheckIn": [_check_in],
    "Initiative": [_initiative],
    "Alignment": [_ends(label, "_a.id, _b.id") for label in ("ALIGNS_TO", "ALIGNED_TO")],
    "AlignmentProposal": [_ends(label, "_a.id, _b.id") for label in ("PROPOSES", "PROPOSED")],
    "Support": [_ends(label, "_a.id") for label in ("SUPPORTS", "SUPPORTED")],
    "FindingDismissal": [_dismissal],
    "Report": [_report],
    # As what they are on.
    "Comment": [
        # Only what is submitted takes comments.
        _comment(
            "_n.onType = 'Report'",
            "MATCH (_r:Report {org: $p.org, id: _n.onId}) "
            "WHERE _r.authorId IN $p.near OR _r.authorId IN $p.led",
            "[]",
        ),
        _comment("_n.onType IN ['Objective', 'KeyResult']", "", "[_n.onId]"),
        _comment(
            "_n.onType = 'CheckIn'",
            "MATCH (_c:CheckIn {org: $p.org, id: _n.onId})",
            "[_c.keyResultId]",
        ),
        _comment_on_work,
        *(
            _comment_on_link("Alignment", label, "_a.id, _b.id")
            for label in ("ALIGNS_TO", "ALIGNED_TO", "PROPOSES", "PROPOSED")
        ),
        *(_comment_on_link("Support", label, "_a.id") for label in ("SUPPORTS", "SUPPORTED")),
        _comment(
            "NOT _n.onType IN ['Objective', 'KeyResult', 'CheckIn', 'Initiative', 'Alignment', "
            "'Support', 'Report']",
            "",
            "[]",
        ),
    ],
}

GUARDED: Final = frozenset(_HOLDERS)
"""The types of which there are nodes that not every viewer may see."""

OWN: Final = frozenset(("Report",))
"""Those of them of which even administrators do not see everything: drafts are their author's."""


def guarded_from(c: Compiler) -> frozenset[str]:
    """The types of which there may be nodes that the viewers of a statement may not see."""
    return OWN if c.sees_all else GUARDED
