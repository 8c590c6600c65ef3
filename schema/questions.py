"""The root questions as a table of contents: names, arguments, answers.

`answered_by` makes the interface's fields from the one function that answers them all, which is in
`resolvers`.
"""

from typing import Annotated, Any

import strawberry
from strawberry import UNSET, argument, field

from schema import enums
from schema.arguments import (
    After,
    Before,
    CheckInsInOrder,
    CommentsInOrder,
    CyclesInOrder,
    First,
    InitiativesInOrder,
    KeyResultsInOrder,
    KpisInOrder,
    KpiValuesInOrder,
    Last,
    LinksInOrder,
    ObjectivesInOrder,
    PersonsInOrder,
    TeamsInOrder,
    WhichAlignment,
    WhichCheckIn,
    WhichComment,
    WhichCycle,
    WhichDrive,
    WhichInitiative,
    WhichKeyResult,
    WhichKpi,
    WhichKpiValue,
    WhichObjective,
    WhichPerson,
    WhichSupport,
    WhichTeam,
    some_findings,
)
from schema.comments import Comment
from schema.findings import FindingConnection
from schema.key_results import CheckIn, Initiative, KeyResult
from schema.kpis import Kpi, KpiValue
from schema.links import Alignment, Drive, Support
from schema.nodes import Connection, Node, PageInfo
from schema.objectives import Objective, ObjectiveConnection
from schema.organization import Cycle, Organization, Person, Team

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


def list_objectives(
    first: First = UNSET,
    after: After = UNSET,
    last: Last = UNSET,
    before: Before = UNSET,
    filter: WhichObjective = UNSET,
    order_by: ObjectivesInOrder = UNSET,
) -> Any:
    """A page, forward or backward."""


def list_key_results(
    first: First = UNSET,
    after: After = UNSET,
    last: Last = UNSET,
    before: Before = UNSET,
    filter: WhichKeyResult = UNSET,
    order_by: KeyResultsInOrder = UNSET,
) -> Any:
    """A page, forward or backward."""


def list_kpis(
    first: First = UNSET,
    after: After = UNSET,
    last: Last = UNSET,
    before: Before = UNSET,
    filter: WhichKpi = UNSET,
    order_by: KpisInOrder = UNSET,
) -> Any:
    """A page, forward or backward."""


def list_kpi_values(
    first: First = UNSET,
    after: After = UNSET,
    last: Last = UNSET,
    before: Before = UNSET,
    filter: WhichKpiValue = UNSET,
    order_by: KpiValuesInOrder = UNSET,
) -> Any:
    """A page, forward or backward."""


def list_check_ins(
    first: First = UNSET,
    after: After = UNSET,
    last: Last = UNSET,
    before: Before = UNSET,
    filter: WhichCheckIn = UNSET,
    order_by: CheckInsInOrder = UNSET,
) -> Any:
    """A page, forward or backward."""


def list_teams(
    first: First = UNSET,
    after: After = UNSET,
    last: Last = UNSET,
    before: Before = UNSET,
    filter: WhichTeam = UNSET,
    order_by: TeamsInOrder = UNSET,
) -> Any:
    """A page, forward or backward."""


def list_people(
    first: First = UNSET,
    after: After = UNSET,
    last: Last = UNSET,
    before: Before = UNSET,
    filter: WhichPerson = UNSET,
    order_by: PersonsInOrder = UNSET,
) -> Any:
    """A page, forward or backward."""


def list_cycles(
    first: First = UNSET,
    after: After = UNSET,
    last: Last = UNSET,
    before: Before = UNSET,
    filter: WhichCycle = UNSET,
    order_by: CyclesInOrder = UNSET,
) -> Any:
    """A page, forward or backward."""


def list_initiatives(
    first: First = UNSET,
    after: After = UNSET,
    last: Last = UNSET,
    before: Before = UNSET,
    filter: WhichInitiative = UNSET,
    order_by: InitiativesInOrder = UNSET,
) -> Any:
    """A page, forward or backward."""


def list_comments(
    first: First = UNSET,
    after: After = UNSET,
    last: Last = UNSET,
    before: Before = UNSET,
    filter: WhichComment = UNSET,
    order_by: CommentsInOrder = UNSET,
) -> Any:
    """A page, forward or backward."""


def list_alignments(
    first: First = UNSET,
    after: After = UNSET,
    last: Last = UNSET,
    before: Before = UNSET,
    filter: WhichAlignment = UNSET,
    order_by: LinksInOrder = UNSET,
) -> Any:
    """A page, forward or backward."""


def list_supports(
    first: First = UNSET,
    after: After = UNSET,
    last: Last = UNSET,
    before: Before = UNSET,
    filter: WhichSupport = UNSET,
    order_by: LinksInOrder = UNSET,
) -> Any:
    """A page, forward or backward."""


def list_drives(
    first: First = UNSET,
    after: After = UNSET,
    last: Last = UNSET,
    before: Before = UNSET,
    filter: WhichDrive = UNSET,
    order_by: LinksInOrder = UNSET,
) -> Any:
    """A page, forward or backward."""


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
        resolver=list_objectives,
        description="The objectives, by title unless another order is asked for.",
    )
    key_results: Connection[KeyResult] = field(
        resolver=list_key_results,
        description="The key results, by title unless another order is asked for.",
    )
    kpis: Connection[Kpi] = field(
        resolver=list_kpis, description="The KPIs, by name unless another order is asked for."
    )
    kpi_values: Connection[KpiValue] = field(
        resolver=list_kpi_values,
        description="The values of KPIs, latest first unless another order is asked for.",
    )
    check_ins: Connection[CheckIn] = field(
        resolver=list_check_ins,
        description="The check-ins, latest effect first unless another order is asked for.",
    )
    teams: Connection[Team] = field(
        resolver=list_teams, description="The teams, by name unless another order is asked for."
    )
    people: Connection[Person] = field(
        resolver=list_people, description="The people, by name unless another order is asked for."
    )
    cycles: Connection[Cycle] = field(
        resolver=list_cycles,
        description="The cycles, by first day unless another order is asked for.",
    )
    initiatives: Connection[Initiative] = field(
        resolver=list_initiatives,
        description="The initiatives, by title unless another order is asked for.",
    )
    comments: Connection[Comment] = field(
        resolver=list_comments,
        description="The comments and replies, in the order they were made unless asked otherwise.",
    )
    alignments: Connection[Alignment] = field(
        resolver=list_alignments,
        description="The alignments between objectives, in the order they were made.",
    )
    supports: Connection[Support] = field(
        resolver=list_supports,
        description="The links from goals to KPIs, in the order they were made.",
    )
    drives: Connection[Drive] = field(
        resolver=list_drives, description="The links between KPIs, in the order they were made."
    )
    findings: FindingConnection = field(
        resolver=some_findings,
        description=(
            "What is wrong with the organization's alignment, most severe first: what is kept for "
            "up to a minute, as long as nothing changes."
        ),
    )
    search: SearchConnection = field(
        resolver=searched,
        description="What has these words in its title, name or labels, best match first.",
    )
