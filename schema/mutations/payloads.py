"""What mutations answer with, and how their fields are declared."""

from typing import Annotated, Any

import strawberry
from strawberry import argument, field

from schema.comments import Comment
from schema.findings import FindingDismissal
from schema.impact import Impact
from schema.key_results import CheckIn, Initiative, KeyResult
from schema.kpis import Kpi, KpiTarget, KpiValue
from schema.links import Alignment, Drive, Support
from schema.mutations.problems import Problem
from schema.nodes import Connection, Node
from schema.objectives import Objective
from schema.organization import Cycle, Organization, Person, Team
from schema.proposals import AlignmentProposal
from schema.templates import Template
from schema.weekly import Report

GIVEN = "What to change, and how."


def mutation(given: type, description: str) -> Any:
    """A field of `Mutation` that takes one input; its body is `resolvers.mutations`."""

    def resolver(input: Any) -> Any:
        """One input."""

    resolver.__annotations__["input"] = Annotated[given, argument(description=GIVEN)]
    return field(resolver=resolver, description=description)


def some_changed(
    first: Annotated[int | None, argument(description="How many: 0 to 100.")] = 100,
) -> Any:
    """The first few that changed."""


@strawberry.interface(description="What a mutation answers with.")
class Payload:
    """The fields that all payloads share."""

    revision: int | None = field(
        description=(
            "The revision that the change made, or the present one where nothing changed; "
            "null with problems and for a dry run."
        )
    )
    problems: list[Problem] = field(
        description="Why it was refused, and nothing was changed; empty when it was done."
    )
    impact: Impact | None = field(
        description="What follows from the change: what would, for a dry run; null with problems."
    )
    changed: Connection[Node] = field(
        resolver=some_changed,
        description="Everything that changed and that the viewer may see, what rolled up included.",
    )


@strawberry.type(description="What a mutation of an objective answers with.")
class ObjectivePayload(Payload):
    """An objective."""

    objective: Objective | None = field(description="The objective as it is now.")


@strawberry.type(description="What a mutation of a key result answers with.")
class KeyResultPayload(Payload):
    """A key result and its objective."""

    key_result: KeyResult | None = field(description="The key result as it is now.")
    objective: Objective | None = field(description="Its objective as it is now.")


@strawberry.type(description="What a check-in answers with.")
class CheckInPayload(Payload):
    """A check-in and its key result."""

    check_in: CheckIn | None = field(description="The check-in.")
    key_result: KeyResult | None = field(description="The key result as it is now.")


@strawberry.type(description="What a mutation of a KPI answers with.")
class KpiPayload(Payload):
    """A KPI."""

    kpi: Kpi | None = field(description="The KPI as it is now.")


@strawberry.type(description="What setting a KPI's target answers with.")
class KpiTargetPayload(Payload):
    """A target and its KPI."""

    kpi_target: KpiTarget | None = field(description="The target; null once there is none.")
    kpi: Kpi | None = field(description="The KPI as it is now.")


@strawberry.type(description="What recording values of KPIs answers with.")
class KpiValuesPayload(Payload):
    """Values and their KPIs."""

    kpi_values: list[KpiValue] | None = field(
        description="The values as they are now, in the order in which they were given."
    )
    kpis: list[Kpi] | None = field(description="Their KPIs as they are now, once each.")


@strawberry.type(description="What a mutation of a comment answers with.")
class CommentPayload(Payload):
    """A comment."""

    comment: Comment | None = field(
        description="The comment as it is now; null once it is removed and has no replies."
    )


@strawberry.type(description="What a mutation of a finding answers with.")
class FindingPayload(Payload):
    """What was decided about a finding."""

    dismissal: FindingDismissal | None = field(
        description="The dismissal; null once the finding is open again."
    )


@strawberry.type(description="What a mutation of a weekly report answers with.")
class ReportPayload(Payload):
    """A report."""

    report: Report | None = field(description="The report as it is now.")


@strawberry.type(description="What a mutation of an initiative answers with.")
class InitiativePayload(Payload):
    """An initiative."""

    initiative: Initiative | None = field(description="The initiative as it is now.")


@strawberry.type(description="What a mutation of an alignment answers with.")
class AlignmentPayload(Payload):
    """An alignment and the objectives that it is between."""

    alignment: Alignment | None = field(
        description="The alignment; null once it is removed, and while it is only proposed."
    )
    proposal: AlignmentProposal | None = field(
        description="The proposal that was made or decided about; null where there was none."
    )
    objective: Objective | None = field(description="The objective that serves, as it is now.")
    target: Objective | None = field(description="The objective that is served, as it is now.")


@strawberry.type(description="What a mutation of a support answers with.")
class SupportPayload(Payload):
    """A support and its KPI."""

    support: Support | None = field(description="The support; null once it is removed.")
    kpi: Kpi | None = field(description="The KPI as it is now.")


@strawberry.type(description="What the undoing of a revision answers with.")
class RevertPayload(Payload):
    """What it changed is all there is to show."""


@strawberry.type(description="What a mutation of a drive answers with.")
class DrivePayload(Payload):
    """A drive and the KPI that is driven."""

    drive: Drive | None = field(description="The drive; null once it is removed.")
    kpi: Kpi | None = field(description="The KPI that is driven, as it is now.")


@strawberry.type(description="What a mutation of a team answers with.")
class TeamPayload(Payload):
    """A team."""

    team: Team | None = field(description="The team as it is now.")


@strawberry.type(description="What a mutation of a person answers with.")
class PersonPayload(Payload):
    """A person."""

    person: Person | None = field(description="The person as they are now.")


@strawberry.type(description="What a mutation of a cycle answers with.")
class CyclePayload(Payload):
    """A cycle."""

    cycle: Cycle | None = field(description="The cycle as it is now.")


@strawberry.type(description="What making cycles from the fiscal calendar answers with.")
class CyclesPayload(Payload):
    """New cycles."""

    cycles: list[Cycle] | None = field(
        description="The cycles that were made, in the order of their days, longer ones first."
    )


@strawberry.type(description="A goal that goes on in another cycle.")
class RolloverCopy:
    """A goal and its copy."""

    from_: Objective = field(name="from", description="The goal that was copied.")
    to: Objective = field(description="Its copy, a draft.")
    left_out: list[KeyResult] = field(
        description="Its key results that were not copied, archived ones apart: they are reached."
    )


@strawberry.type(description="What a rollover answers with.")
class RolloverPayload(Payload):
    """What was copied."""

    copies: list[RolloverCopy] = field(
        description="The goals that were copied, with their copies; none with problems."
    )


@strawberry.type(description="What a mutation of the organization answers with.")
class OrganizationPayload(Payload):
    """The organization."""

    organization: Organization | None = field(description="The organization as it is now.")


@strawberry.type(description="What making or using a template answers with.")
class TemplatePayload(Payload):
    """A template, and what was drafted from it."""

    template: Template | None = field(description="The template.")
    objective: Objective | None = field(
        description="The objective that was drafted; null where none was."
    )
