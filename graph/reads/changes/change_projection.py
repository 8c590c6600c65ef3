"""What is shown of the changes of a page: one statement for everything that is selected of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

import orjson

from graph.domain.ids import kind_of
from graph.reads.changes.change_scan import Item
from graph.reads.changes.fields import Changed, changed_fields, without_text
from graph.reads.changes.keyset import Place, Window
from graph.reads.changes.visibility import GUARDED
from graph.reads.compile.compiler import Compiled, Compiler, assemble, returning
from graph.reads.compile.layers import EntityRows, LayerCompiler
from graph.reads.compile.selection import Field
from graph.reads.execution.run import Build, Run
from graph.reads.rules.fetch import NOTHING
from graph.reads.rules.projection import Expressions, Projection

_ACTOR: Final = ("actor", "actorName", "operation")
_UNTOLD: Final = ("APPEARED", "GONE")
"""Of these it is not told what changed: that is news as a whole, or nobody's business any more."""

Rows = Mapping[tuple[int, int], dict[str, Any]]
"""What is selected of changes, by their place in the record."""


class _Nodes(NamedTuple):
    """What is selected of the nodes of one type: the key it is answered under, where the statement
    brings it, and how it is built."""

    key: str
    type: str
    position: int
    build: Build


class _Selected(NamedTuple):
    """A field that shows changes; where the statement brings their rows, and how they are built."""

    fields: Sequence[Field]
    position: int
    build: Build
    nodes: Sequence[_Nodes]


class Shown:
    """The changes that are selected of one connection, in `nodes` and in `edges`."""

    def __init__(self, c: Compiler, name: str, connection: Field) -> None:
        self._connection = connection
        self._expressions = Expressions(c, name)
        self._selected = {id(one): self._select(one) for one in _shown_in(connection)}
        self._expressions.done()

    async def of(self, run: Run, items: Sequence[Item]) -> Mapping[int, Rows]:
        """What is selected of these changes, for `build`."""
        if not items or not self._selected:
            return {}
        ids: dict[str, list[str]] = {
            one.type: [] for selected in self._selected.values() for one in selected.nodes
        }
        for item in items:
            if item.kind != "GONE" and item.type in ids:
                ids[item.type].append(item.node)
        p = {f"ids{kind}": list(dict.fromkeys(some)) for kind, some in ids.items()}
        asked = {"items": [list(item) for item in items], **p}
        raw = await self._expressions.fetch(run, asked)
        return {one: self._rows(selected, raw, run) for one, selected in self._selected.items()}

    def lists(self, window: Window, shown: Mapping[int, Rows]) -> dict[str, list[Any]]:
        """The page's `nodes` and `edges`, by their keys in the answer."""
        lists: dict[str, list[Any]] = {}
        for one in self._connection.only():
            if one.name == "nodes":
                rows = shown.get(id(one), {})
                lists[one.key] = [rows[item.place] for item in window.items]
            elif one.name == "edges":
                lists[one.key] = [_edge(one, item, window, shown) for item in window.items]
        return lists

    def _select(self, selected: Field) -> _Selected:
        fields = selected.only()
        builds: list[Build] = []

        def rows(c: Compiler, _: str) -> str:
            item, change, revision = c.fresh("item"), c.fresh("c"), c.fresh("r")
            if isinstance(c, LayerCompiler):
                row = _whole(c, fields, item, change, revision)
            else:
                compiled = [_field(c, one, item, change, revision) for one in fields]
                row = assemble([one.key for one in fields], compiled)
            assert row.build is not None
            builds.append(row.build)
            answer = returning(f"{item}, {change}, {revision}", f"[{item}, {row.expression}]")
            return (
                f"COLLECT {{ UNWIND $p.items AS {item} MATCH ({change}:Change "
                f"{{org: $p.org, revision: {item}[0], sequence: {item}[1]}}) "
                f"MATCH ({revision}:Revision {{org: $p.org, number: {item}[0]}}) {answer} }}"
            )

        position = self._expressions.add(rows)
        return _Selected(fields, position, builds[0], list(self._nodes(fields)))

    def _nodes(self, fields: Sequence[Field]) -> Iterator[_Nodes]:
        for one in fields:
            if one.name == "node":
                for type_name, inner in one.on.items():
                    position, build = self._expressions.found_by_ids(
                        type_name, f"ids{type_name}", inner
                    )
                    yield _Nodes(one.key, type_name, position, build)

    def _rows(self, selected: _Selected, raw: Any, run: Run) -> Rows:
        found = {
            (nodes.key, nodes.type, identity): nodes.build(row, run)
            for nodes in selected.nodes
            for identity, row in raw[nodes.position]
        }
        rows: dict[tuple[int, int], dict[str, Any]] = {}
        for given, row in raw[selected.position]:
            item = Item(*given)
            built = rows[item.place] = selected.build(row, run)
            for one in selected.fields:
                if one.name == "node":
                    built[one.key] = found.get((one.key, item.type, item.node))
                elif one.name in _ACTOR and (not item.known or item.kind == "GONE"):
                    built[one.key] = None
        return rows


def _shown_in(connection: Field) -> Iterator[Field]:
    yield from connection.child("nodes")
    for edges in connection.child("edges"):
        yield from edges.child("node")


def _edge(selected: Field, item: Item, window: Window, shown: Mapping[int, Rows]) -> dict[str, Any]:
    built: dict[str, Any] = {}
    for one in selected.only():
        match one.name:
            case "node":
                built[one.key] = shown[id(one)][item.place]
            case "cursor":
                built[one.key] = Place(*item.place).cursor(window.order)
            case _:
                built[one.key] = next(iter(selected.on))
    return built


