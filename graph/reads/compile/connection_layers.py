"""A connection as a layer: its rows are one statement for all parents, counts and groups others.

A row is the entity, with whatever may be selected of it, its sort key and its id. What edges have
beside their node is a layer below, whose parents are the links.
"""

from __future__ import annotations

import re
from typing import Any

from graph.reads.compile.compiler import Compiled, Scope
from graph.reads.compile.connection_parts import (
    PartOfPage,
    always,
    connection,
    nodes_part,
    page_info_part,
)
from graph.reads.compile.keyset import Found, Row, Window, rows
from graph.reads.compile.layers import Cut, EntityRows, LayerCompiler, Start
from graph.reads.compile.listing import Listing
from graph.reads.compile.selection import Cursor, Field
from graph.reads.execution.run import Build, Rule, Run

_ROW = Row(1, placed=True)
_LINK = re.compile(r"\[link:(\w+)\]")


def connection_in_layers(
    page: Listing, c: LayerCompiler, scope: Scope, selected: Field
) -> Compiled:
    """The rows of a page and the id of what it is a page of; the rest are layers below."""
    found = page.find(c, scope, selected)
    window = page.window(c, selected)
    row = EntityRows(c, page.node_types, found.variable)
    builds: list[tuple[str, PartOfPage]] = []
    below: list[tuple[str, Rule]] = []
    for one in selected.only():
        match one.name:
            case "nodes":
                builds.append((one.key, nodes_part(_ROW, 0, row.select(one.on))))
            case "edges":
                builds.append((one.key, _edges(page, c, row, one, window)))
            case "pageInfo":
                builds.append((one.key, page_info_part(one, window)))
            case "totalCount":
                below.append((one.key, c.cut(f"{page.name}.count", _counted(page, selected))))
                builds.append((one.key, always(None)))
            case "groups" if page.groups:
                below.append((one.key, c.cut(f"{page.name}.groups", _grouped(page, selected, one))))
                builds.append((one.key, always(None)))
            case _:
                builds.append((one.key, always(next(iter(selected.on)))))
    fetched = "[]"
    if any(one.name in ("nodes", "edges", "pageInfo") for one in selected.only()):
        fetched = rows(c, found, window, _ROW, [row.expression], page.index_label(c, window))

    def defer(built: dict[str, Any], raw: Any, run: Run) -> dict[str, Any]:
        for key, rule in below:
            run.defer(rule, raw[1], built, key)
        return built

    return Compiled(
        f"[{fetched}, {scope.this}.id]",
        connection(builds, window, others=1, finish=defer if below else None),
    )


def _counted(page: Listing, selected: Field) -> Cut:
    def cut(own: LayerCompiler, scope: Scope) -> Compiled:
        return Compiled(f"COUNT {{ {page.counted(page.find(own, scope, selected))} }}")

    return cut


def _grouped(page: Listing, selected: Field, one: Field) -> Cut:
    assert page.groups is not None
    groups = page.groups
    return lambda own, scope: groups(own, page.find(own, scope, selected), one)


def _edges(
    page: Listing, c: LayerCompiler, row: EntityRows, selected: Field, window: Window
) -> PartOfPage:
    builds: dict[str, Build] = {}
    rules: dict[str, Rule] = {}
    inner = selected.only()
    for one in inner:
        if one.name == "node":
            builds[one.key] = row.select(one.on)
        elif one.name in page.edge:
            rules[one.key] = _of_links(page, c, one)

    def edge(item: Any, run: Run) -> dict[str, Any]:
        built: dict[str, Any] = {}
        for one in inner:
            key = one.key
            if key in builds:
                built[key] = builds[key](item[0], run)
            elif key in rules:
                run.defer(rules[key], item[-1], built, key)
            elif one.name == "cursor":
                built[key] = Cursor(window.name, item[-2], item[-1]).encode()
            elif one.name == "__typename":
                built[key] = next(iter(selected.on))
            else:
                built[key] = None
        return built

    return lambda source, names: source.each(
        names.shown, lambda item: f"{source.bind(edge)}({item}, run)"
    )


def _of_links(page: Listing, c: LayerCompiler, one: Field) -> Rule:
    """What an edge has of its link, for all links."""
    link = _LINK.search(page.source.clause)
    assert link is not None
    far = "endNode" if "]->(node" in page.source.clause else "startNode"
    part = page.edge[one.name]

    def cut(own: LayerCompiler, scope: Scope) -> Compiled:
        found = Found(scope, scope.link, f"{scope.link}.id", "", [], "", [])
        return part(own, found, one)

    return c.cut(f"{link[1]}.{one.name}", cut, Start(link[1], link=True, far=far))
