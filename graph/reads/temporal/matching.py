"""The patterns of a MATCH, asked of the past: relationships that held then, nodes that had been
born, and walks among what had the states that they ask for.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from graph.domain.relationships import PAST
from graph.reads.temporal.clauses import Pattern, pattern_of, repeats
from graph.reads.temporal.rendering import Rendering
from graph.reads.temporal.states import UNCHANGING
from graph.reads.temporal.tokens import Group, Item, Word, at, written

_HELD = "{r}.since <= $p.at AND {r}.until > $p.at"


class Match:
    """The patterns of one MATCH: what they bind, and the conditions that were in them."""

    def __init__(self, query: Rendering) -> None:
        self.query = query
        self.new: list[str] = []
        self.conditions: list[list[Item]] = []
        self.links: set[str] = set()
        self.born: list[str] = []
        self.walks: list[str] = []
        self.walked = False
        self.link: str | None = None
        """The type of a relationship that is found by itself."""

    def path(self, items: list[Item]) -> str:
        """One path of the pattern."""
        groups = [one for one in items if isinstance(one, Group)]
        alone = len(groups) == 1
        by_itself = len(groups) == 3 and all(self._anything(one) for one in groups[::2])
        out: list[str] = []
        for index, item in enumerate(items):
            if isinstance(item, Word):
                if item.is_name:
                    raise ValueError(f"{written(items)} cannot be asked of the past")
                out.append(item.text)
            elif item.opening == "[":
                out.append(self._relationship(item, by_itself=by_itself))
            elif item.opening == "{":
                out.append(written([item]).strip())
            elif repeats(items, index):
                start = pattern_of(groups[groups.index(item) - 1]).name
                out.append(self._walk(item, start, at(items, index + 1)))
            else:
                out.append(self._node(item, alone=alone))
        return "".join(out)

    def text(self, keyword: str, pattern: str, conditions: list[str]) -> str:
        """The clause with the conditions that can stand in it. A link that is found by itself is
        looked for among those that hold and those that have ended, each by its own index."""
        where = f" WHERE {' AND '.join(one.strip() for one in conditions)}" if conditions else ""
        clause = f"{keyword} {pattern}{where}"
        if self.link is None:
            return clause
        query, held = self.query, self.link
        visible = {*query.outer, *query.locals, *query.states.values()} - set(self.new)
        imports = sorted(set(re.findall(r"[^\W\d]\w*", clause)) & visible)
        answer = f"RETURN {', '.join(self.new)}"
        both = " UNION ALL ".join(
            clause.replace(f":{held} ", f":{one} ", 1) + f" {answer}" for one in (held, PAST[held])
        )
        return f"CALL ({', '.join(imports)}) {{ {both} }}"

    def _is_bound(self, name: str) -> bool:
        return name in self.query.locals or name in self.query.outer or name in self.new

    def _anything(self, group: Group) -> bool:
        """Whether a node's pattern says nothing at all about it."""
        node = pattern_of(group)
        named = node.name is not None and self._is_bound(node.name)
        return not (named or node.kinds or node.properties or node.where)

    def _properties(self, pattern: Pattern) -> str:
        inner = pattern.properties
        return f"{{{self.query.render(inner.items)}}}" if inner else ""

    def _node(self, group: Group, *, alone: bool) -> str:
        node = pattern_of(group)
        is_new = node.name is None or not self._is_bound(node.name)
        if node.kinds and UNCHANGING.issuperset(node.kinds):
            alone = False
            if node.name is not None:
                # As with relationships, nothing of it is looked up among past states.
                self.links.add(node.name)
        if alone and is_new and not self.query.belonging:
            node.name = node.name or self.query.names.fresh("n")
            self.born.append(f"{node.name}.born <= $p.at")
        if node.name is not None and is_new:
            self.new.append(node.name)
        where = ""
        if node.where and self.query.reads(node.where):
            self.conditions.append([Group("(", gap=True, items=node.where)])
        elif node.where:
            where = self.query.render(node.where).strip()
        return node.written("(", self._properties(node), where)

    def _relationship(self, group: Group, *, by_itself: bool = False, inside: bool = False) -> str:
        link = pattern_of(group)
        if link.name is None:
            link.name = self.query.names.fresh("r")
        elif not inside:
            self.new.append(link.name)
        self.links.add(link.name)
        self.query.links.add(link.name)
        held = _HELD.format(r=link.name)
        where = f"{held} AND ({self.query.render(link.where).strip()})" if link.where else held
        if by_itself and len(link.kinds) == 1 and link.kinds[0] in PAST:
            if link.name not in self.new:
                self.new.append(link.name)
            self.link = link.kinds[0]
        else:
            link.kinds += [PAST[kind] for kind in link.kinds if kind in PAST]
        return link.written("[", self._properties(link), where)

    def _walk(self, group: Group, start: str | None, times: Item | None) -> str:
        """A repeated part of the path. `start` is the variable of the node before it."""
        self.walked = True
        among: dict[int, str] = {}
        for index, item in enumerate(group.items):
            if isinstance(item, Group) and item.opening == "(":
                node = pattern_of(item)
                if self.query.reads(node.where):
                    among[index] = self._sifted(group, node, start, times)
        return f"({self._inside(group, among)})"

    def _sifted(self, group: Group, node: Pattern, start: str | None, times: Item | None) -> str:
        """The name of all that a walk along relationships of then meets and whose state then has
        what the walk's predicate asks for."""
        if start is None or node.name is None or not isinstance(times, Group):
            raise ValueError(f"{written([group])} cannot be asked of the past")
        query = self.query
        met, name, state = node.name, query.names.fresh("among"), f"{node.name}_then"
        inner = query.among(met, state)
        walk = f"({start}) ({self._inside(group, {})}){written([times]).strip()} ({met})"
        self.walks.append(
            f"COLLECT {{ MATCH {walk} WITH DISTINCT {met} "
            f"WITH {met}, {query.names.state(met)} AS {state} "
            f"WHERE {inner.render(node.where).strip()} RETURN {met} }} AS {name}"
        )
        return f"{met} IN {name}"

    def _inside(self, group: Group, among: Mapping[int, str]) -> str:
        out: list[str] = []
        for index, item in enumerate(group.items):
            if isinstance(item, Word):
                out.append(item.text)
            elif item.opening == "[":
                out.append(self._relationship(item, inside=True))
            else:
                node = pattern_of(item)
                sifted = self.query.reads(node.where)
                where = "" if sifted or not node.where else self.query.render(node.where).strip()
                if sifted and index not in among:
                    node.name = None
                out.append(node.written("(", self._properties(node), among.get(index, where)))
        return "".join(out)
