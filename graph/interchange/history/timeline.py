"""A document's past as the revisions that writes would have made of it.

What happened at one moment is one revision; the last revision is the import itself.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar

from graph.writes.unit_of_work.statements import FOREVER

MOST_REVISIONS: Final = 2000
"""Of more moments than that, those of one minute are one revision; if there are still more, those
of one hour, and so on."""

_SECOND: Final = 1000
_SPANS: Final = tuple(
    seconds * _SECOND for seconds in (60, 3600, 86_400, 7 * 86_400, 30 * 86_400, 365 * 86_400)
)

T = TypeVar("T")
Timeline = list[tuple[int, T]]
"""What something was, from which revision on: ascending, and neighbours differ."""


class Listed(tuple[str, ...]):
    """A list of relationships that belongs to a node, as a state of its: what they lead to."""

    __slots__ = ()


def proposal_key(identifier: str | None) -> str:
    """What a proposal is known by here: the alignment that came of it has its id."""
    return f"proposal {identifier}"


def goes_on(course: Timeline[T], revision: int, state: T) -> bool:
    """From that revision on it is `state`. Whether it was anything else before."""
    if course and course[-1][0] == revision:
        course.pop()
    if course and course[-1][1] == state:
        return False
    course.append((revision, state))
    return True


def spans_of(course: Timeline[T]) -> Iterator[tuple[int, int, T]]:
    """From which revision on until which it was what; the last of them holds."""
    for number, (since, state) in enumerate(course):
        until = course[number + 1][0] if number + 1 < len(course) else FOREVER
        yield since, until, state


@dataclass(slots=True)
class History:
    """`moments` are those of the revisions, in milliseconds; revision 1 is at the first of them.

    `born` are the revisions at which things began, by id (of a proposal, by `proposal_key`); all
    else began with the import. Things that were otherwise before have their states in `courses`,
    the present one among them. The others are the ends of relationships, None for none.
    """

    moments: list[int]
    born: dict[str, int] = field(default_factory=dict)
    courses: dict[str, Timeline[Any]] = field(default_factory=dict)
    last_check_ins: dict[str, Timeline[str | None]] = field(default_factory=dict)
    latest_values: dict[str, Timeline[str | None]] = field(default_factory=dict)
    standing_targets: dict[str, Timeline[str | None]] = field(default_factory=dict)

    @property
    def last(self) -> int:
        """The revision that the import itself is."""
        return len(self.moments)

    def revision_at(self, ms: int) -> int:
        """The revision that holds what happened at that moment."""
        return min(bisect_left(self.moments, ms), len(self.moments) - 1) + 1

    def born_at(self, *identifiers: str | None) -> int:
        """The revision at which the last of these began."""
        last = len(self.moments)
        return max(self.born.get(each or "", last) for each in identifiers)

    def since(self, identifier: str) -> int:
        """The revision at which a thing's present state began."""
        course = self.courses.get(identifier)
        return self.born_at(identifier) if course is None else course[-1][0]

    def follow_list(self, identifier: str, listed: Iterable[str]) -> None:
        """Remembers how a node's list of relationships to these grew."""
        arriving = sorted((self.born_at(identifier, each), each) for each in listed)
        course: Timeline[Listed] = [(self.born_at(identifier), Listed())]
        for revision, _ in arriving:
            there = sorted(each for since, each in arriving if since <= revision)
            goes_on(course, revision, Listed(there))
        self.keep(identifier, course)

    def follow_decision(self, key: str, ms: int | None) -> None:
        """Remembers that something was decided at that moment (None: it is not yet)."""
        course: Timeline[bool] = [(self.born_at(key), False)]
        if ms is not None:
            goes_on(course, max(self.born_at(key), self.revision_at(ms)), state=True)
        self.keep(key, course)

    def keep(self, identifier: str, course: Timeline[Any]) -> None:
        """Remembers what a thing was, if it has ever been otherwise."""
        if len(course) > 1:
            self.courses[identifier] = course


def history_of(began: dict[str, int], others: Iterable[int], now_ms: int) -> History:
    """The history in which things began at these moments (by id; those of the import are left out)
    and something happened at these other ones. `began` becomes its `born`."""
    distinct = {ms for ms in others if ms < now_ms}
    distinct.update(began.values())
    moments = [*_grouped(distinct), now_ms]
    history = History(moments, began)
    numbers = {ms: history.revision_at(ms) for ms in distinct}
    for identifier, ms in began.items():
        began[identifier] = numbers[ms]
    return history


def _grouped(distinct: set[int]) -> list[int]:
    """Moments in order, not too many: of those that are taken together, the last."""
    moments = sorted(distinct)
    for span in _SPANS:
        if len(moments) < MOST_REVISIONS:
            break
        moments = list({ms // span: ms for ms in sorted(distinct)}.values())
    return moments
