"""The links between goals and KPIs, each an entity of its own."""

from typing import Annotated, Literal

from graph.domain.documents import Flag, Lag, Moment, Number, Ref, Text, Weight
from graph.model.fields import entity, part
from graph.model.marks import Filterable, Link, Settable
from graph.model.parts import GOALS, PERSON, Effect, Entity


@part
class Relationship(Entity):
    """A relationship that is an entity of its own, with both its ends."""


@entity("aln")
class Alignment(Relationship):
    """An objective serving another; one for each target and key result."""

    to: Annotated[Ref, Link("ALIGNS_TO", GOALS, out=True)]
    weight: Annotated[
        Weight,
        "How much it counts beside the target's others.",
        Settable(
            "How much it counts beside the others: 1, unless given.",
            "How much it counts beside the others; more than 0.",
        ),
    ] = 1.0
    counts: Annotated[
        Flag,
        "Whether it counts toward the target's progress.",
        Settable(
            "Whether it counts toward the target's progress: yes, unless given.",
            "Whether it counts toward the target's progress.",
        ),
        Filterable("Whether it counts toward the target's progress."),
    ] = True
    rationale: Annotated[Text | None, "Why the one serves the other.", Settable()] = None


@entity("aln", kind="AlignmentProposal", shares=True)
class Proposal(Alignment):
    """An alignment that was proposed to whoever decides for its target, and what came of it."""

    state: Annotated[
        Literal["PENDING", "ACCEPTED", "DECLINED", "WITHDRAWN"], "Where it stands."
    ] = "PENDING"
    proposedBy: Annotated[
        Ref | None, "Who proposed it.", Link("", PERSON, out=True, stored="proposedBy")
    ] = None
    reason: Annotated[Text | None, "Why it was declined."] = None
    decidedBy: Annotated[
        Ref | None,
        "Who accepted, declined or withdrew it; null while pending and for a service.",
        Link("", PERSON, out=True, stored="decidedBy"),
    ] = None
    decidedAt: Annotated[
        Moment | None, "When it was accepted, declined or withdrawn; null while pending."
    ] = None


@entity("sup")
class Support(Relationship):
    """An objective or key result that supports a KPI."""

    kpi: Annotated[Ref, Link("SUPPORTS", ("Kpi",), out=True)]
    weight: Annotated[
        Weight,
        "How much it counts beside the KPI's others.",
        Settable(
            "How much it counts beside the KPI's others: 1, unless given.",
            "How much it counts beside the KPI's others; more than 0.",
        ),
    ] = 1.0
    effect: Annotated[
        Effect,
        "What success does to the KPI's value.",
        Settable(),
        Filterable("What success does to the KPI's value."),
    ]
    expectedDelta: Annotated[
        Number | None, "The predicted change, in the KPI's unit.", Settable()
    ] = None


@entity("drv")
class Drive(Relationship):
    """A KPI that drives another."""

    kpi: Annotated[Ref, Link("DRIVES", ("Kpi",), out=True)]
    weight: Annotated[
        Weight,
        "How much it counts beside the driven KPI's others.",
        Settable(
            "How much it counts beside the KPI's others: 1, unless given.",
            "How much it counts beside the KPI's others; more than 0.",
        ),
    ] = 1.0
    effect: Annotated[
        Effect,
        "What a rise of the first does to the second.",
        Settable(),
        Filterable("What a rise of the first does to the second."),
    ]
    lagDays: Annotated[Lag | None, "How many days later it shows.", Settable()] = None
