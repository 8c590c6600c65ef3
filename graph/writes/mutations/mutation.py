"""How a mutation runs, and the checks that all of them share.

A mutation is declared in `graph.model.mutations`; what it does is the handler of its name.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from graph.domain.commands import checked
from graph.domain.errors import (
    Conflict,
    CycleFound,
    Forbidden,
    GoalgraphError,
    InvalidInput,
    NotFound,
    ReadOnly,
    RevertBlocked,
    VersionConflict,
    WriteRefused,
)
from graph.domain.ids import new_id
from graph.domain.permissions import Who, administers, check_may_begin, reports
from graph.model.mutations.mutation import Mutation
from graph.writes.unit_of_work.loading import Found, Node
from graph.writes.unit_of_work.unit_of_work import Unit

Given = dict[str, Any]
"""A command: the input without what every mutation takes."""

Row = Mapping[str, str | Sequence[str]]
"""What an object of a payload shows: the id of the node in each of its fields, or the ids of
several."""

Entities = Mapping[str, str | Sequence[str] | Sequence[Row]]
"""The same of the payload, which may have lists of objects as well. The first of the fields is what
the mutation is of."""

Handler = Callable[[Unit, Given], Awaitable[Entities]]
"""What a mutation does. Whatever its command names has been found, and is there, visible and of the
kinds that its declaration says; what it creates has an id. Raises the errors of `PROBLEMS`."""

Handlers = Mapping[str, Handler]
"""By the name of the mutation."""

OWNERS: Final = ("Team", "Person")


PROBLEMS: Final = (
    InvalidInput,
    NotFound,
    Forbidden,
    Conflict,
    ReadOnly,
    VersionConflict,
    CycleFound,
    RevertBlocked,
)
"""What a payload tells as a problem; everything else is an error of the request."""


@dataclass(slots=True)
class Call:
    """One mutation with what was given to it; `place` is where it stands among several."""

    mutation: Mutation
    handler: Handler
    given: Given
    expected: int | None
    place: list[str]
    makes_id: bool

    @property
    def references(self) -> list[str]:
        """The ids of what it names."""
        return [identifier for _, identifier, _ in self._references()]

    @property
    def new(self) -> list[str]:
        """The id that a client wishes for what it makes, if one does."""
        return [] if self.mutation.creates is None or self.makes_id else [self.given["id"]]

    @classmethod
    def of(
        cls, mutation: Mutation, handler: Handler, given: Mapping[str, Any], place: list[str]
    ) -> Call:
        """Checks what can be checked without the graph. Raises WriteRefused."""
        command, problems = checked(mutation.command, given, creating=mutation.creates is not None)
        if problems:
            raise _refused(problems, place)
        command.pop("dryRun", None)
        guarded = mutation.guarded is not None
        expected = command.pop("expectedVersion", None) if guarded else None
        makes_id = mutation.creates is not None and "id" not in command
        if mutation.creates is not None and makes_id:
            command["id"] = new_id(mutation.creates)
        return cls(mutation, handler, command, expected, place, makes_id)

    async def run(self, unit: Unit) -> Entities:
        """Finds what it names, checks it, and asks the unit for its changes.

        Raises WriteRefused.
        """
        if self.makes_id:
            unit.made.add(self.given["id"])
        await unit.find(self.references, self.new)
        begun = len(unit.passed_over)
        try:
            self._check_found(unit)
            self._check_permission(unit)
            self._check_version(unit)
            entities = await self.handler(unit, self.given)
        except WriteRefused as refused:
            raise _refused(refused.problems, self.place, unit.record.created) from None
        except PROBLEMS as problem:
            raise _refused([problem], self.place, unit.record.created) from None
        _placed(unit.passed_over[begun:], self.place)
        return entities

    def _references(self) -> Iterator[tuple[list[str], str, tuple[str, ...]]]:
        for path, kinds in self.mutation.refs.items():
            for place, identifier in _at(self.given, path.split(".")):
                yield place, identifier, kinds

    def _check_found(self, unit: Unit) -> None:
        missing: list[GoalgraphError] = []
        for path, identifier, kinds in self._references():
            there = unit.found.get(identifier)
            if there is None or there.kind not in kinds or not there.seen_by(unit.viewer):
                what = "node"
                if len(kinds) <= _MOST_NAMED:
                    what = " or ".join(_NAMES.get(kind, kind.lower()) for kind in kinds)
                missing.append(NotFound(f"There is no {what} {identifier}.", path=path))
        if missing:
            raise WriteRefused(missing)

    def _check_permission(self, unit: Unit) -> None:
        permission = self.mutation.permission
        tried = unit.dry_run and permission.who in _TRIED_BY_ALL
        if not tried or unit.viewer.scope == "read":
            check_may_begin(unit.viewer, permission)
        asked = _REQUIRED.get(permission.who)
        if asked is None:
            return
        for name in permission.of:
            for path, identifier in _at(self.given, name.split(".")):
                asked(unit, unit.found[identifier], path)
        if permission.fields and not administers(unit.viewer):
            for name in self.given:
                if name not in (*permission.of, *permission.fields):
                    raise Forbidden(
                        f"{name} is for owners and administrators of the organization.",
                        path=[name],
                    )

    def _check_version(self, unit: Unit) -> None:
        if self.expected is not None:
            assert self.mutation.guarded is not None
            identifier = self.given.get(self.mutation.guarded, unit.org)
            check_version(unit, unit.found[identifier].kind, identifier, self.expected)


def _refused(
    problems: list[GoalgraphError], place: list[str], made: Collection[str] = ()
) -> WriteRefused:
    """`made` are the ids of what is not there any more once the write is refused."""
    _placed(problems, place)
    for problem in problems:
        problem.data["made"] = sorted(made)
    return WriteRefused(problems)


def _placed(problems: Iterable[GoalgraphError], place: list[str]) -> None:
    """Says of problems of one mutation where that stands among several."""
    for problem in problems:
        problem.data["path"] = [*place, *problem.data.get("path", ())]


def check_version(unit: Unit, kind: str, identifier: str, expected: int) -> None:
    """Raises VersionConflict unless that is the version of a node or link. Of several mutations of
    one node, all expect what there was before the first of them."""
    version = unit.known.versions[kind, identifier]
    if version == expected:
        return
    if identifier in unit.record.created:
        raise InvalidInput(
            f"{identifier} is made by this very batch, and of version {version}; leave "
            "`expectedVersion` out.",
            path=["expectedVersion"],
        )
    raise VersionConflict(
        f"Version {expected} is not the present one, which is {version}; look at what has changed "
        "and try again with that.",
        path=["expectedVersion"],
        current=identifier,
    )


_MOST_NAMED: Final = 3
_NAMES: Final = {
    "KeyResult": "key result",
    "CheckIn": "check-in",
    "Kpi": "KPI",
    "AlignmentProposal": "proposal",
}


def _at(given: Any, steps: list[str]) -> Iterator[tuple[list[str], str]]:
    """The ids at a path, each with its place."""
    if given is None:
        return
    if isinstance(given, list):
        for index, item in enumerate(given):
            for place, identifier in _at(item, steps):
                yield [str(index), *place], identifier
    elif not steps:
        yield [], given
    elif steps[0] in given:
        for place, identifier in _at(given[steps[0]], steps[1:]):
            yield [steps[0], *place], identifier


def require(unit: Unit, found: Found, path: list[str]) -> None:
    """Raises Forbidden unless the viewer decides for it; a dry run goes on, and is looked at when
    it is over (`graph.writes.execution.what_if`)."""
    if not found.decided_by(unit.viewer):
        what = found.node.get("title") or found.node.get("name") or found.id
        _refuse(
            unit,
            Forbidden(
                f'You do not decide for "{what}": that is for whoever owns it, for leads of that '
                "team, for their managers and for administrators.",
                path=path,
            ),
        )


def require_reporter(unit: Unit, found: Found, path: list[str]) -> None:
    """Raises Forbidden unless the viewer may report on a key result; of a dry run, as above."""
    if not reports(unit.viewer, found.owners, found.owner):
        _refuse(
            unit,
            Forbidden(
                f'You do not report on "{found.node["title"]}": that is for whoever owns or leads '
                "it, for members of that team, for their managers and for administrators.",
                path=path,
            ),
        )


def _refuse(unit: Unit, refusal: Forbidden) -> None:
    if not unit.dry_run:
        raise refusal
    unit.passed_over.append(refusal)


def require_author(unit: Unit, found: Found, path: list[str]) -> None:
    """Raises Forbidden unless the viewer wrote it, or administers."""
    wrote = found.node.get("authorId") == unit.viewer.person
    if not wrote and not administers(unit.viewer):
        raise Forbidden(
            "You did not write this: that is for who did, and for administrators.", path=path
        )


def require_own(unit: Unit, found: Found, path: list[str]) -> None:
    """Raises Forbidden unless the viewer wrote it themself."""
    if found.node.get("authorId") != unit.viewer.person:
        raise Forbidden("You did not write this: only who did can change it.", path=path)


# What is for certain people to change, and for everybody who sees it to try.
_TRIED_BY_ALL: Final = (Who.DECIDERS, Who.REPORTERS)
_REQUIRED: Final = {
    Who.DECIDERS: require,
    Who.REPORTERS: require_reporter,
    Who.AUTHORS: require_author,
    Who.AUTHOR: require_own,
}


def check_open(goal: Node, cycle: Node | None, path: list[str]) -> None:
    """Raises ReadOnly for a goal that is closed, or whose cycle is."""
    if goal["lifecycle"] == "CLOSED":
        raise ReadOnly(f'"{goal["title"]}" is closed; reopen it first.', path=path, node=goal["id"])
    if cycle is not None and cycle["state"] == "CLOSED":
        raise ReadOnly(
            f'The cycle "{cycle["name"]}" of "{goal["title"]}" is closed; reopen the cycle first.',
            path=path,
            node=cycle["id"],
        )


def check_found_open(found: Found, path: list[str]) -> None:
    """The same for everything that was found: each of its goals has to be open."""
    for goal in found.goals:
        cycle = next((c for c in found.cycles if c["id"] == goal.get("cycleId")), None)
        check_open(goal, cycle, path)


def check_not_archived(found: Found, path: list[str]) -> None:
    """Raises ReadOnly for what has been put away."""
    if found.node.get("archived"):
        what = found.node.get("title") or found.node.get("name")
        # Where nothing restores it, undoing the archiving does.
        remedy = "undo that" if found.kind == "KeyResult" else "restore it"
        raise ReadOnly(f'"{what}" is archived; {remedy} first.', path=path, node=found.id)