def _field(c: Compiler, selected: Field, item: str, change: str, revision: str) -> Compiled:
    match selected.name:
        case "revision" | "nodeId" | "nodeType":
            return Compiled(f"{change}.{selected.name}")
        case "at" | "actorName" | "operation":
            return Compiled(f"{revision}.{selected.name}")
        case "kind":
            return Compiled(f"{item}[2]")
        case "node":
            return Compiled("null")
        case "actor":
            person = c.fresh("n")
            inner = c.rows(["Person"], person, selected.on)
            return Compiled(_actor(person, revision, inner.expression), inner.build)
        case "fields":
            return Compiled(_record(c, item, change, revision), rule=FieldsRule(c, selected))
        case _:
            return Compiled("'Change'")


_WHOLE: Final = (
    *("revision", "nodeId", "nodeType", "at", "actorName", "operation", "kind", "actor", "fields"),
)


def _whole(
    c: LayerCompiler, fields: Sequence[Field], item: str, change: str, revision: str
) -> Compiled:
    """A change with whatever may be selected of it, and how that becomes what is."""
    actor = EntityRows(c, ["Person"], person := c.fresh("n"))
    told = c.constant(any(one.name == "fields" for one in fields))
    parts = [
        _actor(person, revision, actor.expression)
        if name == "actor"
        else f"CASE WHEN {told} THEN {_record(c, item, change, revision)} END"
        if name == "fields"
        else _field(c, Field(name, name, 0), item, change, revision).expression
        for name in _WHOLE
    ]
    rules = {one.key: FieldsRule(c, one) for one in fields if one.name == "fields"}
    actors = {one.key: actor.select(one.on) for one in fields if one.name == "actor"}

    def build(row: Any, run: Run) -> dict[str, Any]:
        built: dict[str, Any] = {}
        for one in fields:
            if one.key in rules:
                run.defer(rules[one.key], row[-1], built, one.key)
            elif one.key in actors:
                built[one.key] = actors[one.key](row[-2], run)
            elif one.name in _WHOLE:
                built[one.key] = row[_WHOLE.index(one.name)]
            else:
                built[one.key] = "Change" if one.name == "__typename" else None
        return built

    return Compiled(f"[{', '.join(parts)}]", build)


def _actor(person: str, revision: str, row: str) -> str:
    found = (
        f"MATCH ({person}:Person {{org: $p.org, id: {revision}.actorId}}) "
        f"{returning(person, row)} LIMIT 1"
    )
    return f"head(COLLECT {{ {found} }})"


def _record(c: Compiler, item: str, change: str, revision: str) -> str:
    """What `FieldsRule` reads: which type, when, whether its text is gone, before, after."""
    comment = c.fresh("n")
    removed = (
        f"EXISTS {{ MATCH ({comment}:Comment {{org: $p.org, id: {change}.nodeId}}) "
        f"WHERE {comment}.removed }}"
    )
    record = " + '\\n' + ".join(
        [
            f"{change}.nodeType",
            f"{revision}.at",
            f"CASE WHEN {change}.nodeType = 'Comment' AND {removed} THEN '-' ELSE '' END",
            *(f"coalesce({change}.{name}, '{{}}')" for name in ("before", "after")),
        ]
    )
    return f"CASE WHEN {item}[2] IN {list(_UNTOLD)} THEN '' ELSE {record} END"


class FieldsRule:
    """One selected `fields`: reads what was recorded, and asks which of the goals that it names the
    viewer may see, where there are some."""

    fetch = NOTHING

    def __init__(self, c: Compiler, selected: Field) -> None:
        self._types = c.types
        self._selected = selected.only()
        self._seen: Projection | None = None
        if not c.sees_all:
            self._seen = Projection(c.another(), "changes.seen")
            self._seen.slot(sorted(GUARDED), {})
            self._seen.done()

    async def resolve(self, run: Run, ids: list[Any]) -> Mapping[Any, Any]:
        """The fields that changed, by the record's text."""
        fields = {text: self._changed(text) for text in ids}
        seen: Mapping[str, Any] | None = None
        if self._seen is not None:
            wanted: dict[str, list[str]] = {}
            for named in fields.values():
                for one in _guarded_ids(named):
                    wanted.setdefault(str(kind_of(one)), []).append(one)
            [seen] = await self._seen.fill(run, {0: wanted})
        return {text: [self._field(one, seen) for one in some] for text, some in fields.items()}

    def _changed(self, text: str) -> list[Changed]:
        if not text:
            return []
        node_type, at, removed, before, after = text.split("\n")
        fields = changed_fields(node_type, self._types[node_type].fields, at, before, after)
        return without_text(fields) if removed else fields

    def _field(self, changed: Changed, seen: Mapping[str, Any] | None) -> dict[str, Any]:
        hidden = [one for one in _guarded_ids([changed]) if seen is not None and one not in seen]
        values = {
            "name": changed.name,
            "before": _text(changed.before, hidden),
            "after": _text(changed.after, hidden),
            "hidden": changed.untold or bool(hidden),
            "__typename": "FieldChange",
        }
        return {one.key: values[one.name] for one in self._selected}


def _guarded_ids(fields: Sequence[Changed]) -> list[str]:
    """The ids of what not everybody may see."""
    return [
        one
        for field in fields
        if field.reference
        for value in (field.before, field.after)
        for one in (value if isinstance(value, list) else [value])
        if one is not None and kind_of(one) in GUARDED
    ]


def _text(value: Any, hidden: Sequence[str]) -> str | None:
    if isinstance(value, list):
        value = [one for one in value if one not in hidden]
    elif value in hidden:
        value = None
    return None if value is None else orjson.dumps(value).decode()
