"""A selection as layers: each object, list and connection below the root is a statement of its own.

A layer finds one edge for all parents at once. Its text speaks of the edge, and of the shape of its
filter, order and page, never of what is selected: stored properties are read by name, `[key IN
$p.keys | n[key]]`, and what is computed stands behind a flag. So any new selection is made of few
texts, which the database has planned already. The rows of a layer carry their ids, and what is
selected of them is what the next layers ask for, as rules do (`graph.reads.compile.compiler.Rule`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from graph.reads.compile.compiler import Compiled, Compiler, Scope, Spec, returning
from graph.reads.compile.field_kinds import ByArgument, ByRule, Parts, PartsList, Value
from graph.reads.compile.row_builders import Answer, Source, Written, one_of
from graph.reads.compile.selection import Field, asked_by
from graph.reads.execution.run import Build, Rule, Run

_STORED = re.compile(r"this\.(\w+)")


@dataclass(frozen=True, slots=True)
class Start:
    """What a layer's parents are: entities of a type, links whose `far` end is known as well, or,
    without a label, the organization in the variable `g`."""

    label: str | None = None
    link: bool = False
    far: str = ""

    def clauses(self, c: Compiler, item: str) -> tuple[str, Scope]:
        """A MATCH of the parent with the id `item`, and what it binds."""
        key = f"{{org: $p.org, id: {item}}}"
        this = c.fresh("n")
        if not self.link:
            return f"MATCH ({this}:{self.label} {key})", Scope(this)
        if not self.far:
            return f"MATCH ()-[{this}:{self.label} {key}]->()", Scope(this)
        node = c.fresh("n")
        ends = {"startNode": "", "endNode": ""} | {self.far: node}
        pattern = f"({ends['startNode']})-[{this}:{self.label} {key}]->({ends['endNode']})"
        return f"MATCH {pattern}", Scope("", node, this)


ORGANIZATION = Start()
"""The parent of root questions."""

Cut = Callable[["LayerCompiler", Scope], Compiled]
"""What a layer returns for each parent."""


class LayerCompiler(Compiler):
    """Compiles one layer. Whether the viewer sees everything is a parameter of its text."""

    layered = True
    start: Start = ORGANIZATION

    def another(self) -> LayerCompiler:
        """A compiler for one more statement of the same request."""
        return LayerCompiler(
            self.types, self.values, self.sees_all, self.past, self.pinned, made=self.made
        )

    def present(self) -> LayerCompiler:
        """The same, for a statement about the present; about the moment that it is pinned to."""
        if self.pinned:
            return self.another()
        return LayerCompiler(self.types, self.values, self.sees_all, made=self.made)

    def row(
        self, type_name: str, scope: Scope, selected: Sequence[Field], *, typed: bool = False
    ) -> Compiled:
        """An entity as a row that holds whatever may be selected of it."""
        row = EntityRow(self, type_name, scope)
        return Compiled(row.expression, row.select(selected, typed=typed))

    def cut(self, name: str, cut: Cut, start: Start | None = None) -> LayerRule:
        """A layer below this one; its parents are, unless told otherwise, those of this layer."""
        return LayerRule(self, name, self.start if start is None else start, cut)


class _Nothing:
    beside: str | None = None


class LayerRule:
    """One layer: a statement for all of its parents."""

    fetch = _Nothing()

    def __init__(self, c: LayerCompiler, name: str, start: Start, cut: Cut) -> None:
        own = c.another()
        own.start = start
        if start.label is None:
            compiled = cut(own, Scope("g"))
            rows = f"[[g.id, {compiled.expression}]]"
        else:
            item = own.fresh("id")
            found, scope = start.clauses(own, item)
            compiled = cut(own, scope)
            bound = ", ".join(filter(None, (item, scope.this, scope.node, scope.link)))
            rows = (
                f"COLLECT {{ UNWIND $p.ids AS {item} {found} "
                f"{returning(bound, f'[{item}, {compiled.expression}]')} }}"
            )
        self.plan = own.plan(name, "", rows)
        self._build = compiled.build
        self._rule = compiled.rule

    async def resolve(self, run: Run, ids: list[Any]) -> Mapping[Any, Any]:
        """What each parent has, by its id."""
        rows = await run.fetch(self.plan, {"ids": ids})
        if self._rule is not None:
            inner = await self._rule.resolve(run, list(dict.fromkeys(row[1] for row in rows)))
            return {row[0]: inner[row[1]] for row in rows}
        if self._build is None:
            return {row[0]: row[1] for row in rows}
        return {row[0]: self._build(row[1], run) for row in rows}


class EntityRow:
    """An entity of one type as a list: its id, when it was made, the stored properties that are
    asked for by name, and whatever of what is computed is asked for."""

    def __init__(self, c: LayerCompiler, type_name: str, scope: Scope) -> None:
        mapping = c.types[type_name]
        self._c = c
        self._type = type_name
        self._fields = {**mapping.fields, **mapping.then} if c.past else mapping.fields
        self._start = ORGANIZATION if scope.this == "g" else Start(mapping.label, link=mapping.link)
        self._keys: list[str] = []
        self._computed = list(dict.fromkeys(_computed(self._fields)))
        self._asked = [False] * len(self._computed)
        this = scope.this
        parts = [f"{this}.id", f"{this}.createdAt"]
        parts.append(f"[key IN {c.constant(self._keys)} | {this}[key]]")
        if self._computed:
            asked = c.constant(self._asked)
            guarded = (
                f"CASE WHEN {asked}[{i}] THEN {c.render(expression, scope)} END"
                for i, expression in enumerate(self._computed)
            )
            parts.append(f"[{', '.join(guarded)}]")
        self.expression = f"[{', '.join(parts)}]"

    def select(self, selected: Sequence[Field], *, typed: bool = False) -> Written:
        """How a row becomes what is selected of it; may be called several times."""
        shown = []
        for field in selected:
            with asked_by(field.index):
                shown.append((field, self._shown(field)))
        rules = [(field.key, how) for field, how in shown if not callable(how)]
        make = partial(Answer, self._type) if typed else None

        def defer(built: dict[str, Any], row: Any, run: Run) -> dict[str, Any]:
            for key, rule in rules:
                run.defer(rule, row[0], built, key)
            return built

        def whole(source: Source, row: str) -> str:
            items = (
                f"{field.key!r}: {how(source, row) if callable(how) else 'None'}"
                for field, how in shown
            )
            made = f"{{{', '.join(items)}}}"
            if make is not None:
                made = f"{source.bind(make)}({made})"
            return f"{source.bind(defer)}({made}, {row}, run)" if rules else made

        return Written(lambda source, raw: source.given(raw, lambda row: whole(source, row)))

    def _shown(self, field: Field) -> Rule | Callable[[Source, str], str]:
        """What is written for a field, or the rule that fills it in later."""
        if field.name == "__typename":
            return lambda source, row: repr(self._type)
        spec: Spec = self._fields[field.name]
        while isinstance(spec, ByArgument):
            spec = spec.place(self._c, field)
        match spec:
            case Value(expression) if _simple(expression):
                place = self._place(expression)
                return lambda source, row: f"{row}{place}"
            case Parts(type_name, parts):
                inner = [
                    (one.key, repr(type_name), "")
                    if one.name == "__typename"
                    else (one.key, "", self._place(parts[one.name]))
                    for one in field.only()
                ]
                return lambda source, row: (
                    "{" + ", ".join(f"{key!r}: {text or row + at}" for key, text, at in inner) + "}"
                )
            case PartsList():
                place = self._place(spec.whole())
                names = list(spec.parts)
                shown = [
                    (one.key, repr(spec.type_name), "")
                    if one.name == "__typename"
                    else (one.key, "", f"[{names.index(one.name)}]")
                    for one in field.only()
                ]
                return lambda source, row: source.each(
                    f"{row}{place}",
                    lambda item: (
                        "{" + ", ".join(f"{key!r}: {t or item + at}" for key, t, at in shown) + "}"
                    ),
                )
            case ByRule(plan):
                return plan(self._c, field, None)
        name = f"{self._type}.{field.name}"
        return self._c.cut(name, lambda own, scope: spec.compile(own, scope, field), self._start)

    def _place(self, expression: str) -> str:
        """Where in a row an expression stands, which is asked for from now on."""
        stored = _STORED.fullmatch(expression)
        if stored is None:
            index = self._computed.index(expression)
            self._asked[index] = True
            return f"[3][{index}]"
        name = stored[1]
        if name in ("id", "createdAt"):
            return "[0]" if name == "id" else "[1]"
        if name not in self._keys:
            self._keys.append(name)
        return f"[2][{self._keys.index(name)}]"


class EntityRows:
    """An entity of one of several types as [which, row]; of one type as its row."""

    def __init__(self, c: LayerCompiler, types: Sequence[str], variable: str) -> None:
        self._types = types
        self._rows = [EntityRow(c, type_name, Scope(variable)) for type_name in types]
        self.expression = self._rows[0].expression
        if len(types) > 1:
            cases = (
                f"WHEN {variable}:{c.types[type_name].label} THEN [{which}, {row.expression}]"
                for which, (type_name, row) in enumerate(zip(types, self._rows, strict=True))
            )
            self.expression = f"CASE {' '.join(cases)} END"

    def select(self, on: Mapping[str, list[Field]]) -> Build:
        """How a row becomes what is selected of it."""
        if len(self._rows) == 1:
            return self._rows[0].select(on.get(self._types[0], []))
        return one_of(
            [
                row.select(on.get(type_name, []), typed=True)
                for type_name, row in zip(self._types, self._rows, strict=True)
            ]
        )


def _simple(expression: str) -> bool:
    """Whether an expression asks nothing beyond the entity."""
    return "{" not in expression


def _computed(fields: Mapping[str, Spec]) -> Sequence[str]:
    """The expressions of a type that are not one stored property, all of them, in order."""
    expressions: list[str] = []
    for spec in fields.values():
        match spec:
            case Value(expression):
                expressions.append(expression)
            case Parts(_, parts):
                expressions += parts.values()
            case PartsList():
                expressions.append(spec.whole())
    return [
        expression
        for expression in expressions
        if _simple(expression) and _STORED.fullmatch(expression) is None
    ]
