"""Who there is, and when: the organization, its teams, people and cycles."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from graph.domain.alignment.measures import MeasureKind
from graph.domain.documents import Day, Email, Flag, Name, Number, Ref, Weight
from graph.domain.findings.finding import FindingRule, Severity
from graph.model.fields import entity, part
from graph.model.marks import Derived, Filterable, Link, Orderable, Settable
from graph.model.parts import ARCHIVED, PERSON, Entity


@part
class RuleSetting:
    """How the organization asks one rule of findings, where that is not the default."""

    rule: FindingRule
    enabled: Flag | None = None
    severity: Severity | None = None
    limit: Number | None = None


@part
class MeasureWeight:
    """What a measure weighs in the alignment score, where that is not the default."""

    measure: MeasureKind
    weight: Weight


@entity("org")
class Organization(Entity):
    """The tenant: nothing crosses it."""

    name: Annotated[Name, "Its name.", Settable()]
    timezone: Annotated[
        str,
        StringConstraints(strict=True, max_length=100),
        "Its IANA time zone: days begin and end there.",
        Settable(
            update="Its IANA time zone: the days of cycles and the periods of KPIs begin in it."
        ),
    ] = "UTC"
    fiscalYearStartMonth: Annotated[
        int,
        Field(strict=True, ge=1, le=12),
        "The month its fiscal year begins in, 1 to 12.",
        Settable(
            update="The month its fiscal year begins in, 1 to 12: its quarters begin with it."
        ),
    ] = 1
    rules: tuple[RuleSetting, ...] = ()
    alignmentWeights: tuple[MeasureWeight, ...] = ()
    checkInsComplete: Flag = False


@entity("team")
class Team(Entity):
    """The company, or a division, department or team of it."""

    name: Annotated[Name, "Its name.", Settable(), Filterable(), Orderable(indexed=True)]
    kind: Annotated[
        Literal["COMPANY", "DIVISION", "DEPARTMENT", "TEAM"],
        "What it is in the organization.",
        Settable(
            "What it is in the organization: TEAM, unless given; never COMPANY.",
            "What it is in the organization; as COMPANY it takes the company's place, which "
            "becomes a division of it.",
        ),
        Filterable("What it is in the organization."),
    ] = "TEAM"
    archived: Annotated[
        Flag, "Whether it has been put away.", Filterable(ARCHIVED, after="parent")
    ] = False
    parent: Annotated[
        Ref | None,
        "The team it is a part of.",
        Link("PART_OF", ("Team",), out=True),
        Settable(
            "The team it is a part of: the company, unless given.",
            "The team it is a part of; null for the company.",
        ),
        Filterable("The id of the team above it."),
    ] = None
    leads: Annotated[
        tuple[Ref, ...],
        Link("LEADS", PERSON, out=False),
        Settable("The people who lead it.", "All the people who lead it."),
    ] = ()


@entity("psn")
class Person(Entity):
    """Somebody who owns goals."""

    name: Annotated[
        Name, "Their name.", Settable(), Filterable("Their name."), Orderable(indexed=True)
    ]
    email: Annotated[
        Email,
        "Their e-mail address, unique in the organization.",
        Settable("Their e-mail address, which nobody else in the organization has."),
        Filterable("Their e-mail address."),
    ]
    role: Annotated[
        Literal["OWNER", "ADMIN", "MEMBER", "VIEWER"],
        "What they may do.",
        Settable(
            "What they may do: MEMBER, unless given; OWNER only by an owner.",
            "What they may do; to and from OWNER only by owners, of whom one has to stay.",
            after="manager",
        ),
        Filterable("What they may do."),
    ] = "MEMBER"
    archived: Annotated[
        Flag,
        "Whether they have left.",
        Filterable(
            "Whether they are archived; without this, `id` or `revision`, only those not.",
            after="manager",
        ),
    ] = False
    manager: Annotated[
        Ref | None,
        "Whom they report to.",
        Link("REPORTS_TO", PERSON, out=True),
        Settable(),
        Filterable("Their manager's id."),
    ] = None
    teams: Annotated[
        tuple[Ref, ...],
        Link("MEMBER_OF", ("Team",), out=True),
        Settable(
            "The teams they are to be a member of.",
            "All the teams they are to be a member of.",
            after="email",
        ),
    ] = ()


@entity("cyc")
class Cycle(Entity):
    """A period that goals are set for."""

    name: Annotated[
        Name, "Its name.", Settable(), Filterable(), Orderable(indexed=True, after="startsOn")
    ]
    kind: Annotated[
        Literal["YEAR", "HALF", "QUARTER", "MONTH", "CUSTOM"],
        "How long it is.",
        Settable(),
        Filterable("How long it is."),
    ] = "CUSTOM"
    startsOn: Annotated[
        Day,
        "Its first day, in the organization's time zone.",
        Settable("Its first day."),
        Filterable("Its first day."),
        Orderable("Its first day.", indexed=True),
    ]
    endsOn: Annotated[
        Day,
        "Its last day, in the organization's time zone.",
        Settable("Its last day, which is in it."),
        Filterable("Its last day."),
    ]
    state: Annotated[
        Literal["PLANNING", "ACTIVE", "CLOSED"],
        "Where it is in its life.",
        Settable(
            "PLANNING, unless given, or ACTIVE.",
            update=False,
            default="PLANNING",
            values=("PLANNING", "ACTIVE"),
        ),
        Filterable("Where it is in its life.", after="kind"),
    ] = "ACTIVE"
    archived: Annotated[Flag, "Whether it has been put away.", Filterable(ARCHIVED)] = False
    parent: Annotated[
        Ref | None,
        "The cycle it is a part of.",
        Link("WITHIN", ("Cycle",), out=True),
        Settable("The cycle it is a part of; its days have to be inside of it."),
        Filterable("The id of the cycle it is a part of.", after="state"),
    ] = None
    startsMs: Annotated[int, Derived()]
    endsMs: Annotated[int, Derived()]
