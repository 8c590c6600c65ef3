"""The root questions as a table of contents: names, arguments, answers.

`answered_by` makes the interface's fields from the one function that answers them all, which is in
`resolvers`.
"""

from typing import Annotated, Any

import strawberry
from strawberry import UNSET, argument, field

from schema import enums, filters, orders
from schema.arguments import After, First, both_ways, some_findings, some_templates
from schema.comments import Comment
from schema.findings import FindingConnection
from schema.key_results import CheckIn, Initiative, KeyResult
from schema.kpis import Kpi, KpiValue
from schema.links import Alignment, Drive, Support
from schema.nodes import Connection, Node, PageInfo
from schema.objectives import Objective, ObjectiveConnection
from schema.organization import Cycle, Organization, Person, Team
from schema.templates import Template

Id = Annotated[strawberry.ID, argument(description="Its id.")]
Ids = Annotated[list[strawberry.ID], argument(description="Their ids, at most 100.")]


def nothing() -> Any:
    """No arguments."""


def by_id(id: Id) -> Any:
    """One by its id."""


def by_ids(ids: Ids) -> Any:
    """Several by their ids."""


def searched(
    text: Annotated[str, argument(description="Words, or their beginnings.")],
    types: Annotated[
        list[enums.NodeType] | None, argument(description="Only nodes of these kinds.")
    ] = UNSET,
    first: First = 50,
    after: After = UNSET,
) -> Any:
    """A search."""


@strawberry.type(description="Something that was found.")
class SearchEdge:
    """A node and its place."""

    cursor: str = field(description="Its place in the list.")
    node: Node = field(description="What was found.")


@strawberry.type(description="A page of a list.")
class SearchConnection:
    """A page of what was found."""

    edges: list[SearchEdge] = field(description="The items with their places.")
    nodes: list[Node] = field(description="The items.")
    page_info: PageInfo = field(description="Where the page stands.")
    total_count: int = field(description="How many there are on all pages.")


@strawberry.interface(description="The questions that can be asked of the graph.")
class Questions:
    """Of the present or, one day, of a past moment."""

    organization: Organization = field(
        resolver=nothing, description="The organization of the token."
    )
    node: Node | None = field(resolver=by_id, description="Anything that has an id.")
    nodes: list[Node | None] = field(
        resolver=by_ids,
        description="What has these ids, in their order; null for what is not there.",
    )
    objective: Objective | None = field(resolver=by_id, description="One objective.")
    key_result: KeyResult | None = field(resolver=by_id, description="One key result.")
    kpi: Kpi | None = field(resolver=by_id, description="One KPI.")
    team: Team | None = field(resolver=by_id, description="One team.")
    person: Person | None = field(resolver=by_id, description="One person.")
    cycle: Cycle | None = field(resolver=by_id, description="One cycle.")
    initiative: Initiative | None = field(resolver=by_id, description="One initiative.")
    check_in: CheckIn | None = field(resolver=by_id, description="One check-in.")
    comment: Comment | None = field(resolver=by_id, description="One comment.")
    objectives: ObjectiveConnection = field(
        resolver=both_ways(filters.ObjectiveFilter, orders.ObjectiveOrder),
        description="The objectives, by title unless another order is asked for.",
    )
    key_results: Connection[KeyResult] = field(
        resolver=both_ways(filters.KeyResultFilter, orders.KeyResultOrder),
        description="The key results, by title unless another order is asked for.",
    )
    kpis: Connection[Kpi] = field(
        resolver=both_ways(filters.KpiFilter, orders.KpiOrder),
        description="The KPIs, by name unless another order is asked for.",
    )
    kpi_values: Connection[KpiValue] = field(
        resolver=both_ways(filters.KpiValueFilter, orders.KpiValueOrder),
        description="The values of KPIs, latest first unless another order is asked for.",
    )
    check_ins: Connection[CheckIn] = field(
        resolver=both_ways(filters.CheckInFilter, orders.CheckInOrder),
        description="The check-ins, latest effect first unless another order is asked for.",
    )
    teams: Connection[Team] = field(
        resolver=both_ways(filters.TeamFilter, orders.TeamOrder),
        description="The teams, by name unless another order is asked for.",
    )
    people: Connection[Person] = field(
        resolver=both_ways(filters.PersonFilter, orders.PersonOrder),
        description="The people, by name unless another order is asked for.",
    )
    cycles: Connection[Cycle] = field(
        resolver=both_ways(filters.CycleFilter, orders.CycleOrder),
        description="The cycles, by first day unless another order is asked for.",
    )
    initiatives: Connection[Initiative] = field(
        resolver=both_ways(filters.InitiativeFilter, orders.InitiativeOrder),
        description="The initiatives, by title unless another order is asked for.",
    )
    comments: Connection[Comment] = field(
        resolver=both_ways(filters.CommentFilter, orders.CommentOrder),
        description="The comments and replies, in the order they were made unless asked otherwise.",
    )
    alignments: Connection[Alignment] = field(
        resolver=both_ways(filters.AlignmentFilter, orders.LinkOrder),
        description="The alignments between objectives, in the order they were made.",
    )
    supports: Connection[Support] = field(
        resolver=both_ways(filters.SupportFilter, orders.LinkOrder),
        description="The links from goals to KPIs, in the order they were made.",
    )
    drives: Connection[Drive] = field(
        resolver=both_ways(filters.DriveFilter, orders.LinkOrder),
        description="The links between KPIs, in the order they were made.",
    )
    findings: FindingConnection = field(
        resolver=some_findings,
        description=(
            "What is wrong with the organization's alignment, most severe first: what is kept for "
            "up to a minute, as long as nothing changes."
        ),
    )
    templates: Connection[Template] = field(
        resolver=some_templates,
        description="What objectives may start from, the library's and the organization's own: by "
        "title, or what fits a KPI best first.",
    )
    search: SearchConnection = field(
        resolver=searched,
        description="What has these words in its title, name or labels, best match first.",
    )
