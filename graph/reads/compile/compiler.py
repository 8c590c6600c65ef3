"""From a selection to one Cypher statement and the function that builds the answer of its record.

Templates in the table are Cypher in which `this`, `node` and `link` stand for variables, and words
that begin with an underscore for variables of the template's own. Rendering gives all of them names
by their order in the statement, so the same selection always has the same text. Values are only
ever members of the one parameter `$p`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, ClassVar, Protocol

from graph.reads.compile.row_builders import Answer, members, one_of
from graph.reads.compile.selection import Argument, Field, Values, asked_by, plain
from graph.reads.execution.run import Binding, Build, Plan, Rule, Run, Transform
from graph.reads.temporal.rewriting import as_of
from graph.reads.temporal.tokens import BELONGING, TODAY

_AGGREGATES = re.compile(r"\b(count|avg|sum|min|max|collect)\(")
_WORDS = re.compile(r"\b(this|node|link)\b|(?<![\w.])_([a-z]\w*)\b")


@dataclass(frozen=True, slots=True)
class Scope:
    """The variables a template may speak of. Where `this` is a link, and `node` one of its ends,
    `far` says which: `startNode` or `endNode`."""

    this: str
    node: str = ""
    link: str = ""
    far: str = ""


@dataclass(slots=True)
class Compiled:
    """A field's expression, and how its value is built: as it stands, by a function or a rule."""

    expression: str
    build: Build | None = None
    rule: Rule | None = None


class Spec(Protocol):
    """Where a field is in the graph."""

    def compile(self, c: Compiler, scope: Scope, selected: Field) -> Compiled:
        """Its expression for one selected field."""


@dataclass(frozen=True, slots=True)
class EntityMapping:
    """Where a type is in the graph.

    `label` is the node's label or, for a link, the relationship's type. `fields` says it for every
    field. `there` is the condition on `this` for what is more than history; `visible` is the one
    for viewers who do not see everything, and `visible_today` what of it is asked of the present
    when the past is asked, if not all; `listed` is the one that lists put on `node` unless a
    filter asks about `listed_by`. `moves`: what it belongs to may be another later. `then` holds
    the fields that are found in another way when the past is asked. `shipped` finds, by its id,
    what comes with goalgraph and is in no database: the plain values of its fields.
    """

    label: str
    fields: Mapping[str, Spec]
    link: bool = False
    there: str | None = None
    visible: str | None = None
    visible_today: str | None = None
    listed: str | None = None
    listed_by: frozenset[str] = frozenset()
    moves: bool = False
    then: Mapping[str, Spec] = field(default_factory=dict)
    shipped: Callable[[str], Mapping[str, Any] | None] | None = None


