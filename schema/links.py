"""The links between goals and KPIs, each a node of its own, and the lists that follow them."""

import strawberry
from strawberry import field

from graph.model import links
from schema import refs
from schema.build.types import entity_type
from schema.key_results import Supporter
from schema.nodes import Commentable, PageInfo


@entity_type(links.Alignment, "from_", "to", "key_result")
class Alignment(Commentable):
    """ALIGNS_TO of DOMAIN.md."""

    from_: refs.Objective = field(name="from", description="The objective that serves.")
    to: refs.Objective = field(description="The objective that is served.")
    key_result: refs.KeyResult | None = field(
        description="The key result that is served, where it is not the whole objective."
    )


@entity_type(links.Support, "from_", "kpi")
class Support(Commentable):
    """SUPPORTS of DOMAIN.md."""

    from_: Supporter = field(name="from", description="What supports the KPI.")
    kpi: refs.Kpi = field(description="The KPI.")


@entity_type(links.Drive, "from_", "to")
class Drive(Commentable):
    """DRIVES of DOMAIN.md."""

    from_: refs.Kpi = field(name="from", description="The KPI that drives.")
    to: refs.Kpi = field(description="The KPI that is driven.")


@strawberry.type(description="An objective at the other end of an alignment.")
class AlignedObjectiveEdge:
    """An objective, its place, and the alignment that leads to it."""

    node: refs.Objective = field(description="The objective.")
    cursor: str = field(description="Its place in the list.")
    share: float = field(
        description=(
            "The alignment's share of its target, 0 to 1: its weight over the weights of the "
            "target's key results and live alignments; 0 unless both ends are live."
        )
    )
    alignment: refs.Alignment = field(description="The alignment.")


@strawberry.type(description="A page of objectives along alignments.")
class AlignedObjectiveConnection:
    """One edge an alignment."""

    edges: list[AlignedObjectiveEdge] = field(description="The items with their alignments.")
    nodes: list[refs.Objective] = field(description="The objectives.")
    page_info: PageInfo = field(description="Where the page stands.")
    total_count: int = field(description="How many there are on all pages.")


@strawberry.type(description="An objective above or below another.")
class LineageEdge:
    """An objective and how it is related."""

    node: refs.Objective = field(description="The objective.")
    cursor: str = field(description="Its place in the list.")
    depth: int = field(description="How many alignments away it is, on the shortest way.")
    share: float = field(
        description="The lower one's share of the upper one, over all live ways between them."
    )


@strawberry.type(description="A page of the objectives above or below another.")
class LineageConnection:
    """Ordered by depth, then id."""

    edges: list[LineageEdge] = field(description="The items with their places.")
    nodes: list[refs.Objective] = field(description="The objectives.")
    page_info: PageInfo = field(description="Where the page stands.")
    total_count: int = field(description="How many there are on all pages.")
