"""A statement about the present becomes the same one about the revision `$p.at`.

- A relationship held then: of its own type or its past one, between `since` and `until`.
- A property is that of a node's state then, which is the node itself when it has not changed
  since, else the first `:Version` of it that ended later. A state is bound to a variable once, in
  a WITH before the first clause that reads it; inside of an expression it is looked up in place.
- What is found by a label and not along a relationship has to have been born.
- A walk stays pruned breadth first only while its predicates read properties of what it meets. So
  a walk with a predicate is made twice: first along all relationships of then, whose ends are
  sifted by their states, and then among those that are left.

What stands in marks (`tokens`) is asked of the present.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from graph.reads.temporal.clauses import (
    Clause,
    clauses_of,
    projection,
    returned,
)
from graph.reads.temporal.matching import Match
from graph.reads.temporal.rendering import Rendering
from graph.reads.temporal.states import Names
from graph.reads.temporal.tokens import (
    TODAY,
    Group,
    Item,
    Items,
    Word,
    at,
    is_group,
    is_word,
    names,
    parsed,
    split,
    written,
)


@lru_cache(maxsize=2000)
def as_of(statement: str) -> str:
    """The statement about the revision `$p.at`."""
    return _Query(Names(), frozenset(), frozenset(), {}).text(parsed(statement), "RETURN").strip()


@dataclass(slots=True)
class _Query:
    """One query: `outer` are the variables that it sees, `links` those of them that are
    relationships, `states` where the state of some is."""

    names: Names
    outer: frozenset[str]
    links: frozenset[str]
    states: Mapping[str, str]
    belonging: bool = False
    """Whether properties are those of today, and only relationships those of then."""

    def text(self, items: Items, kind: str) -> str:
        """The query rewritten. `kind` is the word before it: an EXISTS or COUNT needs no RETURN,
        unless something stands between its pattern and its end."""
        everything = bool(items) and any(is_word(one, "ALL") for one in items)
        parts = [
            _Single(
                self.names,
                self.outer,
                set(self.links),
                dict(self.states),
                self.belonging,
                _subquery,
                kind=kind,
            ).text(part)
            for part in _branches(items)
        ]
        return (" UNION ALL " if everything else " UNION ").join(parts)


def _branches(items: Items) -> list[list[Item]]:
    return [part[1:] if is_word(part[0], "ALL") else part for part in split(items, "UNION")]


@dataclass(slots=True)
class _Single(Rendering):
    """A query without UNION, while it is rewritten clause by clause."""

    kind: str = ""
    out: list[str] = field(default_factory=list)
    rest: list[Item] = field(default_factory=list)
    once: bool = False
    """Whether the next clause takes every row once."""

    def text(self, items: Items) -> str:
        """The clauses rewritten."""
        clauses = clauses_of(items)
        for index, clause in enumerate(clauses):
            self.rest = [item for one in clauses[index + 1 :] for item in one.all]
            after = clauses[index + 1] if index + 1 < len(clauses) else None
            self.once = after is not None and is_word(at(after.items, 0), "DISTINCT")
            match clause.keyword:
                case "MATCH" | "OPTIONAL MATCH":
                    self._match(clause)
                case "CALL":
                    self._call(clause)
                case keyword if keyword == TODAY[0]:
                    self._today(clause)
                case "WITH" | "RETURN":
                    self._project(clause)
                case _:
                    self._unwind(clause)
        if self.kind in ("EXISTS", "COUNT") and clauses[-1].keyword != "RETURN":
            self.out.append("RETURN 1")
        return " ".join(self.out)

    # Clauses.

    def _match(self, clause: Clause) -> None:
        # Variables from before: what the pattern and its conditions read of them.
        self.bind(clause.all, [*clause.all, *self.rest])
        match = Match(self)
        pattern = ", ".join(match.path(path) for path in split(clause.items, ","))
        conditions = [*match.conditions, *split(clause.where, "AND")]
        if any(is_word(one, "OR", "XOR") for one in clause.where):
            conditions = [*match.conditions, clause.where]
        new = set(match.new) - match.links
        self.links = (self.links - new) | match.links
        later = [one for one in conditions if self.reads(one) & new]
        now = [one for one in conditions if not self.reads(one) & new]
        if match.walks:
            self.out.append(f"WITH {', '.join([*self.carried(clause.all), *match.walks])}")
        self.locals += match.new
        kept = [*match.born, *(self.render(one) for one in now)]
        self.out.append(match.text(clause.keyword, pattern, kept))
        if later:
            if clause.keyword == "OPTIONAL MATCH":
                raise ValueError(f"{written(clause.all)} cannot be asked of the past")
            wanted = [item for one in later for item in one]
            # How often a walk meets something matters to none of these.
            once = match.walked and (self.kind == "EXISTS" or self.once)
            self.bind(wanted, [*wanted, *self.rest], distinct=once)
            self.out[-1] += f" WHERE {' AND '.join(self.render(one).strip() for one in later)}"

    def _call(self, clause: Clause) -> None:
        body = next((one for one in clause.items if is_group(one, "{")), None)
        if body is None:
            # A procedure: what it yields are the names after YIELD.
            start = next(i for i, one in enumerate(clause.items) if is_word(one, "YIELD"))
            self.out.append(f"CALL {self.render(clause.items)}")
            yielded = (part[-1] for part in split(clause.items[start + 1 :], ","))
            self.locals += [one.text for one in yielded if isinstance(one, Word)]
            return
        assert isinstance(body, Group)
        self.bind(clause.items, [*clause.items, *self.rest])
        given = clause.items[0]
        listed = given.items if isinstance(given, Group) and given is not body else []
        imports = [one.text for one in listed if isinstance(one, Word) and one.is_name]
        read = self.reads(body.items)
        states = {one: self.states[one] for one in imports if one in read and one in self.states}
        visible = frozenset([*imports, *states.values()])
        links = frozenset(self.links.intersection(imports))
        inner = _Query(self.names, visible, links, states, self.belonging)
        self.out.append(
            f"CALL ({', '.join([*imports, *states.values()])}) "
            f"{{ {inner.text(body.items, 'CALL')} }}"
        )
        self.locals += returned(body.items)

    def _today(self, clause: Clause) -> None:
        """A subquery that is asked of the present."""
        self.out.append(written(clause.items))
        inner = clause.items[0]
        assert isinstance(inner, Group)
        self.locals += [
            name
            for body in inner.items
            if isinstance(body, Group) and body.opening == "{"
            for name in returned(body.items)
        ]

    def _unwind(self, clause: Clause) -> None:
        self.bind(clause.items, [*clause.items, *self.rest])
        self.out.append(f"{clause.keyword} {self.render(clause.items).strip()}")
        self.locals += [written(clause.items[-1:]).strip()]

    def _project(self, clause: Clause) -> None:
        self.bind(clause.items, [*clause.items, *self.rest])
        distinct, items, tail = projection(clause)
        parts = [
            self.render(one.items).strip()
            + (f" AS {one.name}" if one.name and not one.bare else "")
            for one in items
        ]
        if clause.keyword == "WITH":
            self.links |= {
                one.name for one in items if one.name and written(one.items).strip() in self.links
            }
            read = self.reads([*clause.items, *self.rest])
            handed = [one.name for one in items if one.bare and one.name]
            self.locals = [one.name for one in items if one.name]
            kept = [one for one in handed if one in read and one in self.states]
            parts += [self.states[one] for one in kept if self.states[one] not in self.outer]
            self.states = {
                one: state
                for one, state in self.states.items()
                if one in kept or state in self.outer
            }
        text = f"{clause.keyword} {'DISTINCT ' * distinct}{', '.join(parts)}"
        self.out.append(f"{text} {self.render(tail).strip()}" if tail else text)

    def bind(self, wanted: Items, needed: Items, *, distinct: bool = False) -> None:
        """Binds the states that `wanted` reads, of variables of this query; `needed` and what
        follows speak of the variables that have to be handed on."""
        read = self.reads(wanted)
        new = [one for one in self.locals if one in read and one not in self.states]
        if not new:
            return
        carried = self.carried(needed)
        if distinct:
            self.out.append(f"WITH DISTINCT {', '.join(carried)}")
        bound = []
        for one in new:
            self.states[one] = f"{one}_then"
            bound.append(f"{self.names.state(one)} AS {one}_then")
        self.out.append(f"WITH {', '.join([*carried, *bound])}")
        self.locals = [one for one in self.locals if one in carried]

    def carried(self, needed: Items) -> list[str]:
        """The variables of this query that are still spoken of, and their states."""
        spoken = names(needed) | names(self.rest)
        kept = [one for one in self.locals if one in spoken]
        own = (self.states[one] for one in kept if one in self.states)
        return [*kept, *(one for one in own if one not in self.outer)]


def _subquery(around: Rendering, items: Items, kind: str) -> str:
    """A subquery in an expression of another query."""
    visible = frozenset([*around.outer, *around.locals, *around.states.values()])
    links = frozenset(around.links)
    return _Query(around.names, visible, links, around.states, around.belonging).text(items, kind)
