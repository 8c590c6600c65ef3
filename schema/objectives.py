"""Objectives."""

from datetime import datetime

import strawberry
from strawberry import field

from graph.model import goals
from schema import arguments as takes
from schema import refs
from schema.actions import WHAT, ObjectiveActions
from schema.build.types import after, entity_type
from schema.nodes import Commentable, Connection, Edge, Node, PageInfo


@strawberry.type(description="A page on the web that belongs to a goal.")
class ExternalLink:
    """A title and an address."""

    title: str = field(description="What to show.")
    url: str = field(description="Where it leads.")


@strawberry.type(description="A progress at a moment.")
class ProgressPoint:
    """One point of a line."""

    at: datetime = field(description="The moment.")
    progress: float | None = field(description="The progress then, 0 to 1; null without inputs.")


@strawberry.type(description="Objectives that have something in common.")
class ObjectiveGroup:
    """One value of what was grouped by."""

    key: str | None = field(
        description="The value: an enum's value or an id; null for those without one."
    )
    node: Node | None = field(description="The cycle, owner or team that the key is the id of.")
    count: int = field(description="How many objectives.")
    mean_progress: float | None = field(
        description="The mean of their progress, over those that have one."
    )


@strawberry.type(description="A page of a list.")
class ObjectiveConnection:
    """A page of objectives, and groups of all of them."""

    edges: list[Edge[refs.Objective]] = field(description="The items with their places.")
    nodes: list[refs.Objective] = field(description="The items.")
    page_info: PageInfo = field(description="Where the page stands.")
    total_count: int = field(description="How many there are on all pages.")
    groups: list[ObjectiveGroup] = field(
        resolver=takes.objective_groups,
        description="All of the list's objectives, on all pages, in groups; largest first.",
    )


@strawberry.type(description="A goal in one of its cycles.")
class RolledOverGoal:
    """One of the goals that rollovers have made of one another."""

    objective: refs.Objective = field(description="The goal as it was set for that cycle.")
    cycle: refs.Cycle | None = field(description="The cycle; null for the backlog.")
    progress: float | None = field(description="Its progress, 0 to 1; null without inputs.")
    score: float | None = field(description="How well it went, 0 to 1, as judged at its close.")


@entity_type(goals.Objective)
class Objective(Commentable):
    """Objective of DOMAIN.md."""

    viewer_can: ObjectiveActions = field(description=WHAT)
    origin_id: strawberry.ID = field(
        description=(
            "The id of the first of the same goal through its cycles; its own where the viewer may "
            "not see that."
        ),
        metadata=after("closing_note"),
    )
    rolled_over: list[RolledOverGoal] = field(
        description=(
            "The same goal through its cycles, oldest first, itself included; without those that "
            "are archived or that the viewer may not see."
        )
    )
    progress_series: list[ProgressPoint] = field(
        resolver=takes.series,
        description=(
            "Its progress over time, as `at` each moment says it was; null before there is history "
            "of it, and as it now stands for what is yet to come."
        ),
    )
    key_results: Connection[refs.KeyResult] = field(
        resolver=takes.some_key_results,
        description="Its key results, in their order unless another is asked for.",
    )
    initiatives: Connection[refs.Initiative] = field(
        resolver=takes.some_initiatives, description="The work done for it."
    )
    aligns_to: refs.AlignedObjectiveConnection = field(
        resolver=takes.paged, description="The objectives it aligns to: upward."
    )
    aligned_from: refs.AlignedObjectiveConnection = field(
        resolver=takes.some_objectives,
        description="The objectives that align to it or to one of its key results: downward.",
    )
    alignment_proposals: Connection[refs.AlignmentProposal] = field(
        resolver=takes.proposals,
        description=(
            "Proposals to align it to others, and others to it, in the order they were made; those "
            "of archived goals are left out."
        ),
    )
    hidden_contributors: int = field(
        description="How many live objectives align to it that the viewer may not see."
    )
    ancestors: refs.LineageConnection = field(
        resolver=takes.lineage, description="Every objective above it, once each, nearest first."
    )
    descendants: refs.LineageConnection = field(
        resolver=takes.lineage, description="Every objective below it, once each, nearest first."
    )
    paths_to_company: list[refs.Path] = field(
        resolver=takes.company_paths,
        description="The ways up through live objectives to company ones, largest share first.",
    )
    supports: Connection[refs.Support] = field(
        resolver=takes.paged, description="Its own links to KPIs, those of its key results apart."
    )
    moves: refs.MovedKpiConnection = field(
        resolver=takes.paged, description="The KPIs it moves, at any depth, largest share first."
    )
    findings: refs.FindingConnection = field(
        resolver=takes.some_findings,
        description="What is wrong with its alignment: findings that concern it.",
    )
    explanation: refs.Explanation = field(
        description=(
            "What its progress is made of, down to check-ins: the contributions of the leaves add "
            "up to `progress`."
        )
    )
    progress_change: refs.ProgressChange = field(
        resolver=takes.progress_change,
        description=(
            "What changed the progress between two moments, as parts that add up to the difference."
        ),
    )
