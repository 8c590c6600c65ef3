"""The root type `Query`."""

import strawberry
from strawberry import field

from schema.changes import ChangeFeedConnection, some_changes
from schema.differences import DifferenceConnection, differing
from schema.questions import Questions, nothing
from schema.viewer import Viewer


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
