"""What is done and said about goals: initiatives, check-ins and comments."""

from typing import Annotated, Literal

from graph.domain.documents import Body, Day, Flag, Moment, Name, Number, Ref, Share, Text
from graph.domain.health import CheckInStatus
from graph.model.fields import entity
from graph.model.marks import Derived, Filterable, Link, Orderable, Placed, Settable, Shown
from graph.model.parts import ARCHIVED, GOALS, OWNERS, PERSON, Entity


@entity("chk")
class CheckIn(Entity):
    """One report on a key result; never changed, only superseded."""

    keyResult: Annotated[
        Ref,
        "The key result it reports on.",
        Link("HAS_CHECK_IN", ("KeyResult",), out=False),
        Placed(),
        Shown(nullable=True),
        Filterable("Its key result's id."),
    ] = ""
    value: Annotated[Number, "The value reported.", Shown(nullable=True)]
    effectiveAt: Annotated[
        Moment,
        "The moment it reports on.",
        Filterable("The moment it reports on."),
        Orderable("The moment it reports on.", indexed=True),
    ]
    recordedAt: Annotated[
        Moment | None,
        "When it was recorded.",
        Shown(nullable=False),
        Filterable("When it was recorded."),
        Orderable("When it was recorded.", indexed=True),
    ] = None
    confidence: Annotated[Share | None, "The confidence reported, 0 to 1."] = None
    status: Annotated[
        CheckInStatus | None,
        "How whoever reports sees it.",
        Filterable("How whoever reported saw it.", after="author"),
    ] = None
    note: Annotated[Text | None, "What is worth knowing."] = None
    blocker: Annotated[Text | None, "What is in the way."] = None
    source: Annotated[
        Literal["MANUAL", "KPI", "IMPORT", "INTEGRATION"],
        "Where it came from.",
        Filterable("Where it came from.", after="status"),
    ] = "IMPORT"
    author: Annotated[
        Ref | None,
        "Who reported it.",
        Link("AUTHORED", PERSON, out=False),
        Filterable("The id of the person who reported.", after="keyResult"),
    ] = None
    supersedes: Annotated[
        Ref | None,
        "The check-in it takes the place of.",
        Link("", ("CheckIn",), out=True),
    ] = None
    superseded: Annotated[
        Flag,
        "Whether it does not count: another took its place, or it was taken back.",
        Derived(),
    ] = False
    withdrawn: Annotated[Flag, "Whether it was taken back, by undoing what reported it."] = False


@entity("ini", kind="Initiative")
class NestedInitiative(Entity):
    """Work done for a goal; it never counts in progress."""

    title: Annotated[
        Name, "What is done.", Settable(), Filterable("Its title."), Orderable(indexed=True)
    ]
    owner: Annotated[
        Ref | None,
        "Who does it.",
        Link("OWNS", OWNERS, out=False),
        Settable(),
        Filterable("Its owner's id."),
    ] = None
    state: Annotated[
        Literal["PLANNED", "IN_PROGRESS", "DONE", "CANCELLED"],
        "How far it is.",
        Settable(),
        Filterable("How far it is."),
    ] = "PLANNED"
    dueOn: Annotated[
        Day | None,
        "When it is due.",
        Settable(),
        Filterable("When it is due."),
        Orderable("When it is due.", indexed=True),
    ] = None
    archived: Annotated[Flag, "Whether it has been put away.", Filterable(ARCHIVED)] = False


@entity("ini", shares=True)
class Initiative(NestedInitiative):
    """Work done for a goal; it never counts in progress."""

    target: Annotated[
        Ref,
        "The objective or key result it is for.",
        Link("ADVANCES", GOALS, out=True),
        Shown(nullable=True),
        Settable("The objective or the key result it is for.", after="title"),
        Filterable("The id of the objective or key result it is for.", after="owner"),
    ]


@entity("cmt")
class Comment(Entity):
    """What somebody says about a node; it is seen by whoever sees the node, and counts nowhere."""

    body: Annotated[
        Body | None, "The text, as Markdown; null once it was removed, of the past as well."
    ] = None
    author: Annotated[
        Ref | None,
        "Who wrote it; null for a service.",
        Link("AUTHORED", PERSON, out=False),
        Filterable("The id of the person who wrote it.", after="on"),
    ] = None
    on: Annotated[
        Ref,
        "What it is about.",
        Link("", (), out=True),
        Shown(nullable=True),
        Filterable("The id of what it is about."),
    ]
    replyTo: Annotated[
        Ref | None,
        "The comment that it answers, which begins the thread.",
        Link("REPLIES_TO", ("Comment",), out=True),
        Filterable("The id of the comment that it answers; `eq: null` begins a thread."),
    ] = None
    topic: Annotated[
        Literal["KEEP", "CHANGE", "LEARNED"] | None,
        "What a note of a cycle's retrospective is about; null of other comments.",
    ] = None
    team: Annotated[
        Ref | None,
        "The team whose retrospective it is a note of; null for everybody's.",
        Link("", ("Team",), out=True),
    ] = None
    removed: Annotated[
        Flag, "Whether it was removed, and keeps its place only for its replies."
    ] = False
    acknowledgedBy: Annotated[tuple[Ref, ...], Link("ACKNOWLEDGES", PERSON, out=False)] = ()