@dataclass(slots=True)
class Compiler:
    """Compiles one statement. `sees_all` leaves visibility out, for who sees everything; `past`
    asks about the revision `$p.at` instead of the present. `pinned`: that revision is the present
    of a moment ago, so what belongs to the present only is asked as well."""

    layered: ClassVar[bool] = False
    """Whether it compiles one layer of a selection (`graph.reads.compile.layers`)."""

    types: Mapping[str, EntityMapping]
    values: Values
    sees_all: bool
    past: bool = False
    pinned: bool = False
    bindings: list[Binding] = field(default_factory=list)
    made: list[Plan] = field(default_factory=list)
    alone: str | None = None
    """The variable of the one object that a root question is about."""
    _names: int = 0

    def another(self) -> Compiler:
        """A compiler for one more statement of the same request."""
        return Compiler(
            self.types, self.values, self.sees_all, self.past, self.pinned, made=self.made
        )

    def present(self) -> Compiler:
        """The same, for a statement about the present; about the moment that it is pinned to."""
        if self.pinned:
            return self.another()
        return Compiler(self.types, self.values, self.sees_all, made=self.made)

    @property
    def _unguarded(self) -> bool:
        """Whether the text is only for those who see everything."""
        return self.sees_all and not self.layered

    def plan(self, name: str, clauses: str, returned: str, build: Build | None = None) -> Plan:
        """The statement of `clauses`, which end in `returned`; an expression has no clauses. With
        the answer come the revisions of the organization and of anybody's access."""
        call = f"CALL (g) {{ {clauses} }} " if clauses else ""
        revisions = self.today("g.accessRevision, g.revision")
        text = (
            f"MATCH (g:Organization {{org: $p.org, id: $p.org}}) {call}"
            f"{returning('g', f'[{revisions}, {returned}]')} AS answer"
        )
        if self.past:
            name, text = f"past.{name}", as_of(text)
        others = list(self.made)
        made = build or (lambda raw, run: raw)
        self.made.append(Plan(name, text, self.bindings, made, others, self.past))
        return self.made[-1]

    def argument(self, selected: Field) -> Argument:
        """The arguments of a selected field."""
        return Argument((selected.index,), self.values[selected.index])

    def param(self, argument: Argument, transform: Transform = plain) -> str:
        """A parameter that is bound from an argument at every request."""
        name = f"a{len(self.bindings)}"
        self.bindings.append((name, argument.path, transform))
        return f"$p.{name}"

    def constant(self, value: Any) -> str:
        """A parameter that every request binds to the same value."""
        name = f"a{len(self.bindings)}"
        self.bindings.append((name, (), lambda _: value))
        return f"$p.{name}"

    def fresh(self, word: str) -> str:
        """A variable that nothing else in the statement is called."""
        self._names += 1
        return f"{word}{self._names}"

    def render(self, template: str, scope: Scope, **own: str) -> str:
        """A template with its variables named; `own` names some of the template's own."""

        def name(match: re.Match[str]) -> str:
            if match[1]:
                return str(getattr(scope, match[1]))
            if match[2] not in own:
                own[match[2]] = self.fresh(match[2])
            return own[match[2]]

        return _WORDS.sub(name, template)

    def visible(self, type_name: str, variable: str, *, seen: bool = False) -> list[str]:
        """The conditions under which the viewer may see what a variable holds. `seen`: they may, if
        it is there."""
        stored = self.types[type_name]
        conditions = [] if stored.there is None else [self.render(stored.there, Scope(variable))]
        if stored.visible is not None and not (seen or self._unguarded):
            text = self.render(stored.visible, Scope(variable))
            if self.past:
                # Today's rights decide. What a thing belongs to has to be seen today, and so has
                # what it belonged to then.
                then = f" AND {BELONGING[0]}({text}){BELONGING[1]}" if _belongs(text) else ""
                today = self.render(stored.visible_today or stored.visible, Scope(variable))
                text = self.today(f"({today})") + then
            conditions.append(f"$p.seesAll OR ({text})" if self.layered else text)
        return [f"({one})" for one in conditions]

    def sift(self, variables: Sequence[str], conditions: Sequence[str]) -> str:
        """What stands behind a MATCH that finds something by its id and binds `variables`, for the
        conditions that it has to meet.

        Those with subqueries are made a value first: where they stand in a WHERE, the planner tries
        them in every order, and takes a second and more for a comment.
        """
        if not conditions:
            return ""
        text = " AND ".join(conditions)
        if "{" not in text:
            return f" WHERE {text}"
        met = self.fresh("met")
        return f" WITH {', '.join(variables)}, {text} AS {met} WHERE {met}"

    def guard(self, types: Sequence[str], variable: str, *, seen: bool) -> list[str]:
        """The tenant, and visibility unless whoever sees the parent sees this too. In the past that
        does not hold for what may have moved elsewhere."""
        first, *more = types
        moved = [self.past and self.types[one].moves for one in types]
        conditions = [f"{variable}.org = $p.org"]
        conditions += self.visible(first, variable, seen=seen and not (moved[0] and not more))
        if seen and more:
            for one, may_have in zip(types, moved, strict=True):
                label = self.types[one].label
                if may_have and not self._unguarded:
                    [visible] = self.visible(one, variable)
                    conditions.append(f"(NOT {variable}:{label} OR {visible})")
        return conditions

    def today(self, text: str) -> str:
        """What is asked of the present even in a question about the past."""
        return f"{TODAY[0]}{text}{TODAY[1]}" if self.past else text

    def row(
        self, type_name: str, scope: Scope, selected: Sequence[Field], *, typed: bool = False
    ) -> Compiled:
        """An object as a list in the selection's order, and how it becomes a dict: an `Answer`
        when `typed`, which the place needs whose type in the schema is an interface or union."""
        stored = self.types[type_name]
        fields = {**stored.fields, **stored.then} if self.past else stored.fields
        compiled = []
        for one in selected:
            if one.name == "__typename":
                compiled.append(Compiled(f"'{type_name}'"))
            else:
                with asked_by(one.index):
                    compiled.append(fields[one.name].compile(self, scope, one))
        make = partial(Answer, type_name) if typed else None
        return assemble([one.key for one in selected], compiled, make)

    def rows(
        self,
        types: Sequence[str],
        variable: str,
        on: Mapping[str, list[Field]],
        *,
        typed: bool = False,
    ) -> Compiled:
        """An object of one of several types as [which, row]; of one type as its row, which then is
        `typed` only on demand."""
        if len(types) == 1:
            return self.row(types[0], Scope(variable), on.get(types[0], []), typed=typed)
        cases: list[str] = []
        builds: list[Build | None] = []
        for which, type_name in enumerate(types):
            one = self.row(type_name, Scope(variable), on.get(type_name, []), typed=True)
            label = self.types[type_name].label
            cases.append(f"WHEN {variable}:{label} THEN [{which}, {one.expression}]")
            builds.append(one.build)
        return Compiled(f"CASE {' '.join(cases)} END", one_of(builds))


def _belongs(condition: str) -> bool:
    """Whether a condition asks along relationships, and not of the node alone."""
    return "-[" in condition


def returning(variables: str, expression: str) -> str:
    """A RETURN of an expression over variables.

    Neo4j 5 takes an expression with a subquery that counts or averages for an aggregate itself, and
    refuses it, unless it stands in a WITH beside the variables it speaks of.
    """
    if _AGGREGATES.search(expression) is None:
        return f"RETURN {expression}"
    return f"WITH {variables}, {expression} AS row RETURN row"


def assemble(
    keys: Sequence[str],
    compiled: Sequence[Compiled],
    make: Callable[[dict[str, Any]], dict[str, Any]] | None = None,
) -> Compiled:
    """Fields as one list expression, and how the list becomes a dict in their order. `make` has to
    make the very dict of the answer, since rules put their values into it later."""
    rules = [(i, keys[i], one.rule) for i, one in enumerate(compiled) if one.rule]

    def defer(built: dict[str, Any], raw: Any, run: Run) -> dict[str, Any]:
        for i, key, rule in rules:
            identity = raw[i]
            if rule.fetch.beside is not None:
                identity, run.brought[id(rule.fetch)] = identity
            run.defer(rule, identity, built, key)
        return built

    return Compiled(
        "[" + ", ".join(one.expression for one in compiled) + "]",
        members(
            keys,
            [one.build for one in compiled],
            make=make,
            finish=defer if rules else None,
        ),
    )
