"""The root type `Query`, and the questions of the past."""

from datetime import datetime
from typing import Annotated, Any

import strawberry
from strawberry import UNSET, argument, field

from schema.changes import ChangeFeedConnection, some_changes
from schema.differences import DifferenceConnection, differing
from schema.questions import Questions, nothing
from schema.viewer import Viewer

Time = Annotated[
    datetime | None, argument(description="As things stood at this time, which has passed.")
]
Revision = Annotated[
    int | None, argument(description="As things stood when this revision had been made.")
]


@strawberry.type(
    description="The questions, asked of a moment of the past and answered by today's rights."
)
class Snapshot(Questions):
    """The questions of a moment, and the moment."""

    revision: int = field(description="The last revision that there was at the moment.")
    time: datetime = field(
        description="The moment, which what depends on one, such as health, is asked at."
    )


def at(time: Time = UNSET, revision: Revision = UNSET) -> Any:
    """One moment, by its time or its revision."""


@strawberry.type(description="Everything that can be asked.")
class Query(Questions):
    """The questions, of the present, and who asks them."""

    viewer: Viewer = field(resolver=nothing, description="Who is asking.")
    changes: ChangeFeedConnection = field(
        resolver=some_changes,
        description=(
            "What has changed since a revision, in the order of revisions: what a copy of the "
            "graph has to follow."
        ),
    )
    diff: DifferenceConnection = field(
        resolver=differing,
        description=(
            "What is different between two times: goals and links that came, went or changed, each "
            "with what it was and what it became."
        ),
    )
    at: Snapshot = field(
        resolver=at,
        description="The graph as it stood at a moment of the past: give `time` or `revision`.",
    )
