"""`templates`: the library's and an organization's own, filtered, ordered and paged in Python."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, NamedTuple

from graph.domain.collation import sort_key
from graph.domain.errors import InvalidInput, LimitExceeded
from graph.domain.helping import wanted_effect
from graph.domain.templates.library import library
from graph.domain.templates.matching import kpi_text, likeness, ranked
from graph.domain.templates.template import Template, of_node
from graph.domain.text import folded, line, lines
from graph.reads.compile.compiler import Compiled, Compiler, Scope
from graph.reads.compile.connection_parts import page_info_of
from graph.reads.compile.keyset import page_size
from graph.reads.compile.selection import Cursor, Field
from graph.reads.execution.run import Plan, Run
from graph.reads.rules.fetch import NOTHING
from graph.reads.rules.listing import Wanted
from graph.reads.rules.projection import Projection

MOST_OWN: Final = 20_000
"""How many templates of an organization's own one question may look at."""
ORDER: Final = "templates"
_STORED: Final = (
    *("id", "title", "description", "department", "effect", "helps"),
    *("templateInitiatives", "templateResults"),
)
_OWN: Final = (
    "COLLECT { MATCH (_t:Template) WHERE _t.org = $p.org AND _t.id > '' AND _t.ended IS NULL "
    f"WITH _t ORDER BY _t.org, _t.id LIMIT {MOST_OWN + 1} "
    f"RETURN [{', '.join(f'_t.{name}' for name in _STORED)}] }}"
)
_KPI: Final = (
    "head(COLLECT { UNWIND $p.kpis AS _id MATCH (_k:Kpi {org: $p.org, id: _id}) "
    "RETURN [_k.name, _k.description, _k.direction] })"
)


def own_plan(c: Compiler) -> Plan:
    """The statement that brings an organization's own templates."""
    own = c.another()
    return own.plan("templates.own", "", own.render(_OWN, Scope("")))


async def every_template(run: Run, plan: Plan) -> dict[str, Template]:
    """The library's and the organization's own, by id. Raises LimitExceeded."""
    rows = await run.fetch(plan)
    if len(rows) > MOST_OWN:
        raise LimitExceeded(
            f"There are more than {MOST_OWN:,} templates; ask for the one that you want by its id.",
            limit="templates",
            maximum=MOST_OWN,
        )
    stored = (dict(zip(_STORED, row, strict=True)) for row in rows)
    there = ({name: value for name, value in node.items() if value is not None} for node in stored)
    own = [of_node(node) for node in there]
    return {**library(), **{template.id: template for template in own}}


class _Placed(NamedTuple):
    """A template's place in the list: the key that it is ordered by, and its id."""

    key: str | float
    id: str


Selects = Callable[[Template], bool]


