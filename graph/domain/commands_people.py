"""What is asked of mutations of teams, people, cycles and the organization.

Imports pydantic and graph.domain.
"""

from __future__ import annotations

from typing import Annotated, Literal, Required

from pydantic import Field, StringConstraints
from typing_extensions import TypedDict

from graph.domain.alignment.measures import MeasureKind
from graph.domain.commands import Change, Command, Existing, own_id
from graph.domain.documents import Email, Flag, Name, Number, Ref, Weight
from graph.domain.findings.finding import FindingRule, Severity

TeamKind = Literal["COMPANY", "DIVISION", "DEPARTMENT", "TEAM"]
Role = Literal["OWNER", "ADMIN", "MEMBER", "VIEWER"]
CycleKind = Literal["YEAR", "HALF", "QUARTER", "MONTH", "CUSTOM"]


class TeamFields(TypedDict, total=False):
    """What people say of a team, beside its name."""

    kind: TeamKind
    parent: Ref | None
    leads: list[Ref] | None


class TeamCreate(Command, TeamFields, total=False):
    """A new team."""

    id: Annotated[str, own_id("Team")]
    name: Required[Name]


class TeamUpdate(Existing, TeamFields, total=False):
    """Other fields of a team."""

    name: Name


class PersonFields(TypedDict, total=False):
    """What people say of a person, beside their name and address."""

    teams: list[Ref] | None
    manager: Ref | None
    role: Role


class PersonCreate(Command, PersonFields, total=False):
    """Somebody new."""

    id: Annotated[str, own_id("Person")]
    name: Required[Name]
    email: Required[Email]


class PersonUpdate(Existing, PersonFields, total=False):
    """Other fields of a person."""

    name: Name
    email: Email


class CycleFields(TypedDict, total=False):
    """What people say of a cycle, beside its name and days."""

    kind: CycleKind
    parent: Ref | None


class CycleCreate(Command, CycleFields, total=False):
    """A new cycle, in planning unless it says otherwise; days are ISO dates."""

    id: Annotated[str, own_id("Cycle")]
    name: Required[Name]
    startsOn: Required[str]
    endsOn: Required[str]
    state: Literal["PLANNING", "ACTIVE"]


class CycleUpdate(Existing, CycleFields, total=False):
    """Other fields of a cycle."""

    name: Name
    startsOn: str
    endsOn: str


class RuleSettingGiven(TypedDict, total=False):
    """Another setting of a rule of findings; null is the default."""

    rule: Required[FindingRule]
    enabled: Flag | None
    severity: Severity | None
    limit: Number | None


class MeasureWeightGiven(TypedDict):
    """Another weight of a measure of alignment."""

    measure: MeasureKind
    weight: Weight


class OrganizationUpdate(Change, total=False):
    """Other fields of the organization."""

    rules: list[RuleSettingGiven]
    alignmentWeights: list[MeasureWeightGiven]

    name: Name
    timezone: Annotated[str, StringConstraints(strict=True, max_length=100)]
    fiscalYearStartMonth: Annotated[int, Field(strict=True, ge=1, le=12)]
