"""Who is asking."""

from datetime import date
from typing import Annotated, Any

import strawberry
from strawberry import UNSET, argument, field

from schema import arguments as takes
from schema import enums, refs
from schema.arguments import After, First
from schema.nodes import Connection
from schema.organization import Organization, Person


def due(
    first: First = 50,
    after: After = UNSET,
    by: Annotated[date | None, argument(description="The day: today, unless given.")] = UNSET,
) -> Any:
    """A page of what is due."""


@strawberry.type(description="Who is asking: a person or a service, and what concerns them.")
class Viewer:
    """The bearer of the token. For a service, all lists are empty."""

    name: str = field(description="The person's or the service's name.")
    person: Person | None = field(description="The person; null for a service.")
    organization: Organization = field(description="The organization asked about.")
    scope: enums.ViewerScope = field(description="What the token lets its bearer do.")
    sees_everything: bool = field(description="Whether private goals of others are seen, too.")
    objectives: refs.ObjectiveConnection = field(
        resolver=takes.some_objectives, description="The objectives they own or lead themselves."
    )
    team_objectives: refs.ObjectiveConnection = field(
        resolver=takes.some_objectives,
        description="The objectives of the teams they are a member of or lead.",
    )
    needs_attention: refs.ObjectiveConnection = field(
        resolver=takes.some_objectives,
        description=(
            "Active objectives that they, or teams they lead, own, or that they lead, and that are "
            "off track, at risk or stale, or whose first check-in is overdue."
        ),
    )
    check_ins_due: Connection[refs.KeyResult] = field(
        resolver=due,
        description=(
            "Key results of active objectives that they, or teams they lead, own (those of their "
            "objectives, and of those they lead, too, where nobody else does) and that are to be "
            "checked in by a day; longest due first."
        ),
    )
    kpis_behind: Connection[refs.Kpi] = field(
        resolver=takes.some_kpis,
        description=(
            "KPIs of theirs, and of teams they lead, that are off target, on watch or stale."
        ),
    )
    proposals: Connection[refs.AlignmentProposal] = field(
        resolver=takes.directed_proposals,
        description=(
            "Proposed alignments to their goals and key results or from their goals, and those of "
            "teams they lead, in the order they were made; those of archived goals are left out."
        ),
    )
