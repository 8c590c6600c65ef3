"""Who there is, and when: the organization, its teams, people and cycles."""

import strawberry
from strawberry import field

from graph.model import organization
from schema import arguments as takes
from schema import enums, refs
from schema.actions import WHAT, CycleActions, PersonActions, TeamActions
from schema.build.types import after, entity_type
from schema.nodes import Commentable, Connection, Node, ObjectiveOwner


@strawberry.type(description="How an organization asks one rule of findings.")
class RuleSetting:
    """The default, or what the organization has set."""

    rule: enums.FindingRule = field(description="The rule.")
    enabled: bool = field(description="Whether it is asked.")
    severity: enums.Severity = field(description="How much what it finds matters.")
    limit: float | None = field(description="Its limit; null for rules that have none.")


@strawberry.type(description="What a measure weighs in the alignment score.")
class MeasureWeight:
    """The default, or what the organization has set."""

    measure: enums.AlignmentMeasureKind = field(description="The measure.")
    weight: float = field(description="Its weight, above 0.")


@entity_type(organization.Organization)
class Organization(Node):
    """Organization of DOMAIN.md."""

    rules: list[RuleSetting] = field(
        description="How it asks the rules of findings, in their order."
    )
    alignment_weights: list[MeasureWeight] = field(
        description="What each measure weighs in its alignment score."
    )
    alignment_report: refs.AlignmentReport = field(
        resolver=takes.alignment_report, description="How well its goals and KPIs hang together."
    )


@entity_type(organization.Team)
class Team(ObjectiveOwner):
    """Team of DOMAIN.md."""

    viewer_can: TeamActions = field(description=WHAT)
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
    weekly: refs.TeamWeek = field(
        resolver=takes.team_week,
        description="What its members report on a week, and which check-ins were due.",
    )


@entity_type(organization.Person)
class Person(ObjectiveOwner):
    """Person of DOMAIN.md."""

    viewer_can: PersonActions = field(description=WHAT)
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
    weekly_reports: Connection[refs.Report] = field(
        resolver=takes.latest_weeks,
        description="Their weekly reports, the latest week first.",
    )


@entity_type(organization.Cycle)
class Cycle(Commentable):
    """Cycle of DOMAIN.md."""

    viewer_can: CycleActions = field(description=WHAT)
    label: str = field(
        description=(
            "What its days are called in the fiscal calendar, such as Q3 FY26; its name where they "
            "are no period of its kind."
        ),
        metadata=after("name"),
    )
    elapsed: float = field(
        description="How much of it has passed, 0 to 1.", metadata=after("archived")
    )
    parts: Connection[refs.Cycle] = field(
        resolver=takes.some_cycles, description="The cycles that are a part of it."
    )
    objectives: refs.ObjectiveConnection = field(
        resolver=takes.some_objectives, description="The objectives set for it."
    )
    retrospective: refs.Retrospective = field(
        resolver=takes.retrospective,
        description="How it went: of the past, as it was then, by today's rights.",
    )
