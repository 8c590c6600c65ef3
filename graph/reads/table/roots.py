"""The root questions: what each of them compiles to, as one statement or as layers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from graph.reads.changes.differences import differences
from graph.reads.changes.feed import changes
from graph.reads.compile.compiler import Compiled, Compiler, Scope, assemble, returning
from graph.reads.compile.filters import Filters
from graph.reads.compile.keyset import Key
from graph.reads.compile.layers import Cut, LayerCompiler
from graph.reads.compile.listing import Source
from graph.reads.compile.pages import Page
from graph.reads.compile.row_builders import only
from graph.reads.compile.selection import Argument, Field, Values
from graph.reads.compile.shipped import BuildShipped, shipped_row
from graph.reads.execution.run import Build, Plan, Run
from graph.reads.rules.findings.connection import all_findings
from graph.reads.rules.templates import all_templates
from graph.reads.table import lists as by
from graph.reads.table.groups import objectives
from graph.reads.table.search import SEARCH
from graph.reads.table.types import TYPES, types_of

Root = Callable[[Compiler, Field], Compiled]
"""From a selected root field to its expression; the organization is in the variable `g`."""


def _lookup(c: Compiler, type_name: str, node: str, identity: str, *more: str) -> str:
    """A MATCH of one node or link by its id, with what guards it; keeps the variables `more`."""
    stored = TYPES[type_name]
    key = f"{{org: $p.org, id: {identity}}}"
    pattern = (
        f"()-[{node}:{stored.label} {key}]->()" if stored.link else f"({node}:{stored.label} {key})"
    )
    return f"MATCH {pattern}{c.sift([node, *more], c.visible(type_name, node))}"


def _found(
    c: Compiler, type_name: str, identity: Argument, selected: Field, *, typed: bool = False
) -> Compiled:
    node = c.fresh("n")
    c.alone = node
    row = c.row(type_name, Scope(node), selected.on.get(type_name, []), typed=typed)
    match = _lookup(c, type_name, node, c.param(identity))
    found = returning(node, row.expression)
    # A list of one, since Neo4j prunes no walk in what is an argument of a function.
    return Compiled(f"COLLECT {{ {match} {found} LIMIT 1 }}", only(row.build))


def by_id(type_name: str) -> Root:
    """The one of a type that has an id, or null."""

    def root(c: Compiler, selected: Field) -> Compiled:
        return _found(c, type_name, c.argument(selected).member("id"), selected)

    return root


def _shipped(c: Compiler, types: Sequence[str], selected: Field) -> list[BuildShipped]:
    """How what is in no database is built, of those of the types of which there is such."""
    made = (shipped_row(c, name, selected.on.get(name, []), typed=True) for name in types)
    return [build for build in made if build is not None]


def node(c: Compiler, selected: Field) -> Compiled:
    """Anything that has an id, or null."""
    identity = c.argument(selected).member("id")
    types = types_of(identity.value)
    founds = [_found(c, one, identity, selected, typed=True) for one in types]
    shipped = _shipped(c, types, selected)
    if len(founds) == 1 and not shipped:
        return founds[0]

    def build(raw: Any, run: Any) -> Any:
        for one, row in zip(founds, raw, strict=True):
            if row and one.build is not None:
                return one.build(row, run)
        for make in shipped:
            if (row := make(run.values[selected.index]["id"], run)) is not None:
                return row
        return None

    return Compiled(f"[{', '.join(one.expression for one in founds)}]", build)


def nodes(c: Compiler, selected: Field) -> Compiled:
    """Anything that has one of the ids, in their order, with null for what is not there."""
    ids = c.argument(selected).member("ids")
    types = list(dict.fromkeys(kind for one in sorted(ids.value) for kind in types_of(one)))
    expressions: list[str] = []
    builds: list[Build] = []
    shipped = _shipped(c, types, selected)
    for type_name in types:
        item, found = c.fresh("i"), c.fresh("n")
        row = c.row(type_name, Scope(found), selected.on.get(type_name, []), typed=True)
        assert row.build is not None
        some = c.param(ids, _of_type(type_name))
        expressions.append(
            f"COLLECT {{ UNWIND {some} AS {item} {_lookup(c, type_name, found, item, item)} "
            f"{returning(f'{item}, {found}', f'[{item}, {row.expression}]')} }}"
        )
        builds.append(row.build)

    def build(raw: Any, run: Any) -> Any:
        answers: dict[str, Any] = {}
        for one, rows in zip(builds, raw, strict=True):
            for identity, row in rows:
                if identity not in answers:
                    answers[identity] = one(row, run)
        for make in shipped:
            for identity in run.values[selected.index]["ids"]:
                if identity not in answers and (made := make(identity, run)) is not None:
                    answers[identity] = made
        return [answers.get(identity) for identity in run.values[selected.index]["ids"]]

    return Compiled(f"[{', '.join(expressions)}]", build)


def _of_type(type_name: str) -> Callable[[Any], list[str]]:
    return lambda ids: [one for one in dict.fromkeys(ids) if type_name in types_of(one)]


def _of_organization(type_name: str) -> Root:
    def root(c: Compiler, selected: Field) -> Compiled:
        return c.row(type_name, Scope("g"), selected.only())

    return root


def _list(type_name: str, order: Key, orders: Mapping[str, Key], filters: Filters) -> Root:
    return _page(
        Page(Source(f"(node:{type_name})", type_name, order, orders, filters, indexed=True))
    )


# Those of archived objectives are left out as these are, unless they are asked for.
_KEY_RESULTS = Page(
    Source(
        "(node:KeyResult)",
        "KeyResult",
        by.TITLE,
        by.KEY_RESULT_ORDERS,
        by.KEY_RESULT_FILTERS,
        where=[
            "EXISTS { (node)<-[:HAS_KEY_RESULT]-(_o:Objective WHERE _o.lifecycle <> 'ARCHIVED') }"
        ],
        lifted_by=frozenset({"lifecycle", "objective", "id", "revision"}),
        indexed=True,
    )
)


def _links(type_name: str, label: str, filters: Filters) -> Root:
    source = Source(
        f"(node)-[link:{label}]->()",
        type_name,
        by.LINKED_AT,
        by.LINK_ORDERS,
        filters,
        of="link",
        linked=True,
        indexed=True,
    )
    return _page(Page(source))


def _page(page: Page) -> Root:
    return lambda c, selected: page.compile(c, Scope("g"), selected)


ROOTS: Mapping[str, Root] = {
    "organization": _of_organization("Organization"),
    "viewer": _of_organization("Viewer"),
    "node": node,
    "nodes": nodes,
    "objective": by_id("Objective"),
    "keyResult": by_id("KeyResult"),
    "kpi": by_id("Kpi"),
    "team": by_id("Team"),
    "person": by_id("Person"),
    "cycle": by_id("Cycle"),
    "initiative": by_id("Initiative"),
    "checkIn": by_id("CheckIn"),
    "comment": by_id("Comment"),
    "objectives": _page(objectives("(node:Objective)", indexed=True)),
    "keyResults": _page(_KEY_RESULTS),
    "kpis": _list("Kpi", by.NAME, by.KPI_ORDERS, by.KPI_FILTERS),
    "kpiValues": _list("KpiValue", by.AT, by.KPI_VALUE_ORDERS, by.KPI_VALUE_FILTERS),
    "checkIns": _list("CheckIn", by.EFFECTIVE_AT, by.CHECK_IN_ORDERS, by.CHECK_IN_FILTERS),
    "teams": _list("Team", by.NAME, by.TEAM_ORDERS, by.TEAM_FILTERS),
    "people": _list("Person", by.NAME, by.PERSON_ORDERS, by.PERSON_FILTERS),
    "cycles": _list("Cycle", by.STARTS_ON, by.CYCLE_ORDERS, by.CYCLE_FILTERS),
    "initiatives": _list("Initiative", by.TITLE, by.INITIATIVE_ORDERS, by.INITIATIVE_FILTERS),
    "comments": _list("Comment", by.CREATED_AT, by.COMMENT_ORDERS, by.COMMENT_FILTERS),
    "alignments": _links("Alignment", "ALIGNS_TO", by.ALIGNMENT_FILTERS),
    "supports": _links("Support", "SUPPORTS", by.SUPPORT_FILTERS),
    "drives": _links("Drive", "DRIVES", by.DRIVE_FILTERS),
    "findings": all_findings,
    "templates": all_templates,
    "search": _page(SEARCH),
    "changes": changes,
    "diff": differences,
}
"""Every root question by its name in the schema, but for `at`."""


def _snapshot(c: Compiler, selected: Field) -> Compiled:
    """The questions that are asked of one moment of the past, with the moment itself."""
    inner = selected.only()
    own = {"__typename": "'Snapshot'", "revision": "$p.at", "time": "$p.time"}
    compiled = [
        Compiled(own[one.name]) if one.name in own else ROOTS[one.name](c, one) for one in inner
    ]
    return assemble([one.key for one in inner], compiled)


def _cut(selected: Field) -> Cut:
    return lambda own, scope: ROOTS[selected.name](own, selected)


def _snapshot_in_layers(c: LayerCompiler, selected: Field) -> Compiled:
    """The same, each question as a layer of its own."""
    inner = selected.only()
    below = {one.key: c.cut(one.name, _cut(one)) for one in inner if one.name in ROOTS}
    own = {"revision": 1, "time": 2}

    def build(raw: Any, run: Run) -> dict[str, Any]:
        built: dict[str, Any] = {}
        for one in inner:
            if one.key in below:
                run.defer(below[one.key], raw[0], built, one.key)
            else:
                built[one.key] = raw[own[one.name]] if one.name in own else "Snapshot"
        return built

    return Compiled("[g.id, $p.at, $p.time]", build)


def plan(
    name: str,
    selected: Field,
    values: Values,
    *,
    sees_all: bool,
    past: bool = False,
    pinned: bool = False,
    layered: bool = False,
) -> Plan:
    """The plan of a root question for what was selected of it; `at`, and others with `past`, are
    asked of a revision. `layered`: as many small statements, not one."""
    kind = LayerCompiler if layered else Compiler
    c = kind(TYPES, values, sees_all, past or name == "at", pinned)
    if name != "at":
        compiled = ROOTS[name](c, selected)
    elif isinstance(c, LayerCompiler):
        compiled = _snapshot_in_layers(c, selected)
    else:
        compiled = _snapshot(c, selected)
    return c.plan(name, "", compiled.expression, compiled.build)
