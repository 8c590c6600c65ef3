"""`Retrospective.notes`: what people have noted about a cycle, page by page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from graph.domain.errors import InvalidInput
from graph.reads.compile.compiler import Compiler, Scope
from graph.reads.compile.connection_parts import page_info_of
from graph.reads.compile.keyset import page_size
from graph.reads.compile.selection import Cursor, Field
from graph.reads.rules.listing import Wanted
from graph.reads.rules.projection import Projection
from graph.reads.rules.retrospective.goals import CycleGoals

if TYPE_CHECKING:
    from graph.reads.execution.run import Run

ORDER: Final = "retrospectiveNotes"
# An index of several properties is looked at when something is asked of all of them.
_NOTES: Final = (
    "COLLECT { MATCH (_m:Comment {org: $p.org, onId: $p.cycle}) "
    "WHERE _m.createdAt IS NOT NULL AND _m.id IS NOT NULL AND _m.topic IS NOT NULL "
    "AND _m.ended IS NULL RETURN [_m.createdAt, _m.id, _m.teamId] }"
)


class RetrospectiveNotes:
    """One selected `notes`."""

    def __init__(self, c: Compiler, projection: Projection, selected: Field) -> None:
        self._selected = selected
        own = c.another()
        self._notes = own.plan("retrospective.notes", "", own.render(_NOTES, Scope("")))
        nodes = [
            *selected.child("nodes"),
            *(node for edge in selected.child("edges") for node in edge.child("node")),
        ]
        self._slots = {id(node): projection.slot(["Comment"], node.on) for node in nodes}

    async def page(self, run: Run, cycle: CycleGoals, wanted: Wanted) -> dict[str, Any]:
        """Where the page stands, without its notes, which are added to `wanted`."""
        given = run.values[self._selected.index]
        first, after = page_size(given.get("first")), _place(given.get("after"))
        notes = [
            (created, identifier)
            for created, identifier, team in await run.fetch(self._notes, {"cycle": cycle.id})
            if cycle.owners is None or team in cycle.owners
        ]
        notes.sort()
        behind = [note for note in notes if after is None or note > after]
        page = behind[:first]
        for slot in self._slots.values():
            of_slot = wanted.setdefault(slot, {}).setdefault("Comment", [])
            of_slot.extend(identifier for _, identifier in page)
        return {
            "page": page,
            "previous": len(behind) < len(notes),
            "following": len(behind) > first,
            "total": len(notes),
        }

    def built(self, page: Mapping[str, Any], found: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
        """The connection."""
        built: dict[str, Any] = {}
        notes = page["page"]
        for member in self._selected.only():
            match member.name:
                case "nodes":
                    built[member.key] = [self._note(member, note, found) for note in notes]
                case "edges":
                    built[member.key] = [
                        {
                            part.key: self._note(part, note, found)
                            if part.name == "node"
                            else _cursor(note)
                            if part.name == "cursor"
                            else "CommentEdge"
                            for part in member.only()
                        }
                        for note in notes
                    ]
                case "pageInfo":
                    ends = [_cursor(note) for note in (*notes[:1], *notes[-1:])]
                    previous, following = page["previous"], page["following"]
                    built[member.key] = page_info_of(member.only(), ends, previous, following)
                case "totalCount":
                    built[member.key] = page["total"]
                case _:
                    built[member.key] = "CommentConnection"
        return built

    def _note(
        self, selected: Field, note: tuple[str, str], found: Sequence[Mapping[str, Any]]
    ) -> Any:
        return found[self._slots[id(selected)]][note[1]]


def _cursor(note: tuple[str, str]) -> str:
    return Cursor(ORDER, *note).encode()


def _place(cursor: Cursor | None) -> tuple[str, str] | None:
    if cursor is None:
        return None
    if cursor.order != ORDER or not isinstance(cursor.key, str):
        raise InvalidInput("`after` is a cursor of another list.", path=["after"])
    return cursor.key, cursor.id
