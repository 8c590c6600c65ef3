"""A list of the graph: how it is found, filtered, ordered and counted, and its window."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from graph.domain.errors import InvalidInput
from graph.reads.compile.compiler import Compiled, Compiler, Scope
from graph.reads.compile.filters import NO_FILTERS, Filters, Where
from graph.reads.compile.keyset import Found, Key, Window, other_cursor, page_size
from graph.reads.compile.selection import Argument, Field

SELECTIVE = frozenset(
    {
        *("id", "owner", "lead", "cycle", "team", "objective", "keyResult", "kpi", "parent"),
        *("on", "manager", "target", "author", "measuredBy", "revision", "createdAt", "updatedAt"),
        *("and", "or"),
    }
)
"""Fields of filters that an index finds by itself."""


@dataclass(frozen=True, slots=True)
class Source:
    """A list: how it is found, ordered and filtered.

    `of` is what its nodes are: the variable `node`, or `link` for lists of links. `linked` tells
    whether `clause` binds `link`. `given` holds conditions for other arguments, with GIVEN for the
    value, and `otherwise` those for when they are not given. `where` holds unless the filter asks
    about one of `lifted_by`. `seen`: whoever may see `this` may see
    all of the list. `indexed`: the list is a whole label or type, and an index on (org, key, id)
    gives those of its orders that have one.
    """

    clause: str
    type_name: str
    order: Key
    orders: Mapping[str, Key] = field(default_factory=dict)
    filters: Filters | None = None
    where: Sequence[str] = ()
    of: str = "node"
    linked: bool = False
    seen: bool = False
    indexed: bool = False
    given: Mapping[str, str] = field(default_factory=dict)
    otherwise: Mapping[str, str] = field(default_factory=dict)
    lifted_by: frozenset[str] = frozenset()

    @property
    def far(self) -> str:
        """Which end of `link` the variable `node` holds; empty where `link` is not the node."""
        if self.of != "link":
            return ""
        return "endNode" if "]->(node" in self.clause else "startNode"


Part = Callable[[Compiler, Found, Field], Compiled]


@dataclass(frozen=True, slots=True)
class Listing:
    """A source, and what a connection over it has: `edge` holds what edges have beside `node` and
    `cursor`."""

    source: Source
    edge: Mapping[str, Part] = field(default_factory=dict)
    groups: Part | None = None

    def find(self, c: Compiler, scope: Scope, selected: Field) -> Found:
        """The list's clause with tenant, visibility, defaults and filter."""
        source = self.source
        node = c.fresh("n")
        link = c.fresh("r") if source.linked else ""
        inner = Scope(scope.this, node, link)
        variable = link if source.of == "link" else node
        stored = c.types[source.type_name]
        filter_by = c.argument(selected).get("filter")
        where = Where(c, inner)
        conditions = c.guard([source.type_name], variable, seen=source.seen)
        filters = source.filters or NO_FILTERS
        defaults = [(where.text(one), source.lifted_by) for one in source.where]
        if stored.listed:
            defaults.append((c.render(stored.listed, Scope(variable)), stored.listed_by))
        for default, names in defaults:
            if left := filters.unless_wished(where, filter_by, names, default):
                conditions.append(left)
        for name, template in source.given.items():
            if value := c.argument(selected).get(name):
                conditions.append(where.text(template).replace("GIVEN", c.param(value)))
            elif name in source.otherwise:
                conditions.append(where.text(source.otherwise[name]))
        if filter_by and source.filters:
            conditions.append(source.filters.condition(where, filter_by))
        if source.indexed:
            # Without a condition on the second property no index on (org, …) is looked at, and the
            # whole label is, with every other organization's.
            conditions.append(f"{link or node}.id IS NOT NULL")
        items = ", ".join(filter(None, [node, link]))
        clause = f"MATCH {where.text(source.clause)}"
        if clause.startswith("MATCH MATCH"):
            clause = clause.removeprefix("MATCH ")
        selective = SELECTIVE & set(filter_by.value) if filter_by else None
        return Found(
            inner,
            variable,
            f"{link or node}.id",
            items,
            where.preludes,
            clause,
            conditions,
            bool(selective),
        )

    def window(self, c: Compiler, selected: Field) -> Window:
        """Which part of the list is asked for."""
        arguments = c.argument(selected)
        key, descending = self.source.order, self.source.order.descending
        if order := arguments.get("orderBy"):
            key = self.source.orders[order.value["field"].value]
            descending = order.value["direction"].value == "DESC"
        backward = arguments.get("last") is not None
        if backward and (arguments.get("first") or arguments.get("after")):
            raise InvalidInput(
                "Give `first` and `after`, or `last` and `before`, not both.", path=["last"]
            )
        name = f"{self.source.type_name}.{key.name}{'-' if descending else '+'}"
        after, before = arguments.get("after"), arguments.get("before")
        for argument in filter(None, (after, before)):
            if argument.value.order != name:
                raise other_cursor(argument.path[-1])
        word = "last" if backward else "first"
        size_of = arguments.get(word) or Argument((*arguments.path, word), None)
        size = c.param(size_of, lambda value: page_size(value, word) + 1)
        return Window(name, key, descending, backward, after, before, size)

    @property
    def name(self) -> str:
        """What its statements are called."""
        return self.source.type_name

    @property
    def node_types(self) -> Sequence[str]:
        """The types of its nodes."""
        return (self.source.type_name,)

    def index_label(self, c: Compiler, window: Window) -> str | None:
        """The label whose index gives the order, if one does."""
        # No index has the titles of the past in order: they are looked up, and then sorted.
        indexed = self.source.indexed and window.key.indexed and not c.past
        return c.types[self.source.type_name].label if indexed else None

    def counted(self, found: Found) -> str:
        """The query whose rows are counted."""
        return found.text()
