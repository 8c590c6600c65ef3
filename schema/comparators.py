"""How a filter compares: one input per kind of value. Comparators of one input must all hold."""

from __future__ import annotations

from datetime import date, datetime
from typing import Generic, TypeVar

import strawberry
from strawberry import UNSET

T = TypeVar("T")

EQ = "Equal to this; null matches what has no value."
IN = "One of these; an empty list matches nothing."


@strawberry.input(name="IdFilter", description="Compares an id.")
class IdFilter:
    """`eq: null` finds what refers to nothing."""

    eq: strawberry.ID | None = strawberry.field(default=UNSET, description=EQ)
    in_: list[strawberry.ID] | None = strawberry.field(name="in", default=UNSET, description=IN)


@strawberry.input(description="Compares a text.")
class StringFilter:
    """`contains` and `startsWith` ignore case, accents and Unicode form."""

    eq: str | None = strawberry.field(default=UNSET, description=EQ)
    in_: list[str] | None = strawberry.field(name="in", default=UNSET, description=IN)
    contains: str | None = strawberry.field(
        default=UNSET,
        description="Has this somewhere; case, accents and Unicode form do not matter.",
    )
    starts_with: str | None = strawberry.field(
        default=UNSET, description="Begins with this, whatever the case, accents and Unicode form."
    )


@strawberry.input(name="Filter", description="Compares a value of a closed list.")
class EnumFilter(Generic[T]):
    """Named after the enum: `HealthFilter`, `LifecycleFilter`, …"""

    eq: T | None = strawberry.field(default=UNSET, description=EQ)
    in_: list[T] | None = strawberry.field(name="in", default=UNSET, description=IN)


@strawberry.input(description="Compares a whole number.")
class IntFilter:
    """All given comparators must hold."""

    eq: int | None = strawberry.field(default=UNSET, description=EQ)
    gt: int | None = strawberry.field(default=UNSET, description="Greater than this.")
    gte: int | None = strawberry.field(default=UNSET, description="At least this.")
    lt: int | None = strawberry.field(default=UNSET, description="Less than this.")
    lte: int | None = strawberry.field(default=UNSET, description="At most this.")


@strawberry.input(description="Compares a number.")
class FloatFilter:
    """All given comparators must hold; what has no value matches only `eq: null`."""

    eq: float | None = strawberry.field(default=UNSET, description=EQ)
    gt: float | None = strawberry.field(default=UNSET, description="Greater than this.")
    gte: float | None = strawberry.field(default=UNSET, description="At least this.")
    lt: float | None = strawberry.field(default=UNSET, description="Less than this.")
    lte: float | None = strawberry.field(default=UNSET, description="At most this.")


@strawberry.input(description="Compares a day.")
class DateFilter:
    """All given comparators must hold; what has no value matches only `eq: null`."""

    eq: date | None = strawberry.field(default=UNSET, description=EQ)
    gt: date | None = strawberry.field(default=UNSET, description="After this day.")
    gte: date | None = strawberry.field(default=UNSET, description="This day or later.")
    lt: date | None = strawberry.field(default=UNSET, description="Before this day.")
    lte: date | None = strawberry.field(default=UNSET, description="This day or earlier.")


@strawberry.input(description="Compares a moment.")
class DateTimeFilter:
    """All given comparators must hold."""

    eq: datetime | None = strawberry.field(default=UNSET, description=EQ)
    gt: datetime | None = strawberry.field(default=UNSET, description="After this moment.")
    gte: datetime | None = strawberry.field(default=UNSET, description="This moment or later.")
    lt: datetime | None = strawberry.field(default=UNSET, description="Before this moment.")
    lte: datetime | None = strawberry.field(default=UNSET, description="This moment or earlier.")


@strawberry.input(description="Compares a list of labels.")
class LabelFilter:
    """Labels are compared whole, without case and Unicode form."""

    has: str | None = strawberry.field(default=UNSET, description="Has this label.")
    has_any: list[str] | None = strawberry.field(
        default=UNSET, description="Has one of these; an empty list matches nothing."
    )
    has_all: list[str] | None = strawberry.field(default=UNSET, description="Has all of these.")


@strawberry.input(description="Finds what the owner's team decides.")
class TeamScope:
    """Owned by one of the teams; widened by the two switches."""

    in_: list[strawberry.ID] = strawberry.field(
        name="in", description="The teams; an empty list matches nothing."
    )
    include_sub_teams: bool = strawberry.field(
        default=True, description="Also the teams below them, at any depth."
    )
    include_people: bool = strawberry.field(
        default=False, description="Also what the teams' members own themselves."
    )
