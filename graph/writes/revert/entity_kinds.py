"""What can be undone of each kind of node: what it refers to, what of it follows from other things,
and how it is put away.

Links need no row: they have no properties but their own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from graph.domain.derived import FOLLOWING
from graph.domain.relationships import PAST
from graph.model.fields import fields_of
from graph.model.marks import Link
from graph.model.registry import ENTITIES
from graph.writes.rules.reference_lists import ACKNOWLEDGED, LEADS, SHARED, TEAMS, Listed
from graph.writes.unit_of_work.loading import Node
from graph.writes.unit_of_work.statements import LINKS


class Reference(NamedTuple):
    """A property that holds an id, and the relationship that says the same, which leads `out` of
    the node or into it. `decided`: whoever sets it has to decide for what it names."""

    name: str
    type: str
    out: bool
    decided: bool = False

    @property
    def ends(self) -> bool:
        """Whether the relationship ends with the node."""
        return self.type in PAST


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of node.

    `references` and `lists` are what it refers to. Fields that are `following` are derived anew
    from others; of what rolled up, `kept` are those that are not. `put_away` puts away what was
    made; with `ends` it is there no more, or else nothing of the kind can be put away when it is
    empty. Of those that are in use, no two have the same values of what is `unique`.
    """

    references: tuple[Reference, ...] = ()
    lists: tuple[Listed, ...] = ()
    following: frozenset[str] = frozenset()
    kept: tuple[str, ...] = ()
    put_away: Node = field(default_factory=dict)
    ends: bool = False
    unique: tuple[str, ...] = ()

    @property
    def named(self) -> list[tuple[str, str, bool]]:
        """The names of all that it refers to, with the relationship and whether that leads out."""
        return [
            *((one.name, one.type, one.out) for one in self.references),
            *((which.name, which.type, which.out) for which in self.lists),
        ]


_ARCHIVED: Final[Node] = {"archived": True}


def _references(kind: str) -> tuple[Reference, ...]:
    """What the declaration of a kind says that it refers to, and no rule derives."""
    return tuple(
        Reference(field.stored, link.type, link.out, link.decided)
        for field in fields_of(ENTITIES[kind])
        if (link := field.mark(Link)) and link.type and not field.many and not field.derived
    )


KINDS: Final[Mapping[str, Kind]] = {
    "Organization": Kind(),
    "Team": Kind(
        references=_references("Team"),
        lists=(LEADS,),
        put_away=_ARCHIVED,
    ),
    "Person": Kind(
        references=_references("Person"),
        lists=(TEAMS,),
        put_away=_ARCHIVED,
        unique=("email",),
    ),
    "Cycle": Kind(
        references=_references("Cycle"),
        following=FOLLOWING["Cycle"],
        put_away=_ARCHIVED,
    ),
    "Objective": Kind(
        references=_references("Objective"),
        lists=(SHARED,),
        following=FOLLOWING["Objective"],
        put_away={"lifecycle": "ARCHIVED"},
    ),
    "KeyResult": Kind(
        references=_references("KeyResult"),
        following=FOLLOWING["KeyResult"],
        kept=("position",),
        put_away=_ARCHIVED,
    ),
    "CheckIn": Kind(
        references=_references("CheckIn"),
        kept=("superseded", "withdrawn"),
        put_away={"superseded": True, "withdrawn": True},
    ),
    "Kpi": Kind(
        references=_references("Kpi"),
        following=FOLLOWING["Kpi"],
        put_away=_ARCHIVED,
    ),
    "KpiValue": Kind(
        references=_references("KpiValue"),
        kept=("periodStartsAt",),
        put_away={"periodStartsAt": None},
        ends=True,
        unique=("kpiId", "periodStartsAt"),
    ),
    "KpiTarget": Kind(
        references=_references("KpiTarget"),
        ends=True,
        unique=("kpiId", "startsOn", "endsOn"),
    ),
    "Initiative": Kind(
        references=_references("Initiative"),
        put_away=_ARCHIVED,
    ),
    "Comment": Kind(
        references=_references("Comment"),
        lists=(ACKNOWLEDGED,),
        kept=("acknowledgedBy",),
        put_away={"removed": True, "body": None},
        ends=True,
    ),
    "FindingDismissal": Kind(
        references=_references("FindingDismissal"),
        ends=True,
        unique=("key",),
    ),
    "Report": Kind(
        references=_references("Report"),
        ends=True,
        unique=("authorId", "startsOn"),
    ),
    "Template": Kind(ends=True),
}
"""By the name that the record of changes has for it."""

ABOUT_ANYTHING: Final = frozenset(("Comment", "FindingDismissal"))
"""The kinds that are about other nodes, whatever has become of those since."""

ACYCLIC: Final = frozenset(("PART_OF", "REPORTS_TO", "WITHIN", "ALIGNS_TO", "DRIVES", "SEGMENT_OF"))
"""The types that must not close a circle (`graph.writes.rules.cycle_detection`)."""


def standing_on() -> tuple[str, str, str]:
    """The types of relationships by which others stand on a node, as a pattern writes them: those
    that lead out of it, those that lead into it, and those that are links."""
    every = [one for kind in KINDS.values() for one in kind.named]
    return (
        "|".join(sorted({"FEEDS", *(type_ for _, type_, out in every if not out)})),
        "|".join(sorted({type_ for _, type_, out in every if out})),
        "|".join(sorted(LINKS.values())),
    )
