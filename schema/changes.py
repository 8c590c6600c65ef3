"""What has changed, when, and by whom: the history of a node, and the feed of all changes."""

from datetime import datetime
from typing import Annotated, Any

import strawberry
from strawberry import UNSET, argument, field

from schema import enums, refs
from schema.arguments import After, First
from schema.nodes import Node, PageInfo


def some_changes(
    since: Annotated[
        int | None,
        argument(description="Only what changed after this revision: one of an answer or export."),
    ] = 0,
    first: First = 50,
    after: After = UNSET,
    types: Annotated[
        list[str] | None,
        argument(description="Only of nodes of these types, by their names in the schema."),
    ] = UNSET,
) -> Any:
    """A page of the feed."""


@strawberry.type(description="One field that changed, from what to what.")
class FieldChange:
    """Values as JSON, since those of one field are of one type, and those of another of another."""

    name: str = field(
        description="The field's name, with its parts after a dot: `title`, `metric.target`."
    )
    before: str | None = field(
        description="What it was, as JSON text, and a node as its id; null for nothing."
    )
    after: str | None = field(
        description="What it is, as JSON text, and a node as its id; null for nothing."
    )
    hidden: bool = field(
        description=(
            "Whether a value is left out: it names what the viewer may not see, or is the text of "
            "a comment that was removed."
        )
    )


@strawberry.type(description="What one revision changed about one node.")
class Change:
    """One node in one revision."""

    revision: int = field(description="The revision: one for every write of the organization.")
    at: datetime = field(description="When it was.")
    actor: refs.Person | None = field(
        description=(
            "Who did it: null for services and imports, and where it was done to what is hidden."
        )
    )
    actor_name: str | None = field(
        description="The name of the person or service then; null where that is hidden."
    )
    operation: str | None = field(
        description="The mutation that was asked for; null where that is hidden."
    )
    kind: enums.ChangeKind = field(description="What has become of the node.")
    node: Node | None = field(
        description="The node as it is now; null when it has ended or is out of sight."
    )
    node_id: strawberry.ID = field(description="The node's id.")
    node_type: str = field(description="The node's type, by its name in the schema.")
    fields: list[FieldChange] = field(
        description="What changed about it, by name; nothing when it came into sight or went."
    )


@strawberry.type(description="A change and its place.")
class ChangeEdge:
    """An item of a list of changes."""

    cursor: str = field(description="Its place in the list.")
    node: Change = field(description="The change.")


@strawberry.type(description="A page of a node's history.")
class ChangeConnection:
    """What the viewer could see when it happened."""

    edges: list[ChangeEdge] = field(description="The items with their places.")
    nodes: list[Change] = field(description="The items.")
    page_info: PageInfo = field(description="Where the page stands.")
    total_count: int = field(description="How many there are on all pages.")


@strawberry.type(description="A page of all changes.")
class ChangeFeedConnection:
    """It has no count: that would be of all that ever happened."""

    edges: list[ChangeEdge] = field(description="The items with their places.")
    nodes: list[Change] = field(description="The items.")
    page_info: PageInfo = field(
        description=(
            "Where the page stands, `endCursor` being there even when the page is empty: what was "
            "looked at may all be hidden."
        )
    )
    up_to: int = field(
        description=(
            "The revision that the answer reaches: the next `since`, once there is no next page."
        )
    )
    resync: bool = field(
        description=(
            "Whether a copy has to be made anew from an export, since the viewer has other rights "
            "than they had at `since`, or since the record does not reach back to it."
        )
    )
