"""Why a mutation was refused: expected failures, as parts of its payload."""

from enum import Enum

import strawberry
from strawberry import enum_value, field

from schema.influence import PathStep
from schema.nodes import Node


@strawberry.enum(description="What kind of problem it is.")
class ProblemCode(Enum):
    """What kind of problem it is; new codes may appear."""

    INVALID_INPUT = enum_value("INVALID_INPUT", description="A value is refused.")
    NOT_FOUND = enum_value(
        "NOT_FOUND", description="There is no such thing, or none that the viewer may know of."
    )
    FORBIDDEN = enum_value("FORBIDDEN", description="The viewer may see it, but not do this.")
    CONFLICT = enum_value(
        "CONFLICT", description="It does not go with what is there already: an id that is taken."
    )
    READ_ONLY = enum_value("READ_ONLY", description="What it would change is closed or archived.")
    VERSION_CONFLICT = enum_value(
        "VERSION_CONFLICT", description="Somebody has changed it since it was read."
    )
    ALIGNMENT_CYCLE = enum_value("ALIGNMENT_CYCLE", description="An objective would serve itself.")
    DRIVE_CYCLE = enum_value("DRIVE_CYCLE", description="A KPI would drive itself.")
    HIERARCHY_CYCLE = enum_value(
        "HIERARCHY_CYCLE", description="A team, person or cycle would be above itself."
    )
    REVERT_BLOCKED = enum_value(
        "REVERT_BLOCKED",
        description="The revision cannot be undone, by what it is or by what stands on it.",
    )


@strawberry.interface(description="Why a mutation was refused; nothing was changed then.")
class Problem:
    """The fields that all problems share."""

    code: ProblemCode = field(description="What kind of problem it is.")
    message: str = field(description="What is wrong and what to do, for people.")
    path: list[str] = field(
        description="Which field of the input it is about, outermost first; empty for all of it."
    )


@strawberry.type(description="A value is refused.")
class InvalidInput(Problem):
    """INVALID_INPUT."""


@strawberry.type(description="There is no such thing, or none that the viewer may know of.")
class NotFound(Problem):
    """NOT_FOUND."""


@strawberry.type(description="The viewer may see it, but not do this.")
class Forbidden(Problem):
    """FORBIDDEN."""


@strawberry.type(description="It does not go with what is there already.")
class Conflict(Problem):
    """CONFLICT."""


@strawberry.type(description="What it would change is closed or archived.")
class ReadOnly(Problem):
    """READ_ONLY."""

    node: Node | None = field(description="What is closed or archived.")


@strawberry.type(description="Somebody has changed it since it was read.")
class VersionConflict(Problem):
    """VERSION_CONFLICT."""

    current: Node = field(description="It as it is now.")


@strawberry.type(description="An objective would serve itself.")
class AlignmentCycle(Problem):
    """ALIGNMENT_CYCLE."""

    steps: list[PathStep] = field(
        description="The cycle: the new alignment first, and its objective first and last."
    )


@strawberry.type(description="A KPI would drive itself.")
class DriveCycle(Problem):
    """DRIVE_CYCLE."""

    steps: list[PathStep] = field(
        description="The cycle: the new link first, and its KPI first and last."
    )


@strawberry.type(description="A team, person or cycle would be above itself.")
class HierarchyCycle(Problem):
    """HIERARCHY_CYCLE."""

    steps: list[PathStep] = field(
        description="The cycle: the new relation first, and its node first and last."
    )


@strawberry.type(description="A later change, or something in use, that stands on a revision.")
class Blocker:
    """A node or link, and what happened to it."""

    id: strawberry.ID = field(description="The id of the node or link.")
    node: Node | None = field(description="It as it is now; null for a link that has ended.")
    revision: int | None = field(
        description="The later revision that changed it; null for what is in the way as it is."
    )
    fields: list[str] = field(
        description="The fields that the later revision changed, as the change feed names them."
    )


@strawberry.type(description="A revision cannot be undone.")
class RevertBlocked(Problem):
    """REVERT_BLOCKED."""

    blockers: list[Blocker] = field(
        description="What stands on it: at most 100; empty when such a revision cannot be undone."
    )
    hidden_blockers: int = field(
        description="How many more there are that are hidden from the viewer."
    )


PROBLEMS = (
    InvalidInput,
    NotFound,
    Forbidden,
    Conflict,
    ReadOnly,
    VersionConflict,
    AlignmentCycle,
    DriveCycle,
    HierarchyCycle,
    RevertBlocked,
)
"""Every type of problem; nothing else of the schema refers to them by name."""
