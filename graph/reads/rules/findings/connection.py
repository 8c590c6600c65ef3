"""`findings` of the organization, and of one goal, key result, KPI, team or person."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from graph.domain.errors import InvalidInput
from graph.domain.findings.finding import Finding
from graph.domain.findings.lint import findings, place
from graph.domain.organization_graph import OrganizationGraph, Question
from graph.reads.compile.compiler import Compiled, Compiler
from graph.reads.compile.connection_parts import page_info_of
from graph.reads.compile.keyset import page_size
from graph.reads.compile.selection import Cursor, Field
from graph.reads.rules.fetch import NOTHING
from graph.reads.rules.findings.selecting import (
    grouped,
    owner_of,
    owners_in,
    selected_by,
)
from graph.reads.rules.findings.shown import ShownFindings, want
from graph.reads.rules.listing import Wanted
from graph.reads.rules.organization_fetch import Organization, OrganizationFetch
from graph.reads.rules.organizations import Asked, asked
from graph.reads.rules.projection import Projection

if TYPE_CHECKING:
    from graph.reads.execution.run import Run

ORDER: Final = "findings"
_GROUPED: Final = {"TEAM": ("Team",), "CYCLE": ("Cycle",)}

Narrows = Callable[[str, "Lint", OrganizationGraph], Sequence[Finding]]
"""From the id of what is asked to the findings that are its own, in order."""


class Lint:
    """All findings that a viewer may see, in order, and each node's and owner's."""

    def __init__(self, question: Question, organization: Organization) -> None:
        self.all = findings(question, organization.asks.settings, organization.asks.dismissals)
        self.by_node: dict[str, list[Finding]] = {}
        self.by_owner: dict[str, list[Finding]] = {}
        for finding in self.all:
            for node in dict.fromkeys(finding.nodes):
                self.by_node.setdefault(node, []).append(finding)
            owner = owner_of(finding, question.graph)
            if owner is not None:
                self.by_owner.setdefault(owner, []).append(finding)


class _Page:
    """One page of findings, and the groups of all of them."""

    def __init__(self, rows: Sequence[Finding], first: int, after: Cursor | None) -> None:
        self.all = rows
        self.start = 0 if after is None else bisect_right(rows, _place_of(after), key=place)
        self.rows = rows[self.start : self.start + first]
        self.more = self.start + first < len(rows)


class FindingsRule:
    """One selected `findings`."""

    fetch = NOTHING

    def __init__(self, narrows: Narrows, c: Compiler, selected: Field, this: str | None) -> None:
        self._narrows = narrows
        self._selected = selected
        self._organization = OrganizationFetch(c)
        projection = Projection(c.another(), "findings.page")
        edges = selected.child("edges")
        self._nodes = [*selected.child("nodes"), *(n for edge in edges for n in edge.child("node"))]
        self._shown = ShownFindings(projection, self._nodes)
        self._by = {
            id(group): str(c.argument(group).member("by").value.value)
            for group in selected.child("groups")
        }
        self._groups = {
            id(node): projection.slot(_GROUPED[by], node.on, abstract=True)
            for group in selected.child("groups")
            if (by := self._by[id(group)]) in _GROUPED
            for node in group.child("node")
        }
        self._projection = projection.done()

    async def resolve(self, run: Run, ids: list[Any]) -> Mapping[Any, Any]:
        """The connection of each node, by its id."""
        given = run.values[self._selected.index]
        first, after = page_size(given.get("first")), given.get("after")
        everything = await asked(self._organization, run)
        graph = everything.question.graph
        found = await lint(everything)
        matches = selected_by(given.get("filter"), graph)
        pages: dict[Any, _Page] = {}
        wanted: Wanted = {}
        for identity in ids:
            own = self._narrows(identity, found, graph)
            page = _Page([finding for finding in own if matches(finding)], first, after)
            pages[identity] = page
            for node in self._nodes:
                self._shown.wants(node, page.rows, wanted)
            self._want_groups(page, graph, wanted)
        projected = await self._projection.fill(run, wanted)
        return {
            identity: self._connection(page, graph, projected) for identity, page in pages.items()
        }

    def _want_groups(self, page: _Page, graph: OrganizationGraph, wanted: Wanted) -> None:
        for group in self._selected.child("groups"):
            keys = [key for key, _ in grouped(page.all, self._by[id(group)], graph)]
            for node in group.child("node"):
                if id(node) in self._groups:
                    want(wanted, self._groups[id(node)], [key for key in keys if key is not None])

    def _connection(
        self, page: _Page, graph: OrganizationGraph, found: Sequence[Mapping[str, Any]]
    ) -> dict[str, Any]:
        built: dict[str, Any] = {}
        for member in self._selected.only():
            match member.name:
                case "nodes":
                    built[member.key] = [
                        self._shown.build(member, finding, found) for finding in page.rows
                    ]
                case "edges":
                    built[member.key] = [self._edge(member, row, found) for row in page.rows]
                case "pageInfo":
                    ends = [_cursor(row) for row in (*page.rows[:1], *page.rows[-1:])]
                    built[member.key] = page_info_of(member.only(), ends, page.start > 0, page.more)
                case "totalCount":
                    built[member.key] = len(page.all)
                case "groups":
                    rows = grouped(page.all, self._by[id(member)], graph)
                    built[member.key] = [self._group(member, *row, found) for row in rows]
                case _:
                    built[member.key] = "FindingConnection"
        return built

    def _edge(
        self, selected: Field, finding: Finding, found: Sequence[Mapping[str, Any]]
    ) -> dict[str, Any]:
        built: dict[str, Any] = {}
        for member in selected.only():
            match member.name:
                case "node":
                    built[member.key] = self._shown.build(member, finding, found)
                case "cursor":
                    built[member.key] = _cursor(finding)
                case _:
                    built[member.key] = "FindingEdge"
        return built

    def _group(
        self, selected: Field, key: str | None, count: int, found: Sequence[Mapping[str, Any]]
    ) -> dict[str, Any]:
        built: dict[str, Any] = {}
        for member in selected.only():
            match member.name:
                case "key":
                    built[member.key] = key
                case "count":
                    built[member.key] = count
                case "node":
                    slot = self._groups.get(id(member))
                    built[member.key] = (
                        None if slot is None or key is None else found[slot].get(key)
                    )
                case _:
                    built[member.key] = "FindingGroup"
        return built


async def lint(everything: Asked) -> Lint:
    """All findings that the viewer may see."""
    return await everything.answer(
        "findings", partial(Lint, everything.question, everything.organization)
    )


def concerning(identity: str, found: Lint, graph: OrganizationGraph) -> Sequence[Finding]:
    """Those that concern a node, first or beside others."""
    return found.by_node.get(identity, ())


def owned_by_team(identity: str, found: Lint, graph: OrganizationGraph) -> Sequence[Finding]:
    """Those about what a team and those below it own, or about one of these teams."""
    owners = owners_in({"in": [identity]}, graph)
    rows = (finding for owner in owners for finding in found.by_owner.get(owner, ()))
    return sorted(rows, key=place)


def owned_by_person(identity: str, found: Lint, graph: OrganizationGraph) -> Sequence[Finding]:
    """Those about what a person owns, or about the person."""
    return found.by_owner.get(identity, ())


def _every(identity: str, found: Lint, graph: OrganizationGraph) -> Sequence[Finding]:
    return found.all


class _Root(FindingsRule):
    """The root question: each selected field of the connection waits for the same rule."""

    async def resolve(self, run: Run, ids: list[Any]) -> Mapping[Any, Any]:
        """The members of the connection, by their keys."""
        [connection] = (await super().resolve(run, [ORDER])).values()
        built: dict[str, Any] = connection
        return built


def all_findings(c: Compiler, selected: Field) -> Compiled:
    """A root question: every finding of the organization."""
    rule = _Root(_every, c, selected, None)

    def build(raw: Any, run: Run) -> dict[str, Any]:
        built: dict[str, Any] = {}
        for member in selected.only():
            run.defer(rule, member.key, built, member.key)
        return built

    return Compiled("true", build)


def _cursor(finding: Finding) -> str:
    severity, rule, key = place(finding)
    return Cursor(ORDER, f"{-severity}{rule:02}", key).encode()


def _place_of(cursor: Cursor) -> tuple[int, int, str]:
    key = cursor.key
    if cursor.order != ORDER or not isinstance(key, str) or len(key) != 3 or not key.isdecimal():
        raise InvalidInput("`after` is a cursor of another list.", path=["after"])
    return -int(key[0]), int(key[1:]), cursor.id
