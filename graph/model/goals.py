"""Objectives and their key results."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from graph.domain.documents import (
    EACH_ONCE,
    MOST_SHARED_WITH,
    Day,
    Days,
    Flag,
    Label,
    Measured,
    Moment,
    Name,
    Ref,
    Share,
    Text,
    Weight,
)
from graph.domain.health import Health
from graph.domain.measured_as import MeasuredAs
from graph.domain.progress import Lifecycle, ProgressMode
from graph.model.fields import entity
from graph.model.links import Alignment, Proposal, Support
from graph.model.marks import Derived, Filterable, Link, Orderable, Placed, SetBy, Settable, Shown
from graph.model.parts import ARCHIVED, OWNERS, PERSON, Entity, ExternalLink, Measure, Metric
from graph.model.work import CheckIn, NestedInitiative


@entity("kr")
class KeyResult(Entity):
    """A measurable result of one objective."""

    title: Annotated[
        Name,
        "What is to be reached.",
        Settable(after="objective"),
        Filterable(),
        Orderable(indexed=True),
    ]
    objective: Annotated[
        Ref,
        "The objective it is a result of.",
        Link("HAS_KEY_RESULT", ("Objective",), out=False, decided=True),
        Placed(),
        Settable(update=False),
        Filterable("Its objective's id."),
    ]
    description: Annotated[Text | None, "More about it.", Settable()] = None
    owner: Annotated[
        Ref | None,
        "Who answers for it, if not the goal's owner.",
        Link("OWNS", OWNERS, out=False),
        Settable(after="measure"),
        Filterable("Its owner's id."),
    ] = None
    metric: Annotated[
        Metric,
        "What is wanted of its number.",
        Settable(update="What is wanted of its number, as a whole."),
    ]
    measure: Annotated[
        Measure | None,
        "How its number is read.",
        Settable(
            "How its number is read: as a plain one, unless given.",
            "How its number is read, as a whole; null for a plain one.",
        ),
    ] = None
    weight: Annotated[
        Weight,
        "How much it counts beside the objective's others.",
        Settable(
            "How much it counts beside the others: 1, unless given.",
            "How much it counts beside the others; more than 0.",
        ),
    ] = 1.0
    current: Annotated[float | None, "The value last reported.", Derived()] = None
    progress: Annotated[
        float | None,
        "Its progress, 0 to 1.",
        Derived(),
        Filterable("Its progress, 0 to 1."),
        Orderable(indexed=True),
    ] = None
    rawProgress: Annotated[
        float | None,
        "Its progress unclamped: below 0 or above 1 where the value went there.",
        Derived(),
    ] = None
    health: Annotated[
        Health,
        "How it is doing.",
        Derived(stored=("healths", "healthSince")),
        Filterable(),
        Orderable("Its health, worst first."),
    ]
    confidence: Annotated[float | None, "The confidence last reported, 0 to 1.", Derived()] = None
    lastCheckIn: Annotated[
        Ref | None,
        "The check-in that `current` is from.",
        Link("LAST_CHECK_IN", ("CheckIn",), out=True),
        Derived(stored=("lastCheckInAt", "lastStatus")),
    ] = None
    checkInDueOn: Annotated[
        Day | None,
        "The day by which to check in next.",
        Derived(),
        Filterable("When its next check-in is due."),
        Orderable("When its next check-in is due.", indexed=True),
    ] = None
    cadenceDays: Annotated[Days, "How many days may pass between check-ins.", Settable()] = 7
    dueOn: Annotated[Day | None, "The day by which it is to be reached.", Settable()] = None
    labels: Annotated[tuple[Label, ...], Field(max_length=50), "Its labels.", Settable()] = ()
    links: Annotated[
        tuple[ExternalLink, ...], Field(max_length=50), "Pages that belong to it.", Settable()
    ] = ()
    archived: Annotated[
        Flag,
        "Whether it has been put away.",
        Filterable(ARCHIVED),
    ] = False
    measuredBy: Annotated[
        Ref | None,
        "The KPI whose values feed it.",
        Link("MEASURED_BY", ("Kpi",), out=True),
        Settable(
            "The KPI whose values become its check-ins.",
            "The KPI whose values become its check-ins.",
        ),
        Filterable("The id of the KPI that feeds it.", after="owner"),
    ] = None
    measuredAs: Annotated[
        MeasuredAs,
        "How its KPI's values become its own: as they are, or as change since a baseline.",
        Settable(
            "How its KPI's values become its own: as they are, unless given; others need "
            "`measuredBy`.",
            "How its KPI's values become its own; others than VALUE need `measuredBy`.",
        ),
    ] = "VALUE"
    baseline: Annotated[
        Measured | None,
        "What its KPI's values are compared with, in the KPI's unit; null: not measured as change, "
        "or not known yet.",
        Settable(
            "What its KPI's values are compared with: the KPI's last value before the cycle "
            "starts, unless given.",
            "What its KPI's values are compared with; null for the KPI's last value before the "
            "cycle starts.",
        ),
    ] = None
    position: Annotated[
        int,
        Placed(),
        Field(strict=True, ge=0),
        Settable(create=False, update="Its place among the objective's key results, from 0."),
    ]
    checkIns: tuple[CheckIn, ...] = ()
    supports: tuple[Support, ...] = ()
    initiatives: tuple[NestedInitiative, ...] = ()


@entity("obj")
class Objective(Entity):
    """A qualitative goal."""

    title: Annotated[
        Name, "What is to be achieved.", Settable(), Filterable(), Orderable(indexed=True)
    ]
    description: Annotated[Text | None, "More about it.", Settable()] = None
    owner: Annotated[
        Ref,
        "The team or person whose goal it is.",
        Link("OWNS", OWNERS, out=False, decided=True),
        Settable(),
        Filterable("Its owner's id."),
    ]
    lead: Annotated[
        Ref | None,
        "The person who answers for it.",
        Link("LEADS_GOAL", PERSON, out=False),
        Settable(),
        Filterable("The id of the person who leads it."),
    ] = None
    level: Annotated[
        Literal["COMPANY", "TEAM", "PERSONAL"],
        "Whose goal it is, derived from the owner.",
        Derived(),
        Filterable(after="cycle"),
    ]
    cycle: Annotated[
        Ref | None,
        "The period it is set for; null is the backlog.",
        Link("IN_CYCLE", ("Cycle",), out=True),
        Settable("The period it is set for.", "The period it is set for; null for the backlog."),
        Filterable("Its cycle's id; `eq: null` is the backlog."),
        Orderable("When its cycle begins and ends, then its cycle's name."),
    ] = None
    priority: Annotated[
        int | None,
        Field(strict=True, ge=1, le=10_000),
        "The owner's own order among their goals of the cycle, 1 first.",
        Settable(),
        Orderable(indexed=True),
    ] = None
    lifecycle: Annotated[
        Lifecycle,
        "Where it is in its life.",
        Settable(
            "DRAFT, unless given, or ACTIVE.",
            update=False,
            default="DRAFT",
            values=("DRAFT", "ACTIVE"),
        ),
        Filterable("Its lifecycle; without this, `id` or `revision`, archived ones are left out."),
    ] = "ACTIVE"
    ambition: Annotated[
        Literal["COMMITTED", "ASPIRATIONAL"],
        "How it is meant.",
        Settable(),
        Filterable("How it is meant."),
    ] = "COMMITTED"
    visibility: Annotated[
        Literal["PUBLIC", "PRIVATE"],
        "Who may see it.",
        Settable(),
        Filterable("Who may see it."),
    ] = "PUBLIC"
    readers: Annotated[tuple[Ref, ...], Derived()] = ()
    sharedWith: Annotated[
        tuple[Ref, ...],
        Field(max_length=MOST_SHARED_WITH),
        "The people and teams it is shared with, by id.",
        Link("SHARED_WITH", OWNERS, out=True),
        Settable("People and teams who may see it while it is private.", update=False),
    ] = ()
    labels: Annotated[
        tuple[Label, ...],
        EACH_ONCE,
        Field(max_length=50),
        "Its labels.",
        Settable(),
        Filterable(after="health"),
    ] = ()
    links: Annotated[
        tuple[ExternalLink, ...], Field(max_length=50), "Pages that belong to it.", Settable()
    ] = ()
    contributionStatement: Annotated[
        Text | None, "How it serves the goals above it.", Settable()
    ] = None
    progressMode: Annotated[
        ProgressMode,
        "What its progress is computed from.",
        Settable(),
        Filterable("What its progress is computed from."),
    ] = "AUTO"
    manualProgress: Annotated[
        Share | None,
        "The progress set by hand, in mode MANUAL.",
        Settable("The progress set by hand, 0 to 1; only in mode MANUAL."),
    ] = None
    progress: Annotated[
        Share | None,
        "Its progress, 0 to 1; null without inputs.",
        Derived(key=True),
        Filterable("Its progress, 0 to 1."),
        Orderable(indexed=True),
    ] = None
    health: Annotated[
        Health | None,
        "The worst health of its inputs.",
        Derived(key=True, stored=("healths", "healthSince")),
        Shown(nullable=False),
        Filterable(),
        Orderable("Its health, worst first."),
    ] = None
    closedAt: Annotated[Moment | None, "When it was closed."] = None
    score: Annotated[
        Share | None,
        "How well it went, 0 to 1, as judged at its close.",
        SetBy("close", "How well it went, 0 to 1."),
    ] = None
    outcome: Annotated[Text | None, "What came of it.", SetBy("close")] = None
    decision: Annotated[
        Literal["KEEP", "MODIFY", "ABANDON"] | None, "Whether to go on with it.", SetBy("close")
    ] = None
    closingNote: Annotated[Text | None, "What was learned.", SetBy("close")] = None
    originId: Annotated[
        str | None,
        StringConstraints(strict=True, pattern=r"^(obj_)[A-Za-z0-9_-]{1,64}$"),
        "The first of the same goal through its cycles; its own where the viewer may not see that.",
    ] = None
    keyResults: tuple[KeyResult, ...] = ()
    alignsTo: tuple[Alignment, ...] = ()
    proposals: tuple[Proposal, ...] = ()
    supports: tuple[Support, ...] = ()
    initiatives: tuple[NestedInitiative, ...] = ()
