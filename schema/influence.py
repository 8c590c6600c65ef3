"""What moves a KPI, by which paths, and how much of the plan rests on each objective."""

import strawberry
from strawberry import field

from schema import arguments as takes
from schema import enums, refs
from schema.nodes import Node, PageInfo


@strawberry.type(description="One step of a path, and the link that led to it.")
class PathStep:
    """A node, or nothing where the viewer may not see it."""

    node: Node | None = field(description="The objective, key result or KPI; null when hidden.")
    hidden: bool = field(description="Whether the viewer may not see what stands here.")
    share: float = field(description="The share of the link that led here; 1 for the first step.")
    effect: enums.Effect | None = field(
        description="The effect of the link that led here; null for alignments and the first step."
    )


@strawberry.type(description="A way from a goal outwards.")
class Path:
    """From the goal to a KPI or to a company objective."""

    share: float = field(description="The product of its links' shares.")
    effect: enums.Effect | None = field(
        description="What the goal's success does to the KPI along it; null without a KPI."
    )
    length: int = field(description="How many links it has.")
    steps: list[PathStep] = field(description="What stands on it, the goal first.")


@strawberry.type(description="An objective that moves a KPI.")
class MoverEdge:
    """The shares of one objective in one KPI."""

    node: refs.Objective = field(description="The objective.")
    cursor: str = field(description="Its place in the list.")
    share: float = field(description="How much of the plan for the KPI reaches it, 0 to 1.")
    own_share: float = field(description="How much of that stays with it.")
    net_share: float = field(description="Its share with signs: raising minus lowering.")
    effect: enums.MoverEffect = field(description="What its success does to the KPI's value.")
    helps: bool | None = field(
        description=(
            "Whether its net share pushes the KPI in the direction wanted; null for a net of 0, "
            "and for BETWEEN while inside the bounds or without a value."
        )
    )
    relation: enums.MoverRelation = field(description="How close it stands to the KPI.")
    paths: list[Path] = field(
        resolver=takes.some_paths, description="Its ways to the KPI, largest share first."
    )


@strawberry.type(description="Movers that have something in common.")
class MoverGroup:
    """One value of what was grouped by."""

    key: str | None = field(
        description="The value: an enum's value or an id; null for those without one."
    )
    node: Node | None = field(description="The cycle, owner or team that the key is the id of.")
    count: int = field(description="How many movers.")
    own_share: float = field(description="The sum of what stays with them.")


@strawberry.type(description="What moves a KPI, largest share first.")
class MoverConnection:
    """Shares conserved: all own shares, the hidden and the unowned one make 1."""

    edges: list[MoverEdge] = field(description="The movers with their shares.")
    nodes: list[refs.Objective] = field(description="The movers.")
    page_info: PageInfo = field(description="Where the page stands.")
    total_count: int = field(description="How many there are on all pages.")
    unowned_share: float = field(
        description="The share that ends at KPIs which nothing supports or drives."
    )
    hidden_share: float = field(
        description="The sum of the own shares of movers that the viewer may not see."
    )
    groups: list[MoverGroup] = field(
        resolver=takes.mover_groups,
        description="All of the list's movers, on all pages, in groups; largest own share first.",
    )


@strawberry.type(description="A KPI that an objective moves.")
class MovedKpiEdge:
    """The shares of one objective in one KPI."""

    node: refs.Kpi = field(description="The KPI.")
    cursor: str = field(description="Its place in the list.")
    share: float = field(description="How much of the plan for the KPI reaches the objective.")
    own_share: float = field(description="How much of that stays with the objective.")
    net_share: float = field(description="The share with signs: raising minus lowering.")
    effect: enums.MoverEffect = field(description="What success does to the KPI's value.")
    helps: bool | None = field(
        description=(
            "Whether the net share pushes the KPI in the direction wanted; null for a net of 0, "
            "and for BETWEEN while inside the bounds or without a value."
        )
    )
    relation: enums.MoverRelation = field(description="How close the objective stands to the KPI.")
    paths: list[Path] = field(
        resolver=takes.some_paths, description="The ways to the KPI, largest share first."
    )


@strawberry.type(description="The KPIs that an objective moves, largest share first.")
class MovedKpiConnection:
    """The inverse of MoverConnection."""

    edges: list[MovedKpiEdge] = field(description="The KPIs with the objective's shares.")
    nodes: list[refs.Kpi] = field(description="The KPIs.")
    page_info: PageInfo = field(description="Where the page stands.")
    total_count: int = field(description="How many there are on all pages.")
