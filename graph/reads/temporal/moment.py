"""Which revision, and which moment, a question about the past is about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from graph.domain.calendar import time_text
from graph.domain.errors import InvalidInput, NotFound

if TYPE_CHECKING:
    from graph.database.reader import StatementReader

_FOUND = """
MATCH (g:Organization {org: $p.org, id: $p.org})
RETURN [
  g.revision,
  head(COLLECT {
    MATCH (r:Revision) WHERE r.org = $p.org AND r.number >= 0
    RETURN [r.number, r.at] ORDER BY r.org, r.number LIMIT 1
  }),
  head(COLLECT { %s })
]
"""
# Several revisions may have one time; the last of them is how things stood.
_OF_TIME = (
    _FOUND
    % """
    MATCH (r:Revision) WHERE r.org = $p.org AND r.at <= $p.time
    WITH r.at AS at ORDER BY r.org DESC, r.at DESC LIMIT 1
    MATCH (r:Revision) WHERE r.org = $p.org AND r.at = at
    RETURN [r.number, r.at] ORDER BY r.number DESC LIMIT 1
  """
)
_OF_NUMBER = (
    _FOUND
    % """
    MATCH (r:Revision {org: $p.org, number: $p.revision})
    RETURN [r.number, r.at]
  """
)


@dataclass(frozen=True, slots=True)
class When:
    """What was asked for: exactly one of an aware time and a revision's number."""

    time: datetime | None = None
    revision: int | None = None

    def __post_init__(self) -> None:
        """Raises InvalidInput unless there is exactly one."""
        if (self.time is None) == (self.revision is None):
            raise InvalidInput("Give either `time` or `revision`.", path=["time"])


@dataclass(frozen=True, slots=True)
class Moment:
    """A revision of an organization, and the (aware) time that it is looked at: what depends on the
    moment, such as health, is asked at `time`."""

    revision: int
    time: datetime


async def moment_of(database: StatementReader, org: str, when: When, now: datetime) -> Moment:
    """The last revision there was at a time, seen at that time; or a revision, at the time that it
    was made. Raises InvalidInput for what has not happened yet or was before the first revision."""
    if when.time is not None and when.time > now:
        raise InvalidInput(
            f"`time` has not come yet: it is {time_text(now)}. Ask without it for the present.",
            path=["time"],
        )
    statement, p = (
        (_OF_TIME, {"time": time_text(when.time)})
        if when.time is not None
        else (_OF_NUMBER, {"revision": when.revision})
    )
    found: Any = await database.read("past.moment", statement, {"org": org, **p})
    if found is None:
        raise NotFound("The organization is not there any more.")
    last, first, revision = found
    if revision is None:
        raise _missing(when, last, first)
    number, made = revision
    return Moment(number, when.time if when.time is not None else datetime.fromisoformat(made))


def _missing(when: When, last: int, first: tuple[int, str] | None) -> InvalidInput:
    if first is None:
        return InvalidInput("No revision of this organization is kept.", path=["time"])
    if when.time is not None:
        return InvalidInput(
            f"There is nothing from before {first[1]}, the time of the first revision.",
            path=["time"],
        )
    return InvalidInput(
        f"There is no revision {when.revision}: they are from {first[0]} to {last}.",
        path=["revision"],
    )
