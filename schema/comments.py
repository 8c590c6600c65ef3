"""Comments, on anything."""

import strawberry
from strawberry import field

from schema import arguments as takes
from schema import refs
from schema.nodes import Connection, Node


@strawberry.type(
    description=(
        "What somebody says about a node; it is seen by whoever sees the node, and counts nowhere."
    )
)
class Comment(Node):
    """Comment of `docs/model.md`."""

    body: str | None = field(
        description="The text, as Markdown; null once it was removed, of the past as well."
    )
    author: refs.Person | None = field(description="Who wrote it; null for a service.")
    on: Node | None = field(description="What it is about.")
    reply_to: refs.Comment | None = field(
        description="The comment that it answers, which begins the thread."
    )
    replies: Connection[refs.Comment] = field(
        resolver=takes.paged, description="What answers it, in the order in which it was said."
    )
    removed: bool = field(
        description="Whether it was removed, and keeps its place only for its replies."
    )
    acknowledged_by: Connection[refs.Person] = field(
        resolver=takes.some_people, description="Who has said that they have read it."
    )
