"""What a write does to the graph, as statements.

A block is one kind of change of one kind of thing, for many rows: one statement, the same whichever
mutation asks for it. One statement of many such changes is planned anew for each combination of
them, and takes longer to plan than its parts together (1.9 s instead of 0.8 s for a check-in, on a
busy machine); a part takes a millisecond to run. Labels and types come from the closed tables here.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from graph.domain.ids import kind_of
from graph.domain.relationships import PAST
from graph.model.registry import PREFIXES

FOREVER: Final = 9007199254740991

LINKS: Final = {
    "Alignment": "ALIGNS_TO",
    "AlignmentProposal": "PROPOSES",
    "Support": "SUPPORTS",
    "Drive": "DRIVES",
}
"""The types of links, by the name of their kind."""

TYPES: Final = frozenset((*PAST, "HAS_CHECK_IN", "AUTHORED", "REPLIES_TO", "DISMISSES"))

# A state that began in this very revision was never anybody's answer, so it is not kept.
_VERSION: Final = """\
FOREACH (_ IN CASE WHEN n.since < $p.revision THEN [1] ELSE [] END |
  CREATE (v:Version:{label}Version)
  SET v = properties(n), v.of = n.id, v.until = $p.revision
  REMOVE v.id)"""
# What somebody may remember it by, for searches of the past.
_FORMER_TITLE: Final = """\
FOREACH (_ IN CASE WHEN row.set.searchTerms <> n.searchTerms THEN [1] ELSE [] END |
  CREATE (:FormerTitle
    {{org: $p.org, of: n.id, searchTerms: n.searchTerms, until: $p.revision}}))"""
_PAST: Final = """\
FOREACH (_ IN CASE WHEN r.since < $p.revision THEN [1] ELSE [] END |
  CREATE (a)-[past:{past}]->(b)
  SET past = properties(r), past.until = $p.revision)"""

_TEXTS: Final = {
    "create": """\
CREATE (n:{label})
SET n = row""",
    "set": f"""\
MATCH (n:{{label}} {{{{org: $p.org, id: row.id}}}})
{_VERSION}
{_FORMER_TITLE}
SET n += row.set, n.since = $p.revision""",
    "unrelate": f"""\
MATCH (a:{{start}} {{{{org: $p.org, id: row[0]}}}})
MATCH (b:{{end}} {{{{org: $p.org, id: row[1]}}}})
MATCH (a)-[r:{{type}}]->(b)
{_PAST}
DELETE r""",
    "relate": """\
MATCH (a:{start} {{org: $p.org, id: row[0]}})
MATCH (b:{end} {{org: $p.org, id: row[1]}})
CREATE (a)-[r:{type}]->(b)
SET r = {{org: $p.org, since: $p.revision, born: $p.revision, until: $p.forever}}""",
    "link": """\
MATCH (a:{start} {{org: $p.org, id: row[0]}})
MATCH (b:{end} {{org: $p.org, id: row[1]}})
CREATE (a)-[r:{type}]->(b)
SET r = row[2], r.until = $p.forever""",
    "relink": f"""\
MATCH (a)-[r:{{type}} {{{{org: $p.org, id: row.id}}}}]->(b)
{_PAST}
SET r += row.set, r.since = $p.revision""",
    "unlink": f"""\
MATCH (a)-[r:{{type}} {{{{org: $p.org, id: row}}}}]->(b)
{_PAST}
DELETE r""",
}
# Of so many nodes at once, their states are kept ahead of the write. What a transaction changes
# stays in the memory of the database until it is committed, and a whole state takes as much of that
# as all else that is said of the change of a node.
AHEAD: Final = 1000
# So many rows are given to one statement, or asked for by one.
AT_ONCE: Final = 5000
_AHEAD: Final = """\
UNWIND $p.ids AS id
MATCH (n:{label} {{org: $p.org, id: id}})
WHERE n.since < $p.revision
  AND NOT EXISTS {{
    MATCH (x:Version) WHERE x.org = $p.org AND x.of = id AND x.until = $p.revision
  }}
CREATE (v:Version:{label}Version)
SET v = properties(n), v.of = n.id, v.until = $p.revision
REMOVE v.id
RETURN count(*)"""

# What is ended makes room for what takes its place.
_ORDER: Final = ("create", "set", "unrelate", "unlink", "relink", "relate", "link")


class Block(NamedTuple):
    """One kind of change: what is done, then the label, or the type and the labels at its ends."""

    order: int
    action: str
    type: str
    start: str = ""
    end: str = ""

    @property
    def name(self) -> str:
        """What the statement is called."""
        return f"write.{self.action}.{self.type}"

    @property
    def text(self) -> str:
        """A statement that does it for every row of `$p.rows`."""
        return self._over_rows(_TEXTS[self.action])

    @property
    def keeping(self) -> str:
        """Of `set`, a statement that keeps the states of `$p.ids` as they are now.

        A state that ends with a revision that never comes says no more than is so anyway: until
        then the node itself holds, and after that the same state, until the next that does come.
        """
        return _AHEAD.format(label=self.type)

    @property
    def bare(self) -> str:
        """Of `set`, the statement for nodes whose states are kept already."""
        return self._over_rows(_TEXTS[self.action].replace(f"{_VERSION}\n", ""))

    def _over_rows(self, template: str) -> str:
        body = template.format(
            label=self.type,
            type=self.type,
            start=self.start,
            end=self.end,
            past=PAST.get(self.type, ""),
        )
        return f"UNWIND $p.rows AS row\n{body}\nRETURN count(*)"


def on_nodes(action: str, kind: str) -> Block:
    """`create` or `set`, of nodes of a kind."""
    if kind not in PREFIXES or kind in LINKS:
        raise AssertionError(f"{kind} is no kind of node")
    return Block(_ORDER.index(action), action, kind)


def between(action: str, type_: str, start: str, end: str) -> Block:
    """`relate`, `unrelate` or `link`, between nodes with such ids."""
    if type_ not in TYPES:
        raise AssertionError(f"{type_} is no type of relationship")
    return Block(_ORDER.index(action), action, type_, label_of(start), label_of(end))


def on_links(action: str, type_: str) -> Block:
    """`relink` or `unlink`, of links of a type."""
    if type_ not in PAST:
        raise AssertionError(f"{type_} is no type of link")
    return Block(_ORDER.index(action), action, type_)


def label_of(identifier: str) -> str:
    """The label of the node with that id."""
    kind = kind_of(identifier)
    if kind is None or kind in LINKS:
        raise AssertionError(f"{identifier} is no id of a node")
    return kind
