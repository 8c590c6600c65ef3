"""What is shown of the differences of a page: one statement for the states that they are between,
and for what is selected of the nodes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

import orjson

from graph.reads.changes.change_projection import FieldsRule
from graph.reads.changes.comparing import LINKS, STAMPS, TYPES, at_both
from graph.reads.changes.difference import CALLED, Difference, Page, cursor
from graph.reads.changes.fields import step_at
from graph.reads.compile.compiler import Compiler
from graph.reads.compile.selection import Field
from graph.reads.execution.run import Build, Run
from graph.reads.rules.projection import Expression, Expressions

State = dict[str, Any]
Found = dict[int, dict[str, Any]]
"""What is selected of nodes, by the identity of the field and the node's id."""

# What says one thing in two properties is shown as a whole.
_TOGETHER: Final = frozenset(("linkTitles", "linkUrls"))


class Contrasts:
    """The differences that are selected of one connection, in `nodes` and in `edges`."""

    def __init__(self, c: Compiler, connection: Field) -> None:
        self._connection = connection
        self._fields: dict[int, FieldsRule] = {}
        self._nodes: dict[int, list[Build]] = {}
        self._expressions = Expressions(c.another(), "diff.page")
        for shown in _shown_in(connection):
            for one in shown.child("fields"):
                self._fields[id(one)] = FieldsRule(c, one)
            for one in shown.child("node"):
                builds = self._nodes[id(one)] = []
                for type_name in TYPES:
                    on = one.on.get(type_name, [])
                    builds.append(
                        self._expressions.found_by_ids(type_name, f"ids{type_name}", on)[1]
                    )
        if self._fields:
            for type_name in TYPES:
                self._expressions.add(_states(type_name), name=f"diff.{type_name}")
        self._expressions.done()

    async def lists(self, run: Run, page: Page) -> dict[str, list[Any]]:
        """The page's `nodes` and `edges`, by their keys in the answer."""
        texts: dict[str, str] = {}
        found: Found = {}
        if page.items and (self._fields or self._nodes):
            raw = iter(await self._expressions.fetch(run, _wanted(page)))
            for place, builds in self._nodes.items():
                found[place] = {
                    identity: build(row, run) for build in builds for identity, row in next(raw)
                }
            if self._fields:
                texts = _texts(page, raw)
        lists: dict[str, list[Any]] = {}
        for one in self._connection.only():
            if one.name == "nodes":
                lists[one.key] = [self._item(run, one, i, texts, found) for i in page.items]
            elif one.name == "edges":
                lists[one.key] = [self._edge(run, one, i, texts, found) for i in page.items]
        return lists

    def _edge(
        self,
        run: Run,
        selected: Field,
        item: Difference,
        texts: Mapping[str, str],
        found: Found,
    ) -> dict[str, Any]:
        built: dict[str, Any] = {}
        for one in selected.only():
            match one.name:
                case "node":
                    built[one.key] = self._item(run, one, item, texts, found)
                case "cursor":
                    built[one.key] = cursor(item)
                case _:
                    built[one.key] = "DifferenceEdge"
        return built

    def _item(
        self,
        run: Run,
        selected: Field,
        item: Difference,
        texts: Mapping[str, str],
        found: Found,
    ) -> dict[str, Any]:
        values = {
            "kind": item.kind,
            "type": CALLED[item.type],
            "nodeId": item.node,
            "progressBefore": item.progress[0],
            "progressAfter": item.progress[1],
            "__typename": "Difference",
        }
        built: dict[str, Any] = {}
        for one in selected.only():
            match one.name:
                case "fields":
                    run.defer(self._fields[id(one)], texts[item.node], built, one.key)
                case "node":
                    built[one.key] = found[id(one)].get(item.node)
                case _:
                    built[one.key] = values[one.name]
        return built


def _wanted(page: Page) -> dict[str, Any]:
    """The parameters of the statement of a page."""
    wanted: dict[str, Any] = {f"ids{type_name}": [] for type_name in TYPES}
    for item in page.items:
        wanted[f"ids{item.type}"].append(item.node)
    items = [[one.type, one.node] for one in page.items]
    return {**wanted, "items": items, "since": page.since, "until": page.until}


def _texts(page: Page, states: Iterable[Any]) -> dict[str, str]:
    """What a `FieldsRule` reads of each difference: what was, and what is instead."""
    contrasted = {row[0]: row[1:] for rows in states for row in rows}
    texts = {}
    for item in page.items:
        before, after = map(_shown_of, contrasted[item.node], page.moments)
        if not item.known:
            before = {}
        names = [n for n in {**before, **after} if before.get(n) != after.get(n)]
        if not _TOGETHER.isdisjoint(names):
            names += sorted(_TOGETHER.difference(names))
        parts = (
            orjson.dumps({n: one[n] for n in names if n in one}).decode() for one in (before, after)
        )
        # The third is for comments that have been removed, which are nothing that differs here.
        texts[item.node] = "\n".join((item.type, page.moments[1], "", *parts))
    return texts


def _states(type_name: str) -> Expression:
    return lambda c, ids: _states_of(c, type_name)


def _states_of(c: Compiler, type_name: str) -> str:
    """The expression of what each item of a type was at both revisions, with what it was between
    or shared with."""
    one, a, b, other = c.fresh("x"), c.fresh("a"), c.fresh("b"), c.fresh("m")
    states = at_both(c, type_name, one, ("$p.since", "$p.until"), (a, b))

    def whole(node: str, revision: str) -> str:
        if type_name in LINKS:
            return (
                f"CASE WHEN {node} IS NULL THEN {{}} ELSE {node} "
                f"{{.*, from: startNode({node}).id, to: endNode({node}).id}} END"
            )
        if type_name != "Objective":
            return f"CASE WHEN {node} IS NULL THEN {{}} ELSE {node} {{.*}} END"
        link = c.fresh("r")
        shared = (
            f"COLLECT {{ MATCH (:Objective {{org: $p.org, id: {one}[1]}})"
            f"-[{link}:SHARED_WITH|WAS_SHARED_WITH]->({other}) WHERE {link}.since <= {revision} "
            f"AND {link}.until > {revision} RETURN {other}.id ORDER BY {other}.id }}"
        )
        return f"CASE WHEN {node} IS NULL THEN {{}} ELSE {node} {{.*, sharedWith: {shared}}} END"

    return (
        f"COLLECT {{ UNWIND $p.items AS {one} WITH {one} WHERE {one}[0] = '{type_name}' {states} "
        f"RETURN [{one}[1], {whole(a, '$p.since')}, {whole(b, '$p.until')}] }}"
    )


def _shown_of(state: State, moment: str) -> State:
    """What the contract has of a state, at a moment."""
    shown = {name: value for name, value in state.items() if name not in STAMPS}
    if "healths" in shown:
        shown["health"] = step_at(shown, "health", moment)
        del shown["healths"], shown["healthSince"]
    return shown


def _shown_in(connection: Field) -> Iterator[Field]:
    yield from connection.child("nodes")
    for edges in connection.child("edges"):
        yield from edges.child("node")
