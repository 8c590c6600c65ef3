"""Who there is, and when: the organization, its teams, people and cycles."""

from datetime import date

import strawberry
from strawberry import field

from schema import arguments as takes
from schema import enums, refs
from schema.actions import WHAT, CycleActions, PersonActions, TeamActions
from schema.nodes import Commentable, Connection, Node, ObjectiveOwner


@strawberry.type(description="The tenant: nothing crosses it.")
class Organization(Node):
    """Organization of DOMAIN.md."""

    name: str = field(description="Its name.")
    timezone: str = field(description="Its IANA time zone: days begin and end there.")
    fiscal_year_start_month: int = field(
        description="The month its fiscal year begins in, 1 to 12."
    )
    alignment_report: refs.AlignmentReport = field(
        resolver=takes.alignment_report, description="How well its goals and KPIs hang together."
    )


@strawberry.type(description="The company, or a division, department or team of it.")
class Team(ObjectiveOwner):
    """Team of DOMAIN.md."""

    viewer_can: TeamActions = field(description=WHAT)
    kind: enums.TeamKind = field(description="What it is in the organization.")
    archived: bool = field(description="Whether it has been put away.")
    parent: refs.Team | None = field(description="The team it is a part of.")
    sub_teams: Connection[refs.Team] = field(
        resolver=takes.some_teams, description="The teams directly below it."
    )
    members: Connection[refs.Person] = field(
        resolver=takes.some_people, description="The people in it."
    )
    leads: Connection[refs.Person] = field(
        resolver=takes.some_people, description="The people who lead it."
    )
    objectives: refs.ObjectiveConnection = field(
        resolver=takes.some_objectives, description="The objectives it owns."
    )
    all_objectives: refs.ObjectiveConnection = field(
        resolver=takes.some_objectives,
        description="The objectives it, the teams below it and the members of any of these own.",
    )
    key_results: Connection[refs.KeyResult] = field(
        resolver=takes.some_key_results, description="The key results it owns itself."
    )
    kpis: Connection[refs.Kpi] = field(resolver=takes.some_kpis, description="The KPIs it owns.")
    initiatives: Connection[refs.Initiative] = field(
        resolver=takes.some_initiatives, description="The initiatives it owns."
    )
    findings: refs.FindingConnection = field(
        resolver=takes.some_findings,
        description="Findings about what it and the teams below it own, or about these teams.",
    )
    alignment_report: refs.AlignmentReport = field(
        resolver=takes.team_alignment_report,
        description="How well its goals, those of its people, and its KPIs hang together.",
    )


@strawberry.type(description="Somebody who owns goals.")
class Person(ObjectiveOwner):
    """Person of DOMAIN.md."""

    viewer_can: PersonActions = field(description=WHAT)
    email: str = field(description="Their e-mail address, unique in the organization.")
    role: enums.Role = field(description="What they may do.")
    archived: bool = field(description="Whether they have left.")
    manager: refs.Person | None = field(description="Whom they report to.")
    reports: Connection[refs.Person] = field(
        resolver=takes.some_people, description="Who reports to them directly."
    )
    teams: Connection[refs.Team] = field(
        resolver=takes.some_teams, description="The teams they are a member of."
    )
    leads: Connection[refs.Team] = field(
        resolver=takes.some_teams, description="The teams they lead."
    )
    objectives: refs.ObjectiveConnection = field(
        resolver=takes.some_objectives, description="The objectives they own."
    )
    leads_objectives: refs.ObjectiveConnection = field(
        resolver=takes.some_objectives, description="The objectives they are the lead of."
    )
    shared_objectives: refs.ObjectiveConnection = field(
        resolver=takes.some_objectives, description="The objectives that are shared with them."
    )
    key_results: Connection[refs.KeyResult] = field(
        resolver=takes.some_key_results, description="The key results they own themselves."
    )
    kpis: Connection[refs.Kpi] = field(resolver=takes.some_kpis, description="The KPIs they own.")
    initiatives: Connection[refs.Initiative] = field(
        resolver=takes.some_initiatives, description="The initiatives they own."
    )
    check_ins: Connection[refs.CheckIn] = field(
        resolver=takes.some_check_ins, description="The check-ins they reported."
    )
    findings: refs.FindingConnection = field(
        resolver=takes.some_findings,
        description="Findings about what they own, or about them.",
    )


@strawberry.type(description="A period that goals are set for.")
class Cycle(Commentable):
    """Cycle of DOMAIN.md."""

    viewer_can: CycleActions = field(description=WHAT)
    name: str = field(description="Its name.")
    kind: enums.CycleKind = field(description="How long it is.")
    starts_on: date = field(description="Its first day, in the organization's time zone.")
    ends_on: date = field(description="Its last day, in the organization's time zone.")
    state: enums.CycleState = field(description="Where it is in its life.")
    archived: bool = field(description="Whether it has been put away.")
    elapsed: float = field(description="How much of it has passed, 0 to 1.")
    parent: refs.Cycle | None = field(description="The cycle it is a part of.")
    parts: Connection[refs.Cycle] = field(
        resolver=takes.some_cycles, description="The cycles that are a part of it."
    )
    objectives: refs.ObjectiveConnection = field(
        resolver=takes.some_objectives, description="The objectives set for it."
    )
