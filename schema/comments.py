"""Comments, on anything."""

from strawberry import field

from graph.model import work
from schema import arguments as takes
from schema import refs
from schema.build.types import after, entity_type
from schema.nodes import Connection, Node


@entity_type(work.Comment)
class Comment(Node):
    """Comment of `docs/model.md`."""

    replies: Connection[refs.Comment] = field(
        resolver=takes.paged,
        description="What answers it, in the order in which it was said.",
        metadata=after("reply_to"),
    )
    acknowledged_by: Connection[refs.Person] = field(
        resolver=takes.some_people, description="Who has said that they have read it."
    )
