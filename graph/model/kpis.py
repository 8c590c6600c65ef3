"""KPIs, their values and targets."""

from typing import Annotated, Literal

from graph.domain.calendar import Frequency
from graph.domain.documents import Band, Day, Flag, Measured, Moment, Name, Number, Ref, Text
from graph.domain.kpis import (
    DEFAULT_WATCH_BAND,
    Accumulation,
    Aggregation,
    KpiDirection,
    KpiStatus,
)
from graph.model.fields import entity, part
from graph.model.links import Drive
from graph.model.marks import Derived, Filterable, Inline, Link, Orderable, Placed, Settable, Shown
from graph.model.parts import ARCHIVED, OWNERS, Entity, Measure, Period


@entity("tgt")
class KpiTarget(Entity):
    """What a KPI should be in a period."""

    kpi: Annotated[Ref, "The KPI.", Link("HAS_TARGET", ("Kpi",), out=False), Placed()] = ""
    period: Annotated[Period, "The period it is set for.", Inline()]
    value: Annotated[Number | None, "The value wanted; null for BETWEEN."] = None
    lower: Annotated[Number | None, "The lower bound, for BETWEEN."] = None
    upper: Annotated[Number | None, "The upper bound, for BETWEEN."] = None


@entity("val")
class KpiValue(Entity):
    """A measured value of a KPI; one for each period."""

    kpi: Annotated[
        Ref,
        "The KPI.",
        Link("HAS_VALUE", ("Kpi",), out=False),
        Placed(),
        Filterable("Its KPI's id."),
    ] = ""
    at: Annotated[
        Moment,
        "The moment it was measured for.",
        Filterable("The moment it was measured for."),
        Orderable("The moment it was measured for.", indexed=True),
    ]
    value: Annotated[Measured, "The value.", Shown(nullable=True)]
    source: Annotated[
        Literal["MANUAL", "IMPORT", "INTEGRATION", "FORMULA"],
        "Where it came from.",
        Filterable("Where it came from."),
    ] = "IMPORT"
    recordedAt: Annotated[Moment | None, "When it was recorded.", Shown(nullable=False)] = None


@part
class FormulaPart:
    """A KPI under its name in a formula."""

    name: Text
    kpi: Ref
    aggregation: Aggregation | None = None


@part
class Formula:
    """What a KPI is computed from: an expression over inputs, or its segments."""

    expression: Text | None = None
    inputs: tuple[FormulaPart, ...] = ()
    ofSegments: Aggregation | None = None


@entity("kpi")
class Kpi(Entity):
    """An ongoing business metric."""

    name: Annotated[Name, "Its name.", Settable(), Filterable(), Orderable(indexed=True)]
    description: Annotated[Text | None, "More about it.", Settable()] = None
    measure: Annotated[
        Measure | None,
        "How its values are read.",
        Settable(
            "How its values are read: as plain numbers, unless given.",
            "How its values are read, as a whole; null for plain numbers.",
        ),
    ] = None
    direction: Annotated[
        KpiDirection,
        "Which way it should go.",
        Settable(
            update="Which way it should go; to BETWEEN or from it only while there are no targets."
        ),
        Filterable("Which way it should go."),
    ]
    frequency: Annotated[
        Frequency,
        "How often it is measured.",
        Settable(
            "How often it is measured: it has one value for each such period.",
            "How often it is measured; of several values in one period the latest recorded stays.",
        ),
        Filterable("How often it is measured."),
    ]
    watchBand: Annotated[
        Band,
        "How short of its target it may be before it is off, as a part of the target.",
        Settable(
            "How short of its target it may be, as a part of the target, and only be watched: "
            "0.1, unless given.",
            "How short of its target it may be, as a part of the target, and only be watched; "
            "from 0.",
            after="owner",
        ),
    ] = DEFAULT_WATCH_BAND
    watchWithin: Annotated[
        Band | None,
        "The same in the KPI's own unit, for targets at or near 0; whichever is more counts.",
        Settable(
            "How short of its target it may be, in the KPI's own unit, and only be watched, where "
            "that is more than the band; from 0.",
            "How short of its target it may be, in the KPI's own unit, and only be watched, where "
            "that is more than the band; from 0.",
            after="watchBand",
        ),
    ] = None
    aggregation: Annotated[
        Aggregation,
        "How values of shorter periods make one of a longer one.",
        Settable(
            "How values of shorter periods make one of a longer one: LAST, a level, unless given.",
            "How values of shorter periods make one of a longer one.",
            after="watchWithin",
        ),
    ] = "LAST"
    accumulates: Annotated[
        Accumulation,
        "Whether a value is of its period alone, or a running total that starts again.",
        Settable(
            "Whether a value is of its period alone, as it is unless given, or a running total.",
            "Whether a value is of its period alone, or a running total that starts again.",
            after="aggregation",
        ),
    ] = "NEVER"
    partOf: Annotated[
        Ref | None,
        "The KPI of which it is a part, such as a region or a product.",
        Link("SEGMENT_OF", ("Kpi",), out=True),
        Settable(
            "The KPI of which it is a part, of the same kind, currency and unit.",
            "The KPI of which it is a part, of the same kind, currency and unit.",
            after="accumulates",
        ),
    ] = None
    segment: Annotated[
        Name | None,
        "Which part of that KPI it is, such as the region's name.",
        Settable(
            "Which part of that KPI it is, such as the region's name; only with `partOf`.",
            "Which part of that KPI it is, such as the region's name; only with `partOf`.",
            after="partOf",
        ),
    ] = None
    owner: Annotated[
        Ref,
        "The team or person who answers for it.",
        Link("OWNS", OWNERS, out=False, decided=True),
        Settable(),
        Filterable("Its owner's id.", after="name"),
    ]
    archived: Annotated[
        Flag, "Whether it has been put away.", Filterable(ARCHIVED, after="status")
    ] = False
    latest: Annotated[
        Ref | None,
        "Its latest value.",
        Link("LATEST_VALUE", ("KpiValue",), out=True),
        Derived(),
    ] = None
    target: Annotated[
        Ref | None,
        "The shortest target, not shorter than its latest value's period (without a value, "
        "today's), that holds that period's first day, of a week its Thursday.",
        Link("STANDING_TARGET", ("KpiTarget",), out=True),
        Derived(),
    ] = None
    status: Annotated[
        KpiStatus,
        "How it stands against that target, unless it has no value or is stale.",
        Derived(stored=("statuses", "statusSince", "status")),
        Filterable("How it stands against its target."),
        Orderable("How it stands against its target, worst first."),
    ]
    valueDueOn: Annotated[
        Day | None,
        "The last day of the period after its latest value's; null without a value.",
        Derived(),
    ] = None
    formula: Formula | None = None
    values: tuple[KpiValue, ...] = ()
    targets: tuple[KpiTarget, ...] = ()
    drives: tuple[Drive, ...] = ()