class _TemplatesRule:
    """The root question: each selected field of the connection waits for the same rule."""

    fetch = NOTHING

    def __init__(self, c: Compiler, selected: Field) -> None:
        self._selected = selected
        self._own = own_plan(c)
        own = c.another()
        self._kpi = own.plan("templates.kpi", "", own.render(_KPI, Scope("")))
        projection = Projection(c.another(), "templates.page")
        nodes = [*selected.child("nodes")]
        nodes += [node for edge in selected.child("edges") for node in edge.child("node")]
        self._nodes = {id(node): projection.slot(["Template"], node.on) for node in nodes}
        self._projection = projection.done()

    async def resolve(self, run: Run, ids: list[Any]) -> Mapping[Any, Any]:
        """The members of the connection, by their keys."""
        given = run.values[self._selected.index]
        first, after = page_size(given.get("first")), given.get("after")
        rows = await self._rows(run, given.get("filter") or {})
        start = 0 if after is None else _start(rows, after)
        page = rows[start : start + first]
        wanted: Wanted = {
            slot: {"Template": [row.id for row in page]} for slot in self._nodes.values()
        }
        found = await self._projection.fill(run, wanted)
        built: dict[str, Any] = {}
        for member in self._selected.only():
            match member.name:
                case "nodes":
                    slot = self._nodes[id(member)]
                    built[member.key] = [found[slot][row.id] for row in page]
                case "edges":
                    built[member.key] = [self._edge(member, row, found) for row in page]
                case "pageInfo":
                    ends = [_cursor(row) for row in (*page[:1], *page[-1:])]
                    more = start + first < len(rows)
                    built[member.key] = page_info_of(member.only(), ends, start > 0, more)
                case "totalCount":
                    built[member.key] = len(rows)
                case _:
                    built[member.key] = "TemplateConnection"
        return built

    async def _rows(self, run: Run, given: Mapping[str, Any]) -> Sequence[_Placed]:
        templates = await every_template(run, self._own)
        selects = selected_by(given)
        kept = [template for template in templates.values() if selects(template)]
        kpi = given.get("forKpi")
        if kpi is None:
            return sorted(_Placed(sort_key(template.title), template.id) for template in kept)
        facts = await run.fetch(self._kpi, {"kpis": [kpi]})
        if facts is None:
            return []
        name, description, direction = facts
        text = kpi_text(name, description)
        fitting = ranked(text, kept, wanted_effect(direction))
        return [_Placed(-likeness(text, " ".join(one.helps)), one.id) for one in fitting]

    def _edge(self, selected: Field, row: _Placed, found: Sequence[Any]) -> dict[str, Any]:
        built: dict[str, Any] = {}
        for member in selected.only():
            match member.name:
                case "node":
                    built[member.key] = found[self._nodes[id(member)]][row.id]
                case "cursor":
                    built[member.key] = _cursor(row)
                case _:
                    built[member.key] = "TemplateEdge"
        return built


def all_templates(c: Compiler, selected: Field) -> Compiled:
    """A root question: every template that there is for an organization."""
    rule = _TemplatesRule(c, selected)

    def build(raw: Any, run: Run) -> dict[str, Any]:
        built: dict[str, Any] = {}
        for member in selected.only():
            run.defer(rule, member.key, built, member.key)
        return built

    return Compiled("true", build)


def _cursor(row: _Placed) -> str:
    return Cursor(ORDER, *row).encode()


def _start(rows: Sequence[_Placed], after: Cursor) -> int:
    """The index of the first row after a cursor, whose own row may have gone meanwhile. Raises
    InvalidInput for the cursor of another list."""
    kinds = {type(row.key) for row in rows}
    if after.order != ORDER or (kinds and type(after.key) not in kinds):
        raise InvalidInput("`after` is a cursor of another list.", path=["after"])
    place = _Placed(after.key, after.id)
    return next((i for i, row in enumerate(rows) if row > place), len(rows))


def selected_by(given: Mapping[str, Any]) -> Selects:
    """Whether a filter selects a template; `forKpi` is left to the order."""
    conditions: list[Selects] = []
    if given.get("builtIn") is not None:
        conditions.append(lambda template: template.built_in is given["builtIn"])
    if (text := given.get("text")) is not None:
        conditions.append(
            lambda template: (
                _matches(text, template.title, line) or _matches(text, template.description, lines)
            )
        )
    if (department := given.get("department")) is not None:
        conditions.append(lambda template: _matches(department, template.department, line))
    return lambda template: all(holds(template) for holds in conditions)


def _matches(given: Mapping[str, Any], text: str | None, stored: Callable[[str], str]) -> bool:
    """Whether all comparators of a filter hold for a text."""
    return all(_holds(name, value, text, stored) for name, value in given.items())


def _holds(name: str, value: Any, text: str | None, stored: Callable[[str], str]) -> bool:
    """Whether one does. Null asks nothing, but of `eq`, for which it is no text at all."""
    if value is None:
        return name != "eq" or text is None
    if text is None:
        return False
    match name:
        case "eq":
            return text == stored(value)
        case "in":
            return text in map(stored, value)
        case "contains":
            return folded(value) in folded(text)
    return folded(text).startswith(folded(value))
