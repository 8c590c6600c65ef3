"""What every list and every entity has: Node, pages, and the interfaces over entities."""

from datetime import datetime
from typing import Generic, TypeVar

import strawberry

from schema import arguments as takes
from schema import refs

T = TypeVar("T")


@strawberry.interface(description="Anything that has an id of its own.")
class Node:
    """The fields that all entities and links share."""

    id: strawberry.ID = strawberry.field(
        description="Opaque, prefixed by kind, unique in the organization, and stable."
    )
    version: int = strawberry.field(
        description="Counts what people changed; guards writes against stale copies."
    )
    revision: int = strawberry.field(
        description="The organization's revision at which anything stored about it last changed."
    )
    created_at: datetime = strawberry.field(description="When it was created.")
    updated_at: datetime = strawberry.field(description="When people last changed it.")
    history: refs.ChangeConnection = strawberry.field(
        resolver=takes.history,
        description="What has changed about it, in the order of revisions.",
    )


@strawberry.type(description="Where a page stands in its list.")
class PageInfo:
    """As in the Relay cursor connections specification."""

    has_next_page: bool = strawberry.field(description="Whether more follow.")
    has_previous_page: bool = strawberry.field(description="Whether some come before.")
    start_cursor: str | None = strawberry.field(description="The first item's cursor.")
    end_cursor: str | None = strawberry.field(description="The last item's cursor.")


@strawberry.type(name="Edge", description="One item of a page.")
class Edge(Generic[T]):
    """An item and its place."""

    cursor: str = strawberry.field(description="Its place in the list.")
    node: T = strawberry.field(description="The item.")


@strawberry.type(name="Connection", description="A page of a list.")
class Connection(Generic[T]):
    """Keyset-paged: a page stays right while others write."""

    edges: list[Edge[T]] = strawberry.field(description="The items with their places.")
    nodes: list[T] = strawberry.field(description="The items.")
    page_info: PageInfo = strawberry.field(description="Where the page stands.")
    total_count: int = strawberry.field(description="How many there are on all pages.")


@strawberry.interface(description="Anything that can be commented on.")
class Commentable(Node):
    """Every entity and link but the organization, and comments themselves."""

    comments: Connection[refs.Comment] = strawberry.field(
        resolver=takes.paged,
        description="What was said about it, replies apart, in the order in which it was said.",
    )


@strawberry.interface(description="A team or a person: whoever can own a goal.")
class ObjectiveOwner(Commentable):
    """Team or Person."""

    name: str = strawberry.field(description="Its name.")
