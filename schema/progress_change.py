"""What changed an objective's progress between two moments."""

from datetime import datetime
from enum import Enum

import strawberry
from strawberry import enum_value, field

from schema import refs
from schema.changes import Change
from schema.nodes import Node, PageInfo


@strawberry.enum(description="What kind of change a part of a difference is.")
class ChangePartKind(Enum):
    """Kinds of parts."""

    CHECK_IN = enum_value("CHECK_IN", description="A check-in gave a key result another value.")
    METRIC = enum_value("METRIC", description="What a key result measures itself by changed.")
    MANUAL = enum_value("MANUAL", description="A progress that is set by hand was set.")
    REWEIGHTED = enum_value("REWEIGHTED", description="An input's weight changed.")
    JOINED = enum_value("JOINED", description="An input counts that did not before.")
    LEFT = enum_value("LEFT", description="An input does not count any more.")
    FROZEN = enum_value(
        "FROZEN", description="A closed goal's progress is another than its inputs make."
    )


@strawberry.type(description="All parts of one kind.")
class ChangePartTotal:
    """Of those that the viewer sees."""

    kind: ChangePartKind = field(description="The kind.")
    difference: float = field(description="The sum of their differences.")
    count: int = field(description="How many there are.")


@strawberry.type(description="A part of the difference.")
class ChangePart:
    """One thing that changed, and what it made of the progress."""

    kind: ChangePartKind = field(description="What kind of change it is.")
    difference: float = field(description="What it adds to the objective's progress, or takes.")
    node: Node = field(
        description=(
            "What changed: the check-in, key result, alignment or objective; an alignment that has "
            "ended as it was."
        )
    )
    of: refs.Objective | None = field(
        description=(
            "The objective that it is an input of; null for check-ins, which may reach the goal in "
            "several ways."
        )
    )
    changes: list[Change] = field(
        description="What was done to the node between the moments, in the order of revisions."
    )


@strawberry.type(description="A part and its place.")
class ChangePartEdge:
    """An item of the list of parts."""

    cursor: str = field(description="Its place in the list.")
    node: ChangePart = field(description="The part.")


@strawberry.type(description="The parts of a difference, largest first.")
class ChangePartConnection:
    """With what is hidden, they add up to the difference."""

    edges: list[ChangePartEdge] = field(description="The parts with their places.")
    nodes: list[ChangePart] = field(description="The parts.")
    page_info: PageInfo = field(description="Where the page stands.")
    total_count: int = field(description="How many there are on all pages.")


@strawberry.type(description="What changed an objective's progress between two moments.")
class ProgressChange:
    """The symmetric midpoint decomposition of a weighted mean, down the goals below."""

    from_: datetime = field(name="from", description="The earlier moment.")
    to: datetime = field(description="The later moment.")
    from_revision: int = field(
        description="The last revision at the earlier moment; 0 before the first."
    )
    to_revision: int = field(description="The last revision at the later moment.")
    progress_before: float | None = field(description="The progress at the earlier moment.")
    progress_after: float | None = field(description="The progress at the later moment.")
    difference: float | None = field(
        description=(
            "The later less the earlier; null when either is: then it began, or ceased, to be "
            "measurable."
        )
    )
    totals: list[ChangePartTotal] = field(description="The visible parts, summed by kind.")
    parts: ChangePartConnection = field(
        description="The parts, largest first; the page is that of `first` and `after`."
    )
    hidden_difference: float = field(
        description="The sum of the parts that name what the viewer may not see."
    )
