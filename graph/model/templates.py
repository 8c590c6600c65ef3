"""Templates that an organization has made itself: objectives to start from."""

from typing import Annotated

from pydantic import Field

from graph.domain.documents import EACH_ONCE, Label, Name, Number, Text
from graph.domain.metrics import MetricGoal
from graph.model.fields import entity, part
from graph.model.marks import Encoded, Settable
from graph.model.parts import Effect, Entity, Measure

MOST_PARTS = 50
"""How many key results, initiatives or words of KPIs a template has at most."""


@part
class TemplateKeyResult:
    """A key result of a template. `lower` and `upper` are for BETWEEN."""

    title: Name
    goal: MetricGoal
    measure: Measure | None = None
    start: Number | None = None
    target: Number | None = None
    lower: Number | None = None
    upper: Number | None = None


@entity("tpl")
class Template(Entity):
    """An objective that one may start from, with its key results and initiatives."""

    title: Annotated[
        Name,
        "The title of the objective.",
        Settable(),
    ]
    description: Annotated[
        Text | None,
        "More about it.",
        Settable("More about it: what `fromObjective` says, unless given."),
    ] = None
    department: Annotated[Label | None, "Whose work it is.", Settable()] = None
    templateResults: Annotated[
        tuple[TemplateKeyResult, ...],
        Field(max_length=MOST_PARTS),
        "Its key results, in their order.",
        Encoded(),
    ] = ()
    templateInitiatives: Annotated[
        tuple[Name, ...], Field(max_length=MOST_PARTS), "What may be done for it."
    ] = ()
    helps: Annotated[
        tuple[Label, ...],
        Field(max_length=MOST_PARTS),
        EACH_ONCE,
        "Words of KPIs that it helps, for finding it.",
    ] = ()
    effect: Annotated[Effect, "What success does to the value of such a KPI."]
