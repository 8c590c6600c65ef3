"""Who there is, and when: the organization, its teams, people and cycles."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from graph.domain.documents import Day, Email, Flag, Name, Ref
from graph.model.fields import entity
from graph.model.parts import Entity


@entity("org")
class Organization(Entity):
    """The tenant: nothing crosses it."""

    name: Name
    timezone: Annotated[str, StringConstraints(strict=True, max_length=100)] = "UTC"
    fiscalYearStartMonth: Annotated[int, Field(strict=True, ge=1, le=12)] = 1
    checkInsComplete: Flag = False


@entity("team")
class Team(Entity):
    """The company, or a division, department or team of it."""

    name: Name
    kind: Literal["COMPANY", "DIVISION", "DEPARTMENT", "TEAM"] = "TEAM"
    parent: Ref | None = None
    leads: tuple[Ref, ...] = ()
    archived: Flag = False


@entity("psn")
class Person(Entity):
    """Somebody who owns goals."""

    name: Name
    email: Email
    teams: tuple[Ref, ...] = ()
    manager: Ref | None = None
    role: Literal["OWNER", "ADMIN", "MEMBER", "VIEWER"] = "MEMBER"
    archived: Flag = False


@entity("cyc")
class Cycle(Entity):
    """A period that goals are set for."""

    name: Name
    kind: Literal["YEAR", "HALF", "QUARTER", "MONTH", "CUSTOM"] = "CUSTOM"
    startsOn: Day
    endsOn: Day
    state: Literal["PLANNING", "ACTIVE", "CLOSED"] = "ACTIVE"
    parent: Ref | None = None
    archived: Flag = False
