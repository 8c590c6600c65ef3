"""Search over titles and names: the full-text index, best match first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from graph.domain.search_terms import question
from graph.domain.text_properties import SEARCHED
from graph.reads.compile.compiler import Compiled, Compiler, Scope
from graph.reads.compile.keyset import Found, Key
from graph.reads.compile.listing import Source
from graph.reads.compile.pages import Page
from graph.reads.compile.selection import Field, plain
from graph.reads.temporal.tokens import TODAY

FIELD = "searchTerms"


def lucene(text: str) -> str:
    """What people type as a query of the index."""
    return question(text, FIELD)


_OF_TODAY = (
    "CALL db.index.fulltext.queryNodes('searchTerms', QUERY) YIELD node AS _n, score AS _score "
    "WITH _n, _score"
)
# What is called now as it was then, and what has been given another title or name since. Either
# may have been called otherwise at the moment that is asked about, so that is looked up.
_OF_THEN = (
    f"{TODAY[0]}CALL () {{ "
    "CALL db.index.fulltext.queryNodes('searchTerms', QUERY) YIELD node AS _x, score AS _s "
    "RETURN _x AS _n, _s AS _score, _x.searchTerms AS _called "
    "UNION "
    "CALL db.index.fulltext.queryNodes('formerSearchTerms', QUERY) YIELD node AS _y, score AS _t "
    "WITH _y, _t WHERE _y.org = $p.org AND _y.until > $p.at "
    f"MATCH (_z:{'|'.join(SEARCHED)} {{org: $p.org, id: _y.of}}) "
    "RETURN _z AS _n, _t AS _score, _y.searchTerms AS _called }"
    f"{TODAY[1]} WITH _n, _score, _called "
    "WHERE _n.born <= $p.at AND _n.searchTerms = _called WITH _n, _score"
)


def _labels(names: list[object]) -> list[str]:
    return [str(plain(name)).title().replace("_", "") for name in names]


@dataclass(frozen=True, slots=True)
class SearchPage(Page):
    """A connection over what the index finds; `link` stands for the score."""

    def find(self, c: Compiler, scope: Scope, selected: Field) -> Found:
        """The index's answer, within the organization and what the viewer may see."""
        arguments = c.argument(selected)
        node, score = c.fresh("n"), c.fresh("score")
        query = f"'+org:\"' + $p.org + '\"^0 ' + {c.param(arguments.member('text'), lucene)}"
        # The procedure calls what it finds `node`.
        inner = Scope("", "node")
        clause = c.render(_OF_THEN if c.past else _OF_TODAY, inner, n=node, score=score)
        clause = clause.replace("QUERY", query)
        conditions = [
            f"{node}.org = $p.org",
            f"coalesce({node}.archived, false) = false",
            f"coalesce({node}.lifecycle, '') <> 'ARCHIVED'",
        ]
        for type_name in SEARCHED:
            visible = " AND ".join(c.visible(type_name, node))
            if visible:
                conditions.append(f"(NOT {node}:{type_name} OR {visible})")
        if types := arguments.get("types"):
            conditions.append(f"any(x IN labels({node}) WHERE x IN {c.param(types, _labels)})")
        return Found(
            Scope(scope.this, node, score),
            node,
            f"{node}.id",
            f"{node}, {score}",
            [],
            clause,
            conditions,
        )

    @property
    def node_types(self) -> Sequence[str]:
        """The types of its nodes."""
        return SEARCHED

    def counted(self, found: Found) -> str:
        """The query whose rows are counted."""
        # Neo4j 5 does not take a procedure's call for a query of its own without RETURN.
        return f"{found.text()} RETURN {found.variable}"

    def _node(self, c: Compiler, found: Found, selected: Field) -> Compiled:
        return c.rows(SEARCHED, found.variable, selected.on)


SEARCH = SearchPage(Source("", "Search", Key("score", "link", descending=True, number=True)))
