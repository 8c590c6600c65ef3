"""The root type `Query`."""

import strawberry
from strawberry import field

from schema.questions import Questions, nothing
from schema.viewer import Viewer


@strawberry.type(description="Everything that can be asked.")
class Query(Questions):
    """The questions, of the present, and who asks them."""

    viewer: Viewer = field(resolver=nothing, description="Who is asking.")
