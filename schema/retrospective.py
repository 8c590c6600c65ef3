"""Retrospectives: how a cycle went."""

import strawberry
from strawberry import field

from schema import arguments as takes
from schema import enums, refs
from schema.nodes import Connection


@strawberry.type(description="How many goals of an ambition have a score in a band.")
class ScoreBand:
    """Of a closed goal without a score, its progress at closing."""

    band: enums.Band = field(description="The band.")
    ambition: enums.Ambition = field(description="How the goals were meant.")
    count: int = field(description="How many goals.")
    meets: int = field(
        description="How many of them did what was meant: 1 where committed, else 0.7 and more."
    )


@strawberry.type(description="What a KPI did in a cycle, against what its supports predicted.")
class KpiRetrospective:
    """It says what happened, not why."""

    kpi: refs.Kpi = field(description="The KPI.")
    prediction: refs.KpiPrediction = field(
        description="From the cycle's start to its end, or to now."
    )
    verdict: enums.PredictionVerdict = field(
        description="What was observed, in proportion to what was expected; it says not why."
    )


@strawberry.type(description="What a goal was closed with.")
class Learning:
    """One goal's."""

    objective: refs.Objective = field(description="The goal.")
    decision: enums.ClosingDecision | None = field(description="Whether to go on with it.")
    outcome: str | None = field(description="What came of it.")
    closing_note: str | None = field(description="What was learned.")
    score: float | None = field(description="How well it went, 0 to 1, as judged at its close.")


@strawberry.type(description="How a cycle went, for everybody or for one team.")
class Retrospective:
    """Numbers are of all live goals, rows of those that the viewer may see."""

    objectives: int = field(description="How many live goals.")
    scored: int = field(
        description="How many of them have a score or, closed without one, a progress."
    )
    mean_score: float | None = field(description="The mean of these; null without any.")
    bands: list[ScoreBand] = field(description="Every band and ambition, the lowest first.")
    carried_over: int = field(description="How many have a copy in a later cycle.")
    abandoned: int = field(description="How many were closed with the decision ABANDON.")
    sandbagging: bool | None = field(
        description=(
            "Whether aspirational goals went so well, above 0.85 on average, that they did not aim "
            "high; null for fewer than five."
        )
    )
    kpis: list[KpiRetrospective] = field(
        resolver=takes.first_rows, description="The KPIs that these goals support, by name."
    )
    learnings: list[Learning] = field(
        resolver=takes.first_rows,
        description="What closed goals say that the viewer may see: by decision, then by title.",
    )
    notes: Connection[refs.Comment] = field(
        resolver=takes.paged, description="What people noted, in the order in which it was said."
    )
    findings: int = field(
        description="How many findings that the viewer may see are about the cycle or its goals."
    )
