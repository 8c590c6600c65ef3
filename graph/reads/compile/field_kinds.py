"""The kinds of places a field can have: on the node itself, computed, or one step away."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graph.reads.compile.compiler import Compiled, Compiler, Scope, Spec, assemble, returning
from graph.reads.compile.row_builders import each
from graph.reads.compile.selection import Field
from graph.reads.execution.run import Build, Rule


@dataclass(frozen=True, slots=True)
class Value:
    """A scalar: an expression over `this`."""

    expression: str

    def compile(self, c: Compiler, scope: Scope, selected: Field) -> Compiled:
        """The expression, as it stands."""
        return Compiled(c.render(self.expression, scope))


def prop(name: str) -> Value:
    """A property of the node or link."""
    return Value(f"this.{name}")


def listed(name: str) -> Value:
    """A list property: absent is empty."""
    return Value(f"coalesce(this.{name}, [])")


@dataclass(frozen=True, slots=True)
class Parts:
    """An object made of several properties of `this`."""

    type_name: str
    parts: Mapping[str, str]

    def compile(self, c: Compiler, scope: Scope, selected: Field) -> Compiled:
        """Its selected parts as a list."""
        return members(c, self.type_name, self.parts, scope, selected)


def members(
    c: Compiler, type_name: str, parts: Mapping[str, str], scope: Scope, selected: Field
) -> Compiled:
    """The selected fields of an object whose fields are all plain expressions."""
    inner = selected.only()
    return assemble(
        [one.key for one in inner],
        [
            Compiled(
                f"'{type_name}'" if one.name == "__typename" else c.render(parts[one.name], scope)
            )
            for one in inner
        ],
    )


@dataclass(frozen=True, slots=True)
class PartsList:
    """A list of objects, each made of expressions over `node`, an item of `items`."""

    type_name: str
    items: str
    parts: Mapping[str, str]

    def compile(self, c: Compiler, scope: Scope, selected: Field) -> Compiled:
        """A list comprehension over the items."""
        item = c.fresh("i")
        inner = Scope(scope.this, node=item)
        one = members(c, self.type_name, self.parts, inner, selected)
        items = c.render(self.items, scope)
        return Compiled(f"[{item} IN {items} | {one.expression}]", each(one.build))

    def whole(self) -> str:
        """All parts of all items, as a template."""
        parts = (re.sub(r"\bnode\b", "_item", part) for part in self.parts.values())
        return f"[_item IN {self.items} | [{', '.join(parts)}]]"


@dataclass(frozen=True, slots=True)
class One:
    """The one object that `clause` finds as `node`, or null.

    `seen`: whoever may see `this` may see it as well, so visibility is not asked again.
    """

    clause: str
    types: Sequence[str]
    seen: bool = True

    def compile(self, c: Compiler, scope: Scope, selected: Field) -> Compiled:
        """The first of a subquery that finds at most one."""
        node = c.fresh("n")
        inner = c.rows(self.types, node, selected.on)
        clause = c.render(self.clause, Scope(scope.this, node, scope.link))
        guard = c.guard(self.types, node, seen=self.seen)
        where = " AND ".join(guard)
        answer = returning(node, inner.expression)
        return Compiled(
            f"head(COLLECT {{ {clause} WHERE {where} {answer} LIMIT 1 }})",
            inner.build,
        )


@dataclass(frozen=True, slots=True)
class End:
    """One end of the link `this`, by `startNode` or `endNode`; seen by whoever sees the link.

    As a list comprehension where nothing more is looked up from there: a subquery for each of a
    page's links costs a third of the page.
    """

    function: str
    types: Sequence[str]

    def compile(self, c: Compiler, scope: Scope, selected: Field) -> Compiled:
        """The node itself: as the list has it already, or bound once."""
        if scope.far == self.function and not c.past:
            there = c.rows(self.types, scope.node, selected.on)
            where = " AND ".join(c.guard(self.types, scope.node, seen=True))
            return Compiled(f"CASE WHEN {where} THEN {there.expression} END", there.build)
        node = c.fresh("n")
        inner = c.rows(self.types, node, selected.on)
        ends = f"[{self.function}({scope.this})]"
        where = " AND ".join(c.guard(self.types, node, seen=True))
        if "{" in inner.expression or c.past:
            found = f"UNWIND {ends} AS {node} WITH {node} WHERE {where}"
            answer = returning(node, inner.expression)
            return Compiled(f"head(COLLECT {{ {found} {answer} LIMIT 1 }})", inner.build)
        return Compiled(f"head([{node} IN {ends} WHERE {where} | {inner.expression}])", inner.build)


@dataclass(frozen=True, slots=True)
class Every:
    """All objects that `clause` finds as `node`, by `order`, then by id; for lists that stay
    short."""

    clause: str
    types: Sequence[str]
    order: str = ""

    def compile(self, c: Compiler, scope: Scope, selected: Field) -> Compiled:
        """A subquery in that order."""
        node = c.fresh("n")
        inner = c.rows(self.types, node, selected.on)
        clause = c.render(self.clause, Scope(scope.this, node, scope.link))
        where = " AND ".join(c.guard(self.types, node, seen=False))
        first = c.render(f"{self.order}, ", Scope(scope.this, node)) if self.order else ""
        return Compiled(
            f"COLLECT {{ {clause} WHERE {where} WITH {node} ORDER BY {first}{node}.id "
            f"{returning(node, inner.expression)} }}",
            each(inner.build),
        )


@dataclass(frozen=True, slots=True)
class ByRule:
    """A field that a rule in Python answers. The rule is given the variable of the one object that
    the question is about, or None where there may be many. `counted`: it takes a part of the
    request's budget of computed values."""

    plan: Callable[[Compiler, Field, str | None], Rule]
    counted: bool = True

    def compile(self, c: Compiler, scope: Scope, selected: Field) -> Compiled:
        """The object's id, and what the rule fetches beside it, if it is alone."""
        rule = self.plan(c, selected, scope.this if scope.this == c.alone else None)
        return Compiled(rule.fetch.beside or f"{scope.this}.id", rule=rule)


@dataclass(frozen=True, slots=True)
class ByArgument:
    """A field whose place depends on an argument that is an enum's value, or null."""

    name: str
    places: Mapping[str | None, Spec]

    def compile(self, c: Compiler, scope: Scope, selected: Field) -> Compiled:
        """What stands at the place for the argument's value."""
        return self.place(c, selected).compile(c, scope, selected)

    def place(self, c: Compiler, selected: Field) -> Spec:
        """The place for the argument's value."""
        argument = c.argument(selected).get(self.name)
        return self.places[argument and argument.value.value]


def constant(value: Any) -> Build:
    """A build that does not look at what was returned."""
    return lambda raw, run: value
