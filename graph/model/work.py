"""What is done and said about goals: initiatives, check-ins and comments."""

from typing import Literal

from graph.domain.documents import Body, Day, Flag, Moment, Name, Number, Ref, Share, Text
from graph.domain.health import CheckInStatus
from graph.model.fields import entity
from graph.model.parts import Entity


@entity("chk")
class CheckIn(Entity):
    """One report on a key result; never changed, only superseded."""

    value: Number
    effectiveAt: Moment
    recordedAt: Moment | None = None
    confidence: Share | None = None
    status: CheckInStatus | None = None
    note: Text | None = None
    blocker: Text | None = None
    source: Literal["MANUAL", "KPI", "IMPORT", "INTEGRATION"] = "IMPORT"
    author: Ref | None = None
    supersedes: Ref | None = None
    withdrawn: Flag = False


@entity("ini", kind="Initiative")
class NestedInitiative(Entity):
    """Work done for a goal; it never counts in progress."""

    title: Name
    owner: Ref | None = None
    state: Literal["PLANNED", "IN_PROGRESS", "DONE", "CANCELLED"] = "PLANNED"
    dueOn: Day | None = None
    archived: Flag = False


@entity("ini", shares=True)
class Initiative(NestedInitiative):
    """The same with what it is for: its `target`."""

    target: Ref


@entity("cmt")
class Comment(Entity):
    """What somebody says about a node or a link: `on`. One that was removed has no `body`."""

    on: Ref
    body: Body | None = None
    author: Ref | None = None
    replyTo: Ref | None = None
    removed: Flag = False
    acknowledgedBy: tuple[Ref, ...] = ()
