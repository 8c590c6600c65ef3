"""What a change comes to: progress before and after, and how the plans for KPIs are divided."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from math import fsum
from typing import Final, NamedTuple

from graph.domain.findings.dismissals import still_open
from graph.domain.findings.finding import Finding, FindingRule
from graph.domain.paths import SAME
from graph.domain.shares import Mover, Movers

MOST_COMPARED: Final = 50
"""Of how many KPIs the plan is compared."""

NOTHING = Movers([], 1.0)
"""Of a KPI that is not there yet."""


class Shift(NamedTuple):
    """A mover whose part in the plan for a KPI changes; None where it is no mover."""

    objective: str
    before: Mover | None
    after: Mover | None

    @property
    def size(self) -> float:
        """By how much its share changes, from 0 to 1."""
        return abs(_part(self.after).share - _part(self.before).share)


@dataclass(frozen=True, slots=True)
class Division:
    """How the plan for a KPI is divided, and which of its movers the viewer may not see."""

    movers: Movers
    hidden: frozenset[str]

    @property
    def hidden_share(self) -> float:
        """The sum of what stays with hidden movers."""
        return fsum(one.own_share for one in self.movers.rows if one.objective in self.hidden)


@dataclass(frozen=True, slots=True)
class Shifts:
    """A KPI whose plan is divided otherwise. `size`, from 0 to 1, is the part of the plan that
    goes from one place to another. `movers` are those whose part changes and that the viewer may
    see, largest change of a share first, then by id."""

    kpi: str
    before: Division
    after: Division
    size: float
    movers: list[Shift]


class Moves(NamedTuple):
    """The progress of an objective or a key result, before and after."""

    goal: str
    before: float | None
    after: float | None


@dataclass(frozen=True, slots=True)
class FindingChanges:
    """Findings that a write makes appear or settles, in the order of findings, and the rules that
    were not compared."""

    appear: Sequence[Finding] = ()
    settled: Sequence[Finding] = ()
    not_compared: Sequence[FindingRule] = ()

    @classmethod
    def between(cls, before: Sequence[Finding], after: Sequence[Finding]) -> FindingChanges:
        """By key: what is open after and was not before, and the other way round."""
        before, after = still_open(before), still_open(after)
        was, now = ({finding.key for finding in each} for each in (before, after))
        return cls(
            [finding for finding in after if finding.key not in was],
            [finding for finding in before if finding.key not in now],
        )


@dataclass(slots=True)
class Impact:
    """What follows from a write.

    `goals` are those whose progress changes, largest change first (null counts as 0), then by id.
    `kpis` are those whose plan is divided otherwise, largest part first, then by id; of the KPIs
    that it could be of, the first MOST_COMPARED by name are compared, and `not_compared` is the
    number of the others. `values_dropped` is how many values of KPIs are there no more.
    """

    goals: list[Moves] = field(default_factory=list)
    kpis: list[Shifts] = field(default_factory=list)
    not_compared: int = 0
    values_dropped: int = 0
    findings: FindingChanges = field(default_factory=FindingChanges)


def shifts(kpi: str, before: Division | None, after: Division | None) -> Shifts | None:
    """What changes of the plan for a KPI, to twelve digits; None when nothing does."""
    before = before or Division(NOTHING, frozenset())
    after = after or Division(NOTHING, frozenset())
    was = {one.objective: one for one in before.movers.rows}
    now = {one.objective: one for one in after.movers.rows}
    changed = [
        Shift(objective, was.get(objective), now.get(objective))
        for objective in {**was, **now}
        if not _alike(was.get(objective), now.get(objective))
    ]
    unowned = after.movers.unowned_share - before.movers.unowned_share
    if not changed and _same(before.movers.unowned_share, after.movers.unowned_share):
        return None
    # What one loses another gains, so that half of all differences is what has gone elsewhere.
    own = (abs(_part(one.after).own_share - _part(one.before).own_share) for one in changed)
    size = min(1.0, fsum([*own, abs(unowned)]) / 2)
    hidden = before.hidden | after.hidden
    shown = [one for one in changed if one.objective not in hidden]
    return Shifts(kpi, before, after, size, sorted(shown, key=lambda one: (-one.size, one[0])))


_NO_PART = Mover("", 0.0, 0.0, 0.0, "RAISES", "DIRECT")


def _part(mover: Mover | None) -> Mover:
    return mover or _NO_PART


def _alike(one: Mover | None, other: Mover | None) -> bool:
    return (
        one is not None
        and other is not None
        and _same(one.share, other.share)
        and _same(one.own_share, other.own_share)
        and _same(one.net_share, other.net_share)
    )


def _same(one: float, other: float) -> bool:
    """Shares are sums of products, whose last digits are not for certain; 1 is all there is."""
    return abs(one - other) <= 1.0 - SAME or one == other


def by_change(goals: Iterable[Moves]) -> list[Moves]:
    """The largest change first."""
    return sorted(goals, key=lambda one: (-abs((one.after or 0.0) - (one.before or 0.0)), one.goal))


def by_size(kpis: Iterable[Shifts | None]) -> list[Shifts]:
    """Those that there are, the largest part first."""
    return sorted((one for one in kpis if one is not None), key=lambda one: (-one.size, one.kpi))
