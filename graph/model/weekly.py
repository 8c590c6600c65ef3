"""What people report week by week: plans, progress and problems."""

from typing import Annotated, Final, Literal

from pydantic import Field, StringConstraints

from graph.domain.documents import Flag, ItemText, Moment, Ref
from graph.model.fields import entity, part
from graph.model.marks import Encoded, Inline, Link, Shown
from graph.model.parts import PERSON, Entity, Period

ReportTopic = Literal["PLAN", "PROGRESS", "PROBLEM"]
MOST_ITEMS: Final = 50
"""How many items a report has at most."""
MOST_ABOUT: Final = 20
"""How many nodes one item names at most."""
ABOUT: Final = ("Objective", "KeyResult", "CheckIn", "Initiative", "Kpi", "Team", "Person", "Cycle")
"""The kinds of nodes that an item of a report may be about."""

ItemId = Annotated[str, StringConstraints(strict=True, pattern=r"^(itm_)[A-Za-z0-9_-]{1,64}$")]


@part
class ReportItem:
    """One plan, piece of progress or problem."""

    id: ItemId | None = None
    topic: ReportTopic
    text: ItemText
    about: Annotated[tuple[Ref, ...], Field(max_length=MOST_ABOUT)] = ()
    done: Flag = False
    carriedFrom: ItemId | None = None


@entity("rep")
class Report(Entity):
    """What a person reports on a week: plans, progress and problems."""

    author: Annotated[
        Ref, "Who reports.", Link("AUTHORED", PERSON, out=False), Shown(nullable=True)
    ]
    week: Annotated[Period, "The week, Monday to Sunday.", Inline()]
    submittedAt: Annotated[
        Moment | None, "When it was submitted; null for a draft, which only its author sees."
    ] = None
    items: Annotated[
        tuple[ReportItem, ...],
        "What it says, in the author's order.",
        Field(max_length=MOST_ITEMS),
        Encoded(),
    ] = ()
