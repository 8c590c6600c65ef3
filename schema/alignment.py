"""How well an organization or a team is aligned: the report and its parts."""

from datetime import datetime
from typing import Annotated, Any

import strawberry
from strawberry import UNSET, argument, field

from schema import enums, refs
from schema.arguments import First
from schema.nodes import Node

_Few = Annotated[int | None, argument(description="How many at most: 0 to 100.")]


def some_nodes(first: _Few = 20) -> Any:
    """The first few nodes."""


def some_teams(
    first: First = 50,
    after: Annotated[
        str | None, argument(description="Only what comes after the team with this id.")
    ] = UNSET,
) -> Any:
    """The teams of a scope."""


def some_cycles(
    cycles: Annotated[int | None, argument(description="How many cycles at most: 0 to 12.")] = 4,
) -> Any:
    """The last cycles."""


def some_silos(first: _Few = 50) -> Any:
    """The first few silos."""


def some_key_people(first: _Few = 20) -> Any:
    """The first few people."""


@strawberry.type(description="What one measure takes from the score.")
class Deduction:
    """100 × the measure's part of the weights × what is missing of its share."""

    measure: enums.AlignmentMeasureKind = field(description="The measure.")
    points: float = field(description="How many points of 100 it takes.")
    count: int = field(description="How many do not meet it.")
    nodes: list[Node] = field(resolver=some_nodes, description="Those that do not meet it, by id.")
    hidden_nodes: int = field(description="How many of them the viewer may not see.")


@strawberry.type(description="How well aligned it is, in points.")
class AlignmentScore:
    """The value and all points that are taken make 100."""

    value: float | None = field(
        description="Points, 0 to 100; null where there is nothing to judge."
    )
    deductions: list[Deduction] = field(
        description="What each measure that applies takes, in the order of the measures."
    )


@strawberry.type(description="How many of those that a measure is asked of meet it.")
class AlignmentMeasure:
    """A share of goals or of KPIs."""

    kind: enums.AlignmentMeasureKind = field(description="What is measured.")
    met: int = field(description="How many meet it.")
    of: int = field(description="Of how many.")
    share: float | None = field(
        description="The part that meets it; null of none, and then it does not count."
    )
    weight: float = field(description="What it weighs in the score.")


@strawberry.type(description="How well a team with all below it is aligned.")
class TeamAlignment:
    """A line of the report."""

    team: refs.Team = field(description="The team.")
    score: float | None = field(description="Its score; null where there is nothing to judge.")
    aligned: float | None = field(description="The share of its goals with a way up.")
    moves_a_kpi: float | None = field(description="The share of its goals that move a KPI.")
    objectives: int = field(description="How many active objectives it has.")


@strawberry.type(description="How well the goals of a level are aligned.")
class LevelAlignment:
    """A line of the report."""

    level: enums.ObjectiveLevel = field(description="The level.")
    aligned: float | None = field(
        description="The share of its goals with a way up; null of none, and for company goals."
    )
    moves_a_kpi: float | None = field(description="The share of its goals that move a KPI.")
    objectives: int = field(description="How many active objectives there are.")


@strawberry.type(description="How well the goals of a cycle were aligned.")
class CycleAlignment:
    """Active and closed goals alike."""

    cycle: refs.Cycle = field(description="The cycle.")
    at: datetime = field(description="The moment that is looked at: its end, or now.")
    score: float | None = field(description="The score of its goals then.")
    aligned: float | None = field(description="The share of its goals with a way up then.")


@strawberry.type(description="A team whose goals are tied to no other team's.")
class Silo:
    """No alignment leads into its subtree or out of it."""

    team: refs.Team = field(description="The team.")
    objectives: int = field(description="How many active objectives it and those below it have.")


@strawberry.type(description="A person who answers for a large part of a company objective.")
class KeyPerson:
    """By the own shares of the goals that they own or, of a team, lead."""

    person: refs.Person = field(description="The person.")
    objective: refs.Objective = field(description="The company objective.")
    share: float = field(description="How much of it rests on them, 0 to 1.")


@strawberry.type(description="How well goals and KPIs hang together, and where they do not.")
class AlignmentReport:
    """Of what the viewer may see."""

    score: AlignmentScore = field(description="The points, and what each measure takes from 100.")
    measures: list[AlignmentMeasure] = field(description="All measures.")
    by_team: list[TeamAlignment] = field(
        resolver=some_teams, description="Its teams, lowest score first, then by id."
    )
    by_level: list[LevelAlignment] = field(description="Its levels, from the company down.")
    trend: list[CycleAlignment] = field(
        resolver=some_cycles,
        description="The same over the last cycles that have begun, each at its end or now.",
    )
    silos: list[Silo] = field(
        resolver=some_silos, description="Its silos, those with most goals first, then by id."
    )
    cross_team_share: float | None = field(
        description="The share of alignments that lead from one line of teams to another."
    )
    level_skips: int = field(
        description="How many personal goals are aligned to company ones past a team."
    )
    key_people: list[KeyPerson] = field(
        resolver=some_key_people, description="Its key people, largest share first, then by ids."
    )
