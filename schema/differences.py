"""What is different between two times: goals and links that came, went or changed."""

from datetime import datetime
from enum import Enum
from typing import Annotated, Any

import strawberry
from strawberry import UNSET, argument, enum_value, field

from schema.arguments import After, First
from schema.changes import FieldChange
from schema.nodes import Node, PageInfo


@strawberry.enum(description="How something is different between two times.")
class DifferenceKind(Enum):
    """How something is different between two times; the first of these that fits."""

    ADDED = enum_value(
        "ADDED", description="It is new, was taken back from the archive, or came into sight."
    )
    ENDED = enum_value("ENDED", description="It was removed or archived.")
    REWEIGHTED = enum_value("REWEIGHTED", description="It has another weight.")
    CHANGED = enum_value("CHANGED", description="Other things that people say of it are different.")
    ROLLED_UP = enum_value(
        "ROLLED_UP", description="Only what follows from other changes is different, as progress."
    )


@strawberry.enum(description="What can be compared between two times.")
class DifferenceType(Enum):
    """Goals, and the links between them and to KPIs."""

    OBJECTIVE = enum_value("OBJECTIVE", description="Objectives.")
    KEY_RESULT = enum_value("KEY_RESULT", description="Key results.")
    ALIGNMENT = enum_value("ALIGNMENT", description="Alignments between objectives.")
    SUPPORT = enum_value("SUPPORT", description="Links from goals to KPIs.")
    DRIVE = enum_value("DRIVE", description="Links between KPIs.")


def differing(
    from_: Annotated[
        datetime, argument(name="from", description="From how things stood at this moment.")
    ],
    to: Annotated[
        datetime | None, argument(description="To how they stood at this one; now, unless given.")
    ] = UNSET,
    types: Annotated[
        list[DifferenceType] | None, argument(description="Only nodes of these types.")
    ] = UNSET,
    kinds: Annotated[
        list[DifferenceKind] | None, argument(description="Only differences of these kinds.")
    ] = UNSET,
    first: First = 50,
    after: After = UNSET,
) -> Any:
    """A page of differences."""


@strawberry.type(description="A goal or a link that is not as it was.")
class Difference:
    """One node between two times: there and back is no difference."""

    kind: DifferenceKind = field(description="How it is different.")
    type: DifferenceType = field(description="What it is.")
    node_id: strawberry.ID = field(description="The node's id.")
    node: Node | None = field(
        description="The node as it is now; null when it has ended or is out of sight."
    )
    fields: list[FieldChange] = field(
        description="What is different about it, by name; of what is new, what it became."
    )
    progress_before: float | None = field(
        description="The progress at the first moment of an objective or key result, 0 to 1."
    )
    progress_after: float | None = field(
        description="The progress at the second moment of an objective or key result, 0 to 1."
    )


@strawberry.type(description="How many differences there are of one kind and type.")
class DifferenceCount:
    """Only of kinds and types of which there are some."""

    type: DifferenceType = field(description="What they are.")
    kind: DifferenceKind = field(description="How they are different.")
    count: int = field(description="How many there are on all pages.")


@strawberry.type(description="A difference and its place.")
class DifferenceEdge:
    """An item of a list of differences."""

    cursor: str = field(description="Its place in the list.")
    node: Difference = field(description="The difference.")


@strawberry.type(description="A page of what is different between two times.")
class DifferenceConnection:
    """In the order of types and ids."""

    edges: list[DifferenceEdge] = field(description="The items with their places.")
    nodes: list[Difference] = field(description="The items.")
    page_info: PageInfo = field(description="Where the page stands.")
    total_count: int = field(description="How many there are on all pages.")
    counts: list[DifferenceCount] = field(
        description="How many there are of each type and kind, whatever `kinds` asks for."
    )
    from_revision: int = field(
        description="The revision that things stood at at the first moment; 0 for none yet."
    )
    to_revision: int = field(
        description="The revision that they stood at at the second moment; 0 for none yet."
    )
