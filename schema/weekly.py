"""Weekly reports, and what a team's members report on a week."""

import strawberry
from strawberry import ID, field

from graph.model import weekly
from schema import enums, refs
from schema.build.types import entity_type
from schema.nodes import Commentable, Node


@strawberry.type(description="One plan, piece of progress or problem of a weekly report.")
class ReportItem:
    """It has an id within its report, and is no node."""

    id: ID = field(description="Its id, by which it is saved again.")
    topic: enums.ReportTopic = field(description="What it tells.")
    text: str = field(description="The text, at most 2,000 characters.")
    about: list[Node] = field(
        description="The goals and other nodes it is about, of those that the viewer may see."
    )
    done: bool = field(description="Whether it is done or solved.")
    carried_from: ID | None = field(
        description="The item of the report before that it carries on; null for one of this week."
    )


@entity_type(weekly.Report)
class Report(Commentable):
    """Report of `docs/model.md`."""


@strawberry.type(description="What the members of a team report on a week.")
class TeamWeek:
    """Numbers are of everything; reports and problems of what the viewer may see."""

    week: refs.Period = field(description="The week.")
    reports: list[Report] = field(
        description="The submitted reports of its members that the viewer may see, by their names."
    )
    missing: list[refs.Person] = field(
        description="The members without a submitted report, by name."
    )
    check_ins_due: int = field(
        description="On how many key results that it or its members answer for a check-in was due "
        "by the end of the week."
    )
    checked_in: int = field(description="On how many of them there was one during the week.")
    problems: list[ReportItem] = field(
        description="What is in the way and not solved, of these reports."
    )
