"""The links between goals and KPIs, each an entity of its own, as an import has them."""

from typing import Annotated, Literal

from graph.domain.documents import Flag, Lag, Moment, Number, Ref, Text, Weight
from graph.model.fields import entity, part
from graph.model.parts import Effect, Entity


@part
class Link(Entity):
    """A relationship that is an entity of its own."""


@entity("aln")
class Alignment(Link):
    """An objective serving another; one for each target and key result."""

    to: Ref
    weight: Weight = 1.0
    counts: Flag = True
    rationale: Text | None = None


@entity("aln", kind="AlignmentProposal", shares=True)
class Proposal(Alignment):
    """An alignment that was proposed to whoever decides for its target, and what came of it."""

    state: Literal["PENDING", "ACCEPTED", "DECLINED", "WITHDRAWN"] = "PENDING"
    proposedBy: Ref | None = None
    reason: Text | None = None
    decidedBy: Ref | None = None
    decidedAt: Moment | None = None


@entity("sup")
class Support(Link):
    """An objective or key result that supports a KPI."""

    kpi: Ref
    weight: Weight = 1.0
    effect: Effect
    expectedDelta: Number | None = None


@entity("drv")
class Drive(Link):
    """A KPI that drives another."""

    kpi: Ref
    weight: Weight = 1.0
    effect: Effect
    lagDays: Annotated[Lag | None, "How many days later it shows."] = None
